"""What one trace has found so far, and how far it may go."""

from collections import defaultdict
from dataclasses import InitVar, dataclass, field
from datetime import datetime
from typing import NamedTuple

from ...tools.blocks import Block
from ...tools.locations import HELD
from ...tools.moments import ALWAYS, FOREVER, earlier, later, negative_runs
from .trace_contents import Contents

# An answer larger than this helps nobody who waits for it.
MAX_NODES = 50_000
MAX_LINKS = 250_000
MAX_EVENTS = 250_000
PER_NODE = 5
# Usages of the locations that new goods come from.
ORIGINS = ("supplier", "production")


def node_key(node):
    """Return the key of a node in the answer."""
    return f"lot:{node}" if node > 0 else f"move:{-node}"


class Product(NamedTuple):
    """What a trace tells of a product; nothing of one that the user may not see."""

    tracking: str = "none"
    name: str = ""
    uom: str = ""
    has_dates: bool = False


class Lotless(NamedTuple):
    """A movement of a tracked product that names no lot."""

    event: dict
    product_name: str
    is_waived: bool  # whether a manager allowed it


class Passage(NamedTuple):
    """What its locations and partners tell of a movement, the same for many."""

    usages: tuple  # from, to, whether it is an inventory adjustment
    kind: str
    side: str
    sign: int
    location_from: str
    location_to: str
    partner_id: int | None
    partner_name: str
    from_partner_id: int | None
    from_partner_name: str
    to_partner_id: int | None
    to_partner_name: str
    change: int  # what becomes of the company's own stock: it grows, 1, stays or is less, -1
    is_new: bool  # whether goods came from where new ones come from


@dataclass(slots=True)
class Fan:
    """Lines of one move at the near end of a way that are each linked to the same lines at its far
    end, those of one move as well.
    """

    part: str  # which links they are, ``LINKS`` or ``TAKEN_OUT``
    near: dict  # line id: its lot
    far: dict
    moment: str  # of the near lines
    far_moment: str
    taken: set = field(default_factory=set)  # the near lines that count


@dataclass(slots=True)
class Way:
    """One direction of a walk: which of the links and movements of a node count, by their dates.

    A moment is text, to the second. Upstream nothing counts that came into a node after its moment,
    downstream nothing that left it before.
    """

    direction: str
    moments: dict  # node: its moment, the most generous of all the paths to it
    start: dict = field(init=False)  # those of the roots, before any path back to them
    is_up: bool = field(init=False)
    most: str = field(init=False)  # the moment of a node of which everything counts
    # node: list of (pair, its moment at the node), of those that do not count yet
    pending: dict = field(default_factory=dict)
    partial: set = field(default_factory=set)  # lots of which only what counted was read
    taken: set = field(default_factory=set)  # the pairs that count
    fans: list = field(default_factory=list)
    # lot: list of (Fan, its near line) that do not count yet
    waiting: dict = field(default_factory=lambda: defaultdict(list))
    blocks: list = field(default_factory=list)  # once it is walked: what counts of the fans
    runs: dict = field(default_factory=dict)  # lot: when its balance was negative, if it was
    rounds: int = 0
    look_at: int = 16  # the round from which many generations are read at once
    most_ahead: int = 250  # a quarter of the lots that are read ahead next

    def __post_init__(self):
        self.is_up = self.direction == "upstream"
        self.most = FOREVER if self.is_up else ALWAYS
        self.start = dict(self.moments)

    @property
    def columns(self):
        """The columns of core's relation at the near end and at the far end."""
        columns = ("consume_line_id", "produce_line_id")
        return columns if self.is_up else columns[::-1]

    def counts(self, moment, limit):
        return moment <= limit if self.is_up else moment >= limit

    def most_generous(self, *moments):
        return max(moments) if self.is_up else min(moments)

    def limit(self, node):
        """Return the moment of a node, or that up to which its record is out of order: what came
        in while its balance was negative had been there before.
        """
        shift = later if self.is_up else earlier
        return shift(self.runs.get(node, ()), self.moments[node])

    def take(self, node, limit):
        """Take from the pairs of a node that wait those that count.

        :return: list of (pair, limit)
        """
        pending = self.pending[node]
        found = [(pair, limit) for pair, moment in pending if self.counts(moment, limit)]
        if found:
            self.pending[node] = [one for one in pending if not self.counts(one[1], limit)]
        return found

    def add_fan(self, fan):
        """Let the near lines of a fan wait until they count."""
        self.fans.append(fan)
        for line, lot in fan.near.items():
            self.waiting[lot].append((fan, line))

    def take_fans(self, node, limit):
        """Take the lines of a node that wait with a fan, those that count.

        :return: list of (Fan, line)
        """
        waiting = self.waiting.get(node, ())
        found = [one for one in waiting if self.counts(one[0].moment, limit)]
        if found:
            self.waiting[node] = [one for one in waiting if not self.counts(one[0].moment, limit)]
        return found

    def close_fans(self, nodes):
        """Note as blocks what counts of the fans, between the nodes of the trace."""
        for fan in self.fans:
            near = {line: lot for line, lot in fan.near.items() if line in fan.taken}
            ends = [
                {line: lot for line, lot in lines.items() if lot in nodes}
                for lines in (near, fan.far)
            ]
            if block := Block(*(ends[::-1] if self.is_up else ends)):
                self.blocks.append(block)

    def grow(self, moments, found):
        """Give nodes the most generous moment found. :return: set of those that have a new one

        :param dict moments: {node: moment} so far
        :param list found: (node, moment)
        """
        grown = set()
        for node, moment in found:
            known = moments.get(node)
            if known is None or self.most_generous(known, moment) != known:
                moments[node] = moment
                grown.add(node)
        return grown


