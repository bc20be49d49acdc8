from odoo import api, models


class StockMove(models.Model):
    _inherit = "stock.move"

    # A trace tells of the moves that are done and moved nothing: few, if any.
    _traceability_nothing_idx = models.Index(
        "(product_id) WHERE state = 'done' AND quantity = 0 AND product_uom_qty > 0"
    )

    @api.private
    def first_shipment(self):
        """Return the move that first brought what this one brings back, or brings again."""
        move, seen = self, self
        while before := move.origin_returned_move_id - seen:
            move, seen = before, seen | before
        return move
