"""How sure a trace is: of its links, its nodes and their movements."""

from collections import defaultdict

from odoo import models

from .trace_contents import Reach

# Why a link is certain, the most telling first, or only possible.
CERTAIN = ("only_lot_made", "only_lot_used", "document", "same_number")
POSSIBLE = ("not_paired", "recorded_later", "was_together", "untracked")


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    @staticmethod
    def _rank(reason):
        return (CERTAIN + POSSIBLE).index(reason)

    def _reason(self, walk, pair, movements):
        """Say why a pair of lines is linked.

        Several lots of one component, used in a document that made several lots of one product,
        are each linked to each: that only says "one of these".
        """
        input_line, parent, output_line, _child = pair
        if parent < 0:
            return "untracked"
        if walk.is_late(pair):
            return "recorded_later"
        if movements.contents.products and self._is_gone(walk, movements, pair):
            return "was_together"
        passages = movements.passages
        made = movements.made_of.get((input_line, passages[output_line].product_id))
        used = movements.used_in.get((output_line, passages[input_line].product_id))
        reason = self._choice(made, used)
        if output_line in movements.taken_out:
            return "not_paired" if reason == "not_paired" else "was_together"
        is_moved = movements.lines[input_line]["kind"] == "delivery"
        return "same_number" if reason == "document" and is_moved else reason

    @staticmethod
    def _choice(made, used):
        """Say what leaves no other choice than a pair: lots made, and lots used, of its products.

        :param tuple made, used: (whether it is one lot, quantity), or None of what core does not
            link
        """
        if not made or not used:
            return "document"
        if made[0]:
            return "only_lot_made"
        return "only_lot_used" if used[0] else "not_paired"

    @staticmethod
    def _certainty(reason):
        return "certain" if reason in CERTAIN else "possible"

    def _set_certainty(self, walk, nodes, movements):
        """A node is certain when certain links lead to it from a root, all the way.

        Where a lot that is no serial number came from more than one vendor or order, each of these
        is only possible for a part of it.
        """
        certain = self._certain_nodes(walk, movements)
        for node, values in nodes.items():
            events = movements.by_node[node]
            kinds = ()
            if node not in certain:
                kinds = None
            elif node < 0:
                # What made goods without lot is known; nothing else of them is.
                kinds = {event["kind"] for event in events} - {"production"}
            elif values["tracking"] != "serial" and self._is_mixed(movements, node):
                kinds = ("receipt", "production")
            values["certainty"] = "possible" if kinds is None else "certain"
            may_be_empty = node in movements.contents.products
            for event in events if kinds != () or may_be_empty else ():
                if (
                    kinds is None
                    or event["kind"] in kinds
                    or movements.is_emptied(node, event["date"], walk)
                ):
                    event["certainty"] = "possible"

    def _certain_nodes(self, walk, movements):
        """Return set of nodes that certain links lead to, each the way that it lies, and each in
        time for the next.
        """
        answer = set(walk.roots)
        sure = [pair for pair, reason in movements.reasons.items() if reason in CERTAIN]
        for way in walk.ways:
            near, ends = defaultdict(list), ((3, 1) if way.is_up else (1, 3))
            for pair in sure:
                if pair in way.taken:
                    near[pair[ends[0]]].append(pair)
            moments, reach = dict(way.start), Reach(way, movements.contents)
            frontier = set(walk.roots)
            while frontier:
                found, grown = [], set()
                for node in frontier:
                    waiting, near[node] = near[node], []
                    for pair in waiting:
                        on = walk.near_moment(way, pair)
                        if not way.counts(on, moments[node]) or reach.is_gone(pair, on):
                            near[node].append(pair)
                            continue
                        end = pair[ends[1]], walk.far_moment(way, pair, moments[node])
                        found.append(end)
                        if reach.add(pair, end[1], False):
                            grown.add(end[0])
                frontier = way.grow(moments, found) | grown
            sign = -1 if way.is_up else 1
            answer |= {node for node in moments if walk.depths[node] * sign > 0}
        return answer

    @staticmethod
    def _is_mixed(movements, node):
        """Return whether units of a lot came from different vendors or orders.

        What was taken out of a product came from where it had come from before.
        """
        signs = movements.signs[node]
        if len(signs) - signs.count(-1) < 2:  # so it came once at most
            return False
        origins = {
            (event["partner_id"], event["partner_name"])
            if event["kind"] == "receipt"
            else (event["model"], event["res_id"])
            for event in movements.by_node[node]
            if event["kind"] in ("receipt", "production")
            and event["move_line_id"] not in movements.taken_out
        }
        return len(origins) > 1
