"""The value of goods, summed by the database.

Core's own ``value`` adds up each group record by record, and values each lot of a product that is
valued by lots with queries of its own: too slow for thousands of lots on a board. The cost, which
core keeps at what stock is worth a unit by every method, times the quantity is the same.
"""

from odoo import api, fields, models
from odoo.tools import SQL


class StockQuant(models.Model):
    _inherit = "stock.quant"

    cost_value = fields.Monetary(
        "Value at Cost",
        compute="_compute_cost_value",
        aggregator="sum",
        groups="stock.group_stock_manager",
        help="Quantity times cost. Goods of other owners count as 0.",
    )

    @api.depends("quantity", "company_id", "owner_id", "product_id", "lot_id")
    def _compute_cost_value(self):
        for quant in self:
            company = quant.company_id
            product = quant.product_id.with_company(company)
            owned = not quant.owner_id or quant.owner_id == company.partner_id
            priced = quant.lot_id.with_company(company) if product.lot_valuated else product
            worth = company and owned and quant.quantity * priced.standard_price
            quant.cost_value = worth or 0

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "cost_value" and query is not None:
            self._check_field_access(self._fields[field_expr], "read")
            return self._cost_value_to_sql(alias, query)
        return super()._field_to_sql(alias, field_expr, query)

    def _cost_value_to_sql(self, alias, query):
        # Superuser: the cost is asked of each quant's own company, not of the user's.
        quants = self.sudo()
        lots, lot = self._fields["lot_id"].join(quants, alias, query)
        products, product = self._fields["product_id"].join(quants, alias, query)
        templates, template = products._fields["product_tmpl_id"].join(products, product, query)
        companies, company = self._fields["company_id"].join(quants, alias, query)
        lots.flush_model(["standard_price"])
        products.flush_model(["standard_price"])
        company_id = SQL("%s::text", SQL.identifier(company, "id"))
        owner = quants._field_to_sql(alias, "owner_id", query)
        return SQL(
            "CASE WHEN %(owner)s IS NULL OR %(owner)s = %(partner)s THEN %(quantity)s * COALESCE("
            "(CASE WHEN %(by_lot)s THEN %(lot_price)s ELSE %(price)s END ->> %(company)s)::float8,"
            " 0) ELSE 0 END",
            owner=owner,
            partner=companies._field_to_sql(company, "partner_id", query),
            quantity=quants._field_to_sql(alias, "quantity", query),
            by_lot=templates._field_to_sql(template, "lot_valuated", query),
            lot_price=SQL.identifier(lot, "standard_price"),
            price=SQL.identifier(product, "standard_price"),
            company=company_id,
        )
