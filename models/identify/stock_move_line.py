from odoo import api, models
from odoo.fields import Domain

from .stock_quant import without_absorption


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super(StockMoveLine, without_absorption(self)).create(vals_list)
        return lines.with_env(self.env)

    def _action_done(self):
        return super(StockMoveLine, without_absorption(self))._action_done()

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
        """:return: the lines of every identification that these lines are part of"""
        outgoing = self.move_id.identifies_id | self.move_id
        incoming = self.env["stock.move"].search(Domain("identifies_id", "in", outgoing.ids))
        return (incoming | incoming.identifies_id).move_line_ids

    def _check_identification_reverts(self):
        guard = self.env["traceability.guard"]
        named = self.filtered("lot_id")
        guard._refuse(
            self.env._("These lots or serial numbers were already taken back."),
            [guard._label(line) for line in named if line.move_id.returned_move_ids],
        )
        left = guard._stock_of_lots(named.lot_id, named.location_dest_id)
        guard._refuse(
            self.env._(
                "Lots or serial numbers that have moved since cannot be taken back. Return them to"
                " their location first."
            ),
            [
                guard._label(line)
                for line in named
                if line.product_id.uom_id.compare(
                    left[guard._lands(line), line.lot_id.id], line.quantity_product_uom
                )
                < 0
            ],
        )
