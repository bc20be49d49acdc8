"""What each of several lots came from, read in one trace of them all upstream.

One trace of many lots takes a fraction of the time of many traces. What it tells of a node is what
counts for any of them; by the dates of links and movements it is told for each.
"""

from collections import defaultdict

from odoo.addons.product_traceability.tools.moments import FOREVER

CERTAIN = "certain"
# Its dates are out of order: it counts whatever they are.
LATE = "recorded_later"


class Link:
    """What went into a lot: when it was used, and when the lot was made of it."""

    __slots__ = ("is_certain", "is_late", "made", "parent", "used")

    def __init__(self, parent, used, made, link):
        self.parent, self.used, self.made = parent, used, made
        self.is_certain = link["certainty"] == CERTAIN
        self.is_late = link["reason"] == LATE


class Origins:
    """The nodes that each lot of a trace came from.

    :param dict answer: upstream of the lots, as ``get_traceability`` returned it
    """

    def __init__(self, answer):
        self.keys = {node["lot_id"]: node["key"] for node in answer["nodes"] if node["lot_id"]}
        self._used, self._made = {}, {}
        for event in answer["events"]:
            document = event["node"], event["model"], event["res_id"]
            if event["side"] == "upstream":
                self._made.setdefault(document, event["date"])
            else:
                self._used[document] = event["date"]
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
        self._into[child].append(Link(parent, used, made, link))

    def of(self, lot_id):
        """Find what a lot came from, itself first.

        :return: {key of a node: (moment, moment by certain links alone)}: what came into the node
            later has no part in the lot; the second is None where no certain links lead to it
        """
        all_of_it = self._walk(lot_id, certain=False)
        sure = self._walk(lot_id, certain=True)
        return {key: (moment, sure.get(key)) for key, moment in all_of_it.items()}

    def _walk(self, lot_id, certain):
        """Follow the links. :return: {key: moment}, the latest of all the ways to it"""
        start = self.keys.get(lot_id)
        if not start:
            return {}
        moments, waiting = {start: FOREVER}, [start]
        while waiting:
            child = waiting.pop()
            moment = moments[child]
            for link in self._into[child]:
                if certain and not link.is_certain:
                    continue
                if link.made > moment and not link.is_late:
                    continue
                if moments.get(link.parent, "") < link.used:
                    moments[link.parent] = link.used
                    waiting.append(link.parent)
        return moments
