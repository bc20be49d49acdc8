"""A receipt's quantity was typed too high: what never came is taken back, and logged."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common.correction import CorrectionCommon


@tagged("post_install", "-at_install")
class TestCorrectionsOfQuantities(CorrectionCommon):
    def setUp(self):
        super().setUp()
        with self.on_day(1):
            self.receipt = self.plan_goods(
                self.warehouse.in_type_id,
                self.supplier_location,
                self.stock_location,
                [(self.tomato, "T-1", 10)],
            )
            self.receipt.with_user(self.stock_user).button_validate()
        self.lot = self.receipt.move_line_ids.lot_id

    def correct_quantity(self, quantity, line=None, user=None):
        lines = self.env["stock.move.line"].with_user(user or self.stock_manager)
        line = (line or self.receipt.move_line_ids).with_env(lines.env)
        return lines.correct_quantities({line: quantity}, "Counted again")

    def test_the_form_takes_back_what_was_not_there(self):
        action = self.receipt.with_user(self.stock_user).action_correct()
        requests = self.env[action["res_model"]].with_user(self.stock_user)
        form = Form(requests.with_context(**action["context"]))
        form.reason, form.kind = "Counted again", "quantity"
        self.assertFalse(form.can_apply)
        with form.line_ids.edit(0) as row:
            self.assertEqual(row.new_quantity, 10)
            row.new_quantity = 8
        self.assertTrue(form.can_apply)
        self.assertRegex(form.preview, r"(?s)10 .*8 ")
        form.save().action_apply()
        line, move = self.receipt.move_line_ids, self.receipt.move_ids
        self.assertEqual((line.quantity, line.quantity_product_uom, move.quantity), (8, 8, 8))
        self.assertEqual(self.on_hand(self.lot), 8)
        self.assertEqual((move.state, self.receipt.state), ("done", "done"))
        self.assert_stock_is_sum_of_lines()
        [log] = self.env["traceability.correction"].search(
            [("picking_ids", "in", line.picking_id.ids)]
        )
        self.assertEqual((log.kind, log.user_id), ("quantity", self.stock_user))
        self.assertIn("Tomato, T-1, 10", log.before)
        self.assertIn("Tomato, T-1, 8", log.after)
        [detail] = log.details["lines"]
        self.assertEqual((detail["quantity_before"], detail["quantity"]), (10, 8))
        [event] = self.lot.get_traceability()["events"]
        self.assertEqual(event["quantity"], 8)

    def test_what_moved_on_was_there(self):
        with self.on_day(2):
            self.deliver(self.tomato, self.lot, 6)
        self.assert_nothing_corrected("left .*Stock on", lambda: self.correct_quantity(5))
        self.correct_quantity(6)
        self.assertEqual(self.on_hand(self.lot), 0)
        self.assert_stock_is_sum_of_lines()

    def test_what_is_reserved_is_reserved_anew(self):
        picking = self.reserve_delivery(self.tomato, 9)
        self.correct_quantity(7)
        self.assertEqual(picking.move_ids.quantity, 7)
        self.assert_reservations_match()

    def test_a_serial_number_that_did_not_come_is_gone(self):
        m1 = self.receive(self.motor, "M-1")
        line = self.env["stock.move.line"].search([("lot_id", "=", m1.id)])
        self.assert_nothing_corrected("enter 1 or 0", lambda: self.correct_quantity(0.5, line))
        self.correct_quantity(0, line)
        self.assertEqual(self.on_hand(m1), 0)
        self.assert_stock_is_sum_of_lines()
        self.receive(self.motor, "M-1")
        self.assertEqual(self.on_hand(m1), 1)

    def test_what_was_taken_back_by_mistake_is_given_back(self):
        self.correct_quantity(4)
        self.correct_quantity(0)
        self.assertEqual(self.on_hand(self.lot), 0)
        self.assert_nothing_corrected("Add a line", lambda: self.correct_quantity(11))
        wizard = self.wizard(self.receipt, kind="quantity")
        wizard.line_ids.new_quantity = 10
        self.assertTrue(wizard.can_apply)
        wizard.action_apply()
        self.assertEqual((self.receipt.move_line_ids.quantity, self.on_hand(self.lot)), (10, 10))
        self.assert_stock_is_sum_of_lines()

    def test_a_serial_number_that_came_again_is_not_given_back(self):
        m1 = self.receive(self.motor, "M-1")
        line = self.env["stock.move.line"].search([("lot_id", "=", m1.id)])
        self.correct_quantity(0, line)
        self.receive(self.motor, "M-1")
        self.assert_nothing_corrected("more than once", lambda: self.correct_quantity(1, line))

    def test_only_what_came_in_and_only_downwards(self):
        self.assert_nothing_corrected("Add a line", lambda: self.correct_quantity(11))
        self.assert_nothing_corrected("0 or more", lambda: self.correct_quantity(-1))
        self.assert_nothing_corrected("was really received", lambda: self.correct_quantity(10))
        shipped = self.deliver(self.tomato, self.lot, 6).move_line_ids
        self.assert_nothing_corrected("not a receipt", lambda: self.correct_quantity(5, shipped))

    def test_once_it_moved_on_only_a_manager_does(self):
        with self.on_day(2):
            self.deliver(self.tomato, self.lot, 1)
        with self.assertRaisesRegex(AccessError, "until the products move again"):
            self.correct_quantity(8, user=self.stock_user)
        self.correct_quantity(8)

    def test_a_quantity_is_not_written_past_the_wizard(self):
        line = self.receipt.move_line_ids.with_user(self.stock_manager)
        self.env.flush_all()
        self.env.cr.postcommit.data.clear()
        with self.assertRaises(UserError):
            line.quantity = 8
