"""Numbers of new lots follow the sequence of their product or its category."""

from odoo import fields, models


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
        # Superuser: whoever receives goods uses sequences without managing them.
        category = self.sudo()
        while category and not category.lot_sequence_id:
            category = category.parent_id
        return category.lot_sequence_id
