from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_expiry_date_on_invoice = fields.Boolean(
        "Display Expiration Dates on Invoices",
        implied_group="product_traceability_sale.group_expiry_date_on_invoice",
    )

    @api.onchange("group_stock_production_lot", "group_lot_on_invoice", "group_expiration_dates")
    def _onchange_lots_on_invoice(self):
        self._follow_lots_on_invoice()

    def set_values(self):
        self._follow_lots_on_invoice()
        return super().set_values()

    def _follow_lots_on_invoice(self):
        """Whatever a client sent, these make no sense without the box that they depend on."""
        self.group_lot_on_invoice &= self.group_stock_production_lot
        self.group_expiry_date_on_invoice &= (
            self.group_lot_on_invoice and self.group_expiration_dates
        )
