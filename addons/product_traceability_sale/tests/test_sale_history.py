"""Rule 4: which order was delivered stays as traces and papers tell it."""

from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.guard import GuardCommon

from .common import SaleCommon

FINAL = "Completed operations cannot be"


@tagged("post_install", "-at_install")
class TestSaleHistory(SaleCommon, GuardCommon):
    def setUp(self):
        super().setUp()
        self.receive(self.motor, "M1")
        self.order = self.sell((self.motor, 1))
        self.order.picking_ids.button_validate()
        self.move = self.order.picking_ids.move_ids
        self.manager.group_ids += self.env.ref("sales_team.group_sale_manager")
        self.commit()

    def test_the_order_of_what_was_delivered_is_final(self):
        other = self.sell((self.motor, 1)).order_line
        for value in (other.id, False):
            with self.refused(FINAL):
                self.rpc(self.clerk, "stock.move", "write", self.move.ids, {"sale_line_id": value})

    def test_a_delivery_without_order_gets_one_once(self):
        self.receive(self.motor, "M2")
        delivery = self.deliver(self.motor, self.make_lot(self.motor, "M2"))
        self.commit()
        line = self.order.order_line
        self.rpc(
            self.manager, "stock.move", "write", delivery.move_ids.ids, {"sale_line_id": line.id}
        )
        with self.refused(FINAL):
            values = {"sale_line_id": False}
            self.rpc(self.manager, "stock.move", "write", delivery.move_ids.ids, values)

    def test_a_delivered_order_is_not_deleted(self):
        for record in (self.order, self.order.order_line):
            for context in (None, {"_force_unlink": True}):
                with self.subTest(record), self.refused("cannot be deleted"):
                    self.rpc(self.manager, record._name, "unlink", record.ids, context=context)
        quotation = self.order.copy()
        quotation.with_user(self.manager).unlink()
