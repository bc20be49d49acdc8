"""Random histories, and what a trace of them must tell."""

from contextlib import contextmanager, nullcontext
from functools import partial
from typing import NamedTuple
from unittest.mock import patch

from hypothesis import strategies as st

from odoo.fields import Datetime

from ...models.trace import graph_fans, graph_walk, trace_state
from .bundles import few_links, unbundled
from .in_time import ALWAYS, FOREVER, GAPS, REASONS, Answer, Document, History, Movement, Shares
from .random_record import RandomMomentsCommon

# In which list what a line is stands, and with which sign; of a repair that differs.
SIDES = {
    **dict.fromkeys(("receipt", "find", "unscrap", "make"), ("upstream", 1)),
    **dict.fromkeys(("delivery", "scrap", "loss", "use", "used"), ("downstream", 1)),
    "send": ("downstream", 1),
    "arrive": ("upstream", 1),
    "sent_back": ("upstream", -1),
    "return": ("downstream", -1),
    "move": ("downstream", 0),
    "dropship": ("both", 1),
}
LAST_DAY = 10
DAYS = st.integers(1, 7)
# The days of a root's movements that are asked about, or its whole history.
MOMENTS = st.one_of(
    st.none(), st.none(), st.tuples(DAYS, DAYS).map(sorted), DAYS.map(lambda day: [day, day])
)
DEPTHS = st.sampled_from([None, None, None, 0, 1, 2])
AS_OF = st.one_of(st.none(), st.none(), st.none(), DAYS)
KINDS = (
    *("receipt", "receipt", "receipt", "delivery", "delivery", "return", "move"),
    *("dropship", "sent_back", "scrap", "unscrap", "loss", "find", "find"),
    *("use", "make"),
)
NOTES = st.sampled_from(["", "", "", "", "hidden", "cancelled", "dozens"])


def read_ahead():
    """Read many generations at once from the second one on."""
    way = partial(trace_state.Way, look_at=1)
    return patch.multiple(graph_walk, Way=way, FEW=2)


@contextmanager
def in_bundles():
    """Gather what is the same, of however few."""
    with few_links(), patch.object(graph_fans, "MANY", 2):
        yield


# How the engine comes to its answer, as it chooses by how many there are.
WAYS_TO_READ = (nullcontext, in_bundles, read_ahead)


def roots_of(lots):
    """:return: strategy of {root: MOMENTS}"""
    root = st.tuples(st.sampled_from(lots), MOMENTS)
    return st.lists(root, min_size=1, max_size=3, unique_by=lambda one: one[0]).map(dict)


def side(lots, least=1):
    """:return: strategy of what one side of a document names: lots, or None for a line without"""
    items = st.tuples(st.one_of(st.sampled_from(lots), st.none()), st.integers(1, 3))
    return st.lists(items, min_size=least, max_size=3)


class Told(NamedTuple):
    """What is drawn of a document: :func:`documents_of` makes one of it."""

    kind: str
    used: list
    made: list
    taken: list
    day: int
    offset: int  # how many days later it made than it used
    which: int  # of the orders before it
    some: int  # of what that order had used, by bits
    rare: int  # whether it is of another company, or what it took out was scrapped


def histories(lots, is_serial, kinds=("order",)):
    """:return: strategy of (list of documents, list of movements)

    Half of them are recorded in the order of time, two documents a day; what is taken out of a
    product is mostly what an order before it had put in.
    """
    told = st.builds(
        *(Told, st.sampled_from(kinds), side(lots), side(lots), side(lots, 0), DAYS),
        # Mostly of one day; else partly recorded before or after what was made.
        *(st.sampled_from([0, 0, 0, 0, 1, 2, -1]), st.integers(0, 15), st.integers(0, 7)),
        st.integers(0, 9),
    )
    movement = st.builds(
        *(Movement, st.sampled_from(KINDS), st.sampled_from(lots), st.integers(1, 4), DAYS),
        *(st.integers(0, 1), NOTES),
    )
    return st.tuples(
        st.tuples(st.booleans(), st.lists(told, max_size=8)).map(
            lambda drawn: documents_of(*drawn, is_serial)
        ),
        st.lists(movement, max_size=10).map(
            lambda found: [m._replace(quantity=1) if is_serial(m.lot) else m for m in found]
        ),
    )


