from odoo import models


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    def _is_made_on_leaving(self, line):
        """What a customer brings to be repaired need not have been ours; parts added were."""
        move = line.move_id
        if move.repair_id and move.repair_line_type != "add":
            return move.picking_type_id.use_create_lots
        return super()._is_made_on_leaving(line)

    def _trace_has_order(self, move):
        return bool(move.repair_id) or super()._trace_has_order(move)

    def _trace_made_lots(self, move):
        lots = super()._trace_made_lots(move)
        return lots | move.repair_id.lot_id if move.repair_line_type else lots

    def _trace_takes_out(self, move):
        return move.repair_line_type in ("remove", "recycle") or super()._trace_takes_out(move)

    def _trace_opened_lots(self, move):
        return super()._trace_opened_lots(move) | move.repair_id.lot_id
