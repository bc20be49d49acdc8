"""Wrong components and finished numbers of manufacturing orders, put right."""

from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.correction import Corrections

from .common import FactoryCommon


@tagged("post_install", "-at_install")
class TestCorrectOrders(Corrections, FactoryCommon):
    def setUp(self):
        super().setUp()
        with self.on_day(1):
            self.m1, self.m2 = (self.receive(self.motor, name) for name in ("M-1", "M-2"))
        with self.on_day(2):
            self.order = self.make(self.blender, "B-1", [(self.m1, 1)])
        self.b1 = self.order.lot_producing_ids

    def parents(self, lot):
        return {link[0] for link in self.families(lot.get_traceability("upstream"))}

    def test_a_wrong_component_serial_is_exchanged_and_the_genealogy_follows(self):
        used = self.order.move_raw_ids.move_line_ids
        self.assertEqual(self.parents(self.b1), {"M-1"})
        log = self.correct({used: self.m2})
        self.assertEqual(used.produce_line_ids.lot_id, self.b1)
        self.assertEqual(self.parents(self.b1), {"M-2"})
        self.assertEqual((self.on_hand(self.m1), self.on_hand(self.m2)), (1, 0))
        self.assertEqual((log.kind, log.production_ids), ("component", self.order))
        self.assert_stock_is_sum_of_lines()

    def test_components_of_two_orders_were_swapped(self):
        with self.on_day(3):
            other = self.make(self.blender, "B-2", [(self.m2, 1)])
        first, second = (o.move_raw_ids.move_line_ids for o in (self.order, other))
        self.correct({first: self.m2, second: self.m1})
        self.assertEqual(self.parents(self.b1), {"M-2"})
        self.assertEqual(self.parents(other.lot_producing_ids), {"M-1"})
        self.assert_stock_is_sum_of_lines()

    def test_a_component_used_elsewhere_before_is_refused(self):
        with self.on_day(1):
            self.deliver(self.motor, self.m2)
        used = self.order.move_raw_ids.move_line_ids
        message = self.assert_nothing_corrected("M-2", lambda: self.correct({used: self.m2}))
        self.assertIn(self.order.name, message)

    def test_a_component_that_came_back_by_an_unbuild_follows(self):
        with self.on_day(3):
            unbuild = self.unbuild(self.order, self.b1)
        back = unbuild.produce_line_ids.move_line_ids.filtered(
            lambda line: line.product_id == self.motor
        )
        self.assertEqual(back.lot_id, self.m1)
        self.correct({self.order.move_raw_ids.move_line_ids: self.m2})
        self.assertEqual(back.lot_id, self.m2)
        self.assertEqual((self.on_hand(self.m1), self.on_hand(self.m2)), (1, 1))
        self.assert_stock_is_sum_of_lines()

    def test_a_wrong_finished_number_follows_to_the_customer_and_on_the_order(self):
        right = self.make_lot(self.blender, "B-01")
        with self.on_day(3):
            delivery = self.deliver(self.blender, self.b1)
        self.correct({self.order.move_finished_ids.move_line_ids: right})
        self.assertEqual(self.order.lot_producing_ids, right)
        self.assertEqual(self.line(delivery).lot_id, right)
        self.assertEqual(self.parents(right), {"M-1"})
        self.assert_stock_is_sum_of_lines()

    def test_the_wizard_on_the_order_lists_what_it_used_and_made(self):
        wizard = self.wizard(self.order)
        self.assertEqual(wizard.line_ids.lot_id, self.m1 | self.b1)
        row = wizard.line_ids.filtered(lambda row: row.lot_id == self.m1)
        row.new_lot_id = self.m2
        self.assertTrue(wizard.can_apply)
        wizard.action_apply()
        self.assertEqual(self.order.move_raw_ids.move_line_ids.lot_id, self.m2)
        self.assertEqual(self.order.with_user(self.stock_user).correction_count, 1)
