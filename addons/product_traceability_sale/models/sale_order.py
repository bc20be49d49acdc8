from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    has_moves_to_number = fields.Boolean(
        "Has Moves Without Lot/Serial Number", compute="_compute_has_moves_to_number"
    )

    def unlink(self):
        """Keep orders that traces name: their lines are deleted by the database."""
        self.env["traceability.guard"].check_document_unlink(self, "order_line.move_ids")
        return super().unlink()

    @api.depends("picking_ids.has_moves_to_number")
    def _compute_has_moves_to_number(self):
        for order in self:
            moves = order.env["traceability.assignment"].open_moves(order._moves_to_number())
            order.has_moves_to_number = bool(moves)

    def _moves_to_number(self):
        """Give what leaves for the order; not what comes back from its customer, nor what a
        step before has yet to bring, for that step chooses the numbers."""
        return self.picking_ids.move_ids.filtered(
            lambda move: (
                not move.origin_returned_move_id
                and all(step.state in ("done", "cancel") for step in move.move_orig_ids)
            )
        )

    def action_assign_serials(self):
        """Open *Assign Serial Numbers* on the order's open deliveries.

        :return: the action
        :raise UserError: when none of them is open and of a tracked product
        """
        return self._moves_to_number().action_assign_serials()
