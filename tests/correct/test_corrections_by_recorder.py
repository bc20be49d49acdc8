"""Who recorded it corrects it himself until the goods moved on; then an Inventory manager does."""

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, new_test_user, tagged

from ..common.correction import CorrectionCommon


@tagged("post_install", "-at_install")
class TestCorrectionsByRecorder(CorrectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.stock_user
        cls.colleague = new_test_user(
            cls.env, "correct_colleague", "base.group_user,stock.group_stock_user"
        )

    def receive_as(self, user, name, product=None, quantity=1):
        """:return: the line of a receipt that the user validated"""
        picking = self.plan_goods(
            self.warehouse.in_type_id,
            self.supplier_location,
            self.stock_location,
            [(product or self.motor, name, quantity)],
        )
        picking.with_user(user).button_validate()
        return picking.move_line_ids

    def request(self, user, records, **values):
        """Open the wizard as a client does, and press Correct."""
        model = self.env["traceability.correction.request"].with_user(user)
        context = {"active_model": records._name, "active_ids": records.ids}
        values = {"reason": "Read from the label", **values}
        wizard = call_kw(model, "create", [values], {"context": context})
        call_kw(model, "action_apply", [wizard], {"context": context})

    def test_the_line_keeps_who_completed_it(self):
        line = self.receive_as(self.clerk, "M-1")
        self.assertEqual(line.recorder_id, self.clerk)
        with self.assertRaises(UserError):
            line.with_user(self.colleague).recorder_id = self.colleague

    def test_a_typo_is_corrected_by_who_made_it(self):
        lot = self.receive_as(self.clerk, "M-O1").lot_id
        self.request(self.clerk, lot, kind="name", lot_id=lot.id, new_name="M-01")
        self.assertEqual(lot.name, "M-01")
        [log] = self.env["traceability.correction"].search([("lot_ids", "in", lot.ids)])
        self.assertEqual((log.kind, log.user_id), ("name", self.clerk))
        self.assertEqual((log.before, log.after), ("Motor, M-O1", "Motor, M-01"))

    def test_a_wrong_lot_is_corrected_by_who_took_it(self):
        m1, m2 = (self.receive(self.motor, name) for name in ("M-1", "M-2"))
        picking = self.plan_goods(
            self.warehouse.out_type_id,
            self.stock_location,
            self.customer_location,
            [(self.motor, m1, 1)],
        )
        picking.with_user(self.clerk).button_validate()
        line = picking.move_line_ids
        with self.assertRaises(UserError):
            self.request(self.colleague, picking)
        as_clerk = picking.with_user(self.clerk)
        self.assertTrue(as_clerk.can_correct)
        action = as_clerk.action_correct()
        form = Form(
            self.env[action["res_model"]].with_user(self.clerk).with_context(**action["context"])
        )
        form.reason = "Read from the label"
        with form.line_ids.edit(0) as row:
            row.new_lot_id = m2
        form.save().action_apply()
        self.assertEqual(line.lot_id, m2)
        self.assert_stock_is_sum_of_lines()

    def test_a_colleague_corrects_nothing(self):
        line = self.receive_as(self.clerk, "M-O1")
        for records in (line.picking_id, line.lot_id):
            self.assertFalse(records.with_user(self.colleague).can_correct)
            with self.assertRaisesRegex(UserError, "Ask an Inventory manager"):
                self.request(self.colleague, records)
        with self.assertRaisesRegex(AccessError, "Motor, M-O1"):
            line.lot_id.with_user(self.colleague).correct_name("M-01", "Typing error")
        self.assertEqual(line.lot_id.name, "M-O1")

    def test_once_the_goods_moved_on_a_manager_does(self):
        line = self.receive_as(self.clerk, "M-O1")
        with self.on_day(1):
            pass
        moved = self.transfer(self.motor, line.lot_id)
        self.assertGreaterEqual(moved.move_line_ids.date, line.date)
        self.assertFalse(line.picking_id.with_user(self.clerk).can_correct)
        with self.assertRaisesRegex(AccessError, "until the products move again.*\n.*Motor, M-O1"):
            line.lot_id.with_user(self.clerk).correct_name("M-01", "Typing error")
        with self.assertRaisesRegex(AccessError, "until the products move again"):
            self.correct({line: self.make_lot(self.motor, "M-2")}, user=self.clerk)
        line.lot_id.with_user(self.stock_manager).correct_name("M-01", "Typing error")
        self.assertEqual(line.lot_id.name, "M-01")

    def test_his_own_next_step_moved_them_on_too(self):
        lot = self.receive_as(self.clerk, "M-O1").lot_id
        picking = self.plan_goods(
            self.warehouse.int_type_id, self.stock_location, self.shelf, [(self.motor, lot, 1)]
        )
        picking.with_user(self.clerk).button_validate()
        with self.assertRaisesRegex(AccessError, "until the products move again"):
            lot.with_user(self.clerk).correct_name("M-01", "Typing error")

    def test_a_lot_that_others_received_too_is_not_his(self):
        first = self.receive_as(self.clerk, "T-O1", self.tomato, 5)
        self.warehouse.in_type_id.use_existing_lots = True
        self.receive(self.tomato, "T-O1", 5)
        with self.assertRaisesRegex(AccessError, "Ask an Inventory manager"):
            first.lot_id.with_user(self.clerk).correct_name("T-01", "Typing error")

    def test_without_strict_traceability_a_manager_does(self):
        line = self.receive_as(self.clerk, "M-O1")
        self.company.strict_traceability = False
        self.assertFalse(line.picking_id.with_user(self.clerk).can_correct)