@dataclass(slots=True)
class Walk:
    """The nodes of one trace, and the pairs of lines that link them."""

    max_depth: int | None
    as_of: datetime | None
    limit: InitVar[int | None] = None  # the most nodes wanted
    max_nodes: int = field(init=False)
    max_links: int = field(init=False)
    max_events: int = field(init=False)
    directions: tuple = ()
    roots: list = field(default_factory=list)
    ways: list = field(default_factory=list)  # the Way of each direction that is walked
    moment_of: dict = field(default_factory=dict)  # line id of a pair: its date as text
    # (input line, output line) between companies: the dates of all that was sent, and received
    crossings: dict = field(default_factory=dict)
    depths: dict = field(default_factory=dict)  # node: generations from the roots, < 0 upstream
    lots: dict = field(default_factory=dict)  # lot id: dict of what the user may read of it
    # (input line, its node, output line, its node); node None: a gap
    pairs: set = field(default_factory=set)
    histories: dict = field(default_factory=dict)  # product id: Carried, its goods without lot
    products: dict = field(default_factory=dict)  # product id: Product
    ahead: dict = field(default_factory=dict)  # like lots: those read before they are reached
    production_ids: tuple = ()
    truncated: bool = False
    is_full: bool = False
    beyond: dict = field(default_factory=lambda: {"nodes": 0, "links": 0, "events": 0})

    def __post_init__(self, limit):
        self.max_nodes = min(limit or MAX_NODES, MAX_NODES)
        self.max_links = min(self.max_nodes * PER_NODE, MAX_LINKS)
        self.max_events = min(self.max_nodes * PER_NODE, MAX_EVENTS)

    @property
    def links_held(self):
        """How many links there are in memory: of fans, as many as they have lines."""
        return len(self.pairs) + len(self.fanned_lines())

    def fanned_lines(self):
        """Return set of the lines that the fans have, the one way or the other."""
        fans = (fan for way in self.ways for fan in way.fans)
        return set().union(*(side for fan in fans for side in (fan.near, fan.far)))

    def linked_lines(self):
        """Return set of the lines that are linked, as far as the trace goes."""
        lines = {line for pair in self.pairs for line in (pair[0], pair[2])}
        return lines.union(*(side for way in self.ways for block in way.blocks for side in block))

    def cut(self, what, number=0):
        """Note that more lies beyond, and how many nodes, links or events of it are known."""
        self.truncated = True
        self.beyond[what] += number

    def moment(self, direction, node):
        """Return the moment of a node in one direction; None when all of it counts, or when it
        is not reached that way
        """
        for way in self.ways:
            moment = way.moments.get(node, way.most)
            if way.direction == direction and node in self.depths and moment != way.most:
                return moment
        return None

    def near_moment(self, way, pair):
        """Return when what a pair stands for was made (upstream) or used, at the near end."""
        crossing = self.crossings.get((pair[0], pair[2]))
        if crossing:  # the first to come in, the last to go
            return min(crossing[1]) if way.is_up else max(crossing[0])
        return self.moment_of[pair[2] if way.is_up else pair[0]]

    def far_moment(self, way, pair, limit):
        """Return when it was used (upstream) or made, at the far end.

        :param limit: the moment of the node at the near end
        """
        crossing = self.crossings.get((pair[0], pair[2]))
        if not crossing:
            return self.moment_of[pair[0] if way.is_up else pair[2]]
        # Of all that one company sent the other, what can have come in by then, or left since.
        sent, received = crossing
        if way.is_up:
            last = max((m for m in received if m <= limit), default=min(received))
            return max((m for m in sent if m <= last), default=min(sent))
        first = min((m for m in sent if m >= limit), default=max(sent))
        return min((m for m in received if m >= first), default=max(received))

    def last_use(self, pair):
        """Return when the goods that a pair stands for were used, or last sent."""
        crossing = self.crossings.get((pair[0], pair[2]))
        return max(crossing[0]) if crossing else self.moment_of[pair[0]]

    def is_late(self, pair):
        """Return whether the record of a pair is out of order: used after what was made of it, or
        recorded in a lot only after it was used
        """
        ways = [way for way in self.ways if pair in way.taken]
        if (pair[0], pair[2]) in self.crossings:
            return False
        return self.moment_of[pair[0]] > self.moment_of[pair[2]] or (
            bool(ways)
            and not any(
                way.counts(self.near_moment(way, pair), way.moments[pair[3 if way.is_up else 1]])
                for way in ways
            )
        )

    def batch(self, node):
        """Return the Carried that knows this node without lot."""
        known = filter(None, self.histories.values())
        return next(history for history in known if node in history.made)

    @property
    def batches(self):
        return [node for node in self.depths if node < 0]


