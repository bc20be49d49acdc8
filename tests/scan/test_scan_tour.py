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

    def test_scan_a_receipt_on_the_page(self):
        receipt = self.plan(self.receipts, (self.motor, 2), (self.tomato, 4))
        self.run_tour(receipt, "scan_page_receipt")
        self.assertEqual(receipt.state, "done")
        self.assertEqual(
            self.picked(receipt), {"SN-1": 1, "SN-3": 1, "LOT-1": 2, "LOT-8": 1, "LOT-9": 1}
        )

    def test_an_unknown_serial_typed_in_detailed_operations_is_an_error(self):
        for name in ("S1", "S2"):
            self.receive(self.motor, name)
        delivery = self.plan(self.deliveries, (self.motor, 1))
        self.run_tour(delivery, "type_unknown_serial")
        self.assertEqual(self.picked(delivery), {"S2": 1})


@tagged("-at_install", "post_install")
class TestScanOnPhone(ScanCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_scan_from_the_overview(self):
        self.env["stock.picking"].search([("state", "=", "assigned")]).action_cancel()
        receipt = self.plan(self.receipts, (self.motor, 1))
        self.start_tour("/odoo/scan", "product_traceability.scan_page_start", login="trace_user")
        self.assertEqual((receipt.state, self.picked(receipt)), ("done", {"SN-21": 1}))
