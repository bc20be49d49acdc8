"""The engine's walk: generation by generation, each by a fixed number of queries.

Core records what went into what in the relation ``stock_move_line_consume_rel``: its column
``produce_line_id`` names the line that was used up (a component consumed, a product unbuilt) and
``consume_line_id`` the line that came of it (a product made, a component recovered). Manufacturing,
unbuild, subcontracting and repair all fill it, so the engine needs none of them. Repair names a
part that was taken out as if it had been used up; its line comes *from* production, which tells.

A node is known by a number: a lot by its id, goods without lot by minus the id of the move that
made them.
"""

import sys

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.dates import DATES
from ...tools.moments import ALWAYS, FOREVER, FORMAT, negative_runs
from .graph_query import LINKED, LINKS, TAKEN_OUT
from .trace_state import Product, Walk, Way

# After so many generations the next ones are read together, in ever larger parts.
FEW = 16
MOST_AHEAD = 20_000
# More links of one generation, beside so many of each lot, are looked at for what is the same.
MANY_LINKS = 20_000
LINKS_EACH = 8


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _walk_all(self, walk, lot_ids, directions, moments):
        """Walk in each direction from the same lots.

        :param dict moments: {lot id: (first, last)}, when the movements were that are asked about
        """
        walk.lots = self._lots(lot_ids)
        walk.roots = [lot_id for lot_id in lot_ids if lot_id in walk.lots]
        walk.depths = dict.fromkeys(walk.roots, 0)
        walk.production_ids = self._location_ids([("usage", "=", "production")])
        if not walk.roots:
            return
        for direction in directions:
            is_up = direction == "upstream"
            way = Way(
                direction,
                {root: moments.get(root, (ALWAYS, FOREVER))[is_up] for root in walk.roots},
            )
            walk.ways.append(way)
            sign = -1 if way.is_up else 1
            for node, depth in self._walk(walk, way).items():
                # A loop reaches a lot both ways: it stands where it is nearest.
                if node not in walk.depths or depth < abs(walk.depths[node]):
                    walk.depths[node] = sign * depth
        self._drop_without_origin(walk)
        visible = walk.depths.keys() | {None}
        walk.pairs = {pair for pair in walk.pairs if pair[1] in visible and pair[3] in visible}
        for way in walk.ways:
            way.close_fans(walk.depths.keys())

    def _walk(self, walk, way):
        """Follow the links in one direction. :return: {node: generations from the roots}

        A node whose moment grows on a longer path is looked at again, for what counts by now.
        """
        depths, frontier, depth = dict.fromkeys(walk.roots, 0), set(walk.roots), 0
        while frontier:
            pairs, fanned, ends = self._step(walk, way, frontier)
            new = {node for node, _moment in ends} - depths.keys()
            if depth == walk.max_depth:
                pairs -= way.taken
                if pairs or fanned:
                    walk.cut("links", self._count_links(way, pairs, fanned))
                    walk.cut("nodes", len(new))
                return depths
            depth += 1
            way.taken |= pairs
            walk.pairs |= pairs
            for fan, line in fanned:
                fan.taken.add(line)
            admitted = self._admitted(walk, new, len(depths))
            depths.update(dict.fromkeys(admitted, depth))
            frontier = way.grow(way.moments, [end for end in ends if end[0] in depths])
            if walk.is_full:
                return depths
        return depths

    def _admitted(self, walk, nodes, count):
        """Return those of the nodes that the user may see and that there is room for."""
        # Roots are never cut, however many there are: beyond them there may be no room.
        room = max(walk.max_nodes - count, 0)
        if len(nodes) > room:
            walk.cut("nodes", len(nodes) - room)
            walk.is_full = True
            nodes = sorted(nodes, key=abs)[:room]
        new = [node for node in nodes if node > 0 and node not in walk.lots]
        walk.lots.update({node: walk.ahead[node] for node in new if node in walk.ahead})
        walk.lots.update(self._lots([node for node in new if node not in walk.ahead]))
        return {node for node in nodes if node < 0 or node in walk.lots}

    def _lots(self, lot_ids):
        """Return {lot id: dict of what its node tells}, of the lots that the user may see."""
        if not lot_ids:
            return {}
        names = ("name", "product_id", "company_id", "is_on_hold", *DATES)
        rows = self._rows(
            SQL(
                "SELECT lot.*, %s AS has_twin FROM unnest(%s::int[]) wanted (id) CROSS JOIN %s lot"
                " ORDER BY lot.id",
                self._has_twin(),
                list(lot_ids),
                self.looked_up("stock.lot", "id", SQL("wanted.id"), *names),
            )
        )
        return {row["id"]: row for row in rows}

    # -- one generation -----------------------------------------------------------------------
    def _step(self, walk, way, frontier):
        """Take the links of one generation that count.

        :return: set of pairs, list of (Fan, near line), list of (node at the far end, its moment)
        """
        new = {node for node in frontier if node not in way.pending or node in way.partial}
        way.rounds += 1
        if new and way.rounds >= way.look_at:
            self._look_ahead(walk, way, new)
            new -= way.pending.keys() - way.partial
        if new:
            self._read_pairs(walk, way, new)
        found, fanned = [], []  # (pair, moment of the node at its near end)
        for node in frontier:
            found += way.take(node, way.moments[node])
            fanned += way.take_fans(node, way.moments[node])
        waiting = {
            node
            for node in frontier
            if node > 0
            and (way.pending[node] or way.waiting.get(node))
            and way.moments[node] != way.most
        }
        if waiting:
            way.runs.update(self._negative_runs(walk, waiting - way.runs.keys()))
            for node in waiting:
                found += way.take(node, way.limit(node))
                fanned += way.take_fans(node, way.limit(node))
        for pair, _limit in found:
            if (pair[0], pair[2]) in walk.crossings:
                # What one company sent the other is sent more than once: the moment may yet grow.
                node = pair[3 if way.is_up else 1]
                way.pending[node].append((pair, walk.near_moment(way, pair)))
        far = 1 if way.is_up else 3
        ends = [(pair[far], walk.far_moment(way, pair, limit)) for pair, limit in found]
        ends = [end for end in ends if end[0] is not None]
        for fan in {id(fan): fan for fan, _line in fanned}.values():
            ends += [(lot, fan.far_moment) for lot in fan.far.values()]
        return {pair for pair, _limit in found}, fanned, ends

    def _look_ahead(self, walk, way, nodes):
        """Read the links of many generations at once: one by one, thousands take too long.

        Which lots lie ahead is a guess, whatever their dates; what is read of them is what would
        be read in their turn.
        """
        way.look_at = way.rounds + FEW
        way.most_ahead = min(4 * way.most_ahead, MOST_AHEAD)
        lots = [node for node in nodes if node > 0]
        ends = (SQL("consume_line_id"), SQL("produce_line_id"))
        near, far = ends if way.is_up else ends[::-1]
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE ahead (id) AS (
                    SELECT unnest(%(lots)s::int[])
                     UNION
                    SELECT far.lot_id
                      FROM ahead
                     CROSS JOIN LATERAL (
                            SELECT id FROM stock_move_line WHERE lot_id = ahead.id OFFSET 0) near
                     CROSS JOIN LATERAL (
                            SELECT %(far)s AS id FROM stock_move_line_consume_rel
                             WHERE %(near)s = near.id LIMIT %(few)s) link
                     CROSS JOIN LATERAL (
                            SELECT lot_id FROM stock_move_line
                             WHERE id = link.id AND lot_id IS NOT NULL OFFSET 0) far
                )
                SELECT id FROM ahead LIMIT %(most)s
                """,
                lots=lots,
                near=near,
                far=far,
                # An order that links each of many to each of many is no long history.
                few=FEW,
                most=way.most_ahead,
            )
        )
        ahead = {lot_id for [lot_id] in rows} - way.pending.keys()
        if len(ahead) <= len(lots):
            return
        probe, other = Walk(None, walk.as_of), Way(way.direction, {})
        probe.production_ids, probe.products = walk.production_ids, walk.products
        probe.histories = walk.histories
        self._read_pairs(probe, other, ahead)
        if probe.truncated:
            way.look_at = sys.maxsize
            return
        walk.moment_of.update(probe.moment_of)
        walk.crossings.update(probe.crossings)
        walk.ahead.update(self._lots(ahead - walk.lots.keys()))
        for node, pairs in other.pending.items():
            way.pending[node] = [one for one in pairs if one[0] not in way.taken]
        for fan in other.fans:
            way.add_fan(fan)

    def _negative_runs(self, walk, lot_ids):
        """Read when the balance of each of some lots was negative, over all our places.

        :return: {lot id: list of (since, until)}, see :func:`tools.moments.negative_runs`
        """
        if not lot_ids:
            return {}
        changes = {lot_id: [] for lot_id in lot_ids}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.lot_id, to_char(line.date, %(format)s), sum(
                           CASE WHEN source.id IS NULL THEN line.quantity_product_uom
                                ELSE -line.quantity_product_uom END)
                  FROM unnest(%(lots)s::int[]) wanted (id)
                 CROSS JOIN %(lines)s line
                  LEFT JOIN %(places)s source ON source.id = line.location_id
                  LEFT JOIN %(places)s target ON target.id = line.location_dest_id
                 WHERE (source.id IS NULL) != (target.id IS NULL)
                 GROUP BY 1, 2, source.id IS NULL
                 ORDER BY 1, 2
                """,
                format=FORMAT,
                lots=list(lot_ids),
                lines=self.looked_up_lines(
                    *(walk.as_of, "lot_id", SQL("wanted.id"), "lot_id", "date"),
                    *("location_id", "location_dest_id", "quantity_product_uom"),
                ),
                places=SQL(
                    "(SELECT place.id FROM %s place WHERE place.usage = 'internal'"
                    " OR place.usage = 'transit' AND place.company_id IS NOT NULL)",
                    self._visible("stock.location", "usage", "company_id"),
                ),
            )
        )
        for lot_id, moment, quantity in rows:
            changes[lot_id].append((moment, quantity))
        return {lot_id: negative_runs(rows) for lot_id, rows in changes.items()}

    def _read_pairs(self, walk, way, nodes):
        """Read the links of some nodes in one direction; they wait until they count."""
        direction = way.direction
        lots = [node for node in nodes if node > 0]
        batches = [node for node in nodes if node < 0]
        pairs = self._extra_pairs(walk, lots, direction)
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
        for near, _lot, _move, far, *_rest, near_moment, far_moment in rows:
            walk.moment_of[near], walk.moment_of[far] = near_moment, far_moment
        self._wait(walk, way, nodes, pairs)

    def _wait(self, walk, way, nodes, pairs):
        """Keep the pairs of some nodes until they count."""
        self._read_moments(walk, pairs)
        way.pending.update((node, []) for node in nodes)
        near = 3 if way.is_up else 1
        for pair in pairs:
            # An order that makes goods without lot of their like does not use what it makes.
            if pair in way.taken or (pair[1] == pair[3] and (pair[1] or 0) <= 0):
                continue
            if pair[near] in way.pending and {pair[0], pair[2]} <= walk.moment_of.keys():
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

    def _learn_products(self, walk, product_ids):
        """Read what the trace tells of some products, once."""
        unknown = self.env["product.product"].browse(product_ids - walk.products.keys())
        walk.products.update(dict.fromkeys(unknown.ids, Product()))
        if not unknown:
            return
        names = ("tracking", "display_name", "uom_id", "use_expiration_date")
        known = Domain("id", "in", unknown.ids)
        for product in unknown.with_context(active_test=False).search_fetch(known, names):
            walk.products[product.id] = Product(
                product.tracking,
                product.display_name,
                product.uom_id.name,
                product.use_expiration_date,
            )

    def _linked_lines(self, walk, way, room, lot_ids, line_ids):
        """Read what the lines of these lots, and these lines, are linked to.

        :param int room: how many at most
        :return: list of (near line, its lot, its move, far line, its lot, its move, its product,
            near moment, far moment)
        """
        way.partial -= set(lot_ids)
        near = self._near_lines(walk, lot_ids, line_ids, *LINKED)
        # Without an order PostgreSQL stops as soon as there are more.
        most = min(room, MANY_LINKS + LINKS_EACH * len(lot_ids))
        linked = self._linked_sql(walk, way, near)
        rows = self.env.execute_query(SQL("%s LIMIT %s", linked, most + 1))
        return rows if len(rows) <= most else self._many_linked_lines(walk, way, room, near)

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
                   to_char(far.date, %(format)s) AS far_moment
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
            far=self.looked_up_lines(walk.as_of, "id", SQL("link.line_id"), *LINKED),
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
            SQL(
                "SELECT line.* FROM unnest(%s::int[]) wanted (id) CROSS JOIN %s line",
                list(ids),
                self.looked_up_lines(walk.as_of, column, SQL("wanted.id"), *names, domain=domain),
            )
            for column, ids, domain in (
                ("lot_id", lot_ids, Domain.TRUE),
                ("id", line_ids, Domain("lot_id", "=", False)),
            )
            if ids or column == "lot_id"
        ]
        return SQL(" UNION ALL ").join(parts)
