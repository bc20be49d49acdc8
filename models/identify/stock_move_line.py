from odoo import api, models
from odoo.fields import Domain

from ...tools.locations import QuantKey
from .stock_quant import without_absorption


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.private
    def without_absorption(self):
        """Give the same lines, whose lots take nothing from stock without lots."""
        return without_absorption(self)

    def action_revert_inventory(self):
        """Undo inventory adjustments; an identification is undone whole, or not at all.

        :raise UserError: when its numbers are not where they were put, or it is undone already
        """
        given = self._identifications()
        action = super(StockMoveLine, self - given).action_revert_inventory()
        if not given:
            return action
        given._check_identification_reverts()
        undone = given.move_id._revert_identifications().move_line_ids
        if action["type"] != "ir.actions.act_window":
            action = {
                "name": self.env._("Reverted Moves"),
                "type": "ir.actions.act_window",
                "res_model": "stock.move.line",
                "view_mode": "list",
                "domain": list(Domain("id", "in", self.ids)),
            }
        [(name, operator, ids)] = action["domain"]
        return action | {"domain": [(name, operator, ids + (given | undone).ids)]}

    def _identifications(self):
        """Give the lines of every identification that these lines are part of."""
        outgoing = self.move_id.identifies_id | self.move_id
        incoming = self.env["stock.move"].search(Domain("identifies_id", "in", outgoing.ids))
        return (incoming | incoming.identifies_id).move_line_ids

    def _check_identification_reverts(self):
        guard = self.env["traceability.guard"]
        named = self.filtered("lot_id")
        guard.refuse(
            self.env._("These lots or serial numbers were already taken back."),
            [guard.describe(line) for line in named if line.move_id.returned_move_ids],
        )
        left = guard.sum_stock_of_lots(named.lot_id, named.location_dest_id)
        guard.refuse(
            self.env._(
                "Lots or serial numbers that have moved since cannot be taken back. Return them to"
                " their location first."
            ),
            [
                guard.describe(line)
                for line in named
                if line.product_id.uom_id.compare(
                    left[QuantKey.target_of(line, lot=line.lot_id)], line.quantity_product_uom
                )
                < 0
            ],
        )
