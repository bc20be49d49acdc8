"""What one trace has found so far, and how far it may go."""

from collections import namedtuple

from odoo.fields import Domain

# An answer larger than this helps nobody who waits for it.
MAX_NODES = 50_000
MAX_LINKS = 250_000
MAX_EVENTS = 250_000
PER_NODE = 5
# An untracked product has no lot to name; a tracked one that names none is a gap.
NAMED_OR_GAP = Domain("lot_id", "!=", False) | Domain("product_id.tracking", "!=", "none")


def node_key(node):
    """:return: the key of a node in the answer"""
    return f"lot:{node}" if node > 0 else f"move:{-node}"


# What a trace tells of a product; nothing of one that the user may not see.
Product = namedtuple("Product", "tracking name uom", defaults=("none", "", ""))


class Walk:
    """What one trace has found so far."""

    def __init__(self, max_depth, as_of, limit=None):
        """:param limit: the most nodes wanted; of links and movements there are some to each"""
        self.max_depth, self.as_of = max_depth, as_of
        self.max_nodes = min(limit or MAX_NODES, MAX_NODES)
        self.max_links = min(self.max_nodes * PER_NODE, MAX_LINKS)
        self.max_events = min(self.max_nodes * PER_NODE, MAX_EVENTS)
        self.roots = []
        self.depths = {}  # node: generations from the roots, below 0 upstream
        self.lots = {}  # lot id: dict of what the user may read of it
        self.pairs = set()  # (input line, its node, output line, its node); node None: a gap
        self.histories = {}  # product id: Carried, its goods without lot
        self.products = {}  # product id: Product
        self.production_ids = ()
        self.truncated = self.is_full = False
        self.beyond = {"nodes": 0, "links": 0, "events": 0}

    def cut(self, what, number=0):
        """Note that more lies beyond, and how many nodes, links or events of it are known."""
        self.truncated = True
        self.beyond[what] += number

    def batch(self, node):
        """:return: the Carried that knows this node without lot"""
        known = filter(None, self.histories.values())
        return next(history for history in known if node in history.made)

    @property
    def batches(self):
        return [node for node in self.depths if node < 0]
