"""What each of several lots came from, read in one trace of them all upstream.

One trace of many lots takes a fraction of the time of many traces. What it tells of a node is what
counts for any of them; by the dates of links and movements it is told for each.
"""

from collections import defaultdict
from typing import NamedTuple

from odoo.addons.product_traceability.tools.moments import FOREVER, later, negative_runs

CERTAIN = "certain"
# What a movement of a list does to the balance of its node.
SIDES = {"upstream": 1, "downstream": -1, "both": 0}


class Link(NamedTuple):
    """What went into a lot: when it was used, and when the lot was made of it."""

    parent: str
    used: str
    made: str
    is_certain: bool


class Origins:
    """The nodes that each lot of a trace came from.

    :param dict answer: upstream of the lots, as ``get_traceability`` returned it
    """

    def __init__(self, answer):
        self.keys = {node["lot_id"]: node["key"] for node in answer["nodes"] if node["lot_id"]}
        self._used, self._made = {}, {}
        changes = defaultdict(list)
        for event in answer["events"]:
            document = event["node"], event["model"], event["res_id"]
            if event["side"] == "upstream":
                self._made.setdefault(document, event["date"])
            else:
                self._used[document] = event["date"]
            change = SIDES[event["side"]] * event["sign"] * event["quantity"]
            changes[event["node"]].append((event["date"], change))
        self._runs = {node: negative_runs(of_node) for node, of_node in changes.items()}
        self._into = defaultdict(list)
        for link in answer["links"]:
            self._add(link["parent"], link["child"], link)
        for bundle in answer["bundles"]:
            for child in bundle["children"]:
                for parent in bundle["parents"]:
                    self._add(parent, child, bundle)

    def _add(self, parent, child, link):
        document = link["model"], link["res_id"]
        made = self._made.get((child, *document), link["date"])
        used = self._used.get((parent, *document), made)
        self._into[child].append(Link(parent, used, made, link["certainty"] == CERTAIN))

    def of(self, lot_id):
        """Find what a lot came from, itself first.

        :return: {key of a node: (moment, moment by certain links alone)}: what came into the node
            later has no part in the lot; the second is None where no certain links lead to it
        """
        all_of_it = self._walk(lot_id, certain=False)
        sure = self._walk(lot_id, certain=True)
        return {key: (self._limit(key, moment), sure.get(key)) for key, moment in all_of_it.items()}

    def _limit(self, key, moment):
        """Return up to when what came into a node counts: what came while its balance was negative
        had been there before, as far as anybody knows.
        """
        return later(self._runs.get(key), moment)

    def _walk(self, lot_id, certain):
        """Follow the links. :return: {key: moment}, the latest of all the ways to it"""
        start = self.keys.get(lot_id)
        if not start:
            return {}
        moments, waiting = {start: FOREVER}, [start]
        while waiting:
            child = waiting.pop()
            moment = moments[child] if certain else self._limit(child, moments[child])
            for link in self._into[child]:
                if link.made > moment or (certain and not link.is_certain):
                    continue
                if moments.get(link.parent, "") < link.used:
                    moments[link.parent] = link.used
                    waiting.append(link.parent)
        return moments
