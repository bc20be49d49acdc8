"""The internal reference of a lot is that of no other lot of the company."""

from odoo import api, models
from odoo.fields import Domain


class StockLot(models.Model):
    _inherit = "stock.lot"

    @api.constrains("ref", "company_id")
    def _check_ref(self):
        """Refuse a reference that another lot has; old lots that share one stay until changed."""
        # Superuser: a reference is taken also by a lot that the user does not see.
        lots = self.sudo().filtered(lambda lot: lot.ref and lot.is_strict())
        groups = lots._read_group(
            Domain("ref", "in", lots.mapped("ref"))
            & Domain("company_id", "in", [False, *lots.company_id.ids]),
            ["ref", "company_id"],
            ["id:recordset"],
        )
        shared = []
        for lot in lots:
            others = lots.browse().concat(
                *(
                    found
                    for ref, company, found in groups
                    if ref == lot.ref and (company == lot.company_id or not company)
                )
            )
            shared += [(lot, other) for other in (others - lot)[:1]]
        self.env["traceability.guard"].refuse(
            self.env._("An internal reference can belong to one lot/serial number only:"),
            [
                self.env._(
                    "%(product)s, %(lot)s: %(other_product)s, %(other)s already has the reference"
                    " %(ref)s.",
                    ref=lot.ref,
                    product=lot.product_id.display_name,
                    lot=lot.name,
                    other_product=other.product_id.display_name,
                    other=other.name,
                )
                for lot, other in shared
            ],
        )
