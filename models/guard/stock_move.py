from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def write(self, vals):
        guard = self.env["traceability.guard"]
        moves = guard.without_history(self, vals)
        guard.check_move_write(moves, vals)
        guard.check_operation_write(moves, vals)
        return super(StockMove, moves).write(vals)

    def unlink(self):
        self.env["traceability.guard"].check_move_unlink(self)
        return super().unlink()
