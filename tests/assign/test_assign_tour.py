"""A person assigns serial numbers in a real browser, each way there is."""

from odoo.tests import HttpCase, tagged

from ..common.assign import AssignCommon


@tagged("-at_install", "post_install")
class TestAssignTour(AssignCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").implied_ids += cls.env.ref("stock.group_production_lot")

    def open(self, picking, tour):
        """Start a tour on a transfer."""
        self.start_tour(
            f"/odoo/action-stock.action_picking_tree_all/{picking.id}",
            f"product_traceability.{tour}",
            login="trace_user",
        )

    def walk(self, picking, tour):
        """Start a tour on a transfer. :return: its serial numbers in order, once it is done"""
        self.open(picking, tour)
        self.assertEqual(picking.state, "done")
        return sorted(picking.move_line_ids.lot_id.mapped("name"))

    def test_generate_on_a_receipt_of_several_products(self):
        receipt = self.order_receipt((self.motor, 3), (self.screw, 4), (self.tomato, 5))
        numbers = self.walk(receipt, "assign_generate")
        self.assertEqual(numbers, ["LOT-1", "TOUR-08", "TOUR-09", "TOUR-10"])

    def test_an_internal_transfer_with_the_keyboard_only(self):
        self.receive(self.motor, "S01")
        self.receive(self.tomato, "T1", 8)
        self.receive(self.screw, False, 4)
        moved = self.order(
            *(self.warehouse.int_type_id, self.stock_location, self.shelf),
            *((self.motor, 1), (self.screw, 4), (self.tomato, 5)),
        )
        self.assertEqual(self.walk(moved, "assign_internal"), ["S01", "T1"])

    def test_paste_on_a_receipt(self):
        numbers = self.walk(self.order_receipt((self.motor, 3)), "assign_paste")
        self.assertEqual(numbers, ["P1", "P2", "P3"])

    def test_ten_thousand_pasted_rows_are_shown_a_page_at_a_time(self):
        receipt = self.order_receipt((self.motor, 10_000))
        self.open(receipt, "assign_ten_thousand")
        self.assertFalse(receipt.move_line_ids.filtered("lot_name"))

    def test_a_file_on_a_receipt(self):
        numbers = self.walk(self.order_receipt((self.motor, 3)), "assign_file")
        self.assertEqual(numbers, ["F1", "F2", "F3"])

    def test_paste_into_the_column_of_detailed_operations(self):
        numbers = self.walk(self.order_receipt((self.motor, 3)), "assign_column")
        self.assertEqual(numbers, ["C1", "C2", "C3"])

    def test_paste_into_the_column_of_a_delivery_chooses_other_units(self):
        for number in range(1, 5):
            self.receive(self.motor, f"S{number:02}")
        numbers = self.walk(self.order_delivery((self.motor, 2)), "assign_delivery_column")
        self.assertEqual(numbers, ["S03", "S04"])

    def test_existing_numbers_on_a_delivery(self):
        for number in range(1, 10):
            self.receive(self.motor, f"S{number:02}")
        numbers = self.walk(self.order_delivery((self.motor, 7)), "assign_delivery")
        self.assertEqual(numbers, ["S01", "S03", "S04", "S05", "S06", "S07", "S08"])

    def test_the_template_is_a_workbook(self):
        self.authenticate("trace_user", "trace_user")
        response = self.url_open("/product_traceability/assignment_template")
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response.content.startswith(b"PK"))
        self.authenticate(None, None)
        response = self.url_open("/product_traceability/assignment_template")
        self.assertNotIn(b"PK", response.content[:4])
