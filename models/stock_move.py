from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def write(self, vals):
        self.env["traceability.guard"].check_move_write(self, vals)
        return super().write(vals)

    def unlink(self):
        self.env["traceability.guard"].check_move_unlink(self)
        return super().unlink()
