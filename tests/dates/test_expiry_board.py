"""The expiry board: what expires when, where, and what is done about it."""

from ast import literal_eval
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from ..common.dates import DatesCommon


@tagged("post_install", "-at_install")
class TestExpiryBoard(DatesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old, cls.new = cls.receive(cls.tomato, "OLD", 10), cls.receive(cls.tomato, "NEW", 10)
        # FIFO takes OLD first; NEW is nearer to its end.
        now = fields.Datetime.now()
        cls.new.write({"expiration_date": now + timedelta(days=12), "alert_date": now})
        cls.quarantine = cls.env["stock.location"].create(
            {"name": "Cage", "location_id": cls.stock_location.id, "is_quarantine": True}
        )
        cls.action = cls.env.ref("product_traceability.action_expiry_board")

    def board(self, user=None, *domain):
        quants = self.env["stock.quant"].with_user(user or self.stock_user)
        shown = fields.Domain(literal_eval(self.action.domain))
        return quants.search(
            shown & fields.Domain(list(domain)) & fields.Domain("product_id", "=", self.tomato.id),
            order="expiration_date, id",
        )

    def plan_delivery(self, quantity=4):
        return self.reserve_delivery(self.tomato, quantity)

    def reserved(self, picking):
        return {line.lot_id.name: line.quantity for line in picking.move_line_ids}

    def test_the_first_to_expire_is_on_top_and_states_are_found_by_the_database(self):
        self.assertEqual(self.board().lot_id.mapped("name"), ["NEW", "OLD"])
        self.assertEqual(self.board(None, ("expiry_state", "=", "alert")).lot_id, self.new)
        groups = self.board()._read_group(
            [("id", "in", self.board().ids)], ["warehouse_id", "expiry_state"], ["quantity:sum"]
        )
        self.assertEqual(
            sorted(groups), [(self.warehouse, "alert", 10), (self.warehouse, "fresh", 10)]
        )

    def test_the_days_that_remain_end_with_the_day_where_the_company_is(self):
        self.company.partner_id.tz = "Asia/Tokyo"
        self.new.expiration_date = "2031-06-10 20:00:00"  # the 11th at 5:00 in Tokyo
        [quant] = self.board(None, ("lot_id", "=", self.new.id))
        for moment, days in (
            ("2031-06-01 12:00:00", 10),
            ("2031-06-11 14:59:00", 0),
            ("2031-06-11 15:01:00", -1),
        ):
            with freeze_time(moment):
                quant.invalidate_recordset(["days_left"])
                self.assertEqual(quant.days_left, days, moment)

    def test_totals_never_add_up_different_units(self):
        kilogram = self.make_product("Flour", uom_id=self.env.ref("uom.product_uom_kgm").id)
        kilogram.use_expiration_date = True
        self.receive(kilogram, "FLOUR", 7)
        board = self.env["stock.quant"].with_user(self.stock_user)
        board = board.with_context(**literal_eval(self.action.context))
        shown = [
            ("product_id", "in", (kilogram + self.tomato).ids),
            ("location_id", "=", self.stock_location.id),
        ]
        by_product = board.formatted_read_group(shown, ["product_id"], ["quantity:sum"])
        self.assertEqual(sorted(group["quantity:sum"] for group in by_product), [7, 20])
        sums = ["quantity:sum", "__count"]
        [mixed] = board.formatted_read_group(shown, ["warehouse_id"], sums)
        self.assertEqual((mixed["quantity:sum"], mixed["__count"]), (False, 3))
        [[total], products] = board.formatted_read_grouping_sets(shown, [[], ["product_id"]], sums)
        self.assertIs(total["quantity:sum"], False)
        self.assertEqual(sorted(group["quantity:sum"] for group in products), [7, 20])
        lots = self.env["stock.lot"].with_user(self.stock_user)
        of_both = [("product_id", "in", (kilogram + self.tomato).ids)]
        [total] = lots.formatted_read_group(of_both, [], ["product_qty:sum"])
        self.assertIs(total["product_qty:sum"], False)
        by_product = lots.formatted_read_group(of_both, ["product_id"], ["product_qty:sum"])
        self.assertEqual(sorted(group["product_qty:sum"] for group in by_product), [7, 20])

    def test_a_stranger_of_another_company_sees_none_of_it(self):
        other = self.env["res.company"].create({"name": "Other Works"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "base.group_user,stock.group_stock_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.assertFalse(self.board(stranger))

    def test_the_board_asks_the_database_as_often_for_ten_lots_as_for_a_hundred(self):
        counts = []
        for number, product in ((10, self.make_product("A")), (100, self.make_product("B"))):
            lots = self.env["stock.lot"].create(
                [
                    {
                        "product_id": product.id,
                        "name": f"Q{rank}",
                        "expiration_date": "2040-01-01 12:00:00",
                    }
                    for rank in range(number)
                ]
            )
            for lot in lots:
                self.env["stock.quant"]._update_available_quantity(
                    product, self.stock_location, 1, lot_id=lot
                )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            quants = self.env["stock.quant"].with_user(self.stock_manager)
            shown = [("product_id", "=", product.id), ("location_id", "=", self.stock_location.id)]
            names = ["product_id", "lot_id", "expiry_state", "warehouse_id", "reserve_first"]
            quants.web_search_read(shown, {name: {} for name in names})
            quants.formatted_read_group(shown, ["warehouse_id"], ["quantity:sum"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_reserved_first_means_before_all_others_and_for_pending_deliveries_too(self):
        pending = self.plan_delivery()
        self.assertEqual(self.reserved(pending), {"OLD": 4})
        answer = self.board(None, ("lot_id", "=", self.new.id)).action_reserve_first()
        self.assertIn(pending.name, answer["params"]["message"])
        self.assertEqual(self.reserved(pending), {"NEW": 4})
        self.assertEqual(self.reserved(self.plan_delivery(8)), {"NEW": 6, "OLD": 2})
        self.board().action_reserve_in_order()
        self.assertEqual(self.reserved(self.plan_delivery(1)), {"OLD": 1})

    def test_deliveries_that_are_picked_or_printed_keep_their_lots(self):
        picked, printed = self.plan_delivery(), self.plan_delivery()
        picked.move_line_ids.picked = True
        printed.printed = True
        self.board(None, ("lot_id", "=", self.new.id)).action_reserve_first()
        self.assertEqual(self.reserved(picked), {"OLD": 4})
        self.assertEqual(self.reserved(printed), {"OLD": 4})

    def test_without_strict_traceability_reservations_are_cores(self):
        self.new.reserve_first = True
        self.company.strict_traceability = False
        pending = self.plan_delivery()
        self.assertEqual(self.reserved(pending), {"OLD": 4})
        lines, self.new.reserve_first = pending.move_line_ids, False
        with self.refused(UserError, "Strict traceability is off .*: .*NEW"):
            self.board(None, ("lot_id", "=", self.new.id)).action_reserve_first()
        self.assertEqual((pending.move_line_ids, self.new.reserve_first), (lines, False))

    def test_lots_on_hold_or_expired_are_not_reserved_first(self):
        self.old.hold("Laboratory")
        self.new.expiration_date = fields.Datetime.now() - timedelta(days=2)
        with self.refused(UserError, "Tomato, OLD: on hold(.|\n)*Tomato, NEW: expired"):
            self.board().sorted("id").action_reserve_first()
        self.assertFalse((self.old | self.new).filtered("reserve_first"))

    def clear(self, action, **values):
        wizard = self.env[action["res_model"]].with_user(self.stock_user)
        form = Form(wizard.with_context(**action["context"]))
        for name, value in values.items():
            setattr(form, name, value)
        return form.save().action_apply()

    def test_to_quarantine_with_lots_and_on_hold_by_one_transfer(self):
        pending = self.plan_delivery()
        answer = self.clear(self.board().action_quarantine(), hold_reason="Too near")
        picking = self.env[answer["res_model"]].browse(answer["res_id"])
        self.assertEqual(picking.location_dest_id, self.quarantine)
        self.assertEqual(self.reserved(picking), {"OLD": 10, "NEW": 10})
        self.assertFalse(pending.move_line_ids, "what is on hold is not delivered")
        picking.with_user(self.stock_user).button_validate()
        self.assertEqual(picking.state, "done")
        self.assertEqual(self.board().location_id, self.quarantine)
        self.assertEqual(sum(self.board().mapped("quantity")), 20)

    def test_where_there_is_no_quarantine_location_a_manager_makes_one(self):
        self.quarantine.is_quarantine = False
        wizard = self.env["stock.quant.clear"].with_user(self.stock_user)
        wizard = wizard.create({"quant_ids": self.board().ids, "operation": "quarantine"})
        self.assertTrue(wizard.lacks_location)
        with self.refused(UserError, "Select a quarantine location"):
            wizard.action_apply()
        with self.refused(AccessError, "not allowed to create"):
            wizard.action_create_location()
        wizard = wizard.with_user(self.stock_manager).create(
            {"quant_ids": self.board().ids, "operation": "quarantine"}
        )
        self.assertEqual(wizard.action_create_location()["res_id"], wizard.id)
        self.assertFalse(wizard.lacks_location)
        location = wizard.location_id
        self.assertTrue(location.is_quarantine)
        self.assertEqual(location.location_id, self.warehouse.view_location_id)
        picking = self.env["stock.picking"].browse(wizard.action_apply()["res_id"])
        self.assertEqual(picking.location_dest_id, location)

    def test_scrapped_with_lots_and_what_was_reserved_is_free(self):
        pending = self.plan_delivery()
        tag = self.env["stock.scrap.reason.tag"].create({"name": "Expired"})
        old = self.board(None, ("lot_id", "=", self.old.id))
        wizard = self.env["stock.quant.clear"].with_user(self.stock_user)
        made = wizard.create(
            {"quant_ids": old.ids, "operation": "scrap", "tag_ids": tag.ids}
        ).action_apply()
        scrap = self.env["stock.scrap"].browse(made["res_id"])
        self.assertEqual((scrap.state, scrap.lot_id, scrap.scrap_qty), ("done", self.old, 10))
        self.assertEqual(scrap.scrap_reason_tag_ids, tag)
        self.assertEqual(self.old.product_qty, 0)
        self.assertNotIn("OLD", self.reserved(pending))
        with self.refused(UserError, "no longer in stock"):
            old.action_scrap()

    def shared_goods(self):
        """:return: goods in a place of no company and no warehouse"""
        yard = self.env["stock.location"].create({"name": "Yard", "company_id": False})
        self.env["stock.quant"]._update_available_quantity(self.tomato, yard, 7, lot_id=self.old)
        goods = self.env["stock.quant"].search([("location_id", "=", yard.id)])
        self.assertFalse(goods.company_id | yard.warehouse_id.company_id)
        return goods

    def test_goods_in_a_place_that_companies_share_are_scrapped_by_who_scraps_them(self):
        made = self.clear(self.shared_goods().action_scrap())
        scrap = self.env["stock.scrap"].browse(made["res_id"])
        self.assertEqual((scrap.company_id, scrap.state), (self.company, "done"))

    def test_goods_in_a_place_that_companies_share_go_to_quarantine(self):
        goods = self.shared_goods()
        answer = self.clear(goods.action_quarantine())
        picking = self.env["stock.picking"].browse(answer["res_id"])
        self.assertEqual(
            (picking.location_id, picking.company_id), (goods.location_id, self.company)
        )
        picking.with_user(self.stock_user).button_validate()
        self.assertEqual(picking.state, "done")
        goods = self.shared_goods()
        self.env["stock.picking.type"].search([("code", "=", "internal")]).active = False
        with self.refused(UserError, "no operation type.* Tomato, OLD out of Yard"):
            self.clear(goods.action_quarantine())

    def test_labels_are_those_of_the_selected_lots(self):
        action = self.board().action_print_lot_labels()
        self.assertEqual(set(action["context"]["active_ids"]), set((self.old | self.new).ids))

    def test_off_there_is_no_board(self):
        menu = self.env.ref("product_traceability.menu_expiry_board")
        menus = self.env["ir.ui.menu"].with_user(self.stock_user)
        self.assertIn(menu.id, menus._visible_menu_ids())
        self.settings(group_expiration_dates=False)
        self.assertNotIn(menu.id, menus._visible_menu_ids())
        self.assertFalse(any(self.board().mapped("expiry_state")))
