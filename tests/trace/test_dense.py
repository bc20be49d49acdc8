"""Orders that made many lots of many: told as bundles, they say what they say link by link."""

from datetime import datetime, timedelta
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ...models.trace import graph_generation, trace_state
from ...reports.trace.traceability_csv import write_csv
from ...reports.trace.traceability_sheets import sheets
from ...reports.trace.traceability_tree import text_tree, tree_rows
from ..common.bundles import BundlesCommon, few_links
from ..common.made import MadeCommon
from ..common.random_cases import cases

START = datetime(2026, 1, 1)
LOTS = range(10)
PRODUCT_OF = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2]  # lots of the first two products, serial numbers
DAYS = st.integers(0, 5)
SIDE = st.lists(st.sampled_from(LOTS), min_size=2, max_size=8)
DOCUMENT = st.tuples(
    *(SIDE, SIDE, DAYS, st.sampled_from([0, 0, 0, 0, 1, -1]), st.integers(0, 2)),
    st.sampled_from([False, False, True]),
)
ITEM = st.tuples(st.sampled_from(LOTS), st.integers(1, 4), DAYS)


@tagged("-at_install", "post_install")
class TestDense(BundlesCommon, MadeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.strict_traceability = False  # data from before: the guard allows no gaps
        cls.products = [
            cls.make_product(f"Product {number}", tracking)
            for number, tracking in enumerate(("lot", "lot", "serial"))
        ]
        cls.lots = [cls.make_lot(cls.products[PRODUCT_OF[n]], f"L{n}") for n in LOTS]
        # One order may use and make a serial number several times: old data have such.
        cls.classPatch(cls.registry["stock.quant"], "check_quantity", lambda quants: None)
        places = {"location_id": cls.stock_location.id, "location_dest_id": cls.production.id}
        cls.documents = cls.env["stock.picking"].create(
            [{**places, "picking_type_id": cls.warehouse.int_type_id.id} for _document in range(2)]
        )

    def lines(self, items, source, target, document=0):
        """Write done lines: (lot, quantity, day), those of a product as one move."""
        places = {"location_id": source.id, "location_dest_id": target.id}
        values, by_product = [], {}
        for lot, quantity, day in items:
            by_product.setdefault(lot.product_id, []).append((lot, quantity, day))
        for product, parts in by_product.items():
            goods = {**places, "product_id": product.id}
            picking = document and self.documents[document - 1].id
            lines = [
                Command.create(
                    {
                        **goods,
                        "picking_id": picking,
                        "lot_id": lot.id,
                        "quantity": quantity,
                        "date": START + timedelta(days=day),
                    }
                )
                for lot, quantity, day in parts
            ]
            ends = {"state": "done", "product_uom_qty": len(parts), "picking_id": picking}
            values.append({**goods, **ends, "move_line_ids": lines})
        return self.env["stock.move"].create(values).move_line_ids

    def order(self, used, made, day, offset=0, document=0, is_turned=False):
        """Write an order as core does: each output linked to each input.

        :param bool is_turned: whether it names them the other way round, as core's repair does
        """
        inputs = self.lines(
            [(lot, number % 3 + 1, day) for number, lot in enumerate(used)],
            *(self.stock_location, self.production),
        )
        outputs = self.lines(
            [(lot, number % 2 + 1, day + offset) for number, lot in enumerate(made)],
            *(self.production, self.stock_location, document),
        )
        if is_turned:
            inputs.consume_line_ids = [Command.set(outputs.ids)]
        else:
            outputs.consume_line_ids = [Command.set(inputs.ids)]
        self.env.flush_all()
        return inputs, outputs

    @cases(80)
    @given(
        st.lists(DOCUMENT, min_size=1, max_size=4),
        *(st.lists(ITEM, max_size=5), st.lists(ITEM, max_size=3)),
        st.lists(st.sampled_from(LOTS), min_size=1, max_size=9, unique=True),
        *(st.sampled_from([None, None, 0, 1, 2]), st.one_of(st.none(), DAYS)),
    )
    def test_random_orders_tell_the_same_in_bundles(
        self, documents, receipts, deliveries, roots, max_depth, moment
    ):
        with self.env.cr.savepoint() as savepoint:
            for used, made, *when in documents:
                self.order([self.lots[n] for n in used], [self.lots[n] for n in made], *when)
            self.lines(
                [(self.lots[n], *rest) for n, *rest in receipts],
                *(self.supplier_location, self.stock_location),
            )
            self.lines(
                [(self.lots[n], *rest) for n, *rest in deliveries],
                *(self.stock_location, self.customer_location),
            )
            self.env.flush_all()
            lots = self.env["stock.lot"].union(*(self.lots[n] for n in roots))
            moments = {}
            if moment is not None:
                text = Datetime.to_string(START + timedelta(days=moment))
                moments = {lots[0].id: (text, text)}
            for direction in ("upstream", "downstream", "both"):
                self.assert_same(lots, direction, max_depth=max_depth, moments=moments)
            savepoint.rollback()
            self.env.invalidate_all()

    def make_many(self, number, is_turned=False):
        """Let one order use so many lots and make as many. :return: the lots used, those made"""
        used, made = (
            self.env["stock.lot"].create(
                [
                    {"name": f"{product.name}-{index}", "product_id": product.id}
                    for index in range(number)
                ]
            )
            for product in self.products[:2]
        )
        items = [(lot, 1, 0) for lot in used]
        self.lines(items, self.supplier_location, self.stock_location)
        self.order(used, made, 1, 0, 1, is_turned)
        self.documents[0].state = "done"
        self.lines([(made[0], 1, 2)], self.stock_location, self.customer_location)
        self.env.flush_all()
        return used, made

    def test_an_order_of_many_lots_is_one_bundle(self):
        used, made = self.make_many(60)
        for lots, beside in ((used, 0), (made, 0), (used | made, 0), (used[0] | made[:30], 30)):
            for direction in ("upstream", "downstream", "both"):
                self.assert_same(lots, direction)
            self.assertFalse(lots.get_traceability()["bundles"], "3,600 links are few")
            with few_links():
                answer = lots.get_traceability()
            [bundle] = answer["bundles"]
            self.assertEqual(len(answer["links"]), beside)
            self.assertFalse(answer["truncated"])
            count = len(bundle["parents"]) * len(bundle["children"]) + beside
            self.assertEqual(count, 60 * 60 if not beside else 60 * 30 + 30)
            self.assertIn(f"{count} links are possible", " ".join(answer["statement"]))

    def test_links_the_other_way_round_are_bundled_too(self):
        used, made = self.make_many(25, True)
        for lots in (used[0], made[1], used, made, used | made):
            for direction in ("upstream", "downstream", "both"):
                self.assert_same(lots, direction)
        with few_links():
            answer = (used | made).get_traceability()
        [bundle] = answer["bundles"]
        self.assertFalse(answer["links"])
        self.assertEqual([len(bundle["parents"]), len(bundle["children"])], [25, 25])
        # Which went into which nobody recorded: of 25 units of one lot there is 1/25 in each.
        self.assertEqual((bundle["certainty"], bundle["reason"]), ("possible", "not_paired"))
        nodes = used[0].get_traceability("downstream")["nodes"][1:]
        self.assertEqual({node["certainty"] for node in nodes}, {"possible"})

    def test_the_queries_do_not_grow_with_the_lots(self):
        counts = []
        for number in (30, 160):
            with self.env.cr.savepoint() as savepoint:
                used, made = self.make_many(number)
                with patch.object(graph_generation, "MANY_LINKS", 100):
                    (used | made).get_traceability(limit=1)  # what Odoo reads once and keeps
                    before = self.cr.sql_log_count
                    self.assertTrue((used | made).get_traceability()["bundles"])
                    counts.append(self.cr.sql_log_count - before)
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertEqual(*counts)

    def test_a_transfer_of_what_such_an_order_made_has_its_lots_as_roots(self):
        _used, made = self.make_many(150)
        shipped = self.documents[1]
        lines = self.lines(
            [(lot, 1, 3) for lot in made], self.stock_location, self.customer_location, 2
        )
        shipped.state = "done"
        self.env.flush_all()
        answer = shipped.get_traceability("upstream")
        self.assertEqual(set(answer["roots"]), set(lines.lot_id.ids))
        [bundle] = answer["bundles"]
        self.assertEqual([len(bundle["parents"]), len(bundle["children"])], [150, 150])
        self.assertEqual(bundle["reason"], "not_paired")

    def test_papers_and_files_tell_a_bundle_once(self):
        used, made = self.make_many(60)
        with few_links():
            answer = used.get_traceability()
        plain = used.get_traceability()
        tables = self.env["traceability.graph"].tables
        self.assertEqual(tables(answer), tables(plain))
        self.assertTrue(tables(answer)["customers"])
        rows = tree_rows(answer, "downstream")
        # Each lot and movement, and what all but the first lead to as one row.
        self.assertLess(len(rows), 400)
        self.assertEqual({row["node"]["lot_id"] for row in rows}, {*used.ids, *made.ids})
        again = [row for row in rows if row["kind"] == "set"]
        self.assertEqual({(len(row["nodes"]), row["repeat"]) for row in again}, {(60, True)})
        self.assertEqual(len(again), 59)
        [links] = [sheet for sheet in sheets(self.env, answer) if sheet[0] == "Links"]
        [row] = links[2]
        self.assertEqual(
            row[1], "60 lots, Product 0-0 to Product 0-9, Product 0-10 to Product 0-59"
        )
        self.assertIn(b"60 lots, Product 1-0", write_csv(self.env, answer))
        self.assertIn("and 59 more", text_tree(answer, "downstream"))

    def test_what_there_is_no_room_for_is_counted(self):
        used, _made = self.make_many(60)
        with few_links(), patch.object(trace_state, "MAX_LINKS", 100):
            answer = used.get_traceability("downstream")
        self.assertTrue(answer["truncated"])
        self.assertEqual(len(answer["nodes"]), 60)
        self.assertEqual(answer["beyond"]["links"], 3_600)
        with few_links():
            answer = used.get_traceability("downstream", max_depth=0)
        self.assertEqual(answer["beyond"], {"nodes": 60, "links": 3_600, "events": 0})
