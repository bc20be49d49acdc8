"""The engine's walk: generation by generation, each by a fixed number of queries.

A node is known by a number: a lot by its id, goods without lot by minus the id of the move that
made them.
"""

import sys

from odoo import models
from odoo.tools import SQL

from ...tools.arrays import id_array
from ...tools.dates import DATES
from ...tools.moments import ALWAYS, FOREVER, FORMAT, negative_runs
from .trace_state import Walk, Way

# After so many generations the next ones are read together, in ever larger parts.
FEW = 16
MOST_AHEAD = 20_000


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _walk_all(self, walk, lot_ids, directions, moments):
        """Walk in each direction from the same lots.

        :param dict moments: {lot id: (first, last)}, when the movements were that are asked about
        """
        if walk.max_roots and len(lot_ids) > walk.max_roots:
            walk.cut("nodes", len(lot_ids) - walk.max_roots)
            lot_ids = lot_ids[: walk.max_roots]
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
        # There may be more roots than nodes: beyond them there is no room.
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
                id_array(lot_ids),
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
        self._wait_again(walk, way, found)
        waiting = {
            node
            for node in frontier
            if node > 0
            and (way.pending[node] or way.waiting.get(node))
            and way.moments[node] != way.most
        }
        if waiting:
            late = []
            way.runs.update(self._negative_runs(walk, waiting - way.runs.keys()))
            for node in waiting:
                late += way.take(node, way.limit(node))
                fanned += way.take_fans(node, way.limit(node))
            self._wait_again(walk, way, late)
            found += late
        far = 1 if way.is_up else 3
        ends = [(pair[far], walk.far_moment(way, pair, limit)) for pair, limit in found]
        ends = [end for end in ends if end[0] is not None]
        for fan in {id(fan): fan for fan, _line in fanned}.values():
            ends += [(lot, fan.far_moment) for lot in fan.far.values()]
        return {pair for pair, _limit in found}, fanned, ends

    @staticmethod
    def _wait_again(walk, way, found):
        """Let the pairs between companies wait once more: what one sent the other is sent more than
        once, so their moments may yet grow.
        """
        for pair, _limit in found if walk.crossings else ():
            if (pair[0], pair[2]) in walk.crossings:
                node = pair[3 if way.is_up else 1]
                way.pending[node].append((pair, walk.near_moment(way, pair)))

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
                lots=id_array(lots),
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
                lots=id_array(lot_ids),
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
