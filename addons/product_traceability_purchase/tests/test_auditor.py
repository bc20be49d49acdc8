"""The auditor reads the orders that receipts of a trace came by."""

from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.auditor import AuditorCommon

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestAuditorOfPurchases(PurchaseCommon, AuditorCommon):
    def test_orders_and_lines_are_read_receipts_and_lots_open_and_nothing_is_written(self):
        order = self.buy((self.tomato, 5)).sudo()
        lot = self.make_lot(self.tomato, "T1")
        receipt = order.picking_ids
        receipt.picking_type_id.use_existing_lots = True
        receipt.move_ids.move_line_ids.lot_id = lot
        receipt.move_ids.picked = True
        receipt.button_validate()
        self.assertEqual(self.linked(lot)["stock.picking"], receipt)
        for records in (lot, receipt):
            self.assert_read_only(records)
        for records in (order, order.order_line):
            self.assert_not_written(records)
