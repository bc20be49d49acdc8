"""The links of a trace: what went into what, and how much of it."""

from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from .trace_state import node_key


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _links(self, walk, movements):
        """Gather the linked lines into one link a parent, child and document."""
        beside = self._read_containment(walk, movements)
        self._read_partners(walk, movements, beside)
        lines = movements.lines.keys()
        known = {pair for pair in walk.pairs if {pair[0], pair[2]} <= lines and all(pair)}
        self._set_containment(walk, movements, known | beside)
        used, made_at, reasons = defaultdict(dict), defaultdict(set), {}
        for pair in walk.pairs:
            input_line, parent, output_line, child = pair
            made = movements.lines.get(output_line)
            if not parent or not child or not made or input_line not in movements.lines:
                continue
            link = (parent, child, made["model"], made["res_id"])
            crossed = movements.crossed(pair)
            quantity = min(crossed) if crossed else movements.lines[input_line]["quantity"]
            used[link][input_line] = quantity
            made_at[link].add(output_line)
            reason = movements.reasons[pair] = self._reason(walk, pair, movements)
            reasons[link] = min(reasons.get(link, reason), reason, key=self._rank)
        answer = []
        for link, quantities in used.items():
            parent, child, model, res_id = link
            made = max((movements.lines[line] for line in made_at[link]), key=lambda e: e["date"])
            answer.append(
                {
                    "parent": node_key(parent),
                    "child": node_key(child),
                    "quantity": sum(quantities.values()),
                    "reference": made["reference"],
                    "model": model,
                    "res_id": res_id,
                    "date": made["date"],
                    "certainty": self._certainty(reasons[link]),
                    "reason": reasons[link],
                }
            )
        return sorted(answer, key=lambda row: (row["date"], row["parent"], row["child"]))

    def _read_partners(self, walk, movements, beside):
        """Note what each linked line is linked to, in and out of the trace.

        :param beside: more pairs than those of the walk
        """
        if not walk.pairs:
            return
        inputs = {pair[0] for pairs in (walk.pairs, beside) for pair in pairs}
        outputs = {pair[2] for pairs in (walk.pairs, beside) for pair in pairs}
        parts = (
            self._partners(walk, False, inputs, "produce_line_id", "consume_line_id"),
            self._partners(walk, True, outputs, "consume_line_id", "produce_line_id"),
        )
        rows = self.env.execute_query(SQL(" UNION ALL ").join(parts))
        for is_output, line, product, lots, quantity in rows:
            (movements.used_in if is_output else movements.made_of)[line, product] = lots, quantity

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
            far=self.looked_up_lines(walk.as_of, "id", SQL("link.line_id"), *names),
            ids=list(line_ids),
        )
