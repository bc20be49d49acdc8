"""What a recall reads in a trace: plain functions over the answer of ``get_traceability``."""

from collections import Counter, defaultdict

CERTAIN, POSSIBLE = "certain", "possible"
# What went to customers and came back.
OUT, BACK = "delivery", "return"
TOLERANCE = 1e-6
# A path is told by so many lots.
PATH_LOTS = 12


class Scope:
    """The affected lots, what customers got of them, and what might be affected, too.

    :param dict answer: downstream of the bad lots
    :param siblings: dict or None, downstream of what the bad lots were made of
    """

    def __init__(self, answer, siblings=None):
        self.answer = answer
        self.nodes = {node["key"]: node for node in answer["nodes"]}
        self.roots = set(answer["roots"])
        self.lots = [node for node in answer["nodes"] if node["lot_id"]]
        self.deliveries = [event for event in answer["events"] if _is_delivery(event)]
        known = {node["lot_id"] for node in self.lots}
        self.siblings = [
            node
            for node in (siblings or {}).get("nodes", ())
            if node["lot_id"] and node["depth"] > 0 and node["lot_id"] not in known
        ]
        self.siblings_cut = bool(siblings and siblings["truncated"])
        self._parents = _parents(answer)

    def find_other_shipments(self):
        """:return: list of ids of the lots of which more or less was shipped than customers got"""
        got = Counter()
        for event in self.deliveries:
            got[event["node"]] += event["quantity"] * event["sign"]
        return [
            node["lot_id"]
            for node in self.lots
            if abs(net_shipped(node) - got[node["key"]]) > TOLERANCE
        ]

    def path(self, key):
        """Say by which lots a lot is affected, from the bad lot on.

        :return: str, names of lots; the shortest way, by certain links where there is one
        """
        names, seen = [], set()
        while key and key not in seen and len(names) < PATH_LOTS:
            seen.add(key)
            names.append(self.nodes[key]["lot_name"] or self.nodes[key]["product_name"])
            key = self._parents.get(key)
        return " → ".join(reversed(names))


def net_shipped(node):
    """:return: float, what of a lot left by transfers and did not come back"""
    balance = node["balance"] or {}
    return balance.get("shipped", 0) - balance.get("returned", 0)


def _is_delivery(event):
    return event["kind"] in (OUT, BACK) and event["side"] != "upstream"


def _parents(answer):
    """Return {node: the one that tells best why it is affected}."""
    depths = {node["key"]: node["depth"] for node in answer["nodes"]}
    best = {}

    def offer(child, parent, link):
        rank = (depths[parent], link["certainty"] != CERTAIN)
        if depths[child] > 0 and depths[parent] >= 0 and rank < best.get(child, ((9**9,), 0))[0]:
            best[child] = (rank, parent)

    for link in answer["links"]:
        offer(link["child"], link["parent"], link)
    for bundle in answer["bundles"]:
        for child in bundle["children"]:
            offer(child, bundle["parents"][0], bundle)
    return {child: parent for child, (_rank, parent) in best.items()}


def ancestors(answer):
    """:return: sorted list of ids of the lots that surely went into those asked about"""
    return sorted(
        node["lot_id"]
        for node in answer["nodes"]
        if node["lot_id"] and node["depth"] < 0 and node["certainty"] == CERTAIN
    )


def doubts(answer):
    """Tell which documents' missing records make links possible only.

    :return: list of dict with ``reason``, ``reference``, ``model``, ``res_id`` and how many
        ``lots`` are affected for it alone, the most first
    """
    found = defaultdict(set)
    links = [(link, [link["child"]]) for link in answer["links"]]
    links += [(bundle, bundle["children"]) for bundle in answer["bundles"]]
    for link, children in links:
        if link["certainty"] == POSSIBLE and link["reason"] != "was_together":
            key = (link["reason"], link["reference"], link["model"], link["res_id"])
            found[key].update(children)
    names = ("reason", "reference", "model", "res_id")
    rows = [
        {**dict(zip(names, key, strict=True)), "lots": len(lots)} for key, lots in found.items()
    ]
    return sorted(rows, key=lambda row: (-row["lots"], row["reference"] or ""))


def extent(scope):
    """Add up by product how much is surely affected, and how much at most.

    :return: {product id: {"certain" or "possible": {"lots", "on_hand", "delivered"}}}; what is
        possible is told beside what is certain, not as part of it
    """
    totals = defaultdict(lambda: defaultdict(Counter))
    for node in scope.lots:
        total = totals[node["product_id"]][node["certainty"]]
        total["lots"] += 1
        total["on_hand"] += node["quantity_on_hand"]
    for event in scope.deliveries:
        node = scope.nodes[event["node"]]
        totals[node["product_id"]][event["certainty"]]["delivered"] += (
            event["quantity"] * event["sign"]
        )
    return totals


def differences(kept, now):
    """Count what came between two answers.

    :return: dict of ``lots``, ``deliveries``, ``returns``, and ``stock``: of how many lots another
        quantity is on hand
    """
    before, after = Scope(kept), Scope(now)
    known = {event["move_line_id"] for event in before.deliveries}
    new = [event for event in after.deliveries if event["move_line_id"] not in known]
    on_hand = {node["key"]: node["quantity_on_hand"] for node in before.lots}
    return {
        "lots": sum(node["key"] not in before.nodes for node in after.lots),
        "deliveries": sum(event["kind"] == OUT for event in new),
        "returns": sum(event["kind"] == BACK for event in new),
        "stock": sum(
            node["key"] in on_hand and on_hand[node["key"]] != node["quantity_on_hand"]
            for node in after.lots
        ),
    }
