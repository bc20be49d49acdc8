from odoo import models


class TraceabilityAssignment(models.AbstractModel):
    _inherit = "traceability.assignment"

    def assign(self, moves, rows, accept_warnings=False):
        """As before; on transfers what is assigned is picked, all of it in one write."""
        with self.env["stock.move.line"].proposing():
            # An order gives lines up again, where it produces fewer units than before.
            lines = super().assign(moves, rows, accept_warnings).exists()
        waiting = lines.filtered(lambda line: line.picking_id and not line.picked)
        waiting.write({"picked": True, "is_assigned": True})
        return lines
