from odoo import api, models


class StockPackageHistory(models.Model):
    _inherit = "stock.package.history"

    @api.model_create_multi
    def create(self, vals_list):
        histories = super().create(vals_list)
        self.env["traceability.guard"].check_package_history(histories)
        return histories

    def write(self, vals):
        guard = self.env["traceability.guard"]
        guard.check_package_history(self)
        result = super().write(vals)
        guard.check_package_history(self)
        return result

    def unlink(self):
        self.env["traceability.guard"].check_package_history(self)
        return super().unlink()
