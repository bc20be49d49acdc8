"""Histories of thousands of generations: chains and rings."""

import time

from odoo.tests import tagged
from odoo.tools import SQL, sql

from ..common.made import MadeCommon

LOTS = 3_000


@tagged("-at_install", "post_install")
class TestLongHistories(MadeCommon):
    def copy_rows(self, table, pattern, values, number=LOTS):
        """Copy a row so often; ``n`` counts from 1. :return: the id before the first's"""
        self.env.flush_all()
        name = SQL.identifier(table)
        [[last]] = self.env.execute_query(SQL("SELECT max(id) FROM %s", name))
        columns = sorted(sql.table_columns(self.cr, table))
        values = {**values, "id": SQL("%s + n", last)}
        self.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s t, generate_series(1, %s) n WHERE t.id = %s",
                name,
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(values.get(c) or SQL.identifier("t", c) for c in columns),
                name,
                number,
                pattern,
            )
        )
        return last

    def make_ring(self, step):
        """Make lots each of the one before, and the first of the last.

        :param str step: the time from one to the next
        :return: the lots, in their order
        """
        tomato = self.receive(self.meal, "R", 1, self.vendor)
        self.make_goods(self.meal, "S", [(self.meal, tomato, 1)])
        lines = self.env["stock.move.line"].search([("product_id", "=", self.meal.id)])
        used = lines.filtered(lambda line: line.location_dest_id == self.production)
        made = lines.filtered(lambda line: line.location_id == self.production)
        first = self.copy_rows("stock_lot", tomato.id, {"name": SQL("'RING-' || n")})
        date = SQL("timestamp '2026-01-01' + n * interval %s", step)
        values = {"date": date, "lot_id": SQL("%s + n", first)}
        inputs = self.copy_rows("stock_move_line", used.id, values)
        values["lot_id"] = SQL("%s + n %% %s + 1", first, LOTS)
        outputs = self.copy_rows("stock_move_line", made.id, values)
        self.cr.execute(
            SQL(
                "INSERT INTO stock_move_line_consume_rel (consume_line_id, produce_line_id)"
                " SELECT %s + n, %s + n FROM generate_series(1, %s) n",
                outputs,
                inputs,
                LOTS,
            )
        )
        for table in ("stock_lot", "stock_move_line", "stock_move_line_consume_rel"):
            self.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        self.env.invalidate_all()
        return self.env["stock.lot"].browse(range(first + 1, first + LOTS + 1))

    def test_a_ring_of_thousands_of_lots_ends_soon(self):
        for step in ("1 minute", "0 minutes"):
            with self.subTest(step=step), self.env.cr.savepoint() as savepoint:
                first, *_others = self.make_ring(step)
                first.get_traceability(limit=1)  # what Odoo reads once and keeps
                for direction in ("upstream", "downstream", "both"):
                    queries = self.cr.sql_log_count
                    began = time.process_time()
                    answer = first.get_traceability(direction)
                    self.assertLess(time.process_time() - began, 5)
                    self.assertEqual(len(answer["nodes"]), LOTS)
                    self.assertEqual(len(answer["links"]), LOTS)
                    self.assertLess(self.cr.sql_log_count - queries, 250)
                savepoint.rollback()
                self.env.invalidate_all()
