"""Random histories, and what a trace of them must tell."""

from datetime import timedelta
from typing import NamedTuple

from hypothesis import strategies as st

from odoo.fields import Datetime

from .in_time import ALWAYS, FOREVER, REASONS, Answer, Document, History, Movement, Shares
from .random_record import START, RandomMomentsCommon

LAST_DAY = 10
DAYS = st.integers(1, 7)
# The days of the root's movements that are asked about, or its whole history.
MOMENTS = st.one_of(
    st.none(), st.none(), st.tuples(DAYS, DAYS).map(sorted), DAYS.map(lambda day: [day, day])
)
KINDS = ("receipt", "receipt", "receipt", "delivery", "return", "delivery", "move")


def side(lots, least=1):
    """:return: strategy of what one side of a document names: lots, or None for a line without"""
    items = st.tuples(st.one_of(st.sampled_from(lots), st.none()), st.integers(1, 3))
    return st.lists(items, min_size=least, max_size=3, unique_by=lambda item: item[0])


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


def histories(lots, is_serial, kinds=("order",)):
    """:return: strategy of (list of documents, list of movements)

    Half of them are recorded in the order of time, two documents a day; what is taken out of a
    product is mostly what an order before it had put in.
    """
    told = st.builds(
        *(Told, st.sampled_from(kinds), side(lots), side(lots), side(lots, 0), DAYS),
        # Mostly of one day; else partly recorded before or after what was made.
        *(st.sampled_from([0, 0, 0, 0, 1, 2, -1]), st.integers(0, 15), st.integers(0, 7)),
    )
    movement = st.builds(
        *(Movement, st.sampled_from(KINDS), st.sampled_from(lots), st.integers(1, 4), DAYS),
        st.integers(0, 1),
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
            documents.append(document)
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

    def check_history(self, told, root, max_depth, moment, as_of):
        """Compare the engine with the reckoning.

        :param told: list of documents, list of movements
        :param moment: (first, last), the moments of the root that are asked about, or None
        """
        history = History(
            *told, self.product_of, self.is_serial, FOREVER if as_of is None else as_of
        )
        # The savepoint is closed by an error: each history starts from none.
        with self.env.cr.savepoint() as savepoint:
            what = self.tell(History(*told, self.product_of, self.is_serial))
            for ways in ((True,), (False,), (True, False)):
                self.check(history, what, root, ways, max_depth, moment, as_of)
            self.undo(savepoint)

    def check(self, history, what, root, ways, max_depth, moment, as_of):
        expected = Answer(history, root, ways, moment, max_depth)
        answer = self.trace(root, ways, max_depth, moment, as_of)
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
        self.assertEqual(told, sorted(expected.events(depths)), "movements")
        if len(ways) == 1:
            events = [(number[e["node"]], what[e["move_line_id"]], e) for e in answer["events"]]
            self.check_shares(nodes, events, expected, *ways)

    def trace(self, root, ways, max_depth, moment, as_of):
        direction = "both" if len(ways) == 2 else "upstream" if ways[0] else "downstream"
        lot, moments = self.lots[root], {}
        if moment is not None:
            days = [START + timedelta(days=day) for day in moment]
            moments = {lot.id: tuple(map(Datetime.to_string, days))}
        until = None if as_of is None else START + timedelta(days=as_of, hours=1)
        graph = self.env["traceability.graph"]
        return graph.trace(lot, direction, max_depth, until, moments=moments)

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
                    text = Datetime.to_string(START + timedelta(days=moment))
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
        reckoned = Shares(expected, is_up, LAST_DAY)
        shares = reckoned.shares()
        for lot, node in nodes.items():
            if lot != expected.root:
                self.assertAlmostEqual(node["share"], shares.get(lot, 0.0), 4, f"share of {lot}")
        for lot, what, event in events:
            if lot == expected.root:
                continue
            share = reckoned.share_of(lot, what, shares.get(lot, 0.0))
            day = expected.history.line(lot, what).day
            if not is_up and expected.ways[False].is_emptied(lot, day):
                share = 0.0
            if share is not None:
                self.assertAlmostEqual(event["share"], share, 4, f"share of {what} of {lot}")
