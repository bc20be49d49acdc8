from odoo import api, fields, models

from ...tools.categories import nearest_value

PATTERN_HELP = (
    "New lot/serial numbers must match this pattern: # is a digit, @ a letter from A to Z, ? any"
    " character, * any characters or none, \\ keeps the next character as it is. Example:"
    " LOT-####"
)


class ProductCategory(models.Model):
    _inherit = "product.category"

    lot_name_pattern = fields.Char("Lot/Serial Pattern", help=PATTERN_HELP)

    @api.private
    def get_lot_name_pattern(self):
        """Give the pattern of the nearest category upwards that has one, or False."""
        return nearest_value(self, "lot_name_pattern")

    @api.constrains("lot_name_pattern")
    def _check_lot_name_pattern(self):
        self.env["traceability.guard"].check_patterns(self)
