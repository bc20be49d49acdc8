"""What new products take from their category: tracking, and the days of their lots' dates."""

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.categories import nearest_value
from ...tools.dates import DAYS
from .expiration_dates import hide

INHERITED = ("use_expiration_date", *DAYS)


class ProductCategory(models.Model):
    _inherit = "product.category"

    lot_tracking = fields.Selection(
        [("none", "No Tracking"), ("lot", "By Lots"), ("serial", "By Unique Serial Number")],
        "Tracking of New Products",
        help="How storable products created in this category are tracked. Subcategories do the same"
        " unless they have their own setting.",
    )
    use_expiration_date = fields.Boolean(
        "Expiration Dates",
        help="Lots of this category's products have dates, computed from the days below. A product"
        " can have its own days.",
    )
    expiration_time = fields.Integer("Expiration Date")
    use_time = fields.Integer("Best Before Date")
    removal_time = fields.Integer("Removal Date")
    alert_time = fields.Integer("Alert Date")
    dates_category_id = fields.Many2one(
        "product.category",
        "Dates from Category",
        compute="_compute_dates_category_id",
        store=True,
        recursive=True,
        help="This category or its nearest parent category with expiration dates.",
    )

    @api.depends("use_expiration_date", "parent_id.dates_category_id")
    def _compute_dates_category_id(self):
        for category in self:
            own = category._origin if category.use_expiration_date else category.browse()
            category.dates_category_id = own or category.parent_id.dates_category_id

    def _lot_tracking(self):
        """Give the tracking that new products get, of the nearest category that says one."""
        return nearest_value(self, "lot_tracking")

    def write(self, vals):
        heirs = self.env["product.template"]
        if vals.keys() & {*INHERITED, "parent_id"}:
            # Superuser, archived ones too: whose product it is does not change what it inherits.
            heirs = heirs.sudo().with_context(active_test=False)
            heirs = heirs.search(
                Domain("dates_from_category", "=", True) & Domain("categ_id", "child_of", self.ids)
            )
        with heirs._asking_for_lots(dict.fromkeys(INHERITED)):
            return super().write(vals)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        names = {*INHERITED, "dates_category_id"}
        return hide(self.env, super().fields_get(allfields, attributes), names)


class ProductTemplate(models.Model):
    _inherit = "product.template"

    dates_from_category = fields.Boolean(
        "Use the Category's Days",
        help="The days are the category's and change with them.",
    )
    dates_category_id = fields.Many2one(related="categ_id.dates_category_id")
    use_expiration_date = fields.Boolean(
        compute="_compute_days", store=True, readonly=False, precompute=True
    )
    expiration_time = fields.Integer(
        compute="_compute_days", store=True, readonly=False, precompute=True
    )
    use_time = fields.Integer(compute="_compute_days", store=True, readonly=False, precompute=True)
    removal_time = fields.Integer(
        compute="_compute_days", store=True, readonly=False, precompute=True
    )
    alert_time = fields.Integer(
        compute="_compute_days", store=True, readonly=False, precompute=True
    )

    @api.depends(
        "dates_from_category", *(f"categ_id.dates_category_id.{name}" for name in INHERITED)
    )
    def _compute_days(self):
        for template in self:
            category = template.categ_id.dates_category_id
            source = category if template.dates_from_category and category else template
            for name in INHERITED:
                template[name] = source[name]

    @api.onchange("categ_id", "is_storable")
    def _onchange_category_defaults(self):
        if self._origin or not self.is_storable:
            return
        self.tracking = self.categ_id._lot_tracking() or self.tracking
        if self.categ_id.dates_category_id and not any(self[name] for name in INHERITED):
            self.dates_from_category = True

    @api.onchange(*INHERITED)
    def _onchange_days(self):
        category = self.categ_id.dates_category_id
        if self.dates_from_category and any(self[name] != category[name] for name in INHERITED):
            self.dates_from_category = False

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_category_defaults(vals) for vals in vals_list])

    def _with_category_defaults(self, vals):
        vals = dict(vals)
        given = vals.get("categ_id", self.env.context.get("default_categ_id"))
        category = self.env["product.category"].browse(given)
        if "tracking" not in vals and vals.get("is_storable") and category._lot_tracking():
            vals["tracking"] = category._lot_tracking()
        if "dates_from_category" not in vals:
            vals["dates_from_category"] = not any(vals.get(name) for name in INHERITED)
        return vals

    def write(self, vals):
        if vals.keys() & set(INHERITED) and "dates_from_category" not in vals:
            vals = {**vals, "dates_from_category": False}
        with self._asking_for_lots(vals):
            return super().write(vals)
