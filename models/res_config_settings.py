from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.listing import first_lines


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_expiration_dates = fields.Boolean(
        "Expiration Dates",
        implied_group="product_traceability.group_expiration_dates",
        help="Expiration, best before, removal and alert dates of lots/serial numbers. When"
        " switched off, the dates are kept but hidden and not used.",
    )
    # Core's box of the same name would uninstall the addon that keeps the dates, and this one.
    module_product_expiry = fields.Boolean(
        "Expiration Dates Installed", compute="_compute_module_product_expiry"
    )
    group_gs1_on_delivery_slip = fields.Boolean(
        "Display GS1 Codes on Delivery Slips",
        implied_group="product_traceability.group_gs1_on_delivery_slip",
        help="A GS1 DataMatrix next to each lot/serial number, with its product and dates.",
    )
    strict_traceability = fields.Boolean(related="company_id.strict_traceability", readonly=False)
    expiry_email = fields.Boolean(related="company_id.expiry_email", readonly=False)
    trace_internal_moves = fields.Boolean(related="company_id.trace_internal_moves", readonly=False)
    missing_glue = fields.Text("Missing Addons", compute="_compute_missing_glue")

    @api.depends("group_expiration_dates")
    def _compute_module_product_expiry(self):
        for settings in self:
            settings.module_product_expiry = settings.group_expiration_dates

    @api.depends_context("lang")
    def _compute_missing_glue(self):
        self.missing_glue = self.env["ir.module.module"].missing_glue()

    @api.model
    def _get_classified_fields(self, fnames=None):
        classified = super()._get_classified_fields(fnames)
        modules = classified["module"]
        classified["module"] = modules.filtered(lambda module: module.name != "product_expiry")
        return classified

    @api.onchange("group_stock_production_lot")
    def _onchange_group_stock_production_lot(self):
        result = super()._onchange_group_stock_production_lot()
        # Not the other way round: this runs as well when the settings are opened.
        self.group_expiration_dates &= self.group_stock_production_lot
        return result

    @api.onchange("group_lot_on_delivery_slip")
    def _onchange_group_lot_on_delivery_slip(self):
        result = super()._onchange_group_lot_on_delivery_slip()
        self.group_gs1_on_delivery_slip &= self.group_lot_on_delivery_slip
        return result

    @api.onchange("group_expiration_dates")
    def _onchange_group_expiration_dates(self):
        if not self.group_expiration_dates:
            self.group_expiry_date_on_delivery_slip = False

    def set_values(self):
        names = ["group_stock_production_lot", "group_expiration_dates"]
        before = self.default_get(names)
        if before["group_stock_production_lot"] and not self.group_stock_production_lot:
            self._check_nothing_tracked()
        # Whatever a client sent, these make no sense without the box that they depend on.
        self.group_expiration_dates &= self.group_stock_production_lot
        self.group_lot_on_delivery_slip &= self.group_stock_production_lot
        self.group_expiry_date_on_delivery_slip &= (
            self.group_expiration_dates and self.group_lot_on_delivery_slip
        )
        self.group_gs1_on_delivery_slip &= self.group_lot_on_delivery_slip
        result = super().set_values()
        if before["group_expiration_dates"] != self.group_expiration_dates:
            self.env["report.stock.quantity"].sudo().init()
        return result

    def _check_nothing_tracked(self):
        """Refuse to switch off while products are tracked, archived ones and any company's."""
        # Superuser: the box is of the whole database, not of the companies that the user sees.
        products = self.env["product.product"].sudo().with_context(active_test=False)
        tracked = products.search(Domain("tracking", "!=", "none"), order="active, id")
        if not tracked:
            return
        names = [
            self.env._("%(product)s (archived)", product=product.display_name)
            if not product.active
            else product.display_name
            for product in tracked
        ]
        raise UserError(
            self.env._(
                "These products are tracked by lots or serial numbers. Switch off their tracking"
                " before you switch off this setting:\n%(products)s",
                products=first_lines(self.env, names),
            )
        )
