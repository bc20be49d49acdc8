"""Lot/serial numbers that were there twice before the addon: named, until they are mended."""

from odoo.tests import tagged
from odoo.tools import SQL, sql

from ...hooks import restore_core
from ...models.guard.unique_name import INDEX, NAMED
from ..common.world import TraceabilityCommon

LOGGER = "odoo.addons.product_traceability.models.guard.unique_name"


@tagged("post_install", "-at_install")
class TestUniqueName(TraceabilityCommon):
    def setUp(self):
        super().setUp()
        self.lots = self.env["stock.lot"]
        self.constraint = self.env.registry["stock.lot"]._traceability_unique_name
        self.name = self.constraint.full_name(self.lots)
        sql.drop_constraint(self.env.cr, "stock_lot", self.name)
        self.constraint._told = lambda: None

    def make_twins(self, product, count, company=None):
        """Make lots that are there twice, past every check."""
        self.env.execute_query(
            SQL(
                """
                INSERT INTO stock_lot (name, product_id, company_id)
                SELECT 'TWIN-' || lpad(number::text, 2, '0'), %s, %s
                  FROM generate_series(1, %s) number, generate_series(1, 2)
             RETURNING id
                """,
                product.id,
                company and company.id,
                count,
            )
        )

    def constrained(self):
        return sql.constraint_definition(self.env.cr, "stock_lot", self.name)

    def indexed(self):
        return sql.index_exists(self.env.cr, INDEX)

    def apply(self):
        """:return: what the log says when the addon is installed or upgraded"""
        with self.assertLogs(LOGGER, "WARNING") as log:
            self.constraint.apply_to_database(self.lots)
        return log.output

    def test_a_warning_names_product_number_and_company(self):
        self.tomato.default_code = "TOM"
        self.env.flush_all()
        self.make_twins(self.tomato, 1)
        self.make_twins(self.motor, 1, self.company)
        [text] = self.apply()
        self.assertIn("- [TOM] Tomato, TWIN-01, all companies: 2 records", text)
        self.assertIn(f"- Motor, TWIN-01, {self.company.name}: 2 records", text)
        self.assertNotIn("more", text.splitlines()[-1])
        self.assertFalse(self.constrained())

    def test_at_most_ten_are_named(self):
        self.make_twins(self.tomato, NAMED + 2)
        [text] = self.apply()
        self.assertIn("TWIN-10", text)
        self.assertNotIn("TWIN-11", text)
        self.assertEqual(text.splitlines()[-1], "and 2 more")

    def test_each_load_of_the_addons_tells_it_once(self):
        self.make_twins(self.tomato, 1)
        self.apply()
        with self.assertNoLogs(LOGGER, "WARNING"):
            self.constraint.apply_to_database(self.lots)

    def test_once_mended_the_database_keeps_numbers_unique(self):
        self.make_twins(self.tomato, 1)
        self.apply()
        self.env.execute_query(
            SQL("UPDATE stock_lot SET name = name || id WHERE name = 'TWIN-01' RETURNING id")
        )
        with self.assertNoLogs(LOGGER, "WARNING"):
            self.constraint.apply_to_database(self.lots)
        self.assertTrue(self.constrained())

    def test_an_index_stands_in_until_they_are_mended(self):
        self.make_twins(self.tomato, 1)
        self.apply()
        self.assertTrue(self.indexed())
        self.env.execute_query(
            SQL("UPDATE stock_lot SET name = name || id WHERE name = 'TWIN-01' RETURNING id")
        )
        self.constraint.apply_to_database(self.lots)
        self.assertTrue(self.constrained())
        self.assertFalse(self.indexed())

    def test_no_index_is_left_when_the_addon_goes(self):
        self.make_twins(self.tomato, 1)
        self.apply()
        restore_core(self.env)
        self.assertFalse(self.indexed())
