"""The links of a trace: what went into what, how much of it, and how sure that is."""

from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from .trace_state import node_key

# Why a link is certain, the most telling first, or only possible.
CERTAIN = ("only_lot_made", "only_lot_used", "document", "same_number")
POSSIBLE = ("not_paired", "untracked")


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _links(self, walk, facts):
        """Gather the linked lines into one link a parent, child and document."""
        self._read_partners(walk, facts)
        used, made_at, reasons = defaultdict(dict), defaultdict(set), {}
        for pair in walk.pairs:
            input_line, parent, output_line, child = pair
            made = facts.lines.get(output_line)
            if not parent or not child or not made or input_line not in facts.lines:
                continue
            link = (parent, child, made["model"], made["res_id"])
            crossed = self._crossed(facts, pair)
            quantity = min(crossed) if crossed else facts.lines[input_line]["quantity"]
            used[link][input_line] = quantity
            made_at[link].add(output_line)
            reason = self._reason(walk, pair, facts)
            reasons[link] = min(reasons.get(link, reason), reason, key=self._rank)
        answer = []
        for link, quantities in used.items():
            parent, child, model, res_id = link
            made = max((facts.lines[line] for line in made_at[link]), key=lambda e: e["date"])
            answer.append(
                {
                    "parent": node_key(parent),
                    "child": node_key(child),
                    "quantity": sum(quantities.values()),
                    "reference": made["reference"],
                    "model": model,
                    "res_id": res_id,
                    "date": made["date"],
                    "certainty": "certain" if reasons[link] in CERTAIN else "possible",
                    "reason": reasons[link],
                }
            )
        return sorted(answer, key=lambda row: (row["date"], row["parent"], row["child"]))

    @staticmethod
    def _rank(reason):
        return (CERTAIN + POSSIBLE).index(reason)

    def _reason(self, walk, pair, facts):
        """Say why a pair of lines is linked.

        Several lots of one component, used in a document that made several lots of one product,
        are each linked to each: that only says "one of these".
        """
        input_line, parent, output_line, _child = pair
        if parent < 0:
            return "untracked"
        made = facts.made_of.get((input_line, facts.products[output_line]))
        used = facts.used_in.get((output_line, facts.products[input_line]))
        if not made or not used:
            is_moved = facts.lines[input_line]["kind"] == "delivery"
            return "same_number" if is_moved else "document"
        if made[0] == 1:
            return "only_lot_made"
        return "only_lot_used" if used[0] == 1 else "not_paired"

    def _read_partners(self, walk, facts):
        """Note what each linked line is linked to, in and out of the trace.

        Sets ``made_of`` {(input line, product made): (number of lots, quantity)} and ``used_in``
        {(output line, product used): the same} of the facts.
        """
        facts.made_of, facts.used_in = {}, {}
        if not walk.pairs:
            return
        inputs = {pair[0] for pair in walk.pairs}
        outputs = {pair[2] for pair in walk.pairs}
        parts = (
            self._partners(walk, False, inputs, "produce_line_id", "consume_line_id"),
            self._partners(walk, True, outputs, "consume_line_id", "produce_line_id"),
        )
        rows = self.env.execute_query(SQL(" UNION ALL ").join(parts))
        for is_output, line, product, lots, quantity in rows:
            (facts.used_in if is_output else facts.made_of)[line, product] = lots, quantity

    def _partners(self, walk, is_output, line_ids, near_column, far_column):
        names = ("product_id", "lot_id", "move_id", "quantity_product_uom")
        return SQL(
            """
            SELECT %(is_output)s, near.id, far.product_id,
                   count(DISTINCT coalesce(far.lot_id, -far.move_id)),
                   sum(far.quantity_product_uom)
              FROM unnest(%(ids)s::int[]) near (id)
             CROSS JOIN LATERAL (
                    SELECT %(far_column)s AS line_id
                      FROM stock_move_line_consume_rel WHERE %(near_column)s = near.id
                    OFFSET 0
                   ) link
             CROSS JOIN %(far)s far
             GROUP BY near.id, far.product_id
            """,
            is_output=is_output,
            near_column=SQL.identifier(near_column),
            far_column=SQL.identifier(far_column),
            far=self._looked_up_lines(walk.as_of, "id", SQL("link.line_id"), *names),
            ids=list(line_ids),
        )

    def _flows(self, walk, facts):
        """Say how much of each node went into each node that was made of it.

        What an order used is shared out over the lots of a product that it made, by their
        quantity. Of an order that made several products, each may hold all of it: the record does
        not tell, and who recalls must know the most that there can be.

        :return: list of (parent, child, quantity of the parent)
        """
        pairs = [
            pair
            for pair in walk.pairs
            if pair[1] and pair[3] and pair[0] in facts.lines and pair[2] in facts.lines
        ]
        walked, flows, ends = defaultdict(dict), defaultdict(float), {}
        for pair in pairs:
            input_line, _parent, output_line, _child = pair
            quantities = (facts.lines[line]["quantity"] for line in (input_line, output_line))
            ends[pair] = self._crossed(facts, pair) or tuple(quantities)
            walked[input_line, facts.products[output_line]][output_line] = ends[pair][1]
        for pair, (went, came) in ends.items():
            input_line, parent, output_line, child = pair
            made = sum(walk.batch(parent).made[parent].values()) if parent < 0 else went
            quantity = min(went, made)
            partners = (input_line, facts.products[output_line])
            _lots, total = facts.made_of.get(partners) or (0, sum(walked[partners].values()))
            if facts.lines[input_line]["kind"] == "delivery":
                flows[parent, child] += min(quantity * came / total, came)
            elif total:
                flows[parent, child] += quantity * came / total
        return [(*nodes, quantity) for nodes, quantity in flows.items()]

    # -- certainty of nodes and movements -----------------------------------------------------
    def _set_certainty(self, walk, nodes, links, facts):
        """A node is certain when certain links lead to it from a root, all the way.

        Where a lot that is no serial number came from more than one vendor or order, each of these
        is only possible for a part of it.
        """
        certain = self._certain_nodes(walk, nodes, links)
        for node, values in nodes.items():
            events = facts.by_node[node]
            kinds = ()
            if node not in certain:
                kinds = None
            elif node < 0:
                # What made goods without lot is known; nothing else of them is.
                kinds = {event["kind"] for event in events} - {"production"}
            elif self._is_mixed(events) and (
                walk.products[values["product_id"]].tracking != "serial"
            ):
                kinds = ("receipt", "production")
            values["certainty"] = "possible" if kinds is None else "certain"
            for event in events:
                if kinds is None or event["kind"] in kinds:
                    event["certainty"] = "possible"

    def _certain_nodes(self, walk, nodes, links):
        """:return: set of nodes that certain links lead to, each the way that it lies"""
        by_key = {values["key"]: node for node, values in nodes.items()}
        up, down = defaultdict(set), defaultdict(set)
        for link in links:
            if link["certainty"] == "certain":
                parent, child = by_key[link["parent"]], by_key[link["child"]]
                down[parent].add(child)
                up[child].add(parent)
        answer = set(walk.roots)
        for ways, sign in ((up, -1), (down, 1)):
            certain, stack = set(walk.roots), list(walk.roots)
            while stack:
                new = ways[stack.pop()] - certain
                certain |= new
                stack += new
            answer |= {node for node in certain if walk.depths[node] * sign > 0}
        return answer

    @staticmethod
    def _is_mixed(events):
        """:return: whether units of a lot came from different vendors or orders"""
        origins = {
            (event["partner_id"], event["partner_name"])
            if event["kind"] == "receipt"
            else (event["model"], event["res_id"])
            for event in events
            if event["kind"] in ("receipt", "production")
        }
        return len(origins) > 1
