from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.listing import first_lines

# The parameter with the boxes that went off because one that they need did.
REMEMBERED = "product_traceability.boxes_to_restore"


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
    group_core_assignment = fields.Boolean(
        "Odoo's Generate and Import Buttons",
        implied_group="product_traceability.group_core_assignment",
        help="Show Generate Serials/Lots and Import Serials/Lots beside Assign Serial Numbers.",
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

    # -- boxes that need other boxes ----------------------------------------------------------
    @api.model
    def _trace_boxes(self):
        """Give the boxes that make no sense without others; addons add theirs.

        :return: {name of a box: names of those it needs}, each after those it needs
        """
        return {
            "group_expiration_dates": ("group_stock_production_lot",),
            "group_lot_on_delivery_slip": ("group_stock_production_lot",),
            "group_gs1_on_delivery_slip": ("group_lot_on_delivery_slip",),
            "group_expiry_date_on_delivery_slip": (
                "group_lot_on_delivery_slip",
                "group_expiration_dates",
            ),
        }

    @api.model_create_multi
    def create(self, vals_list):
        # Forms send every box; code that switches one on gets back what was on with it.
        remembered = self._remembered_boxes()
        for values in vals_list if remembered else ():
            known = self.default_get([*self._trace_boxes(), "group_stock_production_lot"]) | values
            for box, needed in self._trace_boxes().items():
                if box in remembered - values.keys() and all(known[name] for name in needed):
                    known[box] = values[box] = True
        return super().create(vals_list)

    @api.onchange("group_stock_production_lot")
    def _onchange_group_stock_production_lot(self):
        result = super()._onchange_group_stock_production_lot()
        self.follow_box("group_stock_production_lot")
        return result

    @api.onchange("group_lot_on_delivery_slip")
    def _onchange_group_lot_on_delivery_slip(self):
        result = super()._onchange_group_lot_on_delivery_slip()
        self.follow_box("group_lot_on_delivery_slip")
        return result

    @api.onchange("group_expiration_dates")
    def _onchange_group_expiration_dates(self):
        self.follow_box("group_expiration_dates")

    @api.private
    def follow_box(self, name):
        """Switch off what needs a box that is off now; switch on again what was on before."""
        remembered = self._remembered_boxes()
        for box, needed in self._trace_boxes().items():
            if name in needed:
                on = self[box] or box in remembered
                self[box] = on and all(self[other] for other in needed)

    def _remembered_boxes(self):
        """Give the boxes that went off with another one, and come back with it."""
        return set(self.env["ir.config_parameter"].get_param(REMEMBERED, "").split())

    def _settle_boxes(self):
        """Whatever a client sent, no box is on without those it needs; remember which was."""
        boxes = self._trace_boxes()
        before, remembered = self.default_get([*boxes]), self._remembered_boxes()
        for box, needed in boxes.items():
            self[box] &= all(self[other] for other in needed)
        waiting = {
            box
            for box, needed in boxes.items()
            if (before[box] or box in remembered) and not all(self[other] for other in needed)
        }
        if waiting != remembered:
            self.env["ir.config_parameter"].set_param(REMEMBERED, " ".join(sorted(waiting)))

    def set_values(self):
        names = ["group_stock_production_lot", "group_expiration_dates"]
        before = self.default_get(names)
        if before["group_stock_production_lot"] and not self.group_stock_production_lot:
            self._check_nothing_tracked()
        self._settle_boxes()
        result = super().set_values()
        if before["group_expiration_dates"] != self.group_expiration_dates:
            self.env["report.stock.quantity"].init()
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
