"""The auditor reads the orders that deliveries of a trace are for."""

from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.auditor import AuditorCommon

from .common import SaleCommon


@tagged("post_install", "-at_install")
class TestAuditorOfSales(SaleCommon, AuditorCommon):
    def test_orders_and_lines_are_read_deliveries_and_lots_open_and_nothing_is_written(self):
        lot = self.receive(self.tomato, "T1", 10)
        order = self.sell((self.tomato, 4)).sudo()
        delivery = order.picking_ids
        delivery.move_ids.picked = True
        delivery.button_validate()
        self.assertIn(delivery, self.linked(lot)["stock.picking"])
        for records in (lot, delivery):
            self.assert_read_only(records)
        for records in (order, order.order_line):
            self.assert_not_written(records)
        lines = order.order_line.with_user(self.auditor).read(["product_id", "product_uom_qty"])
        self.assertEqual(lines[0]["product_uom_qty"], 4)
