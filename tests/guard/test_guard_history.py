"""Rule 4: what is done stays done, and stock changes through movements only."""

from odoo.exceptions import AccessError
from odoo.fields import Command

from ...tools.trust import TRUST_KEY, trusted
from ..common.guard import HistoryCommon

FINAL = "Completed operations cannot be"


class TestDoneLines(HistoryCommon):
    def test_no_fact_of_a_done_line_changes_by_rpc(self):
        other = self.make_product("Other", "lot")
        values = {
            "lot_id": self.t2.id,
            "quantity": 3,
            "location_id": self.shelf.id,
            "location_dest_id": self.supplier_location.id,
            "date": "2020-01-01 00:00:00",
            "product_uom_id": self.env.ref("uom.product_uom_dozen").id,
            "owner_id": self.vendor.id,
            "product_id": other.id,
            "move_id": False,
            "lot_waived": True,
            "state": "draft",
            "consume_line_ids": [Command.set(self.t1.quant_ids.ids)],
            "produce_line_ids": [Command.link(self.draft_line().id)],
        }
        for field, value in values.items():
            for user in (self.clerk, self.manager, self.employee):
                with self.subTest(field=field, user=user.login), self.refused(FINAL):
                    self.rpc(user, "stock.move.line", "write", self.line.ids, {field: value})
        self.assertEqual((self.line.lot_id, self.line.quantity), (self.t1, 4))
        self.assertEqual(self.t1.product_qty, 6)

    def test_the_error_names_every_line_and_what_would_change(self):
        lines = self.line | self.t2.quant_ids.lot_id.env["stock.move.line"].search(
            [("lot_id", "=", self.t2.id)]
        )
        with self.refused(FINAL) as caught:
            lines.with_user(self.manager).write({"quantity": 1})
        self.assertIn(f"Tomato, T1, {self.delivery.name}: Quantity", str(caught.exception))
        self.assertIn("Tomato, T2, ", str(caught.exception))

    def test_the_same_values_written_again_are_no_change(self):
        date = self.line.date
        self.line.with_user(self.clerk).write({"lot_id": self.t1.id, "quantity": 4.0, "date": date})
        self.line.with_user(self.clerk).write({"lot_name": "T1"})
        self.assertEqual((self.line.lot_id, self.line.quantity), (self.t1, 4))
        self.assertEqual((self.line.date, self.line.state), (date, "done"))
        self.assertEqual(self.t1.product_qty, 6)

    def test_a_context_key_does_not_help(self):
        for context in ({"skip_uom_conversion": True}, {TRUST_KEY: "TRUSTED"}, {TRUST_KEY: True}):
            values = {"product_uom_id": self.env.ref("uom.product_uom_dozen").id}
            with self.refused(FINAL):
                self.rpc(
                    self.manager,
                    *("stock.move.line", "write", self.line.ids, values),
                    context=context,
                )
        with self.refused("cannot be deleted"):
            self.rpc(
                self.manager,
                *("stock.move.line", "unlink", self.line.ids),
                context={"_force_unlink": True},
            )
        with self.refused("cannot be deleted"):
            self.rpc(
                self.manager,
                *("stock.move", "unlink", self.move.ids),
                context={"_force_unlink": True},
            )

    def test_a_new_line_does_not_write_the_lines_it_is_linked_to(self):
        values = {
            "move_id": self.draft_line().move_id.id,
            "product_id": self.tomato.id,
            "consume_line_ids": [Command.update(self.line.id, {"lot_id": self.t2.id})],
        }
        with self.refused("that already exist"):
            self.rpc(self.clerk, "stock.move.line", "create", [values])

    def test_a_correction_of_our_own_passes(self):
        trusted(self.line, "lot_id").lot_id = self.t2
        self.assertEqual(self.t2.product_qty, 6)

    def test_an_import_does_not_rewrite_history(self):
        self.env["ir.model.data"].create(
            {"name": "l1", "module": "t", "model": "stock.move.line", "res_id": self.line.id}
        )
        answer = (
            self.env["stock.move.line"]
            .with_user(self.manager)
            .load(["id", "quantity"], [["t.l1", "1"]])
        )
        self.assertFalse(answer["ids"])
        self.assertEqual(self.line.quantity, 4)

    def test_the_move_is_no_way_round(self):
        commands = {
            "quantity": 1,
            "lot_ids": [Command.set(self.t2.ids)],
            "move_line_ids": [Command.update(self.line.id, {"lot_id": self.t2.id})],
            "state": "draft",
            "date": "2020-01-01 00:00:00",
            "location_id": self.shelf.id,
            "location_dest_id": self.supplier_location.id,
            "picking_id": False,
        }
        for field, value in commands.items():
            with self.subTest(field=field), self.refused(FINAL):
                self.rpc(self.manager, "stock.move", "write", self.move.ids, {field: value})
        with self.refused(FINAL):
            self.rpc(
                self.manager,
                *("stock.picking", "write", self.delivery.ids),
                {"move_line_ids": [Command.update(self.line.id, {"quantity": 1})]},
            )

    def test_nothing_is_done_by_writing_it(self):
        line = self.draft_line()
        attempts = [
            ("stock.move", "write", line.move_id.ids, {"state": "done"}),
            ("stock.move.line", "write", line.ids, {"state": "done"}),
            ("stock.move.line", "write", line.ids, {"move_id": self.move.id}),
        ]
        for user in (self.clerk, self.manager):
            for attempt in attempts:
                with self.subTest(attempt=attempt, user=user.login), self.refused("ompleted"):
                    self.rpc(user, *attempt)
        values = {
            "move_id": line.move_id.id,
            "product_id": self.tomato.id,
            "lot_id": self.t2.id,
            "quantity": 1,
            "state": "done",
        }
        [line] = self.rpc(self.clerk, "stock.move.line", "create", [values])
        self.assertNotEqual(self.env["stock.move.line"].browse(line).state, "done")
        self.assertEqual(self.t2.product_qty, 10)

    def test_the_unit_of_a_product_that_moved_stays(self):
        with self.refused(FINAL):
            self.tomato.uom_id = self.env.ref("uom.product_uom_dozen")

    def test_untracked_products_are_as_in_core(self):
        self.receive(self.screw, None, 10)
        delivery = self.deliver(self.screw, None, 4)
        self.commit()
        delivery.move_line_ids.with_user(self.manager).quantity = 3
        self.assertEqual(self.screw.qty_available, 7)

    def test_a_company_that_is_not_strict_is_as_in_core(self):
        self.company.strict_traceability = False
        self.line.with_user(self.manager).write({"lot_id": self.t2.id, "quantity": 3})
        self.assertEqual((self.t1.product_qty, self.t2.product_qty), (10, 7))

    def test_another_company_keeps_its_own_rule(self):
        other = self.env["res.company"].create(
            {"name": "Other Works", "strict_traceability": False}
        )
        self.manager.company_ids += other
        with self.refused(FINAL):
            self.line.with_user(self.manager).with_context(
                allowed_company_ids=(other + self.company).ids
            ).quantity = 1


