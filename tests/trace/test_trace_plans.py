"""The plans of the engine's queries in a big table, and the most that one answer holds."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL, sql

from ...models.trace import trace_state as traceability_state
from ..common.made import MadeCommon
from ..common.plans import BIG, big_ones, queries_of, whole_reads

# So many lots are there; the planner believes in more, where the tests' user may tell it.
LOTS = 5_000
BELIEVED = 1_000_000


@tagged("-at_install", "post_install")
class TestPlans(MadeCommon):
    def copy_rows(self, table, pattern, values):
        """Copy a row so often. :return: the id before the first's"""
        self.env.flush_all()
        name = SQL.identifier(table)
        [[last]] = self.env.execute_query(SQL("SELECT max(id) FROM %s", name))
        columns = sorted(sql.table_columns(self.cr, table))
        values = {**values, "id": SQL("%s + n", last)}
        chosen = [values.get(c) or SQL.identifier("t", c) for c in columns]
        self.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s t, generate_series(1, %s) n WHERE t.id = %s",
                name,
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(chosen),
                name,
                LOTS,
                pattern,
            )
        )
        return last

    def make_it_big(self, line, quant):
        """Copy one movement with its lot, its stock and a link, thousands of times.

        :return: the copied lots
        """
        lots = self.copy_rows("stock_lot", line.lot_id.id, {"name": SQL("'COPY-' || n")})
        lot = SQL("%s + n", lots)
        moves = self.copy_rows("stock_move", line.move_id.id, {})
        lines = self.copy_rows(
            "stock_move_line", line.id, {"lot_id": lot, "move_id": SQL("%s + n", moves)}
        )
        self.copy_rows("stock_quant", quant.id, {"lot_id": lot})
        self.cr.execute(
            SQL(
                "INSERT INTO stock_move_line_consume_rel (consume_line_id, produce_line_id)"
                " SELECT %(first)s + n, %(first)s + n + 1 FROM generate_series(1, %(most)s) n",
                first=lines,
                most=LOTS - 1,
            )
        )
        tables = [table for table in BIG if sql.table_exists(self.cr, table)]
        for table in tables:
            self.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        self.cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if self.cr.fetchone()[0]:
            self.cr.execute(
                "UPDATE pg_class SET reltuples = %s WHERE relname IN %s", [BELIEVED, tuple(tables)]
            )
        self.env.invalidate_all()
        return self.env["stock.lot"].browse(range(lots + 1, lots + LOTS + 1))

    def assert_indexes(self, records):
        """Check how PostgreSQL runs each query of a trace by a user of the warehouse."""
        reader = records.with_user(self.stock_user)
        reader[:1].get_traceability()  # what Odoo reads once and keeps
        self.env.invalidate_all()
        queries = queries_of(self.cr, reader.get_traceability)
        self.assertGreaterEqual(len(queries), 8)
        big = big_ones(self.cr)
        self.assertLessEqual({"stock_move_line", "stock_move", "stock_lot"}, big)
        for query in queries:
            self.assertFalse(whole_reads(self.cr, query, big), query[:3000])

    def test_every_query_of_a_trace_uses_indexes(self):
        tomato = self.receive(self.tomato, "T1", 100)
        self.make_goods(self.paste, None, [(self.tomato, tomato, 20)], 10, "2026-03-01 08:00:00")
        meal = self.make_goods(
            self.meal, "MEAL-1", [(self.paste, None, 5), (self.tomato, tomato, 1)], 50
        )
        self.deliver(self.meal, meal, 10)
        other = self.receive(self.tomato, "OTHER", 100)
        line = self.env["stock.move.line"].search([("lot_id", "=", other.id)])
        self.make_it_big(line, other.quant_ids.filtered(lambda quant: quant.quantity > 0))
        self.assert_indexes(tomato)

    def test_no_query_of_a_trace_is_compiled(self):
        tomato = self.receive(self.tomato, "T1", 100)
        graph = self.env["traceability.graph"]
        for work in (tomato.get_traceability, lambda: graph.reached(tomato, "both")):
            self.cr.execute("SET LOCAL jit TO on")  # as PostgreSQL is delivered
            work()
            self.cr.execute("SHOW jit")
            self.assertEqual(self.cr.fetchone()[0], "off")

    def test_a_trace_from_one_company_to_another_uses_indexes(self):
        # What the third company hides is counted too.
        sister, _third = self.env["res.company"].create(
            [{"name": "Sister Works"}, {"name": "Third Works"}]
        )
        self.stock_user.company_ids += sister
        crossing = self.env.ref("stock.stock_location_inter_company")
        self.make_lot(self.tomato, "T1").company_id = self.company
        ours = self.receive(self.tomato, "T1", 100)
        theirs = self.env["stock.lot"].create(
            {"name": "T1", "product_id": self.tomato.id, "company_id": sister.id}
        )
        house = self.env["stock.warehouse"].search([("company_id", "=", sister.id)], limit=1)
        house.in_type_id.use_create_lots = True
        for operation, source, target, lot in (
            (self.warehouse.out_type_id, self.stock_location, crossing, ours),
            (house.in_type_id, crossing, house.lot_stock_id, theirs),
        ):
            self.move_goods(operation, source, target, [(self.tomato, lot, 20)])
        other = self.receive(self.tomato, "OTHER", 100)
        line = self.env["stock.move.line"].search([("lot_id", "=", other.id)])
        self.make_it_big(line, other.quant_ids.filtered(lambda quant: quant.quantity > 0))
        both = ours.with_context(allowed_company_ids=(self.company + sister).ids)
        answer = both.with_user(self.stock_user).get_traceability()
        self.assertEqual([node["lot_id"] for node in answer["nodes"]], [ours.id, theirs.id])
        self.assert_indexes(both)

    def test_a_trace_of_thousands_of_lots_uses_indexes_too(self):
        self.env["res.company"].create({"name": "Hidden Works"})
        lot = self.receive(self.tomato, "T1", 100)
        line = self.env["stock.move.line"].search([("lot_id", "=", lot.id)])
        copies = self.make_it_big(line, lot.quant_ids.filtered(lambda quant: quant.quantity > 0))
        self.assert_indexes(copies)


