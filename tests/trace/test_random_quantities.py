"""How much went where, and what may have: the engine against slow and plain reckoning."""

from collections import defaultdict
from datetime import datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from odoo.fields import Command

from ..common.random_cases import cases
from ..common.world import TraceabilityCommon

START = datetime(2026, 1, 1)
LOTS = range(6)
PRODUCT_OF = [0, 0, 1, 1, 2, 2]
LOOSE = 6  # stands for the product without lots
ITEM = st.tuples(st.sampled_from([*LOTS, LOOSE]), st.integers(1, 5))
SIDE = st.lists(ITEM, min_size=1, max_size=3, unique_by=lambda item: item[0])
DOCUMENTS = st.lists(
    st.tuples(SIDE, SIDE).filter(lambda d: LOOSE not in {i for s in d for i, _q in s} or ok(d)),
    min_size=1,
    max_size=6,
)


def ok(document):
    """Goods without lot are made or used by an order, not both."""
    return not all(LOOSE in {item for item, _quantity in side} for side in document)


def product_of(item):
    return 3 if item == LOOSE else PRODUCT_OF[item]


class Reckoning:
    """The whole history, reckoned plainly: a node is a lot, or ("loose", document)."""

    def __init__(self, documents):
        self.links, self.flows = {}, defaultdict(float)
        came, left = defaultdict(float), defaultdict(float)
        for number, (used, made) in enumerate(documents):
            for item, quantity in made:
                came["loose", number] += quantity * (item == LOOSE)
                came[item] += quantity
            for item, quantity in used:
                left[item] += quantity
        self.totals = defaultdict(
            float, {node: came[node] or left[node] for node in {*came, *left}}
        )
        for number, (used, made) in enumerate(documents):
            self.document(documents, number, used, made)

    def document(self, documents, number, used, made):
        for item, quantity in used:
            for child, out in made:
                share = out / sum(q for other, q in made if product_of(other) == product_of(child))
                node = ("loose", number) if child == LOOSE else child
                for parent in self.batches(documents, number) if item == LOOSE else [item]:
                    amount = min(quantity, self.totals[parent]) if item == LOOSE else quantity
                    self.flows[parent, node] += amount * share
                    certain = item != LOOSE and 1 in (
                        sum(product_of(other) == product_of(child) for other, _q in made),
                        sum(product_of(other) == product_of(item) for other, _q in used),
                    )
                    self.links[parent, node] = self.links.get((parent, node), False) or certain

    def batches(self, documents, number):
        """:return: the batches that may lie there when a document begins"""
        found, stock = [], 0
        for earlier, (used, made) in enumerate(documents[:number]):
            came = sum(quantity for item, quantity in made if item == LOOSE)
            left = sum(quantity for item, quantity in used if item == LOOSE)
            stock += came - left
            found += [("loose", earlier)] if came else []
            # What came where more had left than ever came is there, though the books say 0.
            if left and not stock:
                found = []
        return found

    def reached(self, root, is_upstream):
        links = {(c, p) if is_upstream else (p, c): sure for (p, c), sure in self.links.items()}
        found, certain, queue = {root}, {root}, [root]
        for node in queue:
            new = {to for origin, to in links if origin == node} - found
            found |= new
            queue += new
        for _round in found:
            certain |= {to for (origin, to), sure in links.items() if sure and origin in certain}
        return found, certain

    def has_lot(self, node):
        """:return: whether a lot went into it: else it is no part of a trace"""
        found, _certain = self.reached(node, True)
        return any(isinstance(other, int) for other in found)

    def shares(self, root, is_upstream):
        rates = defaultdict(float, {root: 1.0})
        for _step in range(3_000):
            held = defaultdict(float)
            for (parent, child), quantity in self.flows.items():
                origin, to = (child, parent) if is_upstream else (parent, child)
                if origin != to:
                    held[to] += rates[origin] * quantity
            new = defaultdict(float, {root: 1.0})
            for node, amount in held.items():
                most = self.totals[node] if is_upstream else self.totals[root]
                if node != root:
                    new[node] = min(amount, most) / self.totals[node]
            if all(abs(new[node] - rates[node]) < 1e-12 for node in {*new, *rates}):
                break
            rates = new
        return {node: rate * self.totals[node] for node, rate in rates.items()}


