"""Goods without lot that were made from lots: where they may have gone, by location and date."""

from collections import defaultdict

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.batches import Carried, Line

# How many movements of untracked products are looked at, the newest.
MAX_LINES = 100_000


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _uses(self, walk, batches):
        """Return {line id into production: list of those of the batches that it may have used}."""
        uses, wanted = {}, set(batches)
        for history in {id(h): h for h in map(walk.batch, batches)}.values():
            for line in history.uses:
                nodes = [node for node in history.carriers(line.id) if node in wanted]
                if nodes:
                    uses[line.id] = nodes
        return uses

    def _read_histories(self, walk, product_ids):
        """Read and follow the movements without lot of products that are made from anything."""
        made = defaultdict(dict)
        new = product_ids - walk.histories.keys()
        for line_id, product, move in self._made_lines(new, walk) if new else ():
            made[product][line_id] = -move
        walk.histories.update(dict.fromkeys(new - made.keys()))
        if not made:
            return
        lines, is_whole = self._lotless_lines(walk, list(made))
        for product in made:
            walk.histories[product] = Carried(lines[product], made[product], is_whole)

    def _made_lines(self, product_ids, walk):
        """Return rows (line id, product id, move id) of what was made without lot."""
        domain = (
            Domain("product_id", "in", list(product_ids))
            & Domain("lot_id", "=", False)
            & Domain("location_id", "in", list(walk.production_ids))
            & self._trace_made_domain()
        )
        lines = self.done_lines(domain, walk.as_of)
        return self.env.execute_query(
            SQL(
                "SELECT line.id, line.product_id, line.move_id FROM %s line WHERE EXISTS ("
                "SELECT FROM stock_move_line_consume_rel link WHERE link.consume_line_id = line.id)"
                " ORDER BY line.date, line.id",
                self._columns(lines, "product_id", "move_id", "date"),
            )
        )

    def _lotless_lines(self, walk, product_ids):
        """Return {product id: list of Line by date}, whether these are all."""
        domain = Domain("product_id", "in", product_ids) & Domain("lot_id", "=", False)
        names = ("product_id", "move_id", "date", "location_id", "location_dest_id")
        rows = self._rows(
            SQL(
                """
                SELECT line.id, line.product_id AS product, line.move_id AS move, line.date,
                       line.location_id AS source, line.location_dest_id AS target,
                       source.usage AS source_usage, target.usage AS target_usage,
                       line.quantity_product_uom AS quantity
                  FROM %(lines)s line
                  LEFT JOIN %(places)s source ON source.id = line.location_id
                  LEFT JOIN %(places)s target ON target.id = line.location_dest_id
                 ORDER BY line.date DESC, line.id DESC
                 LIMIT %(limit)s
                """,
                lines=self._columns(
                    self.done_lines(domain, walk.as_of), *names, "quantity_product_uom"
                ),
                places=self._visible("stock.location", "usage"),
                limit=MAX_LINES + 1,
            )
        )
        is_whole = len(rows) <= MAX_LINES
        if not is_whole:
            walk.cut("events", 1)
            rows.cut(MAX_LINES)
        lines = defaultdict(list)
        for row in rows:
            lines[row["product"]].append(Line(**row))
        for newest_first in lines.values():
            newest_first.reverse()
        return lines, is_whole

    def _drop_without_origin(self, walk):
        """Forget the batches upstream that no lot went into: they are no part of the trace."""
        if not walk.batches:
            return
        made_of_it = defaultdict(set)
        for _input, parent, _output, child in walk.pairs:
            made_of_it[parent].add(child)
        limit = walk.max_depth and -walk.max_depth
        reached = {
            node for node, depth in walk.depths.items() if node > 0 or depth > 0 or depth == limit
        }
        # From each node that has a lot in it to what it went into, to the end. A component that
        # is tracked and names no lot is one, too.
        stack = [*reached, None]
        while stack:
            for node in made_of_it[stack.pop()] - reached:
                if node in walk.depths:
                    reached.add(node)
                    stack.append(node)
        walk.depths = {node: depth for node, depth in walk.depths.items() if node in reached}

    def _batch_lines(self, walk):
        """Tell which lines may have moved the batches of a trace, not only what used them.

        :return: {line id: list of nodes}; of a batch upstream only what made and what used it
        """
        found = defaultdict(dict)
        wanted = set(walk.batches)
        if not wanted:
            return {}
        downstream = {node for node in wanted if walk.depths[node] > 0}
        for input_line, parent, output_line, child in walk.pairs:
            for line, node in ((input_line, parent), (output_line, child)):
                if node in wanted:
                    found[line][node] = True
        for history in filter(None, walk.histories.values()):
            mine = wanted & history.made.keys()
            for node in mine:
                for line in history.made[node]:
                    found[line][node] = True
            if mine & downstream:
                for line in history.lines:
                    found[line].update(
                        (node, True) for node in history.carriers(line) if node in downstream
                    )
            if len(found) > MAX_LINES:
                walk.cut("events")
                break
        return {line: list(nodes) for line, nodes in found.items() if nodes}
