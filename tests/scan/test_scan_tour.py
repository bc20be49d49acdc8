"""A scanner at work in a real browser; its keys are simulated, core's barcode service is not."""

from odoo.tests import HttpCase, tagged

from ..common.scan import ScanCommon


@tagged("-at_install", "post_install")
class TestScanTour(ScanCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.env.ref("base.group_user").implied_ids += self.env.ref("stock.group_production_lot")
        self.tomato.write({"use_expiration_date": True, "expiration_time": 30})

    def run_tour(self, picking, name):
        self.start_tour(
            f"/odoo/m-stock.picking/{picking.id}",
            f"product_traceability.{name}",
            login="trace_user",
        )

    def test_receive_and_deliver_with_a_scanner(self):
        receipt = self.plan(self.receipts, (self.motor, 2), (self.tomato, 4))
        self.run_tour(receipt, "scan_receipt")
        self.assertEqual(self.picked(receipt), {"SN-1": 1, "SN-2": 1, "LOT-1": 4})
        lot = self.make_lot(self.tomato, "LOT-1")
        self.assertEqual(str(lot.expiration_date.date()), "2029-12-31")

        delivery = self.plan(self.deliveries, (self.motor, 1), (self.tomato, 3))
        self.run_tour(delivery, "scan_delivery")
        self.assertEqual(self.picked(delivery), {"SN-2": 1, "LOT-1": 3})

    def test_scan_into_the_wizard(self):
        receipt = self.plan(self.receipts, (self.motor, 2))
        self.run_tour(receipt, "scan_in_wizard")
        self.assertEqual(set(receipt.move_line_ids.lot_id.mapped("name")), {"SN-7", "SN-8"})

    def test_scan_into_the_detailed_operations_of_a_line(self):
        receipt = self.plan(self.receipts, (self.motor, 2))
        self.run_tour(receipt, "scan_in_details")
        self.assertEqual(self.picked(receipt), {"SN-31": 1, "SN-32": 1})
