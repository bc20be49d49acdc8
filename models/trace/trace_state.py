"""What one trace has found so far, and how far it may go."""

from collections import defaultdict
from dataclasses import InitVar, dataclass, field
from datetime import datetime
from typing import NamedTuple

from ...tools.blocks import Block
from ...tools.moments import ALWAYS, FOREVER, earlier, later

# An answer larger than this helps nobody who waits for it.
MAX_NODES = 50_000
MAX_LINKS = 250_000
MAX_EVENTS = 250_000
PER_NODE = 5
# Lots that a first look tells of those asked about, for each node wanted.
ROOTS_EACH = 2


def node_key(node):
    """Return the key of a node in the answer."""
    return f"lot:{node}" if node > 0 else f"move:{-node}"


class Product(NamedTuple):
    """What a trace tells of a product; nothing of one that the user may not see."""

    tracking: str = "none"
    name: str = ""
    uom: str = ""
    has_dates: bool = False


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
    # near line that is linked to one other alone: that line, its product and quantity
    alone: dict = field(default_factory=dict)
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
        if limit == self.most:
            self.pending[node] = []
            return [(pair, limit) for pair, _moment in pending]
        found = [(pair, limit) for pair, moment in pending if self.counts(moment, limit)]
        if found:
            self.pending[node] = [one for one in pending if not self.counts(one[1], limit)]
        return found

    def note_alone(self, rows):
        """Note which lines are linked to one other alone.

        :param list rows: all links of some nodes, see ``_linked_lines``
        """
        alone, seen = self.alone, set()
        for near, _lot, _move, far, _far_lot, _far_move, product, *_moments, quantity in rows:
            if near in seen:
                alone.pop(near, None)
            elif quantity is not None:
                alone[near] = far, product, quantity
            seen.add(near)

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
    max_roots: int | None = field(init=False)  # without a limit none is left out
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
        self.max_roots = limit and limit * ROOTS_EACH
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
        # Those between companies stand for others, too: each counts by its own date.
        pairs = (pair for pair in self.pairs if (pair[0], pair[2]) not in self.crossings)
        lines = {line for pair in pairs for line in (pair[0], pair[2])}
        return lines.union(*(side for way in self.ways for block in way.blocks for side in block))

    def cut(self, what, number=0):
        """Note that more lies beyond, and how many nodes, links or events of it are known."""
        self.truncated = True
        self.beyond[what] += number

    def limits(self, direction):
        """Return {node: its moment in one direction}, of those of which not everything counts."""
        return {
            node: moment
            for way in self.ways
            if way.direction == direction
            for node, moment in way.moments.items()
            if moment != way.most
        }

    def near_moment(self, way, pair):
        """Return when what a pair stands for was made (upstream) or used, at the near end."""
        crossing = self.crossings and self.crossings.get((pair[0], pair[2]))
        if crossing:  # the first to come in, the last to go of what has come in
            sent, received = crossing
            if way.is_up:
                return min((m for m in received if m >= min(sent)), default=min(received))
            return max((m for m in sent if m <= max(received)), default=max(sent))
        return self.moment_of[pair[2] if way.is_up else pair[0]]

    def far_moment(self, way, pair, limit):
        """Return when it was used (upstream) or made, at the far end.

        :param limit: the moment of the node at the near end
        """
        crossing = self.crossings and self.crossings.get((pair[0], pair[2]))
        if not crossing:
            return self.moment_of[pair[0] if way.is_up else pair[2]]
        # Of all that one company sent the other, what can have come in by then, or left since.
        sent, received = crossing
        if way.is_up:
            last = max((m for m in received if m <= limit), default=min(received))
            return max((m for m in sent if m <= last), default=max(sent))
        first = min((m for m in sent if m >= limit), default=max(sent))
        return min((m for m in received if m >= first), default=min(received))

    def is_late(self, pair, ways=None):
        """Return whether the record of a pair is out of order: used after what was made of it, or
        recorded in a lot only after it was used

        :param ways: those of the walk that are asked about, not all of them
        """
        line, parent, made_line, child = pair
        used, made = self.moment_of[line], self.moment_of[made_line]
        if crossing := self.crossings and self.crossings.get((line, made_line)):
            used, made = min(crossing[0]), max(crossing[1])
        if used > made:
            return True
        is_taken = False
        for way in ways or self.ways:
            if pair in way.taken:
                near = child if way.is_up else parent
                if way.counts(self.near_moment(way, pair), way.moments[near]):
                    return False
                is_taken = True
        return is_taken

    def batch(self, node):
        """Return the Carried that knows this node without lot."""
        known = filter(None, self.histories.values())
        return next(history for history in known if node in history.made)

    @property
    def batches(self):
        return [node for node in self.depths if node < 0]
