from odoo import models

from .traceability_guard import is_sold


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _trace_may_be_new(self, move):
        """Keep what the till typed: a paid order is recorded, and what is wrong with it is told."""
        return is_sold(self.env) or super()._trace_may_be_new(move)
