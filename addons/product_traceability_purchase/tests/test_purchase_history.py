"""Rule 4: which order was received stays as traces and papers tell it."""

from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.guard import GuardCommon

from .common import PurchaseCommon

FINAL = "Completed operations cannot be"


@tagged("post_install", "-at_install")
class TestPurchaseHistory(PurchaseCommon, GuardCommon):
    def setUp(self):
        super().setUp()
        self.order = self.buy((self.motor, 1))
        self.order.picking_ids.move_ids.move_line_ids.lot_name = "M1"
        self.order.picking_ids.button_validate()
        self.move = self.order.picking_ids.move_ids
        self.manager.group_ids += self.env.ref("purchase.group_purchase_manager")
        self.commit()

    def test_the_order_of_what_was_received_is_final(self):
        other = self.buy((self.motor, 1)).order_line
        for value in (other.id, False):
            with self.refused(FINAL):
                self.rpc(
                    self.clerk, "stock.move", "write", self.move.ids, {"purchase_line_id": value}
                )

    def test_a_receipt_without_order_gets_one_once(self):
        receipt = self.plan_receipt((self.tomato, "T1", 5))
        receipt.button_validate()
        self.commit()
        move = receipt.move_ids
        first, second = (self.buy((self.tomato, 5)).order_line for _order in range(2))
        values = {"purchase_line_id": first.id}
        self.rpc(self.manager, "stock.move", "write", move.ids, values)
        self.assertEqual(move.purchase_line_id, first)
        with self.refused(FINAL):
            values = {"purchase_line_id": second.id}
            self.rpc(self.manager, "stock.move", "write", move.ids, values)

    def test_the_same_vendor_sends_more_of_a_lot_with_another_order(self):
        for quantity in (5, 3):
            receipt = self.buy((self.tomato, quantity)).picking_ids
            receipt.move_ids.move_line_ids.lot_name = "T1"
            receipt.move_ids.picked = True
            self.rpc(self.clerk, "stock.picking", "button_validate", receipt.ids)
            self.assertEqual(receipt.state, "done")
        self.assertEqual(self.on_hand(receipt.move_ids.lot_ids), {self.stock_location: 8})
        motors = self.buy((self.motor, 1)).picking_ids
        motors.move_ids.move_line_ids.lot_name = "M1"
        motors.move_ids.picked = True
        with self.refused("M1"):
            self.rpc(self.clerk, "stock.picking", "button_validate", motors.ids)

    def test_a_received_order_is_not_deleted(self):
        for record in (self.order, self.order.order_line):
            for context in (None, {"_force_unlink": True}):
                with self.subTest(record), self.refused("cannot be deleted"):
                    self.rpc(self.manager, record._name, "unlink", record.ids, context=context)
        draft = self.order.copy()
        draft.button_cancel()
        draft.with_user(self.manager).unlink()
