from odoo import api, fields, models

from .product_category import PATTERN_HELP


class ProductTemplate(models.Model):
    _inherit = "product.template"

    lot_name_pattern = fields.Char("Lot/Serial Pattern", help=PATTERN_HELP)

    @api.constrains("lot_name_pattern")
    def _check_lot_name_pattern(self):
        self.env["traceability.guard"].check_patterns(self)
