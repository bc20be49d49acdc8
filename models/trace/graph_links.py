"""The links of a trace: what went into what, and how much of it."""

from odoo import models
from odoo.tools import SQL

from .graph_query import LINKS, TAKEN_OUT
from .trace_state import node_key

# The columns of core's relation: what was used, what was made of it.
INPUT_FIRST = ("produce_line_id", "consume_line_id")


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _links(self, walk, movements):
        """Gather the linked lines into one link a parent, child and document.

        :return: list of links, list of bundles
        """
        beside = self._read_containment(walk, movements)
        self._set_blocks(walk, movements, beside)
        self._read_partners(walk, movements, beside)
        lines = movements.lines.keys()
        known = {pair for pair in walk.pairs if {pair[0], pair[2]} <= lines and all(pair)}
        self._set_containment(walk, movements, known | beside)
        links = {}
        for pair in walk.pairs:
            input_line, parent, output_line, child = pair
            if parent and child and input_line in lines and output_line in lines:
                reason = movements.reasons[pair] = self._reason(walk, pair, movements)
                self._add_link(links, pair, reason, movements)
        bundles = self._bundles(walk, movements, links)
        answer = []
        for (parent, child, model, res_id), (used, made_at, reason) in links.items():
            made = max((movements.lines[line] for line in made_at), key=lambda e: e["date"])
            answer.append(
                {
                    "parent": node_key(parent),
                    "child": node_key(child),
                    "quantity": sum(used.values()),
                    "reference": made["reference"],
                    "model": model,
                    "res_id": res_id,
                    "date": made["date"],
                    "certainty": self._certainty(reason),
                    "reason": reason,
                }
            )
        links = sorted(answer, key=lambda row: (row["date"], row["parent"], row["child"]))
        return links, bundles

    def _add_link(self, links, pair, reason, movements):
        """Note a pair of lines with the others of its parent, child and document.

        :param dict links: {(parent, child, model, id): [{line that used it: quantity}, set of lines
            that made it, the most telling reason]}
        """
        input_line, parent, output_line, child = pair
        made, crossed = movements.lines[output_line], movements.crossed(pair)
        link = (parent, child, made["model"], made["res_id"])
        told = links.setdefault(link, [{}, set(), reason])
        told[0][input_line] = min(crossed) if crossed else movements.lines[input_line]["quantity"]
        told[1].add(output_line)
        told[2] = min(told[2], reason, key=self._rank)

    def _read_partners(self, walk, movements, beside):
        """Note what each linked line is linked to, in and out of the trace.

        :param beside: more pairs than those of the walk
        """
        pairs = walk.pairs | beside
        inputs, outputs = {pair[0] for pair in pairs}, {pair[2] for pair in pairs}
        inputs.update(*(block.inputs for _reason, block in movements.blocks))
        if not inputs:
            return
        self._add_partners(walk, movements, inputs, outputs, LINKS)
        # What has none is linked the other way round, or by something else.
        inputs -= {line for line, _product in movements.made_of}
        outputs -= {line for line, _product in movements.used_in}
        outputs = {line for line in outputs if self._is_from_production(movements, line)}
        if inputs or outputs:
            self._add_partners(walk, movements, inputs, outputs, TAKEN_OUT)

    @staticmethod
    def _is_from_production(movements, line):
        passage = movements.passages.get(line)
        return bool(passage) and passage.usages[0] == "production"

    def _add_partners(self, walk, movements, inputs, outputs, part):
        """Note what some lines are linked to.

        :param part: by which links, ``LINKS`` or ``TAKEN_OUT``
        """
        # Lines that are known to have the same links: the first of them tells.
        fans = (fan for way in walk.ways if not way.is_up for fan in way.fans)
        alike = {next(iter(fan.near)): fan.near.keys() for fan in fans if fan.part == part}
        inputs = inputs.difference(*alike.values()) | alike.keys()
        parts = (
            self._partners(walk, False, inputs, part),
            self._partners(walk, True, outputs, part),
        )
        rows = self.env.execute_query(SQL(" UNION ALL ").join(parts))
        for is_output, lines, product, lots, quantity in rows:
            partners = movements.used_in if is_output else movements.made_of
            others = {} if is_output else alike
            partners.update(
                ((each, product), (lots, quantity))
                for line in lines
                for each in (line, *others.get(line, ()))
            )

    def _partners(self, walk, is_output, line_ids, part):
        """Return SQL of what lines are linked to: those with the same links are looked at once."""
        names = ("product_id", "lot_id", "move_id", "location_id", "quantity_product_uom")
        columns = INPUT_FIRST[:: 1 if is_output == (part == TAKEN_OUT) else -1]
        near_column, far_column = map(SQL.identifier, columns)
        is_far = SQL("TRUE")
        if part == TAKEN_OUT:
            is_made = SQL("far.location_id IN %s", walk.production_ids)
            is_far = SQL("NOT %s", is_made) if is_output else is_made
        return SQL(
            """
            SELECT %(is_output)s, kind.ids, told.*
              FROM (SELECT min(id) AS id, array_agg(id) AS ids
                      FROM %(told)s near GROUP BY number, total) kind
             CROSS JOIN LATERAL (
                    SELECT far.product_id,
                           count(DISTINCT coalesce(far.lot_id, -far.move_id)),
                           sum(far.quantity_product_uom)
                      FROM (SELECT %(far_column)s AS line_id
                              FROM stock_move_line_consume_rel WHERE %(near_column)s = kind.id
                            OFFSET 0
                           ) link
                     CROSS JOIN %(far)s far
                     WHERE %(is_far)s
                     GROUP BY far.product_id
                   ) told
            """,
            is_output=is_output,
            told=self._told(columns, SQL("unnest(%s::int[])", list(line_ids))),
            near_column=near_column,
            far_column=far_column,
            is_far=is_far,
            far=self.looked_up_lines(walk.as_of, "id", SQL("link.line_id"), *names),
        )
