"""What a trace cannot prove: its gaps."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.locations import OURS
from .trace_state import node_key

# Smaller than any quantity that means something.
NOTHING = 1e-5
# How many movements without lot elsewhere are counted.
MANY = 10_000


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _gaps(self, walk, nodes, movements):
        """Say where the record cannot go on, and beside which node of the trace."""
        gaps = self._lotless_gaps(walk, movements) + self._containment_gaps(walk, movements)
        return gaps + self._lot_gaps(walk, nodes, movements)

    def _lotless_gaps(self, walk, movements):
        beside = {}
        for input_line, parent, output_line, child in walk.pairs:
            if not child:
                beside[output_line] = ("produced_without_lot", node_key(parent))
            elif not parent:
                beside[input_line] = ("consumed_without_lot", node_key(child))
        gaps = []
        for line_id, (event, product_name, is_waived) in movements.lotless.items():
            kind, node = beside.get(line_id, ("moved_without_lot", None))
            gaps.append(
                {
                    "kind": kind,
                    "product_name": product_name,
                    **{name: event[name] for name in ("quantity", "uom", "reference", "model")},
                    **{name: event[name] for name in ("res_id", "date")},
                    "node": node,
                    "waived": is_waived,
                }
            )
        return gaps

    def _lot_gaps(self, walk, nodes, movements):
        """Lots that came from nowhere, and those whose quantities do not add up."""
        if walk.beyond["events"]:
            return []
        gaps = []
        for node, values in nodes.items():
            balance, events = values["balance"], movements.by_node[node]
            if not balance or not events:
                continue
            found = []
            if not any(e["kind"] in ("receipt", "production") for e in events) and (
                balance["received"] + balance["produced"] < NOTHING
            ):
                found.append(("without_origin", sum(balance[n] for n in ("returned", "adjusted"))))
            if abs(balance["remainder"]) > NOTHING:
                found.append(("unbalanced", balance["remainder"]))
            if balance["on_hand"] < -NOTHING:
                found.append(("negative_stock", balance["on_hand"]))
            gaps += [self._lot_gap(kind, quantity, values, events[0]) for kind, quantity in found]
        return gaps

    @staticmethod
    def _lot_gap(kind, quantity, values, event):
        return {
            "kind": kind,
            "product_name": values["product_name"],
            "quantity": quantity,
            "uom": values["uom"],
            "reference": event["reference"] if kind == "without_origin" else values["lot_name"],
            "model": event["model"] if kind == "without_origin" else "stock.lot",
            "res_id": event["res_id"] if kind == "without_origin" else values["lot_id"],
            "date": event["date"],
            "node": values["key"],
            "waived": False,
        }

    def _lotless_elsewhere(self, walk, nodes, movements):
        """Count the movements that may have been of these lots, though nothing leads to them.

        :return: how many other movements of the products name no lot and took from stock, since
            the first of their lots in the trace moved
        """
        since = {}
        for node, events in movements.by_node.items():
            product_id = nodes[node]["product_id"] if node > 0 and node in nodes else None
            if product_id and walk.products[product_id].tracking != "none" and events:
                first = events[0]["date"]
                since[product_id] = min(since.get(product_id, first), first)
        if not since:
            return 0
        stocked = Domain("lot_id", "=", False) & Domain("location_id.usage", "in", OURS)
        [[count]] = self.env.execute_query(
            SQL(
                """
                SELECT count(*)
                  FROM (SELECT line.id
                          FROM unnest(%(products)s::int[], %(dates)s::timestamp[])
                               wanted (id, since)
                         CROSS JOIN %(lines)s line
                         WHERE line.date >= wanted.since AND line.id != ALL (%(told)s::int[])
                         LIMIT %(many)s) elsewhere
                """,
                products=list(since),
                dates=list(since.values()),
                lines=self.looked_up_lines(
                    *(walk.as_of, "product_id", SQL("wanted.id"), "date"), domain=stocked
                ),
                told=list(movements.lotless),
                many=MANY,
            )
        )
        return count
