"""A kit is never in stock: its components are, and they have the lots (row S5)."""

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.product_traceability.tools.listing import first_lines


class MrpBom(models.Model):
    _inherit = "mrp.bom"

    @api.constrains("type", "product_tmpl_id", "product_id", "active")
    def _check_kit_is_not_tracked(self):
        """:raise ValidationError: naming every kit that is tracked"""
        kits = self.filtered(
            lambda bom: (
                bom.active
                and bom.type == "phantom"
                and bom.product_tmpl_id.tracking != "none"
                and (bom.company_id or self.env.company).strict_traceability
            )
        )
        if kits:
            raise ValidationError(
                self.env._(
                    "A kit is delivered as its components, so a lot/serial number of the kit"
                    " would never be recorded. Set the product's tracking to No Tracking and track"
                    " the components, or choose Manufacture this product as the BoM Type:"
                    "\n%(kits)s",
                    kits=first_lines(self.env, kits.product_tmpl_id.mapped("display_name")),
                )
            )


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.constrains("tracking")
    def _check_tracked_is_no_kit(self):
        """:raise ValidationError: naming every kit that would be tracked"""
        tracked = self.filtered(lambda template: template.tracking != "none")
        # Superuser: a product is a kit in a company that the user does not see, too.
        tracked.sudo().bom_ids.filtered_domain(
            Domain("type", "=", "phantom")
        )._check_kit_is_not_tracked()
