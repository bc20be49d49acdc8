"""What is fresh, to remove and expired leaves the forecasts while *Expiration Dates* is off."""

from datetime import date

from odoo import models
from odoo.fields import Domain

from ...tools.dates import GROUP, dates_are_on


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _compute_quantities_dict(
        self, lot_id, owner_id, package_id, from_date=False, to_date=False
    ):
        quantities = super()._compute_quantities_dict(
            lot_id, owner_id, package_id, from_date, to_date
        )
        if dates_are_on(self.env):
            return quantities
        taken = self._read_quantities_to_remove(lot_id, owner_id, package_id)
        for product, quantity, reserved in taken:
            known = quantities.get(product.id, {})
            for name in ("free_qty", "virtual_available"):
                if name in known:
                    known[name] = product.uom_id.round(known[name] + quantity - reserved)
        return quantities

    def _read_quantities_to_remove(self, lot_id, owner_id, package_id):
        """Give what ``product_expiry`` took away, by the domain that core took it by."""
        domain = Domain("product_id", "in", self.ids) & Domain(self._get_domain_locations()[0])
        if lot_id is not None:
            domain &= Domain("lot_id", "=", lot_id)
        if owner_id is not None:
            domain &= Domain("owner_id", "=", owner_id)
        if "owners" in self.env.context:
            domain &= Domain("owner_id", "in", self.env.context["owners"] or [False])
        if package_id is not None:
            domain &= Domain("package_id", "=", package_id)
        domain &= Domain("removal_date", "<=", self.env.context.get("to_date") or date.today())
        quants = self.env["stock.quant"].with_context(active_test=False)
        return quants._read_group(domain, ["product_id"], ["quantity:sum", "reserved_quantity:sum"])


class ReportStockQuantity(models.Model):
    _inherit = "report.stock.quantity"

    def _get_product_qty_col(self):
        # A database view: it is made anew when the setting changes. Before this addon's own
        # group is there, all is on.
        known = self.env.ref(GROUP, raise_if_not_found=False)
        if not known or dates_are_on(self.env):
            return super()._get_product_qty_col()
        return "q.quantity"


class StockForecasted(models.AbstractModel):
    _inherit = "stock.forecasted_product_product"

    def _get_report_header(self, product_template_ids, product_ids, wh_location_ids):
        header = super()._get_report_header(product_template_ids, product_ids, wh_location_ids)
        header["use_expiration_date"] &= dates_are_on(self.env)
        return header

    def _get_quant_domain(self, location_ids, products):
        domain = super()._get_quant_domain(location_ids, products)
        if dates_are_on(self.env):
            return domain
        return list(
            Domain(domain).map_conditions(
                lambda leaf: Domain.TRUE if leaf.field_expr == "removal_date" else leaf
            )
        )

    def _get_expired_quant_domain(self, location_ids, products):
        if dates_are_on(self.env):
            return super()._get_expired_quant_domain(location_ids, products)
        return list(Domain.FALSE)

    def _free_stock_lines(self, product, free_stock, moves_data, wh_location_ids, read):
        lines = super()._free_stock_lines(product, free_stock, moves_data, wh_location_ids, read)
        if dates_are_on(self.env):
            return lines
        return [line for line in lines if not line.get("removal_date")]
