from odoo import models


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "traceability.mixin"]

    def _traced_lots(self):
        return self, None
