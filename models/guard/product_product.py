from odoo import api, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def write(self, vals):
        self.env["traceability.guard"].check_variant_write(self, vals)
        return super().write(vals)

    @api.private
    def get_lot_name_pattern(self):
        """Give the pattern that names of this product's lots fit, its own or its category's."""
        # Superuser: names fit the pattern, whoever may read what says so.
        return self.sudo().product_tmpl_id.lot_name_pattern or self.categ_id.get_lot_name_pattern()
