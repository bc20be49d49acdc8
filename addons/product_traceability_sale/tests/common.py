"""Sales orders of the small warehouse, and the wizard on them."""

from odoo.fields import Command

from odoo.addons.product_traceability.tests.common.world import TraceabilityCommon


class SaleCommon(TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock_user.group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")

    def sell(self, *lines, product_uom=None):
        """:return: a confirmed order of (product, quantity)"""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "product_uom_id": (product_uom or product.uom_id).id,
                        }
                    )
                    for product, quantity in lines
                ],
            }
        )
        order.action_confirm()
        return order.with_user(self.stock_user)

    def wizard(self, order):
        action = order.action_assign_serials()
        wizards = self.env["stock.lot.assign"].with_user(self.stock_user)
        return wizards.with_context(**action["context"]).create({})

    def numbers(self, picking):
        return sorted(picking.move_line_ids.lot_id.mapped("name"))
