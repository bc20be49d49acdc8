"""One state for each lot's dates, searched and grouped by the database."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.dates import DATES, dates_are_on, lot_state, starts_of_today

STATES = [
    ("expired", "Expired"),
    ("remove", "To Remove"),
    ("best_before", "Past Best Before Date"),
    ("alert", "Alert"),
    ("fresh", "Fresh"),
]


class StockLot(models.Model):
    _inherit = "stock.lot"

    expiry_state = fields.Selection(
        STATES,
        "Freshness",
        compute="_compute_expiry_state",
        search="_search_expiry_state",
        help="A lot can be used until the end of the day, in the company's time zone. Empty if the"
        " lot has no dates, or its product does not use them.",
    )

    @api.depends(*DATES, "company_id", "use_expiration_date")
    @api.depends_context("company")
    def _compute_expiry_state(self):
        on = dates_are_on(self.env)
        starts = starts_of_today(self.env.companies) if on else {}
        for lot in self:
            start = starts.get(lot.company_id.id) or starts.get(self.env.company.id)
            lot.expiry_state = lot.use_expiration_date and lot_state(lot, start)

    def _search_expiry_state(self, operator, value):
        return search_state(operator, value)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "expiry_state":
            company = self._field_to_sql(alias, "company_id", query)
            return self._state_to_sql(alias, company, query)
        return super()._field_to_sql(alias, field_expr, query)

    def _state_to_sql(self, alias, company, query):
        """Tell the state in SQL.

        :param SQL company: the id of the company whose day counts
        """
        if not dates_are_on(self.env):
            return SQL("NULL::varchar")
        starts = starts_of_today(self.env.companies)
        here = SQL("%s::timestamp", starts[self.env.company.id])
        if len(set(starts.values())) > 1:
            cases = [SQL("WHEN %s THEN %s::timestamp", *pair) for pair in starts.items()]
            here = SQL("CASE %s %s ELSE %s END", company, SQL(" ").join(cases), here)
        # Superuser, and archived products too: a state is what it is, whoever asks.
        products = (
            self.env["product.product"]
            .sudo()
            .with_context(active_test=False)
            ._search(Domain("use_expiration_date", "=", True))
        )
        dates = {name: self._field_to_sql(alias, name, query) for name in DATES}
        return SQL(
            "CASE WHEN %(product)s NOT IN (%(dated)s) THEN NULL"
            " WHEN %(expiration_date)s < %(here)s THEN 'expired'"
            " WHEN %(removal_date)s < %(here)s THEN 'remove'"
            " WHEN %(use_date)s < %(here)s THEN 'best_before'"
            " WHEN %(alert_date)s < %(here)s + interval '1 day' THEN 'alert'"
            " WHEN coalesce(%(expiration_date)s, %(removal_date)s, %(use_date)s, %(alert_date)s)"
            " IS NOT NULL THEN 'fresh' END",
            here=here,
            product=self._field_to_sql(alias, "product_id", query),
            dated=products.subselect(),
            **dates,
        )


def search_state(operator, value):
    """Give the domain of records whose ``expiry_state`` is, in SQL, one of these."""
    if operator != "in":
        return NotImplemented
    states = tuple(state for state in value if state)

    def to_sql(model, alias, query):
        state = model._field_to_sql(alias, "expiry_state", query)
        found = SQL("%s IN %s", state, states) if states else SQL("FALSE")
        return SQL("(%s OR %s IS NULL)", found, state) if False in value else found

    return Domain.custom(to_sql=to_sql)
