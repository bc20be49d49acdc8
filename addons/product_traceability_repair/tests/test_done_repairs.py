"""Rule 4: a done repair, and what it moved, stay as traces tell of them."""

from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.guard import GuardCommon
from odoo.addons.product_traceability.tests.common.other_values import OtherValues

from .common import Repairs

FINAL = "Completed operations cannot be"


@tagged("post_install", "-at_install")
class TestDoneRepairs(OtherValues, Repairs, GuardCommon):
    def setUp(self):
        super().setUp()
        motor = self.receive(self.motor, "M1")
        self.order = self.repair(motor, self.receive(self.motor, "M2"))
        self.commit()

    def test_every_field_of_a_done_repair_and_its_moves_is_final(self):
        for record in (self.order, *self.order.move_ids, *self.order.move_id):
            self.refuse_every_field(record)

    def test_a_done_repair_is_not_deleted(self):
        for context in (None, {"_force_unlink": True}):
            with self.refused("cannot be deleted"):
                self.rpc(self.manager, "repair.order", "unlink", self.order.ids, context=context)

    def test_a_repair_is_not_done_by_its_state(self):
        order = self.plan_repair(self.receive(self.motor, "M3"))
        with self.refused("by their buttons"):
            self.rpc(self.clerk, "repair.order", "write", order.ids, {"state": "done"})
        with self.refused("by their buttons"):
            values = order.copy_data()[0] | {"state": "done"}
            self.rpc(self.clerk, "repair.order", "create", [values])

    def test_a_done_repair_is_quoted_once_and_annotated(self):
        self.order.action_create_sale_order()
        sale = self.order.sale_order_id
        self.assertEqual(self.order.move_ids.sale_line_id.order_id, sale)
        self.rpc(
            self.clerk, "repair.order", "write", self.order.ids, {"internal_notes": "<p>x</p>"}
        )
        other = sale.copy()
        with self.refused(FINAL):
            values = {"sale_order_id": other.id}
            self.rpc(self.manager, "repair.order", "write", self.order.ids, values)
