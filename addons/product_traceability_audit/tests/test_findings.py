from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.product_traceability.tools.dates import GROUP

from .common import AuditCommon


class TestFindings(AuditCommon):
    """Of each kind one fault is planted: it is found, and nothing else, and its Fix mends it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock_manager.group_ids += cls.env.ref("product.group_product_manager")
        cls.env.ref("base.group_user").implied_ids += cls.env.ref(GROUP)
        cls.company.partner_id.tz = cls.warehouse.partner_id.tz = "UTC"
        cls.delivery = cls.lot.delivery_ids.move_line_ids
        cls.other = cls.receive(cls.tomato, "T-2", 50)
        came = cls.env["stock.move.line"].search([("lot_id", "=", cls.other.id)])
        cls.plant("stock_move_line", came, date="2026-01-01")
        cls.yoghurt = cls.make_product("Yoghurt", use_expiration_date=True, expiration_time=30)
        cls.production = cls.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.audit_day = fields.Datetime.now()

    def line_of(self, lot, usage="supplier"):
        """:return: the movements that brought a lot from such a location"""
        return self.env["stock.move.line"].search(
            [("lot_id", "in", lot.ids), ("location_id.usage", "=", usage)]
        )

    def quants_of(self, lot):
        return lot.quant_ids.filtered(lambda quant: quant.location_id.usage == "internal")

    def corrections(self, *kinds):
        """:return: the log's entries, which are of these kinds"""
        entries = self.env["traceability.correction"].search([])
        self.assertEqual(sorted(entries.mapped("kind")), sorted(kinds))
        return entries

    # -- stock ------------------------------------------------------------------------------------
    def test_stock_without_lots_is_identified(self):
        with self.as_before(self.tomato):
            receipt = self.move_goods(
                *(self.warehouse.in_type_id, self.supplier_location, self.stock_location),
                [(self.tomato, None, 5)],
            )
        quant = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.tomato.id),
                ("lot_id", "=", False),
                ("location_id", "=", self.stock_location.id),
            ]
        )
        self.assert_found(stock_without_lot=quant, moved_without_lot=receipt.move_line_ids)
        self.assertEqual(self.fix("stock_without_lot")["context"]["default_quant_ids"], quant.ids)
        quant.with_user(self.stock_manager).identify([{"name": "T-9", "quantity": 5}], 5)
        # Its lot has no origin now, which the receipt without lot would have told.
        identified = self.make_lot(self.tomato, "T-9")
        self.assert_found(without_origin=identified, moved_without_lot=receipt.move_line_ids)

    def test_negative_stock_is_counted(self):
        with self.as_before():
            self.deliver(self.tomato, self.lot, 75)
        self.assert_found(negative_stock=self.quants_of(self.lot))
        action = self.fix("negative_stock")
        quants = self.env["stock.quant"].with_user(self.stock_manager)
        quant = quants.with_context(**action["context"]).search(action["domain"])
        quant.inventory_quantity = 0
        quant.action_apply_inventory()
        self.assert_found()

    def test_stock_that_differs_from_its_movements_is_corrected(self):
        quant = self.quants_of(self.lot)
        self.plant("stock_quant", quant, quantity=75)
        audit = self.assert_found(stock_differs=quant)
        self.assertEqual(audit.finding_ids.quantity, 5)
        wizard = self.open_wizard("stock_differs", reason="Changed by a script")
        self.assertIn("75", wizard.preview)
        wizard.action_apply()
        self.assertEqual(quant.quantity, 70)
        entry = self.corrections("stock")
        self.assertEqual((entry.lot_ids, entry.product_ids), (self.lot, self.tomato))
        self.assert_found(corrected=entry)

    def test_stock_that_is_missing_is_corrected(self):
        lost = self.quants_of(self.lot)
        self.env.cr.execute("DELETE FROM stock_quant WHERE id = %s", lost.ids)
        self.env.invalidate_all()
        audit = self.assert_found(stock_missing=self.delivery)
        self.assertEqual(audit.finding_ids.quantity, -70)
        self.open_wizard("stock_missing", reason="Deleted by a script").action_apply()
        self.assertEqual(self.quants_of(self.lot).quantity, 70)
        self.assert_found(corrected=self.corrections("stock"))

    # -- movements --------------------------------------------------------------------------------
    def test_movements_without_lot_get_it_and_those_that_follow_too(self):
        with self.as_before(self.tomato):
            places = (self.supplier_location, self.stock_location, self.customer_location)
            receipt = self.move_goods(
                self.warehouse.in_type_id, *places[:2], [(self.tomato, None, 5)]
            ).move_line_ids
            delivery = self.move_goods(
                self.warehouse.out_type_id, *places[1:], [(self.tomato, None, 5)]
            ).move_line_ids
        self.assert_found(moved_without_lot=receipt | delivery)
        lot = self.make_lot(self.tomato, "T-9")
        self.correct("moved_without_lot", lot={receipt: lot})
        self.assertEqual((receipt | delivery).lot_id, lot)
        self.assert_found(corrected=self.corrections("lot"))

    def test_what_a_manager_allowed_to_lack_its_lot_is_listed_apart(self):
        receipts = self.warehouse.in_type_id
        receipts.lots_optional = True
        places = (self.supplier_location, self.stock_location)
        receipt = self.move_goods(receipts, *places, [(self.tomato, None, 3)]).move_line_ids
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.tomato.id), ("lot_id", "=", False), ("quantity", ">", 0)]
        )
        self.assert_found(lot_not_required=receipt, stock_without_lot=quant, exempt_type=receipts)
        self.assertEqual(self.fix("exempt_type")["res_id"], receipts.id)
        receipts.with_user(self.stock_manager).lots_optional = False
        self.correct("lot_not_required", lot={receipt: self.lot})
        self.assert_found(corrected=self.corrections("lot"))

    def test_a_transfer_that_moved_nothing_gets_what_it_moved(self):
        receipt = self.plan_goods(
            *(self.warehouse.in_type_id, self.supplier_location, self.stock_location),
            [(self.tomato, "T-9", 4)],
        )
        lot = receipt.move_line_ids.lot_id
        receipt.move_line_ids.unlink()
        self.plant("stock_picking", receipt, state="done", date_done=self.audit_day)
        self.plant("stock_move", receipt.move_ids, state="done", quantity=0, product_uom_qty=4)
        self.assert_found(nothing_moved=receipt.move_ids)
        action = self.fix("nothing_moved")
        self.assertEqual((action["res_model"], action["res_id"]), ("stock.picking", receipt.id))
        transfer = receipt.with_user(self.stock_manager)
        transfer.is_locked = False
        transfer.move_ids.move_line_ids = [
            Command.create(
                {
                    "product_id": self.tomato.id,
                    "lot_id": lot.id,
                    "quantity": 4,
                    "location_id": self.supplier_location.id,
                    "location_dest_id": self.stock_location.id,
                }
            )
        ]
        self.assertEqual(self.quants_of(lot).quantity, 4)
        self.assert_found()

    def test_a_lot_of_another_product_is_replaced(self):
        wrong = self.receive(self.tomato, "T-3", 3)
        self.deliver(self.tomato, wrong, 3)
        lines = self.line_of(wrong) | self.line_of(wrong, "internal")
        self.plant("stock_lot", wrong, product_id=self.motor.id)
        self.assert_found(wrong_product=lines)
        right = self.make_lot(self.tomato, "T-4")
        self.correct("wrong_product", lot=dict.fromkeys(lines, right))
        self.assert_found(corrected=self.corrections("lot"))

    def test_a_serial_number_of_two_units_becomes_one(self):
        lot = self.receive(self.motor, "M-2")
        line, quant = self.line_of(lot), self.quants_of(lot)
        self.plant("stock_move_line", line, quantity=2, quantity_product_uom=2)
        self.plant("stock_quant", quant, quantity=2)
        self.assert_found(serial_quantity=line, serial_not_once=lot)
        self.correct("serial_quantity", quantity={line: 1})
        self.assert_found(corrected=self.corrections("quantity"))

    def test_more_back_than_went_is_corrected(self):
        with self.as_before():
            places = (self.customer_location, self.stock_location)
            back = self.move_goods(
                self.warehouse.in_type_id, *places, [(self.tomato, self.lot, 40)]
            )
        audit = self.assert_found(more_back=self.lot)
        self.assertEqual(audit.finding_ids.quantity, 10)
        self.correct("more_back", kind="quantity", quantity={back.move_line_ids: 30})
        self.assert_found(corrected=self.corrections("quantity"))

    def test_what_was_used_after_what_was_made_of_it_gets_its_date(self):
        sauce = self.make_lot(self.make_product("Sauce"), "S-1")
        with self.as_before():
            used, made = (
                self.move_goods(self.warehouse.int_type_id, *places, [(lot.product_id, lot, 1)])
                for lot, *places in (
                    (self.lot, self.stock_location, self.production),
                    (sauce, self.production, self.stock_location),
                )
            )
        line = used.move_line_ids
        self.env.cr.execute(
            "INSERT INTO stock_move_line_consume_rel (produce_line_id, consume_line_id)"
            " VALUES (%s, %s)",
            (line.id, made.move_line_ids.id),
        )
        self.plant("stock_move_line", line, date=made.date_done + timedelta(seconds=1))
        self.plant("stock_move_line", self.line_of(self.lot), date="2026-01-01")
        self.assert_found(used_too_early=line)
        self.correct("used_too_early", new_date=made.date_done - timedelta(seconds=5))
        self.assert_found(corrected=self.corrections("date"))

    # -- what should have stayed ------------------------------------------------------------------
    def test_expired_lots_that_were_shipped_are_corrected(self):
        lot, fresh = (self.receive(self.yoghurt, name, 5) for name in ("Y-1", "Y-2"))
        self.plant("stock_move_line", self.line_of(lot | fresh), date="2026-01-01")
        line = self.deliver(self.yoghurt, lot, 5).move_line_ids
        # It was good until the end of that day, where the warehouse is.
        day = line.date.replace(hour=0, minute=0, second=0)
        self.plant("stock_move_line", line, date=day + timedelta(hours=23))
        self.plant("stock_lot", lot, expiration_date=day)
        self.assert_found()
        self.warehouse.partner_id.tz = "Asia/Tokyo"
        self.assert_found(expired_shipped=line)
        self.correct("expired_shipped", lot={line: fresh})
        self.assert_found(corrected=self.corrections("lot"))

    def test_lots_on_hold_that_were_shipped_are_corrected(self):
        line = self.delivery
        self.plant("stock_lot", self.lot, is_on_hold=True, hold_since=line.date)
        self.assert_found()
        self.plant("stock_lot", self.lot, hold_since=line.date - timedelta(hours=1))
        self.assert_found(held_shipped=line)
        self.correct("held_shipped", lot={line: self.other})
        self.assert_found(corrected=self.corrections("lot"))

    def test_a_hold_that_was_released_is_proven_by_its_log(self):
        lot = self.lot.with_context(tracking_disable=False).with_user(self.stock_manager)
        # Odoo logs what changes in a transaction at its end, and no change of new records.
        for step in (lambda: None, lambda: lot.hold("Broken seal"), lot.release):
            step()
            self.env.flush_all()
            self.env.cr.precommit.run()
        changes = self.env["mail.tracking.value"].search(
            [("mail_message_id.model", "=", "stock.lot"), ("mail_message_id.res_id", "=", lot.id)]
        )
        held, released = changes.filtered(lambda one: one.field_id.name == "is_on_hold").sorted(
            "id"
        )
        hours = [self.delivery.date + timedelta(hours=hours) for hours in (-2, -1, 1)]
        self.plant("mail_message", held.mail_message_id, date=hours[0])
        self.plant("mail_message", released.mail_message_id, date=hours[1])
        self.assert_found()
        self.plant("mail_message", released.mail_message_id, date=hours[2])
        self.assert_found(held_shipped=self.delivery)

    # -- lots -------------------------------------------------------------------------------------
    def test_a_serial_number_in_two_locations_is_counted(self):
        double = self.receive(self.motor, "M-2")
        line = self.line_of(double)
        self.transfer(self.motor, double)
        for table, records in (
            ("stock_move_line", line | self.line_of(double, "internal")),
            ("stock_quant", double.quant_ids),
        ):
            self.plant(table, records, lot_id=self.unit.id)
        self.assert_found(serial_not_once=self.unit)
        action = self.fix("serial_not_once")
        quants = self.env["stock.quant"].with_user(self.stock_manager)
        quants = quants.with_context(**action["context"]).search(action["domain"])
        self.assertEqual(quants.location_id, self.stock_location | self.shelf)
        shelf = quants.filtered(lambda quant: quant.location_id == self.shelf)
        shelf.inventory_quantity = 0
        shelf.action_apply_inventory()
        self.assert_found()

    def test_a_lot_that_nobody_received_gets_the_one_that_was(self):
        counted = self.make_lot(self.tomato, "T-7")
        quant = (
            self.env["stock.quant"]
            .with_user(self.stock_manager)
            .with_context(inventory_mode=True)
            .create(
                {
                    "product_id": self.tomato.id,
                    "location_id": self.stock_location.id,
                    "lot_id": counted.id,
                    "inventory_quantity": 5,
                }
            )
        )
        quant.action_apply_inventory()
        self.assert_found(without_origin=counted)
        gaps = counted.get_traceability()["gaps"]
        self.assertEqual([gap["kind"] for gap in gaps], ["without_origin"])
        line = self.line_of(counted, "inventory")
        self.correct("without_origin", lot={line: self.lot})
        self.assert_found(corrected=self.corrections("lot"))

    def test_lots_without_dates_get_them(self):
        lot = self.receive(self.yoghurt, "Y-1", 5)
        self.plant("stock_lot", lot, expiration_date=None)
        self.yoghurt.active = False
        self.assert_found(without_dates=lot)
        action = self.fix("without_dates")
        lots = self.env["stock.lot"].with_user(self.stock_manager).search(action["domain"])
        lots.action_fill_dates()
        self.assert_found()

    def test_twins_get_numbers_of_their_own(self):
        twin = self.receive(self.tomato, "T-3", 1)
        self.plant("stock_lot", twin, name="T-1")
        self.assert_found(twin_lots=self.lot | twin)
        gaps = self.lot.get_traceability()["gaps"]
        self.assertEqual([gap["kind"] for gap in gaps], ["twin_lots"])
        self.correct("twin_lots", lot_id=twin.id, new_name="T-3")
        self.assert_found(corrected=self.corrections("name"))

    def test_numbers_that_look_the_same_are_told_apart(self):
        names = ("x-10", "X-1O", "X-I0", "X-lo", "X -10", "X\u200b-10", "X-10\u3164", "X-1\t0")
        others = ("X10", "X-100", "X-11")
        lots = self.move_goods(
            *(self.warehouse.in_type_id, self.supplier_location, self.stock_location),
            [(self.tomato, f"A{index}", 1) for index in range(len(names + others))],
        ).move_line_ids.lot_id.sorted("id")
        for lot, name in zip(lots, names + others, strict=True):
            self.plant("stock_lot", lot, name=name)
        self.assert_found(like_numbers=lots[: len(names)])
        for index, lot in enumerate(lots[1 : len(names)]):
            self.plant("stock_lot", lot, name=f"B{index}")
        self.assert_found()
        like = lots[1]
        self.plant("stock_lot", like, name="x-1o")
        self.correct("like_numbers", lot_id=like.id, new_name="X-12")
        self.assert_found(corrected=self.corrections("name"))

    # -- settings ---------------------------------------------------------------------------------
    def test_products_of_a_tracked_category_are_tracked(self):
        parent, loose = self.env["product.category"].create(
            [{"name": "Food", "lot_tracking": "lot"}, {"name": "Loose", "lot_tracking": "none"}]
        )
        child = self.env["product.category"].create({"name": "Milk", "parent_id": parent.id})
        loose.parent_id = parent
        product, _other = (
            self.make_product("Cream", "none", categ_id=category.id) for category in (child, loose)
        )
        self.assert_found(untracked_product=product)
        self.open_wizard("untracked_product", tracking="lot").action_apply()
        self.assertEqual(product.tracking, "lot")
        self.assert_found()

    def test_products_that_have_lots_are_tracked_again(self):
        self.plant("product_template", self.tomato.product_tmpl_id, tracking="none")
        self.assert_found(tracking_ended=self.tomato)
        self.open_wizard("tracking_ended", tracking="lot").action_apply()
        self.assert_found()

    def test_operation_types_that_ask_for_no_lots_are_opened(self):
        operation = self.warehouse.int_type_id
        operation.write({"use_create_lots": False, "use_existing_lots": False})
        self.assert_found(type_without_lots=operation)
        action = self.fix("type_without_lots")
        self.assertEqual((action["res_model"], action["res_id"]), (operation._name, operation.id))
        operation.with_user(self.stock_manager).use_existing_lots = True
        self.assert_found()

    def test_corrections_count_from_the_first_day_of_the_period(self):
        self.lot.with_user(self.stock_manager).correct_name("T-10", "Typing error")
        entry = self.corrections("name")
        self.assert_found(corrected=entry)
        tomorrow = fields.Date.today() + timedelta(days=1)
        self.assertEqual(self.kinds_found(self.audit(since=tomorrow)), set())

    # -- whose ------------------------------------------------------------------------------------
    def test_another_company_and_other_units_stay_apart(self):
        company = self.env["res.company"].create({"name": "Second Works"})
        manager = self.stock_manager
        manager.company_ids += company
        self.plant("stock_move_line", self.delivery, lot_waived=True)
        with self.as_before():
            dozen = self.env.ref("uom.product_uom_dozen")
            receipt = self.plan_goods(
                *(self.warehouse.in_type_id, self.supplier_location, self.stock_location),
                [(self.tomato, self.lot, 1)],
            )
            receipt.move_line_ids.product_uom_id = dozen
            receipt.button_validate()
        self.plant("stock_quant", self.quants_of(self.lot), quantity=70)
        audit = self.assert_found(stock_differs=self.quants_of(self.lot))
        self.assertEqual(
            (audit.finding_ids.quantity, audit.finding_ids.uom_id.name), (-12, "Units")
        )
        second = self.audit(manager, company_id=company.id)
        self.assertFalse(second.finding_ids)
        with self.assertRaises(AccessError):
            audit.with_user(manager).with_company(company).finding_ids.mapped("count")

    def test_words_follow_the_user(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        kinds = self.env["traceability.audit.kinds"].with_context(lang="fr_FR").get_kinds()
        self.assertEqual(set(kinds), set(self.env["traceability.audit.kinds"].get_kinds()))
        self.plant("stock_quant", self.quants_of(self.lot), quantity=71)
        audit = self.audit()
        self.assertTrue(audit.with_context(lang="fr_FR").finding_ids.example)

    def test_the_queries_do_not_grow_with_what_is_found(self):
        self.env.cr.execute(SQL("SELECT 1"))
        self.audit()
        before = self.env.cr.sql_log_count
        self.audit()
        few = self.env.cr.sql_log_count - before
        self.plant("stock_quant", self.quants_of(self.lot | self.other), quantity=71)
        before = self.env.cr.sql_log_count
        self.audit()
        self.assertLessEqual(self.env.cr.sql_log_count - before, few + 3)
