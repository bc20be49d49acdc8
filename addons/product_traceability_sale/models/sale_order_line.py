from odoo import api, fields, models

from odoo.addons.product_traceability.tools.dates import dates_are_on


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # Core's forecast speaks of what is *fresh* by this field, whether or not dates are in use.
    use_expiration_date = fields.Boolean(related=None, compute="_compute_use_expiration_date")

    @api.depends("product_id.use_expiration_date")
    def _compute_use_expiration_date(self):
        on = dates_are_on(self.env)
        for line in self:
            line.use_expiration_date = on and line.product_id.use_expiration_date

    def unlink(self):
        self.env["traceability.guard"].check_document_unlink(self, "move_ids")
        return super().unlink()
