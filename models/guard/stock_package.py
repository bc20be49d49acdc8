from odoo import models


class StockPackage(models.Model):
    _inherit = "stock.package"

    def write(self, vals):
        self.env["traceability.guard"].check_package_write(self, vals)
        return super().write(vals)

    def unlink(self):
        self.env["traceability.guard"].check_package_unlink(self)
        return super().unlink()
