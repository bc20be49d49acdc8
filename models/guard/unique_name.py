"""A constraint that waits until the data allows it."""

import logging
import weakref

from odoo import models
from odoo.tools import SQL, sql

_logger = logging.getLogger(__name__)

NAMED = 10
# What is kept apart, and the index of it while there are twins.
COLUMNS = ["product_id", "coalesce(company_id, 0)", "md5(name)"]
INDEX = "stock_lot_traceability_twin_idx"


class UniqueName(models.Constraint):
    """Keep a lot/serial number unique in its product and company.

    Old data may hold one number twice. Odoo would log an error then, without saying where; this
    names them in a warning and leaves the constraint for an upgrade after they are mended.
    """

    def __init__(self, message):
        super().__init__(
            f"EXCLUDE USING btree ({', '.join(f'{column} WITH =' for column in COLUMNS)})"
            " DEFERRABLE INITIALLY DEFERRED",
            message,
        )
        self._told = lambda: None

    def apply_to_database(self, model):
        name, definition = self.full_name(model), self.get_definition(model.pool)
        if sql.constraint_definition(model.env.cr, model._table, name) == definition:
            return
        twins = self._twins(model)
        if twins:
            self._tell(model, twins)
            # A trace looks for twins; until they are mended, this stands in for the constraint's.
            sql.create_index(model.env.cr, INDEX, model._table, COLUMNS)
        else:
            super().apply_to_database(model)
            sql.drop_index(model.env.cr, INDEX, model._table)

    def _twins(self, model):
        """Give [(product, number, company, count)] of the numbers that are there twice."""
        # SQL: while addons load, the columns of some fields are still to come.
        return model.env.execute_query(
            SQL(
                """
                SELECT coalesce('[' || nullif(product.default_code, '') || '] ', '')
                       || coalesce(template.name ->> 'en_US', product.id::text),
                       lots.name, company.name, lots.count
                  FROM (SELECT product_id, company_id, name, count(*) AS count
                          FROM stock_lot
                      GROUP BY product_id, company_id, name
                        HAVING count(*) > 1) lots
                  JOIN product_product product ON product.id = lots.product_id
                  JOIN product_template template ON template.id = product.product_tmpl_id
             LEFT JOIN res_company company ON company.id = lots.company_id
              ORDER BY 1, 2, 3 NULLS FIRST
                """
            )
        )

    def _tell(self, model, twins):
        # Each addon that extends the lot applies its constraints again.
        if self._told() is model.pool:
            return
        self._told = weakref.ref(model.pool)
        lines = [
            f"- {product}, {number}, {company or 'all companies'}: {count} records"
            for product, number, company, count in twins[:NAMED]
        ]
        if len(twins) > NAMED:
            lines.append(f"and {len(twins) - NAMED} more")
        _logger.warning(
            "Some lot/serial numbers exist more than once, so the database does not yet keep new"
            " ones unique. Correct the duplicates, then upgrade product_traceability:\n%s",
            "\n".join(lines),
        )
