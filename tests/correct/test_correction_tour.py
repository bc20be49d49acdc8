"""The manager corrects in a real browser: from a transfer, from a lot, from a list."""

from odoo.tests import HttpCase, tagged

from ..common.correction import CorrectionCommon


@tagged("-at_install", "post_install")
class TestCorrectionTour(CorrectionCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.env.ref("base.group_user").implied_ids += self.env.ref("stock.group_production_lot")
        with self.on_day(1):
            self.m1, self.m2, self.m3 = (
                self.receive(self.motor, name) for name in ("TOUR-M1", "TOUR-M2", "TOUR-M3")
            )
        with self.on_day(2):
            self.delivery = self.deliver(self.motor, self.m1)
            self.other = self.deliver(self.motor, self.m3, partner=self.other_customer)

    def walk(self, tour, address):
        self.start_tour(address, f"product_traceability.{tour}", login="trace_manager")

    def test_a_wrong_motor_is_corrected_on_the_delivery_after_one_was_refused(self):
        address = f"/odoo/action-stock.action_picking_tree_all/{self.delivery.id}"
        self.walk("correct_transfer", address)
        self.assertEqual(self.line(self.delivery).lot_id, self.m2)
        self.assert_stock_is_sum_of_lines()

    def test_a_typo_is_corrected_on_the_lot(self):
        lot = self.receive(self.motor, "TOUR-M1O")
        self.walk("correct_lot", f"/odoo/action-stock.action_production_lot_form/{lot.id}")
        self.assertEqual(lot.name, "TOUR-M10")
        self.assertEqual(lot.correction_count, 1)

    def test_two_deliveries_that_were_mixed_up_are_swapped_from_their_list(self):
        both = self.delivery | self.other
        action = self.env["ir.actions.act_window"].create(
            {
                "name": "Mixed Up",
                "res_model": "stock.picking",
                "view_mode": "list,form",
                "domain": [("id", "in", both.ids)],
            }
        )
        self.walk("correct_swapped", f"/odoo/action-{action.id}")
        self.assertEqual(self.line(self.delivery).lot_id, self.m3)
        self.assertEqual(self.line(self.other).lot_id, self.m1)
        self.walk("log_of_corrections", "/odoo/traceability-corrections")

    def test_the_clerk_corrects_quantity_and_date_of_his_receipt(self):
        with self.on_day(3):
            picking = self.plan_goods(
                self.warehouse.in_type_id,
                self.supplier_location,
                self.stock_location,
                [(self.tomato, "TOUR-T1", 10)],
            )
            picking.with_user(self.stock_user).button_validate()
        self.start_tour(
            f"/odoo/action-stock.action_picking_tree_all/{picking.id}",
            "product_traceability.correct_quantity_and_date",
            login="trace_user",
        )
        self.assertEqual(picking.move_line_ids.quantity, 8)
        self.assertEqual(str(picking.date_done.date()), "2026-03-02")
        self.assertEqual(picking.correction_count, 2)
