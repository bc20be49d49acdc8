from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.dates.product_category import INHERITED
from ..tools.dates import DAYS, dates_are_on
from ..tools.listing import first_names
from ..tools.locations import OURS
from ..tools.quantity_words import say_quantity


class ProductTemplateTrack(models.TransientModel):
    _name = "product.template.track"
    _description = "Change Tracking and Dates of Products"

    product_tmpl_ids = fields.Many2many("product.template", string="Products", required=True)
    tracking = fields.Selection(
        [("serial", "By Unique Serial Number"), ("lot", "By Lots"), ("none", "No Tracking")],
        "New Tracking",
        help="Empty: each product keeps its tracking.",
    )
    change_days = fields.Boolean("Change Dates")
    use_expiration_date = fields.Boolean("Expiration Dates", default=True)
    expiration_time = fields.Integer("Expiration Date")
    use_time = fields.Integer("Best Before Date")
    removal_time = fields.Integer("Removal Date")
    alert_time = fields.Integer("Alert Date")
    lots_follow = fields.Boolean(
        "Update Lot Dates",
        help="Calculate the dates of lots on hand again. Dates entered by hand do not change.",
    )
    preview = fields.Html("On Hand", compute="_compute_preview", sanitize=False)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        records = self.env[self.env.context.get("active_model") or "product.template"].browse(
            self.env.context.get("active_ids")
        )
        if records._name == "product.product":
            records = records.product_tmpl_id
        if records._name == "product.template":
            values["product_tmpl_ids"] = [(6, 0, records.ids)]
            values |= self._shared_days(records)
        return values

    @staticmethod
    def _shared_days(templates):
        """Give {name: days} of those that all products with dates have in common."""
        dated = templates.filtered("use_expiration_date")
        return {
            name: dated[0][name] for name in DAYS if dated and len(set(dated.mapped(name))) == 1
        }

    @api.depends("product_tmpl_ids", "tracking", "change_days", "lots_follow", *INHERITED)
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = self.env["ir.qweb"]._render(
                "product_traceability.product_template_track_preview",
                {
                    "rows": wizard._preview_rows(),
                    "quantity": partial(say_quantity, self.env),
                    "days": wizard.change_days,
                    "follow": wizard.use_expiration_date and wizard.lots_follow,
                },
            )

    def _preview_rows(self):
        """Give what is on hand of each product, and what the change does to it, in words."""
        templates = self.product_tmpl_ids._origin
        problems = {}
        changed = templates.filtered(lambda product: product.tracking != self.tracking)
        if self.tracking:
            found = self.env["traceability.guard"].find_tracking_problems(changed, self.tracking)
            for product, problem in found:
                problems.setdefault(product.product_tmpl_id, []).append(problem)
        quantities, lots = self._on_hand(templates)
        return [
            {
                "product": template.display_name,
                "unit": template.uom_id.name,
                "on_hand": sum(quantities.get(template.id, {}).values()),
                "lots": lots.get(template.id, 0),
                "problems": problems.get(template, []),
                "unidentified": (
                    quantities.get(template.id, {}).get(False, 0)
                    if (self.tracking or template.tracking) != "none"
                    else 0
                ),
            }
            for template in templates
        ]

    def _on_hand(self, templates):
        """Give {template id: {whether it has a lot: quantity}}, {template id: lots}."""
        quantities, lots = {}, {}
        groups = self.env["stock.quant"]._read_group(
            Domain("product_id.product_tmpl_id", "in", templates.ids)
            & Domain("location_id.usage", "in", OURS),
            ["product_id", "lot_id"],
            ["quantity:sum"],
        )
        for product, lot, quantity in groups:
            of_product = quantities.setdefault(product.product_tmpl_id.id, {True: 0, False: 0})
            of_product[bool(lot)] += quantity
            lots[product.product_tmpl_id.id] = lots.get(product.product_tmpl_id.id, 0) + bool(lot)
        return quantities, lots

    def action_apply(self):
        """Change all products, or none when one of them cannot be changed.

        :raise UserError: when nothing is to change
        :raise ValidationError: naming every lot in stock that does not fit, or wrong days
        """
        self.ensure_one()
        values = {"tracking": self.tracking} if self.tracking else {}
        if self.change_days and dates_are_on(self.env):
            names = INHERITED if self.use_expiration_date else ["use_expiration_date"]
            values |= {name: self[name] for name in names}
        if not values:
            raise UserError(self.env._("Select what to change: the tracking, the dates or both."))
        kit = self.product_tmpl_ids.filtered(lambda template: not template.is_storable)
        if self.tracking not in (False, "none") and kit:
            raise UserError(
                self.env._(
                    "Only products whose inventory is tracked can have lots or serial numbers:"
                    " %(products)s",
                    products=first_names(self.env, kit.mapped("display_name")),
                )
            )
        self.product_tmpl_ids.write(values)
        if set(values) & set(DAYS):
            decide = "action_lots_follow" if self.lots_follow else "action_lots_keep"
            getattr(self.product_tmpl_ids, decide)()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
