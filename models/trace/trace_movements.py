"""The movements of one trace, and what is noted of them for its links, shares and gaps."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from ...tools.locations import HELD
from ...tools.moments import negative_runs
from ...tools.shares import found_for_good
from .trace_contents import Contents
from .trace_state import node_key

# Usages of the locations that new goods come from.
ORIGINS = ("supplier", "production")


class Lotless(NamedTuple):
    """A movement of a tracked product that names no lot."""

    event: dict
    product_name: str
    is_waived: bool  # whether a manager allowed it


class Passage(NamedTuple):
    """What its product, locations and partners tell of a movement, the same for many."""

    event: dict  # of the answer, with what is the same
    usages: tuple  # from, to, whether it is an inventory adjustment
    change: int  # what becomes of the company's own stock: it grows, 1, stays or is less, -1
    is_new: bool  # whether goods came from where new ones come from
    is_counted: bool  # whether a count, or scrap, found them or lost them
    product_id: int
    is_serial: bool


@dataclass(slots=True)
class Movements:
    """The movements of one trace, as its links, shares and gaps need them."""

    lines: dict = field(default_factory=dict)  # line id: its event (a batch's: its first node's)
    passages: dict = field(default_factory=dict)  # line id: Passage
    events: list = field(default_factory=list)  # in the order of time
    by_node: dict = field(default_factory=lambda: defaultdict(list))  # node: its events
    # node: for each of its events 1 (came in), -1 (left) or 0 (moved within our places)
    signs: dict = field(default_factory=lambda: defaultdict(list))
    came: dict = field(default_factory=lambda: defaultdict(list))  # (moment, quantity, line id)
    # (node, whether by counts, else by scrap): (moment, quantity that it found, below 0 lost)
    counted: dict = field(default_factory=lambda: defaultdict(list))
    runs: dict = field(default_factory=dict)  # lot: when its balance was negative, if it was
    late: set = field(default_factory=set)  # nodes used before they came in, as the record has it
    # node: {usages of a Passage: quantity}
    changes: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    _sheets: dict = field(default_factory=dict)  # node: its key and the parts of these three
    kinds: dict = field(default_factory=dict)  # usages of a Passage: the kind of its events
    # (usages of a Passage, model of the document that such movements are of)
    documents: set = field(default_factory=set)
    left_out: set = field(default_factory=set)  # (node, line) that are not in its moments
    # node: list of (moment, quantity), from its company to others, and to its company from others
    sent_over: dict = field(default_factory=dict)
    got_over: dict = field(default_factory=dict)
    lotless: dict = field(default_factory=dict)  # line id: Lotless
    elsewhere: int = 0  # how many others, beside the trace, may have been of its lots
    taken_out: set = field(default_factory=set)  # lines that brought back what had been put in
    # line of an order: how much of what it made had been in what it used of the same lot
    reworked: dict = field(default_factory=dict)
    opened: set = field(default_factory=set)  # nodes that something was put into, or taken out of
    made_again: set = field(default_factory=set)  # serial numbers that orders took out
    contents: Contents = field(default_factory=Contents)
    reaches: dict = field(default_factory=dict)  # direction: Reach, where anything was taken out
    reasons: dict = field(default_factory=dict)  # pair: why it is linked
    blocks: list = field(default_factory=list)  # (why, Block of lines): no pair stands in two
    # node of a serial number: {where: how many units are there by all of its movements}
    held: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    # What each linked line is linked to, in and out of the trace:
    # (input line, product made) and (output line, product used): (whether it is one lot, quantity)
    made_of: dict = field(default_factory=dict)
    used_in: dict = field(default_factory=dict)

    def add(self, node, passage, line, date, quantity, reference, res_id):
        """Note a movement.

        :param node: whose it is; None of one that no node made
        :return: its event
        """
        told, usages, change, is_new, is_counted, _product, is_serial = passage
        event = told.copy()
        event["move_line_id"], event["date"], event["quantity"] = line, date, quantity
        event["reference"], event["res_id"] = reference, res_id
        self.passages[line], self.lines[line] = passage, event
        if not node:
            return event
        event["node"], events, signs, changes = self._sheets.get(node) or self._new_sheet(node)
        events.append(event)
        self.events.append(event)
        signs.append(change)
        changes[usages] += quantity
        if is_new:
            self.came[node].append((date, quantity, line))
        if is_counted:
            sign = 1 if usages[0] == "inventory" else -1
            self.counted[node, bool(usages[2])].append((date, sign * quantity))
        if is_serial:
            self._hold(node, event, usages)
        return event

    def _new_sheet(self, node):
        """Return what the movements of a node are noted in."""
        lists = self.by_node[node], self.signs[node], self.changes[node]
        self._sheets[node] = sheet = (node_key(node), *lists)
        return sheet

    def kinds_of(self, node):
        """Return set of the kinds of a node's movements."""
        return {self.kinds[usages] for usages in self.changes[node]}

    def product_of(self, line):
        """Return the id of the product of a line."""
        return self.passages[line].product_id

    def found(self, node):
        """Return list of (moment, quantity) of what counts found of a node, and of what came back
        from scrap, beyond what these had taken from it.
        """
        return [
            one
            for is_count in (True, False)
            if (node, is_count) in self.counted
            for one in found_for_good(self.counted[node, is_count])
        ]

    def new_goods(self, node):
        """Return list of the events that brought new goods of a node."""
        return [
            self.lines[line]
            for _moment, _quantity, line in self.came.get(node, ())
            if (node, line) not in self.left_out
        ]

    def keep_to_moments(self, walk):
        """Leave out what came into a node after its moment, or left it before, once all movements
        are noted. What explains a negative balance stays, and is only possible.
        """
        self._note_runs()
        limited = defaultdict(list)
        for way in walk.ways:
            for node, moment in way.moments.items():
                if moment != way.most and not self._is_whole(way, node, moment):
                    limited[node].append(way)
        if not limited:
            return
        left_out = set()
        linked = walk.linked_lines()
        for node, ways in limited.items():
            events, all_signs = self.by_node[node], self.signs[node]
            reaches = [self._reach(way, node, events, all_signs) for way in ways]
            kept, signs = [], []
            for event, sign, *reach in zip(events, all_signs, *reaches, strict=True):
                if not min(reach) and event["move_line_id"] not in linked:
                    left_out.add(id(event))
                    self.left_out.add((node, event["move_line_id"]))
                    continue
                kept.append(event)
                signs.append(sign)
                if min(reach) == 1:
                    event["certainty"] = "possible"
                    self.late.add(node)
            self.by_node[node], self.signs[node] = kept, signs
        if left_out:
            self.events = [event for event in self.events if id(event) not in left_out]

    def _is_whole(self, way, node, moment):
        """Return whether all movements of a node count in a direction: the last that came in does,
        or the first that left.
        """
        signs, sign = self.signs.get(node, ()), (1 if way.is_up else -1)
        if sign not in signs:
            return True
        first = len(signs) - 1 - signs[::-1].index(sign) if way.is_up else signs.index(sign)
        return way.counts(self.by_node[node][first]["date"], moment)

    def is_emptied(self, node, moment, walk):
        """Return whether all that led to a node downstream had been taken out of it by then."""
        if not self.contents or walk.depths[node] <= 0 or "downstream" not in self.reaches:
            return False
        return self.reaches["downstream"].is_without(node, moment)

    def _note_runs(self):
        """Note when the balance of each lot was negative, where more left before it came in."""
        for node, signs in self.signs.items():
            if node > 0 and -1 in signs and 1 in signs[signs.index(-1) :]:
                self.runs[node] = negative_runs(
                    [
                        (event["date"], sign * event["quantity"])
                        for event, sign in zip(self.by_node[node], signs, strict=True)
                    ]
                )

    def _reach(self, way, node, events, signs):
        """Return for each event 2 (counts), 1 (counts as the record is out of order) or 0."""
        sign, moment = (1 if way.is_up else -1), way.moments[node]
        way.runs.setdefault(node, self.runs.get(node, ()))
        limit = way.limit(node)
        return [
            2
            if own != sign or way.counts(event["date"], moment)
            else int(way.counts(event["date"], limit))
            for event, own in zip(events, signs, strict=True)
        ]

    def _hold(self, node, event, usages):
        """Note where a movement of a serial number took it from, and brought it to."""
        for usage, name, sign in (
            (usages[0], event["location_from"], -1),
            (usages[1], event["location_to"], 1),
        ):
            if usage in HELD:
                # What one customer location got another may give back.
                where = (name, event["company_id"]) if usage != "customer" else ()
                self.held[node][where] += sign * event["quantity"]

    def note_crossings(self):
        """Note what went from one company to another, once all movements are noted."""
        if not any("intercompany" in usages for usages in self.kinds):
            return
        for node, changes in self.changes.items():
            if not any("intercompany" in usages for usages in changes):
                continue
            for event in self.by_node[node]:
                source, target, _is_inventory = self.passages[event["move_line_id"]].usages
                moved = event["date"], event["quantity"]
                if target == "intercompany":
                    self.sent_over.setdefault(node, []).append(moved)
                if source == "intercompany":
                    self.got_over.setdefault(node, []).append(moved)

    @staticmethod
    def total_of(moved):
        """Return how much some (moment, quantity) are together."""
        return sum(quantity for _moment, quantity in moved)

    def crossed(self, pair):
        """Say how much a pair of lines stands for that joins the lots of two companies.

        :return: (all that the parent's company sent to others, all that the child's got from
            others); None of any other pair
        """
        input_line, parent, _output_line, child = pair
        sent = self.sent_over.get(parent)
        got = sent and self.got_over.get(child)
        if not got or self.lines[input_line]["kind"] != "delivery":
            return None
        return self.total_of(sent), self.total_of(got)
