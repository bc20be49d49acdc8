from odoo import api, fields, models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    has_moves_to_number = fields.Boolean(
        "Has Moves Without Lot/Serial Number", compute="_compute_has_moves_to_number"
    )

    def unlink(self):
        """Keep orders that traces name: their lines are deleted by the database."""
        self.env["traceability.guard"].check_document_unlink(self, "order_line.move_ids")
        return super().unlink()

    @api.depends("picking_ids.has_moves_to_number", "order_line.move_ids.state")
    def _compute_has_moves_to_number(self):
        for order in self:
            moves = order.env["traceability.assignment"].open_moves(order._moves_to_number())
            order.has_moves_to_number = bool(moves)

    def _moves_to_number(self):
        """Give what comes in for the order; what is returned to its vendor is not."""
        return self.order_line.move_ids.filtered(lambda move: not move._is_purchase_return())

    def action_assign_serials(self):
        """Open *Assign Serial Numbers* on the order's open receipts.

        :return: the action
        :raise UserError: when none of them is open and of a tracked product
        """
        return self._moves_to_number().action_assign_serials()