class TestLotsThatMoved(HistoryCommon):
    def test_a_lot_that_moved_keeps_name_and_product(self):
        other = self.make_product("Other", "lot")
        for values in ({"name": "T3"}, {"product_id": other.id}):
            for user in (self.clerk, self.manager):
                with self.refused("Tomato, T1"):
                    self.rpc(user, "stock.lot", "write", self.t1.ids, values)

    def test_a_lot_that_moved_cannot_be_deleted(self):
        self.deliver(self.tomato, self.t1, 6)
        # core clears away quants; the history stays
        self.env.cr.execute("DELETE FROM stock_quant WHERE lot_id = %s", [self.t1.id])
        self.env.invalidate_all()
        for context in (None, {"_force_unlink": True}):
            with self.refused("Tomato, T1"):
                self.rpc(self.manager, "stock.lot", "unlink", self.t1.ids, context=context)

    def test_all_lots_that_moved_are_named(self):
        with self.refused("T1(.|\n)*T2"):
            (self.t1 | self.t2 | self.make_lot(self.tomato, "T9")).unlink()

    def test_a_lot_that_did_not_move_is_free(self):
        lot = self.make_lot(self.tomato, "T9").with_user(self.clerk)
        lot.name = "T8"
        self.assertEqual(lot.name, "T8")
        lot.unlink()
        self.assertFalse(lot.exists())

    def test_the_rest_of_a_lot_is_free(self):
        self.t1.with_user(self.clerk).write({"ref": "x", "name": " T1 "})
        self.assertEqual(self.t1.name, "T1")

    def test_who_may_not_write_lots_is_told_that(self):
        with self.assertRaises(AccessError):
            self.t1.with_user(self.employee).name = "x"


class TestCoreGoesOn(HistoryCommon):
    """What core itself writes on done lines, in the transaction that did them."""

    def test_a_count_is_dated_in_the_past_when_it_is_applied(self):
        quant = self.t1.quant_ids.filtered(lambda q: q.location_id == self.stock_location)
        quant = quant.with_user(self.manager).with_context(inventory_mode=True)
        quant.inventory_quantity = 5
        quant._apply_inventory("2026-01-02 03:04:05")
        line = self.env["stock.move.line"].search(
            [("lot_id", "=", self.t1.id)], order="id desc", limit=1
        )
        self.assertEqual(str(line.date), "2026-01-02 03:04:05")
        self.commit()
        with self.refused(FINAL):
            line.date = "2026-01-01 00:00:00"

    def scrap_from(self, picking):
        """:return: the done line of a unit scrapped from a transfer before that is done"""
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.tomato.id,
                "lot_id": self.t2.id,
                "scrap_qty": 1,
                "location_id": self.stock_location.id,
                "picking_id": picking.id,
            }
        )
        scrap.do_scrap()
        return scrap.move_ids.move_line_ids

    def test_scrap_made_before_a_transfer_is_done_keeps_its_date(self):
        picking = self.plan_delivery((self.tomato, self.t2, 5))
        scrapped = self.scrap_from(picking)
        scrapped.date = scrapped.move_id.date = "2026-01-01 10:00:00"
        self.commit()
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        self.assertEqual(str(scrapped.date), "2026-01-01 10:00:00")
        self.commit()
        with self.refused(FINAL):
            self.rpc(
                self.manager,
                *("stock.picking", "write", picking.ids, {"date_done": "2026-01-02 10:00:00"}),
            )

    def test_scrap_made_before_a_transfer_is_done_keeps_its_owner(self):
        picking = self.plan_delivery((self.tomato, self.t2, 5))
        scrapped = self.scrap_from(picking)
        self.commit()
        picking.owner_id = self.vendor
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        self.assertFalse(scrapped.owner_id)
        self.assertEqual(picking.move_ids.filtered("picked").move_line_ids.owner_id, self.vendor)

    def test_backorders_packages_cancelling_and_deleting_drafts_go_on(self):
        picking = self.plan_delivery((self.tomato, self.t2, 5))
        picking.move_ids.product_uom_qty = 8
        picking.move_line_ids.quantity = 3
        picking.action_put_in_pack()
        picking._action_done()
        self.assertEqual(picking.state, "done")
        self.assertTrue(picking.backorder_ids)
        picking.backorder_ids.action_cancel()
        draft = self.draft_line().picking_id
        draft.action_cancel()
        draft.unlink()
        self.assertEqual(self.t2.product_qty, 7)
