"""The engine's walk: generation by generation, each by a fixed number of queries.

Core records what went into what in the relation ``stock_move_line_consume_rel``: its column
``produce_line_id`` names the line that was used up (a component consumed, a product unbuilt) and
``consume_line_id`` the line that came of it (a product made, a component recovered). Manufacturing,
unbuild, subcontracting and repair all fill it, so the engine needs none of them. Repair names a
part that was taken out as if it had been used up; its line comes *from* production, which tells.

A node is known by a number: a lot by its id, goods without lot by minus the id of the move that
made them.
"""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.dates import DATES
from .trace_state import Product


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _walk_all(self, walk, lot_ids, directions):
        """Walk in each direction from the same lots."""
        walk.lots = self._lots(lot_ids)
        walk.roots = [lot_id for lot_id in lot_ids if lot_id in walk.lots]
        walk.depths = dict.fromkeys(walk.roots, 0)
        if not walk.roots:
            return
        walk.production_ids = self._location_ids([("usage", "=", "production")])
        for direction in directions:
            sign = -1 if direction == "upstream" else 1
            for node, depth in self._walk(walk, direction).items():
                # A loop reaches a lot both ways: it stands where it is nearest.
                if node not in walk.depths or depth < abs(walk.depths[node]):
                    walk.depths[node] = sign * depth
        self._drop_without_origin(walk)
        visible = walk.depths.keys() | {None}
        walk.pairs = {pair for pair in walk.pairs if pair[1] in visible and pair[3] in visible}

    def _walk(self, walk, direction):
        """Follow the links in one direction. :return: {node: generations from the roots}"""
        depths, frontier, depth = dict.fromkeys(walk.roots, 0), set(walk.roots), 0
        far = 1 if direction == "upstream" else 3
        while frontier:
            pairs = self._step(walk, frontier, direction)
            ends = {pair[far] for pair in pairs} - depths.keys() - {None}
            if depth == walk.max_depth:
                if pairs:
                    walk.cut("links", len({(pair[1], pair[3]) for pair in pairs}))
                    walk.cut("nodes", len(ends))
                return depths
            depth += 1
            walk.pairs |= pairs
            frontier = self._admitted(walk, ends, len(depths))
            depths.update(dict.fromkeys(frontier, depth))
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
        walk.lots.update(self._lots(new))
        return {node for node in nodes if node < 0 or node in walk.lots}

    def _lots(self, lot_ids):
        """Return {lot id: dict of what its node tells}, of the lots that the user may see."""
        if not lot_ids:
            return {}
        names = ("name", "product_id", "company_id", "is_on_hold", *DATES)
        rows = self._rows(
            SQL(
                "SELECT lot.* FROM unnest(%s::int[]) wanted (id) CROSS JOIN %s lot ORDER BY lot.id",
                list(lot_ids),
                self.looked_up("stock.lot", "id", SQL("wanted.id"), *names),
            )
        )
        return {row["id"]: row for row in rows}

    # -- one generation -----------------------------------------------------------------------
    def _step(self, walk, frontier, direction):
        """Read the links from one generation to the next. :return: set of pairs"""
        lots = [node for node in frontier if node > 0]
        batches = [node for node in frontier if node < 0]
        pairs = self._extra_pairs(walk, lots, direction)
        room = max(walk.max_links - len(walk.pairs | pairs), 0)
        if direction == "downstream":
            uses = self._uses(walk, batches)
            rows = self._linked_lines(walk, room, lots, uses, direction)
            children = self._far_nodes(walk, rows, direction)
            for near, near_lot, _move, far, *_rest in rows:
                parents = (near_lot,) if near_lot else uses.get(near, ())
                pairs.update(
                    (near, parent, far, child) for parent in parents for child in children[far]
                )
        else:
            made = [line for node in batches for line in walk.batch(node).made[node]]
            rows = self._linked_lines(walk, room, lots, made, direction)
            parents = self._far_nodes(walk, rows, direction)
            for near, near_lot, near_move, far, *_rest in rows:
                child = near_lot or -near_move
                pairs.update((far, parent, near, child) for parent in parents[far])
        # An order that makes goods without lot of their like does not use what it makes.
        return {pair for pair in pairs if pair[1] != pair[3] or (pair[1] or 0) > 0}

    def _extra_pairs(self, walk, lot_ids, direction):
        """Read the links that core's relation does not hold, cut at the room there is for more.

        :return: set of pairs
        """
        if not lot_ids:
            return set()
        near = (lot_ids, direction, walk.as_of)
        pairs = {
            *self._trace_extra_links(*near),
            *self._crossing_links(*near),
            *self._reported_links(*near),
        }
        new = pairs - walk.pairs
        # One line may be linked to more goods without lot than there was room for.
        room = max(walk.max_links - len(walk.pairs), 0)
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
        for _near, _near_lot, _near_move, far, lot, move, product in rows:
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
        names = ("tracking", "display_name", "uom_id")
        known = Domain("id", "in", unknown.ids)
        for product in unknown.with_context(active_test=False).search_fetch(known, names):
            walk.products[product.id] = Product(
                product.tracking, product.display_name, product.uom_id.name
            )

    def _linked_lines(self, walk, room, lot_ids, line_ids, direction):
        """Read what the lines of these lots, and these lines, are linked to.

        :param int room: how many at most
        :return: list of (near line, its lot, its move, far line, its lot, its move, its product)
        """
        linked = self._linked_sql(walk, lot_ids, line_ids, direction)
        rows = self.env.execute_query(SQL("%s ORDER BY 1, 4 LIMIT %s", linked, room + 1))
        if len(rows) > room:
            [[count]] = self.env.execute_query(SQL("SELECT count(*) FROM (%s) beyond", linked))
            walk.cut("links", count - room)
            walk.is_full = True
        return rows[:room]

    def _linked_sql(self, walk, lot_ids, line_ids, direction):
        names = ("lot_id", "move_id", "product_id", "location_id")
        ends = {"upstream": ("consume_line_id", "produce_line_id", "far", "near")}
        ends["downstream"] = ("produce_line_id", "consume_line_id", "near", "far")
        near_column, far_column, used, taken_out = ends[direction]
        return SQL(
            """
            SELECT near.id, near.lot_id, near.move_id,
                   far.id AS far_id, far.lot_id AS far_lot_id, far.move_id AS far_move_id,
                   far.product_id
              FROM (%(near)s) near
             CROSS JOIN LATERAL (
                    SELECT %(far_column)s AS line_id, FALSE AS is_part_taken_out
                      FROM stock_move_line_consume_rel WHERE %(near_column)s = near.id
                     UNION ALL
                    SELECT %(near_column)s, TRUE
                      FROM stock_move_line_consume_rel WHERE %(far_column)s = near.id
                    OFFSET 0
                   ) link
             CROSS JOIN %(far)s far
             WHERE CASE WHEN link.is_part_taken_out THEN %(taken_out)s IN %(production)s
                        ELSE %(used)s NOT IN %(production)s END
            """,
            near=self._near_lines(walk, lot_ids, line_ids, *names),
            far=self.looked_up_lines(walk.as_of, "id", SQL("link.line_id"), *names),
            near_column=SQL.identifier(near_column),
            far_column=SQL.identifier(far_column),
            used=SQL.identifier(used, "location_id"),
            taken_out=SQL.identifier(taken_out, "location_id"),
            production=walk.production_ids,
        )

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
