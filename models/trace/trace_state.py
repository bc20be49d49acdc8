"""What one trace has found so far, and how far it may go."""

from collections import defaultdict
from dataclasses import InitVar, dataclass, field
from datetime import datetime
from typing import NamedTuple

from ...tools.locations import HELD

# An answer larger than this helps nobody who waits for it.
MAX_NODES = 50_000
MAX_LINKS = 250_000
MAX_EVENTS = 250_000
PER_NODE = 5


def node_key(node):
    """Return the key of a node in the answer."""
    return f"lot:{node}" if node > 0 else f"move:{-node}"


class Product(NamedTuple):
    """What a trace tells of a product; nothing of one that the user may not see."""

    tracking: str = "none"
    name: str = ""
    uom: str = ""


class Lotless(NamedTuple):
    """A movement of a tracked product that names no lot."""

    event: dict
    product_name: str
    is_waived: bool  # whether a manager allowed it


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
    depths: dict = field(default_factory=dict)  # node: generations from the roots, < 0 upstream
    lots: dict = field(default_factory=dict)  # lot id: dict of what the user may read of it
    # (input line, its node, output line, its node); node None: a gap
    pairs: set = field(default_factory=set)
    histories: dict = field(default_factory=dict)  # product id: Carried, its goods without lot
    products: dict = field(default_factory=dict)  # product id: Product
    production_ids: tuple = ()
    truncated: bool = False
    is_full: bool = False
    beyond: dict = field(default_factory=lambda: {"nodes": 0, "links": 0, "events": 0})

    def __post_init__(self, limit):
        self.max_nodes = min(limit or MAX_NODES, MAX_NODES)
        self.max_links = min(self.max_nodes * PER_NODE, MAX_LINKS)
        self.max_events = min(self.max_nodes * PER_NODE, MAX_EVENTS)

    def cut(self, what, number=0):
        """Note that more lies beyond, and how many nodes, links or events of it are known."""
        self.truncated = True
        self.beyond[what] += number

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
    usages: dict = field(default_factory=dict)  # line id: (from usage, to usage, is inventory)
    events: list = field(default_factory=list)  # in the order of time
    by_node: dict = field(default_factory=lambda: defaultdict(list))  # node: its events
    # (node, from usage, to usage, is inventory): quantity
    changes: dict = field(default_factory=lambda: defaultdict(float))
    # node: quantity, from its company to others, and to its company from others
    sent_over: dict = field(default_factory=lambda: defaultdict(float))
    got_over: dict = field(default_factory=lambda: defaultdict(float))
    lotless: dict = field(default_factory=dict)  # line id: Lotless
    # node of a serial number: {where: how many units are there by all of its movements}
    held: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    # What each linked line is linked to, in and out of the trace:
    # (input line, product made) and (output line, product used): (number of lots, quantity)
    made_of: dict = field(default_factory=dict)
    used_in: dict = field(default_factory=dict)

    def add(self, nodes, event, places):
        """Note a movement of some nodes.

        :param dict event: the first node's own; the others get a copy
        :param tuple places: from usage, to usage, whether it is an inventory adjustment
        """
        for number, node in enumerate(nodes):
            own = {**event} if number else event
            own["node"] = node_key(node)
            self.events.append(own)
            self.by_node[node].append(own)
            self.changes[(node, *places)] += event["quantity"]

    def hold(self, node, event, places):
        """Note where a movement of a serial number took it from, and brought it to."""
        for usage, name, sign in (
            (places[0], event["location_from"], -1),
            (places[1], event["location_to"], 1),
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
