from odoo import api, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.onchange("tracking")
    def _onchange_tracking(self):
        warning = super()._onchange_tracking()
        tracking = self[:1].tracking
        return self.product_tmpl_id._warn_stock_without_lots(tracking, warning)
