"""What whoever made a lot says of it: the vendor's own lot number and the production date."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class StockLot(models.Model):
    _inherit = "stock.lot"

    vendor_lot_name = fields.Char(
        "Vendor's Lot Number",
        index="trigram",
        copy=False,
        tracking=True,
        help="The lot or serial number that the vendor or manufacturer gave these goods, where it"
        " differs from yours. Searching and scanning find the lot by it.",
    )
    production_date = fields.Date(
        copy=False,
        tracking=True,
        help="The day these goods were made, as their label or certificate says.",
    )

    @api.model
    def _search_display_name(self, operator, value):
        """Let people who look for a lot type its vendor's number; programs name lots exactly."""
        domain = super()._search_display_name(operator, value)
        if operator == "ilike" and value:
            domain = Domain(domain) | Domain("vendor_lot_name", "ilike", value)
        return domain

    @api.constrains("production_date")
    def _check_production_date(self):
        """Refuse goods that would expire before they are made."""
        problems = [
            f"{lot.product_id.display_name}, {lot.name}"
            for lot in self
            if lot.production_date
            and lot.expiration_date
            and lot.is_strict()
            and lot.production_date > lot.expiration_date.date()
        ]
        if problems:
            raise ValidationError(
                self.env["traceability.guard"].list_problems(
                    self.env._("The production date is after the expiration date:"), problems
                )
            )
