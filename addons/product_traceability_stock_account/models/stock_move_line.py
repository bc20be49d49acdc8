from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _trace_quantities_corrected(self, before):
        """The movements are worth what really came, as when core lets a quantity be changed."""
        result = super()._trace_quantities_corrected(before)
        # sudo: who corrects a receipt need not be allowed to see what it is worth.
        lines = self.sudo()
        lines._update_stock_move_value({line: before[line.id] for line in lines})
        lines.move_id._create_analytic_move()
        return result
