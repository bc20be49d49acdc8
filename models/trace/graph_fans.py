"""Links of orders that made many lots of many, read together: lines of one move that are linked to
the same lines are a :class:`trace_state.Fan`, and their links are never listed.
"""

from collections import defaultdict
from itertools import chain, islice, product

from odoo import models
from odoo.tools import SQL

from ...tools.arrays import id_array
from ...tools.blocks import Block, disjoint
from ...tools.moments import FORMAT
from .graph_query import LINKED, LINKS, MANY, TAKEN_OUT
from .trace_state import Fan

# How many links are counted that there is no room for.
MOST_COUNTED = 1_000_000


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _many_linked_lines(self, walk, way, room, near):
        """Read links as :meth:`_linked_lines` does, those that are the same in everything as fans.

        :param SQL near: selects the lines at the near end
        """
        is_used = SQL("location_id NOT IN %s", walk.production_ids)
        side = self._is_made(walk, "near") if way.is_up else is_used
        lines = self.env.execute_query(
            SQL(
                "SELECT id, lot_id, move_id, to_char(date, %s), location_id IN %s FROM (%s) near"
                " WHERE %s",
                *(FORMAT, walk.production_ids, near, side),
            )
        )
        fans, rows, beyond = self._gathered_links(walk, way, room, lines)
        waiting = {line[1] for line in lines} - {None}
        if beyond and any(way.moments.get(lot, way.most) != way.most for lot in waiting):
            # Without what does not count by its date there may be room.
            way.partial.update(waiting)
            lines = [
                line
                for line in lines
                if not line[1] or way.counts(line[3], way.moments.get(line[1], way.most))
            ]
            fans, rows, beyond = self._gathered_links(walk, way, room, lines)
        if beyond:
            walk.cut("links", beyond)
            walk.is_full = True
        for fan in fans:
            way.add_fan(fan)
            walk.moment_of.update(dict.fromkeys(fan.near, fan.moment))
            walk.moment_of.update(dict.fromkeys(fan.far, fan.far_moment))
        return rows

    def _gathered_links(self, walk, way, room, lines):
        """Read what some lines are linked to.

        :param int room: how many links at most; a fan counts as many as it has lines
        :param list lines: (line, its lot, its move, its moment, whether it is from production)
        :return: list of Fans, list of rows of the other links, how many there is no room for
        """
        fans, others, alone, beyond, held = [], [], [], 0, walk.fanned_lines()
        for part in (LINKS, TAKEN_OUT):
            kinds = self._same_links(way.columns[:: 1 if part == LINKS else -1], lines)
            for kind, rows in self._links_of_kinds(walk, way, kinds, part):
                found, left = self._fans(way, kind, rows, part)
                others += left
                for fan in found:
                    own = {*fan.near, *fan.far} - held
                    if len(own) > room:
                        beyond += len(fan.near) * len(fan.far)
                    else:
                        room -= len(own)
                        held |= own
                        fans.append(fan)
            rest = {line[0] for line in lines}.difference(
                line[0] for kind in kinds for line in kind
            )
            alone.append(self._linked_sql(walk, way, self._lines_sql(walk, rest), [part]))
        # In the order of the lines asked for: to sort them all takes long where there are millions.
        linked = SQL(" UNION ALL ").join(alone)
        rows = self.env.execute_query(SQL("%s LIMIT %s", linked, room + 1))
        count = len(rows)
        if count > room:
            counted = SQL("SELECT count(*) FROM (%s LIMIT %s) beyond", linked, room + MOST_COUNTED)
            [[count]] = self.env.execute_query(counted)
        count += sum(len(near) * len(far) for near, far in others)
        pairs = chain.from_iterable(product(near, far) for near, far in others)
        # As the rows of a query: (near line, its lot, its move, ...), see `_linked_lines`.
        rows += [
            (*one[:3], *other[3:7], one[3], other[8], None)
            for one, other in islice(pairs, max(room - len(rows), 0))
        ]
        return fans, rows[:room], beyond + max(count - room, 0)

    def _same_links(self, columns, lines):
        """Find lines of one move, of many lots, that are linked to the same lines.

        :param tuple columns: of core's relation, that of the lines and that of what they are
            linked to
        :return: list of lists of them
        """
        moves = defaultdict(list)
        for line in lines:
            moves[line[2:]].append(line)
        many = [line for move in moves.values() if self._are_many(move) for line in move]
        if not many:
            return []
        ids = [line[0] for line in many]
        told = {line: (number, total) for line, number, total in self._told_links(columns, ids)}
        kinds = defaultdict(list)
        for line in many:
            links = told[line[0]]
            if links[0] >= MANY:
                kinds[line[2:] + links].append(line)
        return [kind for kind in kinds.values() if self._are_many(kind)]

    @staticmethod
    def _are_many(lines):
        """Return whether some lines, as :meth:`_gathered_links` has them, are of many lots."""
        return len(lines) >= MANY and len({line[1] for line in lines} - {None}) >= MANY

    def _told_links(self, columns, line_ids):
        """Tell what some lines are linked to by two numbers, alike for lines with the same links.

        :return: list of (line, how many lines it is linked to, the sum of their hashes)
        """
        lines = SQL("unnest(%s::int[])", id_array(line_ids))
        return self.env.execute_query(SQL("SELECT * FROM %s told", self._told(columns, lines)))

    @staticmethod
    def _told(columns, lines):
        """Return SQL to stand after FROM: id, number and total, see :meth:`_told_links`.

        :param SQL lines: selects the ids of the lines, to stand after FROM
        """
        near, far = map(SQL.identifier, columns)
        return SQL(
            """
            (SELECT near.id, link.number, link.total
               FROM %(lines)s near (id)
              CROSS JOIN LATERAL (
                     SELECT count(*) AS number, sum(hashint8extended(%(far)s, 0)) AS total
                       FROM stock_move_line_consume_rel WHERE %(near)s = near.id
                    ) link)
            """,
            lines=lines,
            far=far,
            near=near,
        )

    def _links_of_kinds(self, walk, way, kinds, part):
        """Read what the lines of each kind are linked to, of the first of them.

        :param part: which links, see :meth:`_linked_sql`
        :return: list of (lines of a kind, rows as :meth:`_linked_lines` gives them)
        """
        if not kinds:
            return []
        found = defaultdict(list)
        lines = self._lines_sql(walk, [kind[0][0] for kind in kinds])
        linked = self._linked_sql(walk, way, lines, [part])
        for row in self.env.execute_query(SQL("%s ORDER BY 1, 4", linked)):
            found[row[0]].append(row)
        return [(kind, found[kind[0][0]]) for kind in kinds]

    @staticmethod
    def _fans(way, kind, rows, part):
        """Gather the far ends of lines with the same links, those of many lots of one move.

        :return: list of Fans; list of (near lines, rows of their other far ends)
        """
        moves = defaultdict(list)
        for row in rows:
            moves[row[5], row[8]].append(row)
        known = {line for fan in way.fans for line in fan.near}
        kind = [line for line in kind if line[0] not in known]
        near = {line[0]: line[1] for line in kind}
        fans, left = [], []
        for (_move, moment), far in moves.items():
            lots = {row[4] for row in far} - {None}
            # What an order made of itself is looked at one by one.
            itself = lots.intersection(near.values())
            own = {line: lot for line, lot in near.items() if lot and lot not in itself}
            if len(lots) < MANY or not own:
                left.append((kind, far))
                continue
            ends = {row[3]: row[4] for row in far if row[4]}
            fans.append(Fan(part, near=own, far=ends, moment=kind[0][3], far_moment=moment))
            left.append(([line for line in kind if line[0] not in own], far))
            left.append(([line for line in kind if line[0] in own], [r for r in far if not r[4]]))
        return fans, [(lines, far) for lines, far in left if lines and far]

    def _lines_sql(self, walk, line_ids):
        """Return SQL that selects some lines, with the fields of ``LINKED``."""
        return self._lines_by(walk.as_of, "id", sorted(line_ids), *LINKED)

    @staticmethod
    def _count_links(way, pairs, fanned):
        """Count from which node to which some pairs lead, and some lines of fans.

        :param list fanned: (Fan, its near line)
        """
        ends = {(pair[3], pair[1]) if way.is_up else (pair[1], pair[3]) for pair in pairs}
        nodes = defaultdict(dict)
        for fan, line in fanned:
            nodes[tuple(fan.far.values())][fan.near[line]] = None
        found = disjoint((None, Block(near, dict.fromkeys(far))) for far, near in nodes.items())
        blocks = [block for _label, block in found]
        alone = (
            end for end in ends if not any(end[0] in near and end[1] in far for near, far in blocks)
        )
        return sum(len(near) * len(far) for near, far in blocks) + sum(1 for _end in alone)
