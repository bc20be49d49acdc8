from odoo import models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def write(self, vals):
        self.env["traceability.guard"].check_warehouse_write(self, vals)
        return super().write(vals)
