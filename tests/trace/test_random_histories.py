"""The engine against a walk by brute force, on histories nobody thought of."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from odoo.fields import Command

from ..common.random_cases import cases
from ..common.random_record import RandomRecordCommon

LOTS = range(9)
PRODUCT_OF = [0, 0, 0, 1, 1, 1, 2, 2, 2]  # three lots of each of three products
# A line names a lot, or none though its product is tracked (None stands for product 0).
SIDE = st.lists(st.one_of(st.sampled_from(LOTS), st.none()), min_size=1, max_size=4, unique=True)
DOCUMENTS = st.lists(st.tuples(SIDE, SIDE), max_size=8)


def brute_force(documents, root, direction, max_depth=None):
    """Walk one document at a time. :return: {lot: generations}, {(parent, child)}"""
    near, far = (1, 0) if direction == "upstream" else (0, 1)
    depths, links, queue = {root: 0}, set(), [root]
    for lot in queue:
        if depths[lot] == max_depth:
            continue
        for document in documents:
            if lot not in document[near]:
                continue
            for other in document[far]:
                if other is None:
                    continue
                links.add((other, lot) if direction == "upstream" else (lot, other))
                if other not in depths:
                    depths[other] = depths[lot] + 1
                    queue.append(other)
    return depths, links


def product_of(lot):
    return 0 if lot is None else PRODUCT_OF[lot]


def is_certain(documents, parent, child):
    """Some document leaves no other choice: one lot of the component, or one of the product."""

    def lots_of_product(side, lot):
        return sum(product_of(other) == product_of(lot) for other in side)

    return any(
        parent in used
        and child in made
        and 1 in (lots_of_product(used, parent), lots_of_product(made, child))
        for used, made in documents
    )


class TestRandomHistories(RandomRecordCommon):
    product_of_lot = PRODUCT_OF

    def tell(self, documents):
        """Write the documents as core does: done lines, each output linked to each input."""
        for used, made in documents:
            inputs = self.lines(used, self.stock_location, self.production)
            outputs = self.lines(made, self.production, self.stock_location)
            outputs.consume_line_ids = [Command.set(inputs.ids)]

    def lines(self, side, source, target):
        places = {"location_id": source.id, "location_dest_id": target.id}
        moves = self.env["stock.move"].create(
            [
                {
                    **places,
                    "product_id": self.products[number].id,
                    "product_uom_qty": len(lots),
                    "state": "done",
                    "move_line_ids": [
                        Command.create(
                            {
                                **places,
                                "product_id": self.products[number].id,
                                "lot_id": lot is not None and self.lots[lot].id,
                                "quantity": 1,
                                # all of one moment, so that nothing is too late for anything
                                "date": "2026-01-01 08:00:00",
                            }
                        )
                        for lot in lots
                    ],
                }
                for number in range(3)
                if (lots := [lot for lot in side if product_of(lot) == number])
            ]
        )
        return moves.move_line_ids

    @cases(80)
    @given(DOCUMENTS, st.sampled_from(LOTS), st.sampled_from([None, None, 0, 1, 2]))
    def test_the_engine_finds_what_a_walk_by_brute_force_finds(self, documents, root, max_depth):
        # The savepoint is closed by an error: each history starts from none.
        with self.env.cr.savepoint() as savepoint:
            self.tell(documents)
            for direction in ("upstream", "downstream", "both"):
                self.check(documents, root, direction, max_depth)
            self.undo(savepoint)

    def check(self, documents, root, direction, max_depth):
        answer = self.lots[root].get_traceability(direction, max_depth)
        walks = {
            way: brute_force(documents, root, way, max_depth)
            for way in ("upstream", "downstream")
            if direction in (way, "both")
        }
        number = {f"lot:{lot.id}": index for index, lot in enumerate(self.lots)}
        depths = {number[node["key"]]: node["depth"] for node in answer["nodes"]}
        expected = defaultdict(set)
        for way, (found, _links) in walks.items():
            for lot, depth in found.items():
                expected[lot].add(-depth if way == "upstream" else depth)
        self.assertEqual(set(depths), set(expected))
        for lot, depth in depths.items():
            self.assertIn(depth, expected[lot])
            self.assertEqual(abs(depth), min(map(abs, expected[lot])))
        links = {(number[link["parent"]], number[link["child"]]) for link in answer["links"]}
        self.assertEqual(links, set().union(*(found for _depths, found in walks.values())))
        for link in answer["links"]:
            self.assertIn(link["certainty"], ("certain", "possible"))
        certain = {
            (number[link["parent"]], number[link["child"]])
            for link in answer["links"]
            if link["certainty"] == "certain"
        }
        self.assertEqual(certain, {link for link in links if is_certain(documents, *link)})
        self.check_facts(documents, answer, depths)

    def check_facts(self, documents, answer, depths):
        lines = sum(side.count(lot) for pair in documents for side in pair for lot in depths)
        self.assertEqual(len(answer["events"]), lines)
        for node in answer["nodes"]:
            lot = self.lots[[lot.id for lot in self.lots].index(node["lot_id"])]
            self.assertEqual(node["quantity_on_hand"], lot.product_qty)
        beside = {gap["node"] for gap in answer["gaps"]}
        self.assertLessEqual(beside, {node["key"] for node in answer["nodes"]})
