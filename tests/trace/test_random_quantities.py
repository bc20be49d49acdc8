"""How much went where, and what may have: the engine against slow and plain reckoning."""

from collections import defaultdict
from datetime import datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import BaseCase

from ...tools.moments import negative_runs
from ...tools.shares import Versions, spread
from ..common.random_cases import cases
from ..common.random_record import RandomRecordCommon

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
    """The whole history, reckoned plainly: a node is a lot, or ("loose", document); a moment is
    the number of a document.
    """

    def __init__(self, documents):
        self.documents = documents
        self.pairs = []  # (moment, parent, child, quantity of the parent, whether it is certain)
        self.came, self.left = defaultdict(list), defaultdict(list)
        for number, (used, made) in enumerate(documents):
            for item, quantity in made:
                self.came["loose", number] += [(number, quantity)] * (item == LOOSE)
                self.came[item].append((number, quantity))
            for item, quantity in used:
                self.left[item].append((number, quantity))
        for number, (used, made) in enumerate(documents):
            self.document(documents, number, used, made)

    def total(self, node, moment=None):
        """Return how much of a node had come in by a moment; of what came from nowhere there is
        as much as left.
        """
        whole = sum(q for _on, q in self.came[node]) or sum(q for _on, q in self.left[node])
        if moment is None:
            return whole
        return sum(q for on, q in self.came[node] if on <= moment) or whole

    def good_again(self, node, moment):
        """Return when the balance was good again, if it was negative just after a moment."""
        if isinstance(node, tuple):
            return moment
        for later in range(moment, len(self.documents)):
            came = sum(q for on, q in self.came[node] if on <= later)
            if came >= sum(q for on, q in self.left[node] if on <= later):
                return later
        return len(self.documents)

    def document(self, documents, number, used, made):
        for item, quantity in used:
            for child, out in made:
                share = out / sum(q for other, q in made if product_of(other) == product_of(child))
                node = ("loose", number) if child == LOOSE else child
                for parent in self.batches(documents, number) if item == LOOSE else [item]:
                    amount = min(quantity, self.total(parent)) if item == LOOSE else quantity
                    certain = item != LOOSE and 1 in (
                        sum(product_of(other) == product_of(child) for other, _q in made),
                        sum(product_of(other) == product_of(item) for other, _q in used),
                    )
                    self.pairs.append((number, parent, node, amount * share, certain))

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

    def walk(self, root, is_up, pairs, is_late=True):
        """:return: {node: most generous moment}, list of the pairs that count"""
        moments, found = {root: len(self.documents) if is_up else -1}, []
        while True:
            found = [
                pair
                for pair in pairs
                if self.counts(pair, moments, is_up, is_late and pair[2 if is_up else 1] != root)
            ]
            new = dict(moments)
            for number, parent, child, *_rest in found:
                end = parent if is_up else child
                if end != root:
                    new[end] = (max if is_up else min)(new.get(end, number), number)
            if new == moments:
                return moments, found
            moments = new

    def counts(self, pair, moments, is_up, is_late):
        number, parent, child, *_rest = pair
        node = child if is_up else parent
        if node not in moments:
            return False
        moment = moments[node]
        if number <= moment if is_up else number >= moment:
            return True
        first, last = (moment, number) if is_up else (number, moment)
        return is_late and self.good_again(node, first) >= last

    def answer(self, root, is_up):
        """:return: nodes, those that are certain, links"""
        moments, found = self.walk(root, is_up, self.pairs)
        sure = [pair for pair in found if pair[4] and self.counts(pair, moments, is_up, False)]
        certain, _found = self.walk(root, is_up, sure, is_late=False)
        return set(moments), set(certain), {pair[1:3] for pair in found}

    def shares(self, root, is_up):
        """Sweep through the moments again and again until nothing changes."""
        last = len(self.documents)
        rates = {root: [1.0] * (last + 1)}
        for _round in range(3_000):
            new = {root: rates[root]}
            for node in {n for pair in self.pairs for n in pair[1:3]} - {root}:
                new[node] = self.rates(node, rates, is_up, self.total(root), last)
            change = max(
                abs(a - b)
                for node in new
                for a, b in zip(new[node], rates.get(node, [0.0] * (last + 1)), strict=True)
            )
            rates = new
            if change < 1e-12:
                break
        if not is_up:
            return {node: held[last] * self.total(node) for node, held in rates.items()}
        shares = defaultdict(float)
        for number, parent, child, amount, _sure in self.pairs:
            if child in rates and child != parent:
                shares[parent] += amount * rates[child][number]
        return {node: min(share, self.total(node)) for node, share in shares.items()}

    def rates(self, node, rates, is_up, most, last):
        found, held = [0.0] * (last + 1), 0.0
        for moment in reversed(range(last + 1)) if is_up else range(last + 1):
            total = self.total(node, moment if isinstance(node, int) else None)
            if is_up:
                held = sum(
                    amount * rates.get(child, [0.0] * (last + 1))[number]
                    for number, parent, child, amount, _sure in self.pairs
                    if parent == node != child and self.good_again(node, number) == moment
                )
                after = found[moment + 1] if moment < last else 0.0
                found[moment] = min(held / total + after, 1.0)
                continue
            held += sum(
                amount * rates.get(parent, [0.0] * (last + 1))[self.good_again(parent, number)]
                for number, parent, child, amount, _sure in self.pairs
                if child == node != parent and number == moment
            )
            held = min(held, total if most is None else most)
            found[moment] = held / total
        return found


