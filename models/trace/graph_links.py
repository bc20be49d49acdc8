"""The links of a trace: what went into what, and how much of it."""

from collections import Counter
from operator import itemgetter

from odoo import models
from odoo.tools import SQL

from ...tools.arrays import id_array
from .graph_query import LINKS, MANY, TAKEN_OUT
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
        lines = movements.lines
        known = [
            pair
            for pair in walk.pairs
            if pair[1] and pair[3] and pair[0] in lines and pair[2] in lines
        ]
        self._set_containment(walk, movements, known, beside)
        links, reasons = {}, movements.reasons
        for pair in known:
            reason = reasons[pair] = self._reason(walk, pair, movements)
            self._add_link(links, pair, reason, movements)
        bundles = self._bundles(walk, movements, links)
        answer = []
        for (parent, child, model, res_id), (used, made_at, reason) in links.items():
            made, *others = made_at.values()
            if others:
                made = max(made, *others, key=itemgetter("date"))
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
        return sorted(answer, key=itemgetter("date", "parent", "child")), bundles

    def _add_link(self, links, pair, reason, movements):
        """Note a pair of lines with the others of its parent, child and document.

        :param dict links: {(parent, child, model, id): [{line that used it: quantity}, {line that
            made it: its event}, the most telling reason]}
        """
        input_line, parent, output_line, child = pair
        lines, crossed = movements.lines, movements.got_over and movements.crossed(pair)
        made, went = lines[output_line], min(crossed) if crossed else lines[input_line]["quantity"]
        link = (parent, child, made["model"], made["res_id"])
        told = links.get(link)
        if not told:
            links[link] = [{input_line: went}, {output_line: made}, reason]
            return
        told[0][input_line], told[1][output_line] = went, made
        if told[2] != reason:
            told[2] = min(told[2], reason, key=self._rank)

    def _read_partners(self, walk, movements, beside):
        """Note what each linked line is linked to, in and out of the trace.

        :param beside: more pairs than those of the walk
        """
        pairs = walk.pairs | beside
        inputs, outputs = self._note_alone(walk, movements, pairs)
        inputs.update(*(block.inputs for _reason, block in movements.blocks))
        if not (inputs or outputs):
            return
        self._add_partners(walk, movements, inputs, outputs, LINKS)
        # What has none is linked the other way round, or by something else.
        inputs -= {line for line, _product in movements.made_of}
        outputs -= {line for line, _product in movements.used_in}
        outputs = {line for line in outputs if self._is_from_production(movements, line)}
        if inputs or outputs:
            self._add_partners(walk, movements, inputs, outputs, TAKEN_OUT)

    @staticmethod
    def _note_alone(walk, movements, pairs):
        """Note what the walk has read: the partner of each line that is linked to one alone.

        :return: set of the input lines and set of the output lines that are still to be asked for
        """
        known = {way.is_up: way.alone for way in walk.ways}
        made, used = known.get(False, {}), known.get(True, {})
        inputs, outputs = {pair[0] for pair in pairs}, {pair[2] for pair in pairs}
        for line in inputs & made.keys():
            _far, product, quantity = made[line]
            movements.made_of[line, product] = True, quantity
        for line in outputs & used.keys():
            _far, product, quantity = used[line]
            movements.used_in[line, product] = True, quantity
        # Of what was used for one line alone, it does not matter what else was used for it.
        asked = {pair[2] for pair in pairs if pair[2] != made.get(pair[0], (None,))[0]}
        passages = movements.passages
        for pair in pairs:
            line, passage = pair[2], passages.get(pair[0])
            if passage and line not in asked:
                movements.used_in.setdefault((line, passage.product_id), (None, 0.0))
        return inputs - made.keys(), asked - used.keys()

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
            self._partners(walk, movements, False, inputs, part),
            self._partners(walk, movements, True, outputs, part),
        )
        rows = self.env.execute_query(SQL(" UNION ALL ").join(parts))
        for is_output, first, lines, product, is_one, quantity in rows:
            partners = movements.used_in if is_output else movements.made_of
            for line in lines or (first,):
                partners[line, product] = is_one, quantity
                if not is_output and line in alike:
                    partners.update(((each, product), (is_one, quantity)) for each in alike[line])

    def _partners(self, walk, movements, is_output, line_ids, part):
        """Return SQL of what lines are linked to: of each product, whether it is one lot, and how
        much. The lines of an order of many that have the same links are looked at once.
        """
        names = ("product_id", "lot_id", "move_id", "location_id", "quantity_product_uom")
        columns = INPUT_FIRST[:: 1 if is_output == (part == TAKEN_OUT) else -1]
        near_column, far_column = map(SQL.identifier, columns)
        is_far = SQL("TRUE")
        if part == TAKEN_OUT:
            is_made = SQL("far.location_id IN %s", walk.production_ids)
            is_far = SQL("NOT %s", is_made) if is_output else is_made
        return SQL(
            """
            SELECT %(is_output)s, kind.id, kind.ids, told.*
              FROM (%(kinds)s) kind
             CROSS JOIN LATERAL (
                    SELECT far.product_id,
                           min(coalesce(far.lot_id, -far.move_id))
                               = max(coalesce(far.lot_id, -far.move_id)),
                           sum(far.quantity_product_uom)::float8
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
            kinds=self._kinds(movements, columns, line_ids),
            near_column=near_column,
            far_column=far_column,
            is_far=is_far,
            far=self.looked_up_lines(walk.as_of, "id", SQL("link.line_id"), *names),
        )

    def _kinds(self, movements, columns, line_ids):
        """Return SQL of lines, those of an order of many gathered by what they are linked to."""
        lines = movements.lines
        documents = Counter(
            (lines[line]["model"], lines[line]["res_id"]) for line in line_ids if line in lines
        )
        alone = SQL("unnest(%s::int[])", id_array(line_ids))
        if max(documents.values(), default=0) < MANY:
            return SQL("SELECT id, NULL::int[] AS ids FROM %s near (id)", alone)
        told = self._told(columns, alone)
        kinds = "SELECT min(id) AS id, array_agg(id) AS ids FROM %s near GROUP BY number, total"
        return SQL(kinds, told)
