"""Moves that wait for their lots, the rows given to them, and the lines that come of it."""

from odoo.fields import Command

from .guard import GuardCommon


class AssignLinesCommon(GuardCommon):
    def plan_empty(self, product, quantity, operation=None, unit=None, source=None):
        """:return: a move without numbers yet, reserved where core reserves it"""
        operation = operation or self.receipts
        places = {
            "location_id": (
                source or operation.default_location_src_id or self.supplier_location
            ).id,
            "location_dest_id": (operation.default_location_dest_id or self.customer_location).id,
        }
        picking = self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": operation.id,
                "move_ids": [
                    Command.create(
                        {
                            **places,
                            "product_id": product.id,
                            "product_uom": (unit or product.uom_id).id,
                            "product_uom_qty": quantity,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        return picking.move_ids

    def rows(self, move, *numbers, **values):
        """:return: rows for names, or for (name, quantity)"""
        pairs = [number if isinstance(number, tuple) else (number, 1) for number in numbers]
        return [
            {
                "move_id": move.id,
                "lot_id": None,
                "lot_name": name,
                "quantity": quantity,
                "lot_values": {},
                **values,
            }
            for name, quantity in pairs
        ]

    def told(self, move):
        """:return: [(number, quantity in the product's unit)] of a move's lines, in order"""
        return [
            (line.lot_id.name or line.lot_name, line.quantity_product_uom)
            for line in move.move_line_ids.sorted("id")
        ]

    def validate(self, move):
        move.picking_id.button_validate()
        self.assertEqual(move.state, "done")
