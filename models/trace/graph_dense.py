"""Orders that made many lots of many: what is equal in everything is one, from the query to the
answer.

Of an order that used 2,000 lots of a product and made 2,000 of another, core links each to each:
4,000,000 links, none of which says more than that the order used the one and made the other. Lines
of one move that are linked to the same lines are read as a :class:`trace_state.Fan`; what counts of
it is a :class:`tools.blocks.Block`. Which lot went into which such an order does not tell, so that
these links are never certain.
"""

from collections import defaultdict
from itertools import chain, islice, product

from odoo import models
from odoo.tools import SQL, groupby

from ...tools.blocks import Block, disjoint
from ...tools.moments import FORMAT
from .graph_query import LINKED, LINKS, TAKEN_OUT
from .trace_state import Fan, node_key

# From so many lots of a product on, used or made, an order is looked at for what is the same.
MANY = 20
# How many links are counted that there is no room for.
MOST_COUNTED = 1_000_000


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    # -- reading ------------------------------------------------------------------------------
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
            (*one[:3], *other[3:7], one[3], other[8])
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
        lines = SQL("unnest(%s::int[])", list(line_ids))
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
        return SQL(
            "SELECT line.* FROM unnest(%s::int[]) wanted (id) CROSS JOIN %s line",
            sorted(line_ids),
            self.looked_up_lines(walk.as_of, "id", SQL("wanted.id"), *LINKED),
        )

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

    # -- what counts --------------------------------------------------------------------------
    def _set_blocks(self, walk, movements, beside):
        """Note the links of the fans, each pair in one block, with why they are linked.

        :param set beside: pairs of what was put into products and taken out of them
        """
        if not any(way.blocks for way in walk.ways):
            return
        self._open_blocks(walk, movements, beside)
        self._add_to_blocks(walk)
        parts = [part for way in walk.ways for part in self._reasoned_blocks(walk, way)]
        # What is in time one way need not be so the other way.
        movements.blocks = disjoint(sorted(parts, key=lambda part: self._rank(part[0])))

    def _open_blocks(self, walk, movements, beside):
        """Take those pairs out of the blocks that are to be looked at one by one: what was taken
        out of products, and what these products are in.
        """
        taken_out, lines = movements.taken_out, movements.lines
        ends = {(pair[1], pair[3]) for pair in walk.pairs | beside if pair[2] in taken_out}
        products, parts = ({end[number] for end in ends} for number in (0, 1))
        for way in walk.ways:
            for block in way.blocks:
                if found := {lot for line, lot in block.outputs.items() if line in taken_out}:
                    parts |= found
                    products.update(block.inputs.values())
        for way in walk.ways:
            blocks, opened = [], []
            for block in way.blocks:
                told = [{k: v for k, v in side.items() if k in lines} for side in block]
                rest = list(filter(None, [Block(*told)]))
                for one, other in (
                    (block.inputs, taken_out),
                    (self._lines_of(block.inputs, products), block.outputs),
                    (
                        self._lines_of(block.inputs, parts),
                        self._lines_of(block.outputs, products),
                    ),
                    (
                        {line for line in told[0] if lines[line]["kind"] == "delivery"},
                        block.outputs,
                    ),
                ):
                    halves = [piece.parted(one, other) for piece in rest]
                    opened += [within for within, _rest in halves if within]
                    rest = [piece for _within, pieces in halves for piece in pieces]
                blocks += rest
            way.blocks = blocks
            pairs = self._opened(walk, opened)
            way.taken |= pairs
            walk.pairs |= pairs

    @staticmethod
    def _lines_of(lines, lots):
        """Return those of some lines that are of some lots, as {line: lot}."""
        return {line: lot for line, lot in lines.items() if lot in lots}

    @staticmethod
    def _opened(walk, blocks):
        """Return the set of the pairs of some blocks, as many as there is room for."""
        room = max(walk.max_links - len(walk.pairs), 0)
        pairs = chain.from_iterable(block.pairs() for block in blocks)
        found = set(islice(pairs, room))
        count = sum(len(block.inputs) * len(block.outputs) for block in blocks)
        if count > room:
            walk.cut("links", count - room)
        return found

    def _add_to_blocks(self, walk):
        """Put pairs of the one way that blocks of the other have among these of theirs."""
        by_input = defaultdict(list)
        for way in walk.ways:
            for block in way.blocks:
                for line in block.inputs:
                    by_input[line].append(block.outputs)
        for way in walk.ways:
            rows = defaultdict(lambda: ({}, {}))
            for pair in way.taken:
                if any(pair[2] in outputs for outputs in by_input.get(pair[0], ())):
                    inputs, outputs = rows[pair[2 if way.is_up else 0]]
                    inputs[pair[0]], outputs[pair[2]] = pair[1], pair[3]
            for inputs, outputs in rows.values():
                block = Block(inputs, outputs)
                pairs = set(block.pairs())
                way.taken -= pairs
                walk.pairs -= pairs
                way.blocks.append(block)

    @staticmethod
    def _reasoned_blocks(walk, way):
        """Return the blocks of a way, each with why its pairs are linked."""
        for block in way.blocks:
            inputs, outputs = block
            used, made = (walk.moment_of[next(iter(side))] for side in block)
            near, moment = (outputs, made) if way.is_up else (inputs, used)
            in_time = {
                line
                for line, lot in near.items()
                if used <= made and way.counts(moment, way.moments[lot])
            }
            ends = (inputs, in_time) if way.is_up else (in_time, outputs)
            within, late = block.parted(*ends)
            if within:
                yield "not_paired", within
            for rest in late:
                yield "recorded_later", rest

    # -- the answer ---------------------------------------------------------------------------
    def _bundles(self, walk, movements, links):
        """Gather the blocks into bundles, each of one document; what its links share with others of
        a parent, a child and this document is left to these.

        :param dict links: {(parent, child, model, id): what is told of the link}, grows
        :return: list of dict, as the answer has them
        """
        lines, by_document = movements.lines, defaultdict(list)
        for reason, block in movements.blocks:
            for document, items in groupby(block.outputs.items(), lambda o: _document(lines[o[0]])):
                by_document[document].append((reason, Block(block.inputs, dict(items))))
        ends = defaultdict(lambda: (set(), set()))
        for parent, child, *document in links if by_document else ():
            parents, children = ends[tuple(document)]
            parents.add(parent)
            children.add(child)
        bundles = []
        for document, told in by_document.items():
            sides = [[set(side.values()) for side in block] for _reason, block in told]
            for number, (reason, block) in enumerate(told):
                rest = [block]
                for parents, children in (
                    *sides[:number],
                    *sides[number + 1 :],
                    ends.get(document, (set(), set())),
                ):
                    one = self._lines_of(block.inputs, parents)
                    other = self._lines_of(block.outputs, children)
                    halves = [piece.parted(one, other) for piece in rest]
                    rest = [piece for _within, pieces in halves for piece in pieces]
                    for within, _rest in halves:
                        for pair in self._opened(walk, [within] if within else []):
                            self._add_link(links, pair, reason, movements)
                bundles += [self._bundle(piece, reason, document, lines) for piece in rest]
        return sorted(bundles, key=lambda row: (row["date"], row["parents"], row["children"]))

    def _bundle(self, block, reason, document, lines):
        """Return one bundle of the answer: each parent went into each child, as far as is known."""
        quantities, (model, res_id) = defaultdict(float), document
        for line, parent in block.inputs.items():
            quantities[parent] += lines[line]["quantity"]
        made = max((lines[line] for line in block.outputs), key=lambda event: event["date"])
        return {
            "parents": [node_key(parent) for parent in sorted(quantities)],
            "quantities": [quantity for _parent, quantity in sorted(quantities.items())],
            "children": [node_key(child) for child in sorted(set(block.outputs.values()))],
            "reference": made["reference"],
            "model": model,
            "res_id": res_id,
            "date": made["date"],
            "certainty": self._certainty(reason),
            "reason": reason,
        }

    @staticmethod
    def _block_flows(walk, movements, versions):
        """Say how much goes through each block, as :meth:`_flows` does for pairs.

        What it used flows together and out again in proportion: so many flows as there are lines.
        """
        flows = []
        for number, (_reason, block) in enumerate(movements.blocks):
            hub = None, number
            versions.totals[hub] = None
            product_id = movements.products[next(iter(block.outputs))]
            for line, parent in block.inputs.items():
                _lots, total = movements.made_of[line, product_id]
                if total:
                    used = versions.used(parent, walk.moment_of[line])
                    flows.append((used, hub, movements.lines[line]["quantity"] / total))
            for line, child in block.outputs.items():
                made = versions.made(child, walk.moment_of[line])
                flows.append((hub, made, movements.lines[line]["quantity"]))
        return flows


def _document(event):
    return event["model"], event["res_id"]