@tagged("-at_install", "post_install")
class TestLargest(MadeCommon):
    def make_meals(self, number):
        tomato = self.receive(self.tomato, "T1", 100)
        for index in range(number):
            self.make_goods(self.meal, f"MEAL-{index}", [(self.tomato, tomato, 1)])
        return tomato

    def test_a_trace_with_too_many_lots_is_cut_and_counts_what_lies_beyond(self):
        tomato = self.make_meals(4)
        with patch.object(traceability_state, "MAX_NODES", 3):
            answer = tomato.get_traceability("downstream")
        self.assertEqual(len(answer["nodes"]), 3)
        self.assertTrue(answer["truncated"])
        self.assertEqual(answer["beyond"]["nodes"], 2)
        self.assertIn("at least 2 lots", " ".join(answer["statement"]))

    def test_a_trace_with_too_many_links_is_cut_and_counts_what_lies_beyond(self):
        tomato = self.make_meals(4)
        with patch.object(traceability_state, "MAX_LINKS", 3):
            answer = tomato.get_traceability("downstream")
        self.assertEqual(len(answer["links"]), 3)
        self.assertTrue(answer["truncated"])
        self.assertEqual(answer["beyond"]["links"], 1)

    def test_too_many_links_that_another_app_tells_of_are_cut_and_counted_too(self):
        tomato, *others = (self.receive(self.tomato, f"T{index}", 10) for index in range(6))
        line_of = {
            line.lot_id: line.id
            for line in self.env["stock.move.line"].search([("product_id", "=", self.tomato.id)])
        }
        told = [(line_of[tomato], tomato.id, line_of[other], other.id) for other in others]

        def tell(_graph, lot_ids, direction, _as_of):
            return told if direction == "downstream" and tomato.id in lot_ids else []

        graph = type(self.env["traceability.graph"])
        for most, depth in ((3, None), (3, 1), (5, None)):
            with (
                self.subTest(most=most, depth=depth),
                patch.object(graph, "_trace_extra_links", tell),
                patch.object(traceability_state, "MAX_LINKS", most),
            ):
                answer = tomato.get_traceability("downstream", max_depth=depth)
                self.assertEqual(len(answer["links"]), most)
                self.assertEqual(answer["truncated"], most < 5)
                self.assertEqual(answer["beyond"]["links"], 5 - most)

    def test_links_without_lot_that_are_more_than_their_lines_end_no_trace(self):
        tomato = self.receive(self.tomato, "T1", 100)
        for day in (1, 2, 3):
            goods = [(self.tomato, tomato, 1)]
            self.make_goods(self.paste, None, goods, 1, f"2026-03-0{day} 08:00:00")
        # one line, that may be of each of the three
        meal = self.make_goods(self.meal, "MEAL", [(self.paste, None, 2)], 5)
        box = self.make_goods(self.meal, "BOX", [(self.meal, meal, 1)])
        with patch.object(traceability_state, "MAX_LINKS", 4):
            answer = tomato.get_traceability("downstream")
        self.assertTrue(answer["truncated"])
        self.assertEqual(answer["beyond"]["links"], 1)
        found = {node["lot_id"] for node in answer["nodes"]}
        self.assertEqual(found & {meal.id, box.id}, {meal.id})

    def test_a_trace_with_too_many_movements_is_cut_and_counts_what_lies_beyond(self):
        tomato = self.make_meals(2)
        with patch.object(traceability_state, "MAX_EVENTS", 2):
            answer = tomato.get_traceability("downstream")
        self.assertEqual(len(answer["events"]), 2)
        self.assertTrue(answer["truncated"])
        self.assertEqual(answer["beyond"]["events"], 3)

    def test_what_lies_beyond_the_depth_asked_for_is_counted(self):
        tomato = self.make_meals(3)
        answer = tomato.get_traceability("downstream", max_depth=0)
        self.assertEqual(answer["beyond"], {"nodes": 3, "links": 3, "events": 0})
