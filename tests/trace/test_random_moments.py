"""What can be and what cannot, by the dates: the engine against every way by brute force."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.fields import Command, Datetime

from ..common.in_time import ALWAYS, FOREVER, Document, History
from ..common.random_cases import cases
from ..common.world import TraceabilityCommon

START = datetime(2026, 1, 1)
LOTS = range(7)
PRODUCT_OF = [0, 0, 0, 1, 1, 2, 2]
DAYS = st.integers(0, 6)
# A line names a lot, or none though its product is tracked (None stands for product 0).
SIDE = st.lists(st.one_of(st.sampled_from(LOTS), st.none()), min_size=1, max_size=3, unique=True)
# Mostly of one day; else partly recorded before or after what was made.
DOCUMENT = st.tuples(SIDE, SIDE, DAYS, st.sampled_from([0, 0, 0, 0, 1, 2, -1])).map(
    lambda told: Document(told[0], told[1], told[2], told[2] + told[3])
)
ITEM = st.tuples(st.sampled_from(LOTS), st.integers(1, 4), DAYS)


def product_of(lot):
    return 0 if lot is None else PRODUCT_OF[lot]


class TestRandomMoments(TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.strict_traceability = False  # data from before: the guard allows no gaps
        cls.products = [cls.make_product(f"Product {number}") for number in range(3)]
        cls.lots = [cls.make_lot(cls.products[PRODUCT_OF[n]], f"L{n}") for n in LOTS]
        cls.production = cls.env["stock.location"].search([("usage", "=", "production")], limit=1)

    def tell(self, history):
        """Write a history as core does. :return: {line: what it is, as the reckoning names it}"""
        what = {}
        for number, document in enumerate(history.documents):
            inputs = self.lines(
                [(lot, 1, document.used_on) for lot in document.used],
                *(self.stock_location, self.production),
            )
            outputs = self.lines(
                [(lot, 1, document.made_on) for lot in document.made],
                *(self.production, self.stock_location),
            )
            outputs.consume_line_ids = [Command.set(inputs.ids)]
            what |= {line.id: ("used", number) for line in inputs}
            what |= {line.id: ("made", number) for line in outputs}
        for number, receipt in enumerate(history.receipts):
            line = self.lines([receipt], self.supplier_location, self.stock_location)
            what[line.id] = "receipt", number
        for number, delivery in enumerate(history.deliveries):
            line = self.lines([delivery], self.stock_location, self.customer_location)
            what[line.id] = "delivery", number
        self.env.flush_all()
        return what

    def lines(self, items, source, target):
        places = {"location_id": source.id, "location_dest_id": target.id}
        moves = self.env["stock.move"]
        by_product = {}
        for lot, quantity, day in items:
            by_product.setdefault(product_of(lot), []).append((lot, quantity, day))
        for number, parts in by_product.items():
            goods = {**places, "product_id": self.products[number].id}
            lines = [
                Command.create(
                    {
                        **goods,
                        "lot_id": lot is not None and self.lots[lot].id,
                        "quantity": quantity,
                        "date": START + timedelta(days=day),
                    }
                )
                for lot, quantity, day in parts
            ]
            moves |= moves.create(
                {
                    **goods,
                    "product_uom_qty": len(parts),
                    "state": "done",
                    "move_line_ids": lines,
                }
            )
        return moves.move_line_ids

    @cases(120)
    @given(
        *(st.lists(DOCUMENT, max_size=7), st.lists(ITEM, max_size=8), st.lists(ITEM, max_size=3)),
        *(st.sampled_from(LOTS), st.sampled_from([None, None, None, 0, 1, 2])),
        st.one_of(st.none(), st.none(), DAYS),
    )
    def test_a_trace_holds_what_the_dates_allow_and_nothing_else(
        self, documents, receipts, deliveries, root, max_depth, moment
    ):
        history = History(documents, receipts, deliveries, product_of)
        # The savepoint is closed by an error: each history starts from none.
        with self.env.cr.savepoint() as savepoint:
            what = self.tell(history)
            for ways in ((True,), (False,), (True, False)):
                self.check(history, what, root, ways, max_depth, moment)
            savepoint.rollback()
            self.env.invalidate_all()

    def check(self, history, what, root, ways, max_depth, moment):
        walks = {is_up: history.walk(root, is_up, moment, max_depth) for is_up in ways}
        answer = self.trace(root, ways, max_depth, moment)
        number = {f"lot:{lot.id}": index for index, lot in enumerate(self.lots)}
        nodes = {number[node["key"]]: node for node in answer["nodes"]}
        self.check_nodes(nodes, walks)
        links = {link for _depths, _moments, links in walks.values() for link in links}
        self.check_links(history, answer, links, walks, number)
        self.check_certainty(history, nodes, links, walks, root, moment)
        told = sorted((what[e["move_line_id"]], number[e["node"]]) for e in answer["events"])
        expected = sorted(
            (line, lot) for lot in nodes for line, _sure in history.movements(lot, walks)
        )
        self.assertEqual(told, expected)

    def trace(self, root, ways, max_depth, moment):
        direction = "both" if len(ways) == 2 else "upstream" if ways[0] else "downstream"
        lot, moments = self.lots[root], {}
        if moment is not None:
            text = Datetime.to_string(START + timedelta(days=moment))
            moments = {lot.id: (text, text)}
        return self.env["traceability.graph"].trace(lot, direction, max_depth, moments=moments)

    def check_nodes(self, nodes, walks):
        depths = {}
        for is_up, (found, _moments, _links) in walks.items():
            for lot, depth in found.items():
                depths.setdefault(lot, set()).add(-depth if is_up else depth)
        self.assertEqual(set(nodes), set(depths))
        for lot, node in nodes.items():
            self.assertIn(node["depth"], depths[lot])
            self.assertEqual(abs(node["depth"]), min(map(abs, depths[lot])))
            for name, is_up in (("until", True), ("since", False)):
                moment = walks[is_up][1].get(lot) if is_up in walks else None
                expected = None
                if moment not in (None, ALWAYS, FOREVER):
                    expected = Datetime.to_string(START + timedelta(days=moment))
                self.assertEqual(node[name], expected)

    def check_links(self, history, answer, links, walks, number):
        told = {}
        for link in answer["links"]:
            told.setdefault((number[link["parent"]], number[link["child"]]), set()).add(
                link["certainty"]
            )
        expected = {}
        for link in links:
            if None not in link:
                sure = "certain" if history.is_certain(link, walks) else "possible"
                expected.setdefault(link[1:], set()).add(sure)
        self.assertEqual(told, expected)

    def check_certainty(self, history, nodes, links, walks, root, moment):
        sure = {link for link in links if None not in link and history.is_certain(link, walks)}
        certain = {root}
        for is_up, (_depths, _moments, found) in walks.items():
            reached, _moments, _links = history.walk(root, is_up, moment, None, sure & found)
            certain |= {
                lot for lot in reached if (nodes[lot]["depth"] < 0) == is_up and lot != root
            }
        told = {lot for lot, node in nodes.items() if node["certainty"] == "certain"}
        self.assertEqual(told, certain)
