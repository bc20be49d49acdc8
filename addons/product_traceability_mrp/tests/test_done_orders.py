"""Rule 4: what a done order is called, made and took apart stays as every trace tells it."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.guard import GuardCommon

from .common import FactoryCommon

FINAL = "Completed operations cannot be"


@tagged("post_install", "-at_install")
class TestDoneOrders(GuardCommon, FactoryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make(cls.sauce, "S1", [(cls.receive(cls.tomato, "T1", 10), 4)])

    def test_number_lots_and_state_of_a_done_order_are_final(self):
        self.commit()
        values = {
            "name": "X",
            "state": "draft",
            "lot_producing_ids": [Command.clear()],
        }
        for field, value in values.items():
            with self.subTest(field=field), self.refused(FINAL) as caught:
                self.order.write({field: value})
            self.assertIn(self.order.name, str(caught.exception))
        with self.refused(FINAL):
            self.order.action_clear_lot_producing_ids()
        self.assertEqual(self.order.lot_producing_ids.name, "S1")
        self.order.write({"name": self.order.name, "user_id": self.manager.id})

    def test_number_and_lot_of_a_done_unbuild_are_final(self):
        unbuild = self.unbuild(self.order, self.order.lot_producing_ids)
        self.commit()
        values = {"name": "X", "lot_id": self.make_lot(self.sauce, "S2").id, "state": "draft"}
        for field, value in values.items():
            with self.subTest(field=field), self.refused(FINAL):
                unbuild.write({field: value})

    def test_without_strict_traceability_core_decides(self):
        self.commit()
        self.company.strict_traceability = False
        self.order.name = "X"
        self.assertEqual(self.order.move_finished_ids.reference, "X")
