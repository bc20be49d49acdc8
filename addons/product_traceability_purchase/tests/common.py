"""Purchase orders of the small warehouse, and the wizard on them."""

from odoo.fields import Command

from odoo.addons.product_traceability.tests.common.world import TraceabilityCommon


class PurchaseCommon(TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock_user.group_ids += cls.env.ref("purchase.group_purchase_user")

    def buy(self, *lines):
        """:return: a confirmed order of (product, quantity) or (product, quantity, unit)"""
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "picking_type_id": self.warehouse.in_type_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "product_uom_id": (unit[0] if unit else product.uom_id).id,
                            "price_unit": 1,
                        }
                    )
                    for product, quantity, *unit in lines
                ],
            }
        )
        order.button_confirm()
        return order.with_user(self.stock_user)

    def wizard(self, order):
        action = order.action_assign_serials()
        wizards = self.env["stock.lot.assign"].with_user(self.stock_user)
        return wizards.browse(action["res_id"])
