from odoo import api, fields, models
from odoo.exceptions import ValidationError

PATTERN_HELP = (
    "Numbers of new lots fit this: # is a digit, @ a letter from A to Z, ? any sign, * any signs or"
    " none, \\ takes the next sign as it is. Example: LOT-####"
)


class ProductCategory(models.Model):
    _inherit = "product.category"

    lot_name_pattern = fields.Char("Lot/Serial Pattern", help=PATTERN_HELP)

    def _lot_name_pattern(self):
        """:return: the pattern of the nearest category upwards that has one, or False"""
        category = self.sudo()
        while category and not category.lot_name_pattern:
            category = category.parent_id
        return category.lot_name_pattern

    @api.constrains("lot_name_pattern")
    def _check_lot_name_pattern(self):
        _check_pattern(self)


class ProductTemplate(models.Model):
    _inherit = "product.template"

    lot_name_pattern = fields.Char("Lot/Serial Pattern", help=PATTERN_HELP)

    @api.constrains("lot_name_pattern")
    def _check_lot_name_pattern(self):
        _check_pattern(self)


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _lot_name_pattern(self):
        """:return: the pattern that names of this product's lots fit, its own or its category's"""
        return self.sudo().product_tmpl_id.lot_name_pattern or self.categ_id._lot_name_pattern()


def _check_pattern(records):
    for record in records:
        pattern = record.lot_name_pattern
        if pattern and (pattern != pattern.strip() or not pattern.isprintable()):
            raise ValidationError(
                record.env._(
                    "%(name)s: its lot pattern has blanks around it or signs that cannot be"
                    " printed.",
                    name=record.display_name,
                )
            )