LOT_SIDE = st.lists(
    st.tuples(st.sampled_from(LOTS), st.integers(1, 5)),
    min_size=1,
    max_size=3,
    unique_by=lambda item: item[0],
)
LOT_DOCUMENTS = st.lists(st.tuples(LOT_SIDE, LOT_SIDE), min_size=1, max_size=6)


class TestSharesInTime(BaseCase):
    """The plain functions of the sweep alone: thousands of histories need no database."""

    @settings(max_examples=1_000, deadline=None, derandomize=True)
    @given(LOT_DOCUMENTS, st.sampled_from(LOTS), st.booleans())
    def test_a_use_takes_evenly_of_all_that_had_come_in_by_then(self, documents, root, is_up):
        reckoning = Reckoning(documents)
        expected = reckoning.shares(root, is_up)
        for node, share in self.sweep(reckoning, root, is_up).items():
            if node != root:
                self.assertAlmostEqual(share, expected.get(node, 0.0), 4)

    def sweep(self, reckoning, root, is_up):
        moments, found = reckoning.walk(root, is_up, reckoning.pairs)
        nodes = {node for pair in reckoning.pairs for node in pair[1:3]} | {root}
        totals = {node: reckoning.total(node) for node in nodes}
        came = {node: [(str(on), q) for on, q in reckoning.came[node]] for node in nodes}
        runs = {node: negative_runs(self.changes(reckoning, node)) for node in nodes}
        versions = Versions(came, totals, runs)
        flows = defaultdict(float)
        for number, parent, child, amount, _sure in found:
            if parent != child:
                ends = versions.used(parent, str(number)), versions.made(child, str(number))
                flows[ends] += amount
        flows = [(*ends, amount) for ends, amount in flows.items()]
        sources = dict.fromkeys(versions.of([root]), 1.0)
        held = versions.held(flows)
        if not is_up:
            rates = spread(flows + held, sources, versions.totals, totals[root])
            last = {node: versions.last(node) for node in moments}
            return {
                node: rates.get(one, 0.0) * versions.totals.get(one, 0.0)
                for node, one in last.items()
            }
        backward = [(child, parent, amount) for parent, child, amount in flows + held]
        rates, went = spread(backward, sources, versions.totals), defaultdict(float)
        for (parent, _version), child, amount in flows:
            went[parent] += amount * rates.get(child, 0.0)
        return {node: min(went[node], totals[node]) for node in moments}

    @staticmethod
    def changes(reckoning, node):
        """Return what came and left, in the order of time; a moment is one digit."""
        changes = [(str(on), q) for on, q in reckoning.came[node]]
        return sorted(changes + [(str(on), -q) for on, q in reckoning.left[node]])


class TestRandomQuantities(RandomRecordCommon):
    product_of_lot, trackings = PRODUCT_OF, ("lot", "lot", "lot", "none")

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
            self.undo(savepoint)

    def check(self, reckoning, batches, root, direction):
        is_upstream = direction == "upstream"
        answer = self.lots[root].get_traceability(direction)
        number = {f"lot:{lot.id}": index for index, lot in enumerate(self.lots)}
        number |= {f"move:{move}": node for move, node in batches.items()}
        found = {number[node["key"]]: node for node in answer["nodes"]}
        expected, certain, linked = reckoning.answer(root, is_upstream)
        self.assertEqual(set(found), expected)
        sure = {node for node, values in found.items() if values["certainty"] == "certain"}
        self.assertEqual(sure, certain)
        links = {(number[link["parent"]], number[link["child"]]) for link in answer["links"]}
        self.assertEqual(links, linked)
        shares = reckoning.shares(root, is_upstream)
        for node, values in found.items():
            if node != root:
                self.assertAlmostEqual(values["share"], shares.get(node, 0.0), 4)
