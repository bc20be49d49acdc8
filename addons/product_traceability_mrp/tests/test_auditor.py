"""The auditor opens the orders that a trace links to."""

from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.auditor import AuditorCommon

from .common import FactoryCommon


@tagged("post_install", "-at_install")
class TestAuditorOfOrders(FactoryCommon, AuditorCommon):
    def test_orders_unbuilds_and_plans_open_and_nothing_is_written(self):
        jar = self.receive(self.jar, "J1", 5)
        order = self.make(self.sauce, "S1", [(jar, 1)])
        unbuild = self.env["mrp.unbuild"].create(
            {
                "product_id": self.sauce.id,
                "mo_id": order.id,
                "lot_id": order.lot_producing_ids.id,
                "product_qty": 1,
            }
        )
        unbuild.action_unbuild()
        linked = self.linked(jar)
        self.assertEqual(linked["mrp.production"], order)
        self.assertEqual(linked["mrp.unbuild"], unbuild)
        for records in linked.values():
            self.assert_read_only(records)
        bill = self.env["mrp.bom"].create({"product_tmpl_id": self.sauce.product_tmpl_id.id})
        self.assert_read_only(bill)
        action = self.env.ref("mrp.action_picking_tree_mrp_operation").with_user(self.auditor)
        menu = self.env["ir.ui.menu"].with_user(self.auditor).load_web_menus(False)
        self.assertIn(action.id, [entry.get("actionID") for entry in menu.values()])