def documents_of(is_in_order, told, is_serial):
    """Make documents of what was drawn."""
    documents = []
    for one in told:
        if is_in_order:
            one = one._replace(day=len(documents) // 2 + 1, offset=0)  # noqa: PLW2901
        orders = [document for document in documents if document.kind == "order"]
        order = orders[one.which % len(orders)] if orders and one.some else None
        if document := document_of(one, order, is_serial):
            rare = {"is_hidden": one.rare == 9, "is_scrapped": one.rare < 3}
            documents.append(document._replace(**rare))
    return documents


def document_of(one, order, is_serial):
    """Make a document of what was drawn, mostly of what an order had made.

    :return: Document, or None where there is no lot to unbuild or to repair
    """
    used, made, taken = (
        [(lot, 1 if is_serial(lot) else quantity) for lot, quantity in items]
        for items in (one.used, one.made, one.taken)
    )
    if order:
        some = [item for bit, item in enumerate(order.used) if one.some & 1 << bit]
        if one.kind == "rework":
            # Some of what the order had used comes out again, something else goes in.
            product = order.made[one.which % len(order.made)]
            used, made = ([product, *without(product, items)] for items in (used[:1], some))
        elif one.kind != "order":
            made, taken = order.made, some
    if one.kind in ("order", "rework"):
        return Document(used, made, one.day, one.day + one.offset)
    product = next((item for item in made if item[0] is not None), None)
    if not product:
        return None
    taken = without(product, taken)
    if one.kind == "unbuild":
        return Document([product], [], one.day, one.day, one.kind, taken)
    added = without(product, used[: one.which % 3])
    return Document(added, [product], one.day, one.day, one.kind, taken)


def without(product, items):
    return [item for item in items if item[0] != product[0]]


class RandomMoments(RandomMomentsCommon):
    """Mixed into a test class that tells which kinds of documents there are."""

    last_day = LAST_DAY
    twins = ()  # of lots of two companies, as History knows them

    def check_history(self, told, roots, max_depth, as_of):
        """Compare the engine with the reckoning.

        :param told: list of documents, list of movements
        :param dict roots: {lot: (first, last), the moments of it that are asked about, or None}
        """
        day = FOREVER if as_of is None else as_of
        history = History(*told, self.product_of, self.is_serial, day, self.twins)
        # The savepoint is closed by an error: each history starts from none.
        with self.env.cr.savepoint() as savepoint:
            what = self.tell(*told)
            for style, ways in enumerate(((True,), (False,), (True, False)), sum(map(len, told))):
                expected = Answer(history, roots, ways, max_depth)
                with WAYS_TO_READ[style % 3]():
                    answer = unbundled(self.trace(roots, ways, max_depth, as_of))
                self.check(answer, expected, what)
                keys = {node["key"] for node in answer["nodes"]}
                self.check_hidden(answer, *told, keys, history.as_of)
            self.undo(savepoint)

    def check_hidden(self, answer, documents, movements, keys, as_of):
        """What another company moved of the lots of a trace is counted."""
        lots = {index for index, lot in enumerate(self.lots) if f"lot:{lot.id}" in keys}
        hidden = [(one.lot, one.day) for one in movements if one.note == "hidden"]
        for document in documents:
            if document.is_hidden:
                made = [*document.made, *document.taken]
                hidden += [(lot, document.used_on) for lot, _quantity in document.used]
                hidden += [(lot, document.made_on) for lot, _quantity in made]
        count = sum(lot in lots and day <= as_of for lot, day in hidden)
        self.assertEqual(answer["hidden"]["movements"], count, "hidden movements")

    def check(self, answer, expected, what):
        number = {f"lot:{lot.id}": index for index, lot in enumerate(self.lots)}
        nodes = {number[node["key"]]: node for node in answer["nodes"]}
        depths = {lot: node["depth"] for lot, node in nodes.items()}
        self.check_nodes(nodes, expected)
        self.check_links(answer, expected, number, what)
        sure = {lot for lot, node in nodes.items() if node["certainty"] == "certain"}
        self.assertEqual(sure, expected.certain(depths), "certain lots")
        told = sorted(
            (what[e["move_line_id"]], number[e["node"]], e["certainty"] == "certain")
            for e in answer["events"]
        )
        for event in answer["events"]:
            side = SIDES.get(what[event["move_line_id"]][0])
            self.assertIn(side, (None, (event["side"], event["sign"])))
        self.assertEqual(told, sorted(expected.events(depths)), "movements")
        gaps = [(gap["kind"], number[gap["node"]]) for gap in answer["gaps"] if gap["kind"] in GAPS]
        self.assertEqual(sorted(gaps), sorted(expected.gaps()), "gaps")
        events = [(number[e["node"]], what[e["move_line_id"]], e) for e in answer["events"]]
        for is_up in expected.ways:
            self.check_shares(nodes, events, expected, is_up)

    def trace(self, roots, ways, max_depth, as_of):
        direction = "both" if len(ways) == 2 else "upstream" if ways[0] else "downstream"
        moments = {}
        for root, moment in roots.items():
            if moment is not None:
                days = map(self.at, moment)
                moments[self.lots[root].id] = tuple(map(Datetime.to_string, days))
        until = None if as_of is None else self.at(as_of)
        lots = self.env["stock.lot"].union(*(self.lots[root] for root in roots))
        return self.graph().trace(lots, direction, max_depth, until, moments=moments)

    def graph(self):
        """Return the engine as who asks sees it."""
        return self.env["traceability.graph"].with_user(self.stock_user)

    def check_nodes(self, nodes, expected):
        depths = expected.depths()
        self.assertEqual(set(nodes), set(depths), "lots")
        for lot, node in nodes.items():
            self.assertIn(node["depth"], depths[lot])
            self.assertEqual(abs(node["depth"]), min(map(abs, depths[lot])))
            for name, is_up in (("until", True), ("since", False)):
                way = expected.ways.get(is_up)
                moment = way.moments.get(lot) if way else None
                text = None
                if moment not in (None, ALWAYS, FOREVER):
                    text = Datetime.to_string(self.at(moment))
                self.assertEqual(node[name], text, name)

    def check_links(self, answer, expected, number, what):
        """An answer names a link by lots and document; several documents may be one transfer."""
        told, links = {}, {}
        for link in answer["links"]:
            ends = number[link["parent"]], number[link["child"]]
            told.setdefault(ends, []).append(link["reason"])
        for (_document, *ends), reason in expected.links().items():
            links.setdefault(tuple(ends), []).append(reason)
        for reasons in (told, links):
            for ends in reasons:
                reasons[ends].sort(key=REASONS.index)
        self.assertEqual(told, links, "links")

    def check_shares(self, nodes, events, expected, is_up):
        """A trace both ways tells of each lot what the trace does that is made the way it lies."""
        alone, by_product = expected.one_way(is_up), {}
        for root in expected.roots:
            by_product.setdefault(None if is_up else self.product_of(root), []).append(root)
        beside = {
            lot: node
            for lot, node in nodes.items()
            if lot not in expected.roots and (node["depth"] < 0) == is_up
        }
        for product, roots in by_product.items():
            shares = Shares(alone, roots, is_up, self.last_day)
            told = shares.shares()
            for lot, node in beside.items():
                found = node["share"]
                if not is_up:
                    found = node["shares"].get(str(self.products[product].id), 0.0)
                self.assertAlmostEqual(found, told.get(lot, 0.0), 4, f"share of {lot}")
            if len(by_product) == 1:
                self.check_shares_of_events(beside, events, shares, alone)
        if len(by_product) > 1:
            of_nodes = {node["share"] for node in beside.values()}
            self.assertLessEqual(of_nodes, {None}, "shares of several products")

    def check_shares_of_events(self, beside, events, shares, alone):
        told = shares.shares()
        for lot, what, event in events:
            if lot not in beside:
                continue
            self.assertAlmostEqual(beside[lot]["share"], told.get(lot, 0.0), 4, f"share of {lot}")
            share = shares.share_of(lot, what, told.get(lot, 0.0))
            day = alone.history.line(lot, what).day
            if not shares.is_up and alone.ways[False].is_emptied(lot, day):
                share = 0.0
            if share is not None:
                self.assertAlmostEqual(event["share"], share, 4, f"share of {what} of {lot}")
