"""One generation of the walk: what the lines of some nodes are linked to.

Core records what went into what in the relation ``stock_move_line_consume_rel``: its column
``produce_line_id`` names the line that was used up (a component consumed, a product unbuilt) and
``consume_line_id`` the line that came of it (a product made, a component recovered). Manufacturing,
unbuild, subcontracting and repair all fill it, so the engine needs none of them. Repair names a
part that was taken out as if it had been used up; its line comes *from* production, which tells.
"""

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.moments import FORMAT
from .graph_query import LINKED, LINKS, TAKEN_OUT

# More links of one generation, beside so many of each lot, are looked at for what is the same.
MANY_LINKS = 20_000
LINKS_EACH = 8


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _read_pairs(self, walk, way, nodes):
        """Read the links of some nodes in one direction; they wait until they count."""
        direction = way.direction
        lots = [node for node in nodes if node > 0]
        batches = [node for node in nodes if node < 0]
        pairs = self._extra_pairs(walk, lots, direction)
        self._read_moments(walk, pairs)
        room = max(walk.max_links - walk.links_held - len(pairs - walk.pairs), 0)
        if not way.is_up:
            uses = self._uses(walk, batches)
            rows = self._linked_lines(walk, way, room, lots, uses)
            children = self._far_nodes(walk, rows, direction)
            for near, near_lot, _move, far, *_rest in rows:
                parents = (near_lot,) if near_lot else uses.get(near, ())
                pairs.update(
                    (near, parent, far, child) for parent in parents for child in children[far]
                )
        else:
            made = [line for node in batches for line in walk.batch(node).made[node]]
            rows = self._linked_lines(walk, way, room, lots, made)
            parents = self._far_nodes(walk, rows, direction)
            for near, near_lot, near_move, far, *_rest in rows:
                child = near_lot or -near_move
                pairs.update((far, parent, near, child) for parent in parents[far])
        moment_of = walk.moment_of
        for near, _lot, _move, far, *_rest, near_moment, far_moment, _quantity in rows:
            moment_of[near], moment_of[far] = near_moment, far_moment
        self._wait(walk, way, nodes, pairs)

    def _wait(self, walk, way, nodes, pairs):
        """Keep the pairs of some nodes until they count."""
        way.pending.update((node, []) for node in nodes)
        near, moment_of = 3 if way.is_up else 1, walk.moment_of
        for pair in pairs:
            # An order that makes goods without lot of their like does not use what it makes.
            if pair in way.taken or (pair[1] == pair[3] and (pair[1] or 0) <= 0):
                continue
            if pair[near] in way.pending and pair[0] in moment_of and pair[2] in moment_of:
                way.pending[pair[near]].append((pair, walk.near_moment(way, pair)))

    def _read_moments(self, walk, pairs):
        """Read when the lines of some pairs were, as far as that is not known."""
        unknown = {line for pair in pairs for line in (pair[0], pair[2])} - walk.moment_of.keys()
        if not unknown:
            return
        lines = self.env["stock.move.line"].browse(unknown)
        for line in lines.search_fetch([("id", "in", lines.ids)], ["date"], order="id"):
            walk.moment_of[line.id] = fields.Datetime.to_string(line.date)

    def _extra_pairs(self, walk, lot_ids, direction):
        """Read the links that core's relation does not hold, cut at the room there is for more.

        :return: set of pairs
        """
        if not lot_ids:
            return set()
        near = (lot_ids, direction, walk.as_of)
        pairs = {*self._trace_extra_links(*near), *self._reported_links(*near)}
        for *pair, sent, received in self._crossing_links(*near):
            pairs.add(tuple(pair))
            walk.crossings[pair[0], pair[2]] = sent, received
        new = pairs - walk.pairs
        # One line may be linked to more goods without lot than there was room for.
        room = max(walk.max_links - walk.links_held, 0)
        if len(new) <= room:
            return pairs
        walk.cut("links", len(new) - room)
        walk.is_full = True
        kept = sorted(new, key=lambda pair: (pair[0], pair[2]))[:room]
        return pairs & walk.pairs | set(kept)

    def _far_nodes(self, walk, rows, direction):
        """Say which nodes the lines at the far end stand for.

        :return: {line id: tuple of nodes}; (None,) is a tracked product's line without lot, no
            node at all an untracked product's that nothing tracked is in
        """
        nodes, unnamed = {}, []
        for _near, _near_lot, _near_move, far, lot, move, product, *_moments in rows:
            if lot:
                nodes[far] = (lot,)
            else:
                unnamed.append((far, move, product))
        if unnamed:
            self._learn_products(walk, {product for _far, _move, product in unnamed})
            products = {
                product for *_line, product in unnamed if walk.products[product].tracking == "none"
            }
            self._read_histories(walk, products)
        for far, move, product in unnamed:
            history = walk.histories.get(product)
            if walk.products[product].tracking != "none":
                nodes[far] = (None,)
            elif direction == "upstream":
                nodes[far] = history.carriers(far) if history else ()
            else:
                nodes[far] = (-move,) if history and -move in history.made else ()
        return nodes

    def _linked_lines(self, walk, way, room, lot_ids, line_ids):
        """Read what the lines of these lots, and these lines, are linked to.

        :param int room: how many at most
        :return: list of (near line, its lot, its move, far line, its lot, its move, its product,
            near moment, far moment, quantity of the far line unless it was taken out)
        """
        way.partial -= set(lot_ids)
        near = self._near_lines(walk, lot_ids, line_ids, *LINKED)
        # Without an order PostgreSQL stops as soon as there are more.
        most = MANY_LINKS + LINKS_EACH * len(lot_ids)
        linked = self._linked_sql(walk, way, near)
        rows = self.env.execute_query(SQL("%s LIMIT %s", linked, most + 1))
        if len(rows) <= min(room, most):
            way.note_alone(rows)
            return rows
        if len(rows) > most or len({row[3] for row in rows}) < len(rows):
            return self._many_linked_lines(walk, way, room, near)
        return self._cut_links(walk, way, room, rows)

    @staticmethod
    def _cut_links(walk, way, room, rows):
        """Leave out the links that there is no room for, those first that do not count yet.

        :param list rows: as :meth:`_linked_lines` gives them, none of which are the same
        """
        limited = {row[1] for row in rows if way.moments.get(row[1], way.most) != way.most}
        if limited:
            way.partial |= limited
            rows = [
                row
                for row in rows
                if row[1] not in limited or way.counts(row[7], way.moments[row[1]])
            ]
        if len(rows) > room:
            walk.cut("links", len(rows) - room)
            walk.is_full = True
        return rows[:room]

    def _linked_sql(self, walk, way, near, parts=(LINKS, TAKEN_OUT)):
        """Join lines with what they are linked to.

        :param SQL near: selects the lines, with the fields of ``LINKED``
        :param parts: which links: ``LINKS``, or ``TAKEN_OUT``, those of parts that a repair took
            out
        """
        near_column, far_column = map(SQL.identifier, way.columns)
        production = walk.production_ids
        # What is used up comes from elsewhere than production; a part taken out, from there.
        if way.is_up:
            used, made, taken_out = "far", "near", SQL("near.location_id IN %s", production)
        else:
            used, made, taken_out = "near", "far", SQL("TRUE")
        link = {
            LINKS: SQL(
                "SELECT %s AS line_id, FALSE AS is_taken_out"
                " FROM stock_move_line_consume_rel WHERE %s = near.id",
                *(far_column, near_column),
            ),
            TAKEN_OUT: SQL(
                "SELECT %s AS line_id, TRUE AS is_taken_out"
                " FROM stock_move_line_consume_rel WHERE %s = near.id AND %s",
                *(near_column, far_column, taken_out),
            ),
        }
        return SQL(
            """
            SELECT near.id, near.lot_id, near.move_id,
                   far.id AS far_id, far.lot_id AS far_lot_id, far.move_id AS far_move_id,
                   far.product_id,
                   to_char(near.date, %(format)s) AS near_moment,
                   to_char(far.date, %(format)s) AS far_moment,
                   CASE WHEN link.is_taken_out THEN NULL
                        ELSE far.quantity_product_uom::float8 END AS quantity
              FROM (%(near)s) near
             CROSS JOIN LATERAL (%(links)s OFFSET 0) link
             CROSS JOIN %(far)s far
             WHERE %(used)s NOT IN %(production)s
               AND %(is_made)s
               AND (NOT link.is_taken_out OR %(taken_out)s IN %(production)s)
            """,
            format=FORMAT,
            near=near,
            links=SQL(" UNION ALL ").join(link[part] for part in parts),
            far=self.looked_up_lines(
                *(walk.as_of, "id", SQL("link.line_id")), *LINKED, "quantity_product_uom"
            ),
            used=SQL.identifier(used, "location_id"),
            is_made=self._is_made(walk, made),
            taken_out=SQL.identifier("near" if way.is_up else "far", "location_id"),
            production=production,
        )

    @staticmethod
    def _is_made(walk, table):
        """Return SQL that tells whether a line may have been made: it does not only go into
        production. So the links of what was used are not read in search of what it was made of.
        """
        source, target = (SQL.identifier(table, f"location{end}_id") for end in ("", "_dest"))
        production = walk.production_ids
        return SQL("(%s NOT IN %s OR %s IN %s)", target, production, source, production)

    def _near_lines(self, walk, lot_ids, line_ids, *names):
        """Return SQL that selects the done lines of some lots, and of these lines those without
        lot
        """
        parts = [
            self._lines_by(walk.as_of, column, ids, *names, domain=domain)
            for column, ids, domain in (
                ("lot_id", lot_ids, Domain.TRUE),
                ("id", line_ids, Domain("lot_id", "=", False)),
            )
            if ids or column == "lot_id"
        ]
        return SQL(" UNION ALL ").join(parts)
