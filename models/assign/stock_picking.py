from odoo import api, fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    has_moves_to_number = fields.Boolean(
        "Has Moves Without Lot/Serial Number", compute="_compute_has_moves_to_number"
    )

    @api.depends("move_ids.state", "move_ids.product_id.tracking")
    def _compute_has_moves_to_number(self):
        for picking in self:
            moves = self.env["traceability.assignment"].open_moves(picking.move_ids)
            picking.has_moves_to_number = bool(moves)

    def action_assign_serials(self):
        """Open *Assign Serial Numbers* on all tracked lines.

        :return: the action
        :raise UserError: when none of them is open and of a tracked product
        """
        return self.move_ids.action_assign_serials()
