from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "website.multi.mixin"]

    website_id = fields.Many2one(
        index="btree_not_null",
        copy=False,
        tracking=True,
        help="The website that the lot or serial number belongs to. Only who works for its company"
        " sees the lot then. Empty: it belongs to none.",
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
                "%(product)s, %(lot)s: %(website)s is a website of %(company)s, and the lot is"
                " another company's or lies in its stock.",
                product=lot.product_id.display_name,
                lot=lot.name,
                website=lot.website_id.name,
                company=lot.website_id.company_id.name,
            )
            for lot in lots
            if (lot.company_id | self._owners(groups, lot)) - lot.website_id.company_id
        ]
        if problems:
            raise ValidationError("\n".join(problems))

    def _owners(self, groups, lot):
        owners = self.env["res.company"]
        return owners.concat(*(company for found, company in groups if found.id == lot.id))