class TestRandomQuantities(TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.strict_traceability = False
        cls.products = [cls.make_product(f"Product {number}") for number in range(3)]
        cls.products.append(cls.make_product("Loose", "none"))
        cls.lots = [cls.make_lot(cls.products[PRODUCT_OF[n]], f"L{n}") for n in LOTS]
        cls.production = cls.env["stock.location"].search([("usage", "=", "production")], limit=1)

    def tell(self, documents):
        """Write the documents as core does: done lines, each output linked to each input.

        :return: {id of the move of goods made without lot: its node}
        """
        batches = {}
        for number, (used, made) in enumerate(documents):
            moment = START + timedelta(minutes=number)
            inputs = self.lines(used, self.stock_location, self.production, moment)
            outputs = self.lines(made, self.production, self.stock_location, moment)
            outputs.consume_line_ids = [Command.set(inputs.ids)]
            for line in outputs - outputs.filtered("lot_id"):
                batches[line.move_id.id] = ("loose", number)
        return batches

    def lines(self, side, source, target, moment):
        places = {"location_id": source.id, "location_dest_id": target.id}
        values = []
        for item, quantity in side:
            goods = {**places, "product_id": self.products[product_of(item)].id}
            line = {**goods, "quantity": quantity, "date": moment}
            line["lot_id"] = item != LOOSE and self.lots[item].id
            values.append(
                {
                    **goods,
                    "product_uom_qty": quantity,
                    "state": "done",
                    "date": moment,
                    "move_line_ids": [Command.create(line)],
                }
            )
        return self.env["stock.move"].create(values).move_line_ids

    @cases(40)
    @example(
        [
            ([(LOOSE, 5), (0, 1)], [(2, 1)]),
            ([(0, 4)], [(LOOSE, 5)]),
            ([(LOOSE, 4)], [(4, 5)]),
        ],
        0,
    )
    @given(DOCUMENTS, st.sampled_from(LOTS))
    def test_shares_and_certainty_are_what_a_plain_reckoning_gives(self, documents, root):
        with self.env.cr.savepoint() as savepoint:
            batches = self.tell(documents)
            self.env.flush_all()
            reckoning = Reckoning(documents)
            for direction in ("upstream", "downstream"):
                self.check(reckoning, batches, root, direction)
            savepoint.rollback()
            self.env.invalidate_all()

    def check(self, reckoning, batches, root, direction):
        is_upstream = direction == "upstream"
        answer = self.lots[root].get_traceability(direction)
        number = {f"lot:{lot.id}": index for index, lot in enumerate(self.lots)}
        number |= {f"move:{move}": node for move, node in batches.items()}
        found = {number[node["key"]]: node for node in answer["nodes"]}
        expected, certain = reckoning.reached(root, is_upstream)
        expected = {node for node in expected if isinstance(node, int) or reckoning.has_lot(node)}
        self.assertEqual(set(found), expected)
        sure = {node for node, values in found.items() if values["certainty"] == "certain"}
        self.assertEqual(sure, certain & expected)
        links = {(number[link["parent"]], number[link["child"]]) for link in answer["links"]}
        near = 1 if is_upstream else 0
        self.assertEqual(
            links,
            {
                ends
                for ends in reckoning.links
                if ends[near] in expected and ends[1 - near] in expected
            },
        )
        shares = reckoning.shares(root, is_upstream)
        for node, values in found.items():
            if node != root:
                self.assertAlmostEqual(values["share"], shares.get(node, 0.0), 4)
