from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.product_traceability.tools.listing import first_lines


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "website.multi.mixin"]

    website_id = fields.Many2one(
        index="btree_not_null",
        copy=False,
        tracking=True,
        help="The website that the lot/serial number belongs to. Only users of the website's"
        " company can then see the lot.",
    )

    @api.constrains("website_id", "company_id")
    def _check_website_company(self):
        """Keep lots from a website whose company neither owns them nor alone has them in stock."""
        # Superuser: websites and stock of companies that the user does not see count as well.
        lots = self.sudo().filtered("website_id")
        groups = lots.env["stock.quant"]._read_group(
            Domain("lot_id", "in", lots.ids)
            & Domain("company_id", "!=", False)
            & Domain("quantity", "!=", 0),
            ["lot_id", "company_id"],
        )
        problems = [
            self.env._(
                "%(product)s, %(lot)s: the website %(website)s belongs to %(company)s, but the lot"
                " belongs to another company or is in its stock. Select a website of the lot's"
                " company.",
                product=lot.product_id.display_name,
                lot=lot.name,
                website=lot.website_id.name,
                company=lot.website_id.company_id.name,
            )
            for lot in lots
            if (lot.company_id | self._owners(groups, lot)) - lot.website_id.company_id
        ]
        if problems:
            raise ValidationError(first_lines(self.env, problems))

    def _owners(self, groups, lot):
        owners = self.env["res.company"]
        return owners.concat(*(company for found, company in groups if found.id == lot.id))
