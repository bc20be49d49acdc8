from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_expiry_date_on_invoice = fields.Boolean(
        "Display Expiration Dates on Invoices",
        implied_group="product_traceability_sale.group_expiry_date_on_invoice",
    )

    @api.model
    def _trace_boxes(self):
        return {
            **super()._trace_boxes(),
            "group_lot_on_invoice": ("group_stock_production_lot",),
            "group_expiry_date_on_invoice": ("group_lot_on_invoice", "group_expiration_dates"),
        }

    @api.onchange("group_lot_on_invoice")
    def _onchange_group_lot_on_invoice(self):
        self.follow_box("group_lot_on_invoice")
