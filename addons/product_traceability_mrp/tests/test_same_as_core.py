"""Orders and unbuilds done with quants created at once store the same as core's way."""

from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.same_as_core import SameAsCoreCommon

from .common import FactoryCommon


@tagged("post_install", "-at_install")
class TestProductionSameAsCore(SameAsCoreCommon, FactoryCommon):
    def test_an_order_and_its_unbuild(self):
        pulp = self.receive(self.pulp, "P1", 9)
        jars = self.receive(self.jar, "J1", 9)
        order = self.plan_order(
            self.blender,
            ["B1", "B2", "B3"],
            [(pulp, 6), (jars, 3)],
            by_products=[(self.sauce, "S1", 2)],
        )
        self.assert_same_as_core(order.button_mark_done)
        order.button_mark_done()
        unbuild = self.env["mrp.unbuild"].create(
            {
                "mo_id": order.id,
                "product_id": self.blender.id,
                "product_qty": 1,
                "lot_id": self.make_lot(self.blender, "B2").id,
            }
        )
        self.assert_same_as_core(unbuild.action_unbuild)
