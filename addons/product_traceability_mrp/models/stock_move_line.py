from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _trace_inside(self):
        """Add the kit that goods are a part of: the customer ordered that, not its parts."""
        # Superuser: the bill gives its product's name, whoever prints the paper.
        move = self.move_id.sudo()
        bill = move.planned_bom_id or move.bom_line_id.bom_id
        if bill.type != "phantom":
            return super()._trace_inside()
        kit = bill.product_id or bill.product_tmpl_id
        return [kit.display_name, *super()._trace_inside()]
