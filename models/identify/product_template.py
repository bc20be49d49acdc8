"""Tracking switched with stock on hand (rule 5)."""

from odoo import api, models
from odoo.fields import Domain

from ...tools.locations import OURS


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        tracking = self._tracking_written(vals)
        if tracking:
            changed = self.filtered(lambda template: template.tracking != tracking)
            self.env["traceability.guard"].check_tracking(changed, tracking)
        return super().write(vals)

    @api.model
    def _tracking_written(self, vals):
        """Give what tracking becomes by these values, or None when they leave it.

        What is not stored (any more) is not tracked either, which core works out without a write.
        """
        if vals.get("type", "consu") != "consu" or not vals.get("is_storable", True):
            return "none"
        return vals.get("tracking")

    @api.onchange("tracking")
    def _onchange_tracking(self):
        warning = super()._onchange_tracking()
        return self._warn_stock_without_lots(self.tracking, warning)

    def _warn_stock_without_lots(self, tracking, warning):
        """Warn when, and only when, stock has no lot; core warns of any stock.

        :param str tracking: what the product's tracking becomes
        :param warning: core's answer to the onchange, kept where traceability is not strict
        :return: the answer to the onchange
        """
        if not self or not (self.company_id or self.env.company).is_strict():
            return warning
        if tracking == "none" or not self._origin._has_stock_without_lots():
            return None
        return {
            "warning": {
                "title": self.env._("Stock without lots"),
                "message": self.env._(
                    "You have product(s) in stock that have no lot/serial number. You can assign a"
                    " lot/serial number to the product by making an inventory adjustment: after"
                    " saving, open Inventory ▸ Traceability ▸ Stock Without Lots. Until then these"
                    " units cannot be moved."
                ),
            }
        }

    def _has_stock_without_lots(self):
        # Superuser, and archived variants too: stock of any company has to be identified.
        quants = self.env["stock.quant"].sudo().with_context(active_test=False)
        return bool(
            quants.search_count(
                Domain("product_id.product_tmpl_id", "in", self.ids)
                & Domain("lot_id", "=", False)
                & Domain("location_id.usage", "in", OURS)
                & Domain("quantity", ">", 0),
                limit=1,
            )
        )
