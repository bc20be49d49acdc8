from odoo import api, models

from .stock_quant import BACK, HELD_KEY


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        guard = self.env["traceability.guard"]
        guard.check_created_moves(moves)
        guard.check_joins(moves)
        return moves

    def _action_done(self, cancel_backorder=False):
        doing = self.env["traceability.guard"].start_doing(self)
        done = super(StockMove, doing)._action_done(cancel_backorder=cancel_backorder)
        return done.with_env(self.env)

    def write(self, vals):
        guard = self.env["traceability.guard"]
        moves = guard.without_history(self, vals)
        guard.check_move_write(moves, vals)
        guard.check_joins(moves, vals)
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

    # -- lots that core's Generate makes ----------------------------------------------------------
    @api.model
    def action_generate_lot_line_vals(self, context_data, *args, **kwargs):
        # Ours in any case: what a client sends by this name counts for nothing.
        operation = context_data.get("default_picking_type_id") or False
        moves = self.with_context(traceability_generates_for=operation)
        return super(StockMove, moves).action_generate_lot_line_vals(context_data, *args, **kwargs)

    def _generate_serial_numbers(self, *args, **kwargs):
        moves = self.with_context(traceability_generates_for=self.picking_type_id.id)
        return super(StockMove, moves)._generate_serial_numbers(*args, **kwargs)

    def _create_lot_ids_from_move_line_vals(self, vals_list, product_id, *args, **kwargs):
        """Make lots of the names; core does so where *Use Existing ones* is on."""
        operation = self.env["stock.picking.type"].browse(
            self.env.context.get("traceability_generates_for") or ()
        )
        self.env["traceability.guard"].check_generated(
            self.env["product.product"].browse(product_id),
            operation,
            [vals["lot_name"] for vals in vals_list if vals.get("lot_name")],
        )
        return super()._create_lot_ids_from_move_line_vals(vals_list, product_id, *args, **kwargs)
