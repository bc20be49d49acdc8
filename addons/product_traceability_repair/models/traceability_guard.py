from odoo import models


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    def _is_made_on_leaving(self, line):
        """What a customer brings to be repaired need not have been ours; parts added were."""
        move = line.move_id
        if move.repair_id and move.repair_line_type != "add":
            return move.picking_type_id.use_create_lots
        return super()._is_made_on_leaving(line)
