"""Wrong numbers on repairs: what was repaired, the parts put in, and repairs still to come."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.correction import CorrectionCommon

from .common import Repairs


@tagged("post_install", "-at_install")
class TestCorrectRepairs(Repairs, CorrectionCommon):
    def setUp(self):
        super().setUp()
        self.fan = self.make_product("Fan", "serial")
        with self.on_day(1):
            self.m1, self.m2 = (self.receive(self.motor, name) for name in ("M-1", "M-2"))
            self.f1, self.f2 = (self.receive(self.fan, name) for name in ("F-1", "F-2"))

    def parents(self, lot):
        answer = lot.get_traceability("upstream")
        names = {node["key"]: node["lot_name"] for node in answer["nodes"]}
        return {(names[link["parent"]], link["model"], link["res_id"]) for link in answer["links"]}

    def test_the_repair_of_the_wrong_motor_names_the_right_one(self):
        with self.on_day(2):
            order = self.repair(self.m1, self.f1)
        wizard = self.wizard(order)
        self.assertEqual(wizard.line_ids.lot_id, self.m1 | self.f1)
        row = wizard.line_ids.filtered(lambda row: row.lot_id == self.m1)
        row.new_lot_id = self.m2
        self.assertTrue(wizard.can_apply)
        wizard.action_apply()
        self.assertEqual(order.lot_id, self.m2)
        self.assertEqual(order.move_id.move_line_ids.lot_id, self.m2)
        self.assertEqual(self.parents(self.m2), {("F-1", "repair.order", order.id)})
        self.assertFalse(self.parents(self.m1))
        self.assertEqual((self.m1.repaired_count, self.m2.repaired_count), (0, 1))
        self.assert_stock_is_sum_of_lines()
        self.assertEqual(order.with_user(self.stock_manager).correction_count, 1)

    def test_a_wrong_part_is_exchanged_and_the_log_leads_to_the_repair(self):
        with self.on_day(2):
            order = self.repair(self.m1, self.f1)
        log = self.correct({order.move_ids.move_line_ids: self.f2})
        self.assertEqual((log.kind, log.repair_ids), ("component", order))
        self.assertEqual(self.parents(self.m1), {("F-2", "repair.order", order.id)})
        self.assertEqual(order.lot_id, self.m1)
        self.assertEqual((self.on_hand(self.f1), self.on_hand(self.f2)), (1, 0))

    def test_two_repaired_motors_were_swapped(self):
        with self.on_day(2):
            first, second = self.repair(self.m1, self.f1), self.repair(self.m2, self.f2)
        self.wizard(
            first | second, kind="swap", lot_id=self.m1.id, other_lot_id=self.m2.id
        ).action_apply()
        self.assertEqual((first.lot_id, second.lot_id), (self.m2, self.m1))
        self.assertEqual(self.parents(self.m1), {("F-2", "repair.order", second.id)})
        self.assert_stock_is_sum_of_lines()

    def test_a_receipt_put_right_is_followed_to_the_repair(self):
        with self.on_day(2):
            order = self.repair(self.m1)
        with self.on_day(3):
            m9 = self.make_lot(self.motor, "M-9")
        receipt = self.m1._correction_lines().filtered("picking_id")
        self.correct({receipt: m9})
        self.assertEqual(order.lot_id, m9)
        self.assertEqual(order.move_id.move_line_ids.lot_id, m9)
        self.assert_stock_is_sum_of_lines()

    def test_a_repair_not_begun_of_goods_given_back_gets_the_right_number(self):
        with self.on_day(2):
            delivery = self.deliver(self.motor, self.m1)
        with self.on_day(3):
            back = self.give_back(delivery)
        waiting = self.plan_repair(self.m1, picking_id=back.id)
        unrelated = self.plan_repair(self.m1)
        cancelled = self.plan_repair(self.m1, picking_id=back.id)
        cancelled.action_repair_cancel()
        self.correct({self.line(delivery): self.m2})
        self.assertEqual(self.line(back).lot_id, self.m2)
        self.assertEqual(waiting.lot_id, self.m2)
        self.assertEqual((unrelated | cancelled).lot_id, self.m1)

    def test_a_typo_changes_the_number_the_repair_shows(self):
        with self.on_day(2):
            order = self.repair(self.m1)
        self.wizard(order, kind="name", lot_id=self.m1.id, new_name="M-01").action_apply()
        self.assertEqual(order.lot_id.name, "M-01")

    def test_a_motor_that_was_not_there_cannot_have_been_repaired(self):
        with self.on_day(2):
            order = self.repair(self.m1)
            self.deliver(self.motor, self.m2)
        with self.on_day(3):
            late = self.receive(self.motor, "M-3")
        line = order.move_id.move_line_ids
        self.assert_nothing_corrected("M-3 was not in", lambda: self.correct({line: late}))
        self.assertEqual(order.lot_id, self.m1)

    def test_number_lot_and_state_of_a_done_repair_are_final(self):
        order = self.repair(self.m1, self.f1)
        self.env.flush_all()
        self.env.cr.postcommit.data.clear()  # as when its transaction has ended
        for values in ({"name": "X"}, {"lot_id": self.m2.id}, {"state": "draft"}):
            with self.subTest(values), self.refused(UserError, "Completed operations cannot be"):
                order.write(values)
        self.assertEqual(order.lot_id, self.m1)
