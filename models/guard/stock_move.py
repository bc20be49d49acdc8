from odoo import api, models

from .stock_quant import BACK, HELD_KEY


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        self.env["traceability.guard"].check_created_moves(moves)
        return moves

    def _action_done(self, cancel_backorder=False):
        doing = self.env["traceability.guard"].start_doing(self)
        done = super(StockMove, doing)._action_done(cancel_backorder=cancel_backorder)
        return done.with_env(self.env)

    def write(self, vals):
        guard = self.env["traceability.guard"]
        moves = guard.without_history(self, vals)
        guard.check_move_write(moves, vals)
        guard.check_operation_write(moves, vals)
        return super(StockMove, moves).write(vals)

    def _update_reserved_quantity_vals(self, *args, **kwargs):
        # A lot on hold may go back to its vendor, and so may be reserved for that.
        back = self.env["traceability.guard"].get_target_usage(self) == "supplier"
        move = self.with_context(**{HELD_KEY: BACK}) if back else self
        return super(StockMove, move)._update_reserved_quantity_vals(*args, **kwargs)

    def unlink(self):
        self.env["traceability.guard"].check_move_unlink(self)
        return super().unlink()
