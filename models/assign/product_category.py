"""Numbers of new lots follow the sequence of their product or its category."""

from odoo import fields, models

from ...tools.categories import nearest_value


class ProductCategory(models.Model):
    _inherit = "product.category"

    lot_sequence_id = fields.Many2one(
        "ir.sequence",
        "Lot/Serial Sequence",
        help="Sequence for new lots of products that have no sequence of their own. Also used by"
        " the subcategories of this category.",
    )

    def _lot_sequence(self):
        """Give the sequence of the nearest category upwards that has one, in superuser mode."""
        return nearest_value(self, "lot_sequence_id")
