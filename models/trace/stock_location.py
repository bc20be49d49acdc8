from odoo import api, models


class StockLocation(models.Model):
    _inherit = "stock.location"

    @api.private
    def traced_usage(self):
        """Return the usage, and ``intercompany`` for the transit that no company owns."""
        is_between = self.usage == "transit" and not self.company_id
        return "intercompany" if is_between else self.usage
