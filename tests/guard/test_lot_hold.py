"""A lot on hold is not reserved, shipped or used until an Inventory manager releases it."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from ..common.world import TraceabilityCommon


@tagged("post_install", "-at_install")
class TestLotHold(TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls.receive(cls.tomato, "HELD", 5)
        cls.quarantine = cls.env["stock.location"].create(
            {"name": "Quarantine", "location_id": cls.stock_location.id, "is_quarantine": True}
        )
        cls.cage = cls.env["stock.location"].create(
            {"name": "Cage", "location_id": cls.quarantine.id}
        )

    def hold(self, lot=None, reason="Laboratory"):
        """Press Hold as a clerk does, and give the reason."""
        action = (lot or self.lot).with_user(self.stock_user).action_hold()
        wizard = self.env[action["res_model"]].with_user(self.stock_user)
        with Form(wizard.with_context(**action["context"])) as form:
            form.reason = reason
        form.record.action_hold()

    def order(self, quantity):
        """:return: a delivery that the clerk has reserved"""
        return self.reserve_delivery(self.tomato, quantity, user=self.stock_user)

    def test_hold_says_why_since_when_and_by_whom(self):
        self.hold()
        self.assertTrue(self.lot.is_on_hold)
        self.assertEqual(self.lot.hold_reason, "Laboratory")
        self.assertEqual(self.lot.hold_user_id, self.stock_user)
        self.assertTrue(self.lot.hold_since)
        self.assertIn("Laboratory", self.lot.message_ids[0].body)
        self.assertIn(self.lot, self.env["stock.lot"].search([("is_on_hold", "=", True)]))

    def test_the_note_of_a_hold_is_neither_changed_nor_deleted(self):
        self.hold()
        note = self.lot.message_ids.filtered("is_final")
        self.assertIn("Laboratory", note.body)
        self.assertEqual(note.author_id, self.stock_user.partner_id)
        for who in (self.stock_user, self.stock_manager, self.env.user):
            mine = note.with_user(who)
            for values in ({"body": "x"}, {"is_final": False}, {"author_id": False}):
                with self.subTest(values), self.refused(UserError, "cannot be changed or deleted"):
                    mine.write(values)
            with self.refused(UserError, "cannot be changed or deleted"):
                mine.with_context(_force_unlink=True).unlink()
        note.with_user(self.stock_user).toggle_message_starred()
        said = "Called the laboratory"
        self.lot.message_post(body=said).unlink()

    def test_nor_is_what_logs_a_change_of_the_lot(self):
        field = self.env["ir.model.fields"]._get("stock.lot", "expiration_date")
        value = Command.create({"field_id": field.id, "old_value_char": "a", "new_value_char": "b"})
        change = self.lot.with_user(self.stock_manager)._message_log(tracking_value_ids=[value])
        with self.refused(UserError, "cannot be changed or deleted"):
            change.with_user(self.stock_manager).unlink()

    def test_a_lot_that_never_moved_is_deleted_with_its_note(self):
        lot = self.make_lot(self.tomato, "NEW")
        self.hold(lot)
        lot.with_user(self.stock_manager).unlink()
        self.assertFalse(lot.exists())

    def test_hold_asks_a_reason(self):
        for reason in ("", "   ", None, False):
            with self.refused(UserError, "Enter the reason"):
                self.lot.with_user(self.stock_user).hold(reason)
        self.assertFalse(self.lot.is_on_hold)

    def test_a_second_hold_changes_the_reason_and_not_the_date(self):
        self.hold()
        since = self.lot.hold_since
        self.hold(reason="Recall")
        self.assertEqual((self.lot.hold_reason, self.lot.hold_since), ("Recall", since))

    def test_only_managers_release(self):
        self.hold()
        with self.refused(AccessError, "Only an Inventory manager"):
            self.lot.with_user(self.stock_user).release()
        self.lot.with_user(self.stock_manager).release()
        self.assertFalse(self.lot.is_on_hold or self.lot.hold_reason or self.lot.hold_since)
        self.assertIn("Released from hold", self.lot.message_ids[0].body)
        self.deliver(self.tomato, self.lot, 5)

    def test_nobody_writes_a_hold_past_its_buttons(self):
        for values in ({"is_on_hold": True}, {"hold_reason": "x"}):
            with self.refused(UserError, "buttons Hold and Release"):
                self.lot.with_user(self.stock_manager).write(values)
        self.hold()
        for values in ({"is_on_hold": False}, {"hold_reason": False}, {"hold_since": False}):
            with self.refused(UserError, "buttons Hold and Release"):
                self.lot.with_user(self.stock_manager).write(values)
        with self.refused(UserError, "buttons Hold and Release"):
            self.env["stock.lot"].with_user(self.stock_manager).create(
                {"product_id": self.tomato.id, "name": "NEW", "is_on_hold": True}
            )
        forged = {"traceability_writer": True}
        with self.refused(UserError, "buttons Hold and Release"):
            self.lot.with_user(self.stock_manager).with_context(**forged).is_on_hold = False

    def test_a_lot_on_hold_is_not_reserved(self):
        self.receive(self.tomato, "FREE", 2)
        self.hold()
        picking = self.order(4)
        self.assertEqual(picking.move_line_ids.lot_id.mapped("name"), ["FREE"])
        self.assertEqual(picking.move_ids.quantity, 2)

    def test_reservations_are_freed_at_once_and_other_lots_take_their_place(self):
        picking = self.order(4)
        self.assertEqual(picking.move_line_ids.lot_id, self.lot)
        free = self.receive(self.tomato, "FREE", 3)
        self.hold()
        self.assertEqual(picking.move_line_ids.lot_id, free)
        self.assertEqual(picking.move_ids.quantity, 3)
        self.assertFalse(sum(self.lot.quant_ids.mapped("reserved_quantity")))
        self.assertIn("HELD", picking.message_ids[0].body)

    def test_the_next_step_of_a_route_does_not_reserve_it(self):
        picking = self.order(4)
        picking.do_unreserve()
        self.hold()
        move = picking.move_ids
        taken = move._update_reserved_quantity(4, self.stock_location, lot_id=self.lot)
        self.assertEqual(taken, 0)
        self.assertFalse(move.move_line_ids)

    def test_it_is_neither_shipped_nor_moved_on(self):
        self.hold()
        for place in (self.customer_location, self.shelf):
            with self.refused(UserError, "Tomato, HELD, .*: on hold .Laboratory"):
                self.move_goods(
                    self.warehouse.out_type_id,
                    self.stock_location,
                    place,
                    [(self.tomato, self.lot, 1)],
                )

    def test_all_lots_on_hold_are_named_at_once(self):
        other = self.receive(self.tomato, "HELD-TOO", 5)
        self.hold(self.lot | other)
        with self.refused(UserError, "HELD(.|\n)*HELD-TOO"):
            self.move_goods(
                self.warehouse.out_type_id,
                self.stock_location,
                self.customer_location,
                [(self.tomato, self.lot, 1), (self.tomato, other, 1)],
            )

    def test_it_is_not_added_to_what_was_shipped_already(self):
        delivery = self.deliver(self.tomato, self.lot, 1)
        self.hold()
        with self.refused(UserError, "Tomato, HELD, .*: on hold"):
            self.env["stock.move.line"].with_user(self.stock_user).create(
                {
                    "picking_id": delivery.id,
                    "product_id": self.tomato.id,
                    "lot_id": self.lot.id,
                    "quantity": 1,
                    "location_id": self.stock_location.id,
                    "location_dest_id": self.customer_location.id,
                }
            )

    def test_it_goes_to_quarantine_and_stays_there(self):
        self.hold()
        self.transfer(self.tomato, self.lot, 2, destination=self.quarantine)
        self.transfer(self.tomato, self.lot, 3, destination=self.cage)
        with self.refused(UserError, "on hold"):
            self.transfer(self.tomato, self.lot, 2, self.quarantine, self.stock_location)

    def test_it_is_scrapped(self):
        self.hold()
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.tomato.id,
                "lot_id": self.lot.id,
                "scrap_qty": 5,
                "location_id": self.stock_location.id,
            }
        )
        scrap.with_user(self.stock_user).do_scrap()
        self.assertEqual(scrap.state, "done")

    def test_more_of_it_comes_back_from_the_customer(self):
        self.deliver(self.tomato, self.lot, 2)
        self.hold()
        self.move_goods(
            self.warehouse.in_type_id,
            self.customer_location,
            self.stock_location,
            [(self.tomato, self.lot, 2)],
        )
        self.assertEqual(self.lot.product_qty, 5)

    def test_it_is_counted(self):
        self.hold()
        quant = self.lot.quant_ids.filtered(lambda quant: quant.location_id == self.stock_location)
        quant.with_user(self.stock_manager).with_context(
            inventory_mode=True
        ).inventory_quantity_auto_apply = 4
        self.assertEqual(self.lot.product_qty, 4)

    def test_a_copy_of_a_lot_is_not_on_hold(self):
        self.hold()
        self.assertFalse(self.lot.copy({"name": "COPY"}).is_on_hold)

    def test_a_lot_of_another_company_is_out_of_reach(self):
        other = self.env["res.company"].create({"name": "Other Works"})
        self.lot = self.make_lot(self.tomato, "OURS")
        self.lot.company_id = self.company
        stranger = new_test_user(
            self.env,
            "stranger",
            "base.group_user,stock.group_stock_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.refused(AccessError, "Lot/Serial"):
            self.lot.with_user(stranger).hold("Mischief")

    def test_without_strict_traceability_a_hold_is_a_note_only(self):
        self.company.strict_traceability = False
        picking = self.order(4)
        self.hold()
        self.assertEqual(picking.move_line_ids.lot_id, self.lot)
        self.deliver(self.tomato, self.lot, 1)
