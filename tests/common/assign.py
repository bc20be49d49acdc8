"""What the tests of *Assign Serial Numbers* share: transfers that wait, and the wizard on them."""

from odoo.fields import Command

from .world import TraceabilityCommon


class AssignCommon(TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.assignment = cls.env["traceability.assignment"]

    @classmethod
    def order(cls, operation, source, destination, *demands):
        """:param demands: (product, quantity) or (product, quantity, unit)
        :return: a confirmed transfer that waits for numbers"""
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": operation.id,
                "location_id": source.id,
                "location_dest_id": destination.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "company_id": operation.company_id.id,
                            "product_uom_qty": quantity,
                            "product_uom": (unit[0] if unit else product.uom_id).id,
                            "location_id": source.id,
                            "location_dest_id": destination.id,
                        }
                    )
                    for product, quantity, *unit in demands
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    @classmethod
    def order_receipt(cls, *demands):
        return cls.order(
            cls.warehouse.in_type_id, cls.supplier_location, cls.stock_location, *demands
        )

    @classmethod
    def order_delivery(cls, *demands):
        return cls.order(
            cls.warehouse.out_type_id, cls.stock_location, cls.customer_location, *demands
        )

    def wizard(self, moves, user=None):
        """:return: the wizard as the button on these moves opens it, by a stock user"""
        action = moves.with_user(user or self.stock_user).action_assign_serials()
        wizard = self.env[action["res_model"]].with_user(user or self.stock_user)
        return wizard.browse(action["res_id"])

    def paste(self, wizard, text):
        """Paste a list and press *Check*. :return: the checked rows"""
        wizard.write({"source": "paste", "text": text})
        wizard.action_read_text()
        return wizard.rows

    def states(self, wizard):
        return [row["state"] for row in wizard.rows]

    def numbers(self, moves):
        """:return: the numbers on the lines of moves"""
        return [line.lot_id.name or line.lot_name for line in moves.move_line_ids]
