"""Lots that come in or are made for the first time start on hold where their product says so."""

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.categories import nearest_value
from ...tools.locations import OURS

NEW_FROM = ("supplier", "production")


class ProductCategory(models.Model):
    _inherit = "product.category"

    new_lots = fields.Selection(
        "_new_lots_choices",
        help="Whether newly received or produced lots and serial numbers start on hold, until an"
        " Inventory manager releases them. Subcategories do the same unless they have their own"
        " setting.",
    )

    @api.model
    def _new_lots_choices(self):
        return [
            ("free", self.env._("Can be used at once")),
            ("hold", self.env._("Start on hold")),
        ]


class ProductTemplate(models.Model):
    _inherit = "product.template"

    new_lots = fields.Selection(
        lambda self: self.env["product.category"]._new_lots_choices(),
        help="Whether newly received or produced lots and serial numbers start on hold, until an"
        " Inventory manager releases them. Empty: as the product category says.",
    )


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.private
    def hold_new_lots(self):
        """Put lots on hold that these lines, about to be done, bring into stock for the first time.

        Before the next step of their route is reserved, which would take them on.
        """
        products = self.product_id.filtered(lambda product: product._starts_on_hold())
        held = products and self.filtered(
            lambda line: (
                line.product_id in products
                and line.lot_id
                and line.quantity > 0
                and line.location_id.usage in NEW_FROM
                and line.location_dest_id.usage in OURS
                and line.company_id.is_strict()
            )
        )
        if not held:
            return
        # Superuser: a lot is new if nobody has moved it, in whatever company; and who makes goods
        # may not be allowed to write lots.
        lots = held.lot_id.sudo()
        groups = self.sudo()._read_group(
            Domain("lot_id", "in", lots.ids)
            & Domain("state", "=", "done")
            & Domain("quantity", ">", 0)
            & Domain("id", "not in", self.ids),
            ["lot_id"],
        )
        known = {lot.id for (lot,) in groups}
        new = lots.filtered(lambda lot: lot.id not in known and not lot.is_on_hold)
        if new:
            new.hold(self.env._("New, not yet released"))


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _starts_on_hold(self):
        # Superuser: what a product says holds for whoever receives or makes it.
        own = self.sudo().product_tmpl_id.new_lots
        return (own or nearest_value(self.categ_id, "new_lots")) == "hold"