@dataclass(slots=True)
class Movements:
    """The movements of one trace, as its links, shares and gaps need them."""

    lines: dict = field(default_factory=dict)  # line id: its event (a batch's: its first node's)
    products: dict = field(default_factory=dict)  # line id: product id
    passages: dict = field(default_factory=dict)  # line id: Passage
    events: list = field(default_factory=list)  # in the order of time
    by_node: dict = field(default_factory=lambda: defaultdict(list))  # node: its events
    # node: for each of its events 1 (came in), -1 (left) or 0 (moved within our places)
    signs: dict = field(default_factory=lambda: defaultdict(list))
    came: dict = field(default_factory=lambda: defaultdict(list))  # (moment, quantity, line id)
    runs: dict = field(default_factory=dict)  # lot: when its balance was negative, if it was
    late: set = field(default_factory=set)  # nodes used before they came in, as the record has it
    # (node, from usage, to usage, is inventory): quantity
    changes: dict = field(default_factory=lambda: defaultdict(float))
    # node: quantity, from its company to others, and to its company from others
    sent_over: dict = field(default_factory=lambda: defaultdict(float))
    got_over: dict = field(default_factory=lambda: defaultdict(float))
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
    # (input line, product made) and (output line, product used): (number of lots, quantity)
    made_of: dict = field(default_factory=dict)
    used_in: dict = field(default_factory=dict)

    def add(self, nodes, event, passage):
        """Note a movement of some nodes.

        :param dict event: the first node's own; the others get a copy
        """
        quantity = event["quantity"]
        for number, node in enumerate(nodes):
            own = {**event} if number else event
            own["node"] = node_key(node)
            self.events.append(own)
            self.by_node[node].append(own)
            self.signs[node].append(passage.change)
            self.changes[(node, *passage.usages)] += quantity
            if passage.is_new:
                self.came[node].append((event["date"], quantity, event["move_line_id"]))

    def keep_to_moments(self, walk):
        """Leave out what came into a node after its moment, or left it before, once all movements
        are noted. What explains a negative balance stays, and is only possible.
        """
        self._note_runs()
        limited = {}
        for node in self.by_node:
            if ways := [way for way in walk.ways if not self._is_whole(way, node)]:
                limited[node] = ways
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
                    continue
                kept.append(event)
                signs.append(sign)
                if min(reach) == 1:
                    event["certainty"] = "possible"
                    self.late.add(node)
            self.by_node[node], self.signs[node] = kept, signs
        if left_out:
            self.events = [event for event in self.events if id(event) not in left_out]

    def _is_whole(self, way, node):
        """Return whether all movements of a node count in a direction: the last that came in does,
        or the first that left.
        """
        moment, signs = way.moments.get(node, way.most), self.signs[node]
        sign = 1 if way.is_up else -1
        if moment == way.most or sign not in signs:
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

    def hold(self, node, event, passage):
        """Note where a movement of a serial number took it from, and brought it to."""
        for usage, name, sign in (
            (passage.usages[0], event["location_from"], -1),
            (passage.usages[1], event["location_to"], 1),
        ):
            if usage in HELD:
                # What one customer location got another may give back.
                where = (name, event["company_id"]) if usage != "customer" else ()
                self.held[node][where] += sign * event["quantity"]

    def add_up_crossings(self):
        """Sum up what went from one company to another, once all movements are noted."""
        for (node, source, target, _is_inventory), quantity in self.changes.items():
            if target == "intercompany":
                self.sent_over[node] += quantity
            if source == "intercompany":
                self.got_over[node] += quantity

    def crossed(self, pair):
        """Say how much a pair of lines stands for that joins the lots of two companies.

        :return: (all that the parent's company sent to others, all that the child's got from
            others); None of any other pair
        """
        input_line, parent, _output_line, child = pair
        sent, got = self.sent_over.get(parent), self.got_over.get(child)
        is_crossing = self.lines[input_line]["kind"] == "delivery" and sent and got
        return (sent, got) if is_crossing else None
