"""The engine: the genealogy of lots as one set-based walk over done move lines.

Core records what went into what in the relation ``stock_move_line_consume_rel``: its column
``produce_line_id`` names the line that was used up (a component consumed, a product unbuilt) and
``consume_line_id`` the line that came of it (a product made, a component recovered). Manufacturing,
unbuild, subcontracting and repair all fill it, so the engine needs none of them.
"""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

DIRECTIONS = {"upstream": ("upstream",), "downstream": ("downstream",)}
DIRECTIONS["both"] = DIRECTIONS["upstream"] + DIRECTIONS["downstream"]
# An untracked product has no lot to name; a tracked one that names none is a gap.
NAMED_OR_GAP = Domain("lot_id", "!=", False) | Domain("product_id.tracking", "!=", "none")


def lot_key(lot_id):
    """:return: the key of a lot's node"""
    return f"lot:{lot_id}"


class TraceabilityGraph(models.AbstractModel):
    _name = "traceability.graph"
    _description = "Traceability Graph"

    # -- the question -------------------------------------------------------------------------
    @api.private
    def trace(self, lots, direction="both", max_depth=None, as_of=None, lines=None):
        """Trace lots to the end and return the one answer that screens and documents share.

        What the user may not see (record rules, companies) is not in the answer.

        :param lots: ``stock.lot`` records, any number, of any products
        :param str direction: ``upstream`` (where it came from), ``downstream`` (where it went)
            or ``both``
        :param int max_depth: how many generations to follow; None follows to the end
        :param as_of: the record as it stood then: a datetime in UTC, or a day (its end); a string
            in Odoo's format will do
        :param lines: ``stock.move.line`` records without lot to report as gaps, such as a
            transfer's own
        :return: dict with ``roots``, ``nodes``, ``links``, ``events``, ``gaps``, ``truncated``, as
            the README's *The answer* describes; only JSON types, datetimes as strings in UTC,
            quantities in the product's own unit
        :raise UserError: when direction, depth or date make no sense
        """
        as_of = self._checked_date(as_of)
        if direction not in DIRECTIONS:
            raise UserError(
                self.env._(
                    "A trace goes %(directions)s, not %(direction)s.",
                    directions=", ".join(DIRECTIONS),
                    direction=direction,
                )
            )
        if max_depth is not None and (not isinstance(max_depth, int) or max_depth < 0):
            raise UserError(self.env._("The depth of a trace is a whole number from 0 on."))
        depths, pairs, truncated = self._walk_all(lots, DIRECTIONS[direction], max_depth, as_of)
        nodes = self._nodes(depths, lots.ids)
        pairs = {pair for pair in pairs if self._is_visible(pair, nodes)}
        lotless = {line for pair in pairs for line, lot in (pair[:2], pair[2:]) if not lot} | set(
            lines.ids if lines else ()
        )
        events, gaps = self._events(list(nodes), lotless, as_of)
        links = self._links(pairs, events)
        gaps = self._gaps(gaps, pairs, events)
        self._set_quantities(nodes, events, as_of)
        return {
            "roots": [lot_id for lot_id in lots.ids if lot_id in nodes],
            "nodes": list(nodes.values()),
            "links": links,
            "events": [event for event in events.values() if event["node"]],
            "gaps": gaps,
            "truncated": truncated,
        }

    def _checked_date(self, as_of):
        """Read a date as a person means it: a day ends at its last second."""
        if not as_of:
            return None
        try:
            moment = fields.Datetime.to_datetime(as_of)
        except (TypeError, ValueError):
            raise UserError(self.env._("%(value)s is not a date.", value=as_of)) from None
        is_day = len(as_of) == 10 if isinstance(as_of, str) else not hasattr(as_of, "hour")
        return moment.replace(hour=23, minute=59, second=59) if is_day else moment

    @staticmethod
    def _is_visible(pair, nodes):
        """A link shows when the user may see the lots at both its ends."""
        _input, parent, _output, child = pair
        return (not parent or parent in nodes) and (not child or child in nodes)

    # -- the walk -----------------------------------------------------------------------------
    def _walk_all(self, lots, directions, max_depth, as_of):
        """Walk in each direction from the same lots.

        :return: {lot id: depth, below 0 upstream}, {(input line, its lot, output line, its
            lot)}, whether more lies beyond max_depth
        """
        depths, pairs, truncated = dict.fromkeys(lots.ids, 0), set(), False
        for direction in directions:
            found, more = self._walk(lots.ids, direction, max_depth, as_of, pairs)
            truncated = truncated or more
            sign = -1 if direction == "upstream" else 1
            for lot_id, depth in found.items():
                # A loop reaches a lot both ways: it stands where it is nearest.
                if lot_id not in depths or depth < abs(depths[lot_id]):
                    depths[lot_id] = sign * depth
        return depths, pairs, truncated

    def _walk(self, lot_ids, direction, max_depth, as_of, pairs):
        """Follow the links generation by generation, each by a fixed number of queries.

        :param set pairs: receives the links found
        :return: {lot id: generations from the roots}, whether more lies beyond max_depth
        """
        depths, frontier, depth = dict.fromkeys(lot_ids, 0), set(lot_ids), 0
        while frontier:
            rows = self._linked_lines(frontier, direction, as_of)
            rows += self._trace_extra_links(frontier, direction, as_of)
            if depth == max_depth:
                return depths, bool(rows)
            depth += 1
            pairs.update(rows)
            ends = {row[1] if direction == "upstream" else row[3] for row in rows}
            frontier = {lot_id for lot_id in ends if lot_id and lot_id not in depths}
            depths.update(dict.fromkeys(frontier, depth))
        return depths, False

    def _linked_lines(self, lot_ids, direction, as_of):
        """Read the links from one generation of lots to the next.

        :return: list of (input line id, its lot id, output line id, its lot id); the lot of the
            far end is None when the line of a tracked product names none
        """
        near, far = self._done_lines(Domain("lot_id", "in", list(lot_ids)), as_of), "far"
        near_column, far_column = "produce_line_id", "consume_line_id"
        if direction == "upstream":
            near_column, far_column = far_column, near_column
        link = near.join(near.table, "id", "stock_move_line_consume_rel", near_column, "link")
        far_lines = self._done_lines(NAMED_OR_GAP, as_of).subselect("stock_move_line.id, lot_id")
        near.add_join("JOIN", far, far_lines, SQL("far.id = %s", SQL.identifier(link, far_column)))
        ends = [SQL("stock_move_line.id, stock_move_line.lot_id"), SQL("far.id, far.lot_id")]
        if direction == "upstream":
            ends.reverse()
        return self.env.execute_query(near.select(*ends))

    def _done_lines(self, domain, as_of):
        """:return: a Query of the done move lines in a domain that the user may see"""
        # A count that confirms an empty place leaves a line of quantity 0: nothing moved.
        domain &= Domain("state", "=", "done") & Domain("quantity_product_uom", "!=", 0)
        if as_of:
            domain &= Domain("date", "<=", as_of)
        return self.env["stock.move.line"]._search(domain, order="id")

    def _trace_extra_links(self, lot_ids, direction, as_of):
        """Hook: links that core's relation does not hold; they count as certain.

        :return: list in the shape of :meth:`_linked_lines`
        """
        return []

    # -- links --------------------------------------------------------------------------------
    def _links(self, pairs, events):
        """Gather the linked lines into one link a parent, child and document."""
        inputs, certain = defaultdict(set), set()
        ambiguous = self._ambiguous(pairs)
        for pair in pairs:
            input_line, parent, output_line, child = pair
            if not parent or not child:
                continue
            made = events[output_line]
            link = (parent, child, made["model"], made["res_id"])
            inputs[link].add((input_line, output_line))
            if pair not in ambiguous:
                certain.add(link)
        answer = []
        for link, lines in inputs.items():
            parent, child, model, res_id = link
            made = max((events[output] for _, output in lines), key=lambda event: event["date"])
            used = {line for line, _ in lines}
            answer.append(
                {
                    "parent": lot_key(parent),
                    "child": lot_key(child),
                    "quantity": sum(events[line]["quantity"] for line in used),
                    "reference": made["reference"],
                    "model": model,
                    "res_id": res_id,
                    "date": made["date"],
                    "certainty": "certain" if link in certain else "possible",
                }
            )
        return sorted(answer, key=lambda row: (row["date"], row["parent"], row["child"]))

    def _ambiguous(self, pairs):
        """Find the links that only say "one of these": several lots of one component were used
        in a document that made several lots of one product, each linked to each.

        :return: the subset of pairs
        """
        if not pairs:
            return set()
        made_of = self._partners([pair[0] for pair in pairs], "produce_line_id", "consume_line_id")
        used_in = self._partners([pair[2] for pair in pairs], "consume_line_id", "produce_line_id")
        return {
            pair
            for pair in pairs
            if made_of.get(pair[::2], 1) > 1 and used_in.get(pair[2::-2], 1) > 1
        }

    def _partners(self, line_ids, near_column, far_column):
        """Count, for each linked line, how many lots of a partner's product it is linked to.

        :return: {(line, partner line): number of lots of the partner's product}
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT link.%(near)s, far.id, far.product_id, coalesce(far.lot_id, -far.id)
                  FROM stock_move_line_consume_rel link
                  JOIN %(lines)s far ON far.id = link.%(far)s
                 WHERE link.%(near)s IN %(ids)s
                """,
                near=SQL.identifier(near_column),
                far=SQL.identifier(far_column),
                lines=self._done_lines(Domain.TRUE, None).subselect("id, product_id, lot_id"),
                ids=tuple(set(line_ids)),
            )
        )
        lots = defaultdict(set)
        for line, _partner, product, lot in rows:
            lots[line, product].add(lot)
        return {(line, partner): len(lots[line, product]) for line, partner, product, _ in rows}

    # -- gaps ---------------------------------------------------------------------------------
    def _gaps(self, lotless, pairs, events):
        """Say where the record cannot go on, and beside which lot of the trace."""
        beside = {}
        for input_line, parent, output_line, child in pairs:
            if not child:
                beside[output_line] = ("produced_without_lot", lot_key(parent))
            elif not parent:
                beside[input_line] = ("consumed_without_lot", lot_key(child))
        answer = []
        for line_id, (product_name, is_waived) in lotless.items():
            kind, node = beside.get(line_id, ("moved_without_lot", None))
            event = events[line_id]
            answer.append(
                {
                    "kind": kind,
                    "product_name": product_name,
                    "quantity": event["quantity"],
                    "reference": event["reference"],
                    "date": event["date"],
                    "node": node,
                    "waived": is_waived,
                }
            )
        return answer
