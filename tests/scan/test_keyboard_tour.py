"""Who has no mouse scans by the keyboard alone, on a wide and on a narrow screen."""

from odoo.tests import HttpCase, tagged

from ..common.scan import ScanCommon


class KeyboardCase(ScanCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").implied_ids += cls.env.ref("stock.group_production_lot")

    def walk(self, picking, tour, path=None):
        """Walk through a tour. :return: what was picked, once the transfer is done"""
        path = path or f"/odoo/m-stock.picking/{picking.id}"
        self.start_tour(path, f"product_traceability.keyboard_{tour}", login="trace_user")
        self.assertEqual(picking.state, "done")
        return self.picked(picking)

    def receive_by_keyboard(self, *where):
        receipt = self.plan(self.receipts, (self.motor, 1), (self.tomato, 4))
        code = "010950110153000410LOT-1"
        self.assertEqual(self.walk(receipt, *where), {"K-1": 1, "L-1": 2.5, code: 1.5})


@tagged("-at_install", "post_install")
class TestKeyboard(KeyboardCase):
    def test_receive(self):
        self.receive_by_keyboard("receipt")

    def test_deliver(self):
        self.receive(self.motor, "K-1")
        delivery = self.plan(self.deliveries, (self.motor, 1))
        self.assertEqual(self.walk(delivery, "delivery"), {"K-1": 1})


@tagged("-at_install", "post_install")
class TestKeyboardNarrow(KeyboardCase):
    browser_size = "390x844"

    def setUp(self):
        super().setUp()
        self.env["stock.picking"].search([("state", "=", "assigned")]).action_cancel()

    def test_receive(self):
        self.receive_by_keyboard("receipt_narrow", "/odoo/scan")

    def test_move_within_the_warehouse(self):
        self.receive(self.motor, "K-1")
        moved = self.plan(self.warehouse.int_type_id, (self.motor, 1))
        self.assertEqual(self.walk(moved, "internal_narrow", "/odoo/scan"), {"K-1": 1})
