from odoo.tests import HttpCase, tagged

from .common import SaleCommon


@tagged("-at_install", "post_install")
class TestSaleTour(SaleCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.env.ref("base.group_user").implied_ids += self.env.ref("stock.group_production_lot")
        self.product = self.make_product("Tour Motor", "serial")
        for name in ("TOUR-1", "TOUR-2", "TOUR-3", "TOUR-10", "TOUR-4", "TOUR-5"):
            self.receive(self.product, name)

    def run_tour(self, order, name):
        self.start_tour(
            f"/odoo/sales/{order.id}", f"product_traceability.{name}", login="trace_user"
        )

    def test_scan_paste_and_upload_the_serials_on_the_sales_order(self):
        order = self.sell((self.product, 5))
        self.run_tour(order, "assign_on_sales_order")
        names = ["TOUR-10", "TOUR-2", "TOUR-3", "TOUR-4", "TOUR-5"]
        self.assertEqual(self.numbers(order.picking_ids), names)

    def test_type_another_serial_in_the_detailed_operations(self):
        order = self.sell((self.product, 2))
        self.assertEqual(self.numbers(order.picking_ids), ["TOUR-1", "TOUR-2"])
        self.run_tour(order, "type_in_detailed_operations")
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(self.numbers(order.picking_ids), ["TOUR-10", "TOUR-2"])
