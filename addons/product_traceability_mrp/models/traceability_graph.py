from collections import Counter

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

# An untracked product has no lot to name; a tracked one that names none is a gap.
NAMED_OR_GAP = Domain("lot_id", "!=", False) | Domain("product_id.tracking", "!=", "none")


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _trace_reference(self):
        # Before core's: the scrap of an order's component tells more as a scrap.
        scrap, *others = super()._trace_reference()
        return [
            scrap,
            ("mrp.unbuild", "unbuild_id"),
            ("mrp.unbuild", "consume_unbuild_id"),
            ("mrp.production", "production_id"),
            ("mrp.production", "raw_material_production_id"),
            *others,
        ]

    def _trace_taking_out(self):
        return super()._trace_taking_out() | {"mrp.unbuild"}

    def _trace_labels(self):
        labels = super()._trace_labels()
        # What it takes apart was not used up in production, and what it gives back not made there.
        own = {"mrp.unbuild": self.env._("Unbuild")}
        return {**labels, "documents": {**labels["documents"], **own}}

    def _trace_made_domain(self):
        # What an unbuild gives back was not made there.
        return super()._trace_made_domain() & Domain("move_id.unbuild_id", "=", False)

    def _trace_extra_links(self, lot_ids, direction, as_of):
        """Add what was unbuilt.

        Core links only by-products to what came of an unbuild: ``action_unbuild`` takes the
        finished moves out of ``consume_moves`` before it writes ``produce_line_ids`` on the rest.
        The unbuild order itself is the link.
        """
        ends = ("near", "far") if direction == "downstream" else ("far", "near")
        into, out_of = self._at_production("location_dest_id"), self._at_production("location_id")
        near, far = (into, out_of) if direction == "downstream" else (out_of, into)
        return super()._trace_extra_links(lot_ids, direction, as_of) + self.env.execute_query(
            SQL(
                """
                SELECT %(ends)s
                  FROM unnest(%(lots)s::int[]) wanted (id)
                 CROSS JOIN %(near)s near
                 CROSS JOIN %(order)s move
                 CROSS JOIN %(moves)s other
                 CROSS JOIN %(far)s far
                """,
                ends=SQL(", ").join(
                    SQL.identifier(end, name) for end in ends for name in ("id", "lot_id")
                ),
                lots=list(lot_ids),
                near=self.looked_up_lines(
                    *(as_of, "lot_id", SQL("wanted.id"), "lot_id", "move_id"), domain=near
                ),
                order=self.looked_up("stock.move", "id", SQL("near.move_id"), "unbuild_id"),
                moves=self.looked_up("stock.move", "unbuild_id", SQL("move.unbuild_id")),
                far=self.looked_up_lines(
                    *(as_of, "move_id", SQL("other.id"), "lot_id"), domain=far & NAMED_OR_GAP
                ),
            )
        )

    def _trace_gaps(self, nodes, movements):
        """Add the planned components that the orders of a trace used nothing of."""
        orders = {}
        for node, events in movements.by_node.items():
            for event in events if node in nodes else ():
                if event["kind"] == "production" and event["model"] == "mrp.production":
                    orders.setdefault(event["res_id"], (nodes[node], event))
        rows = self._unused_components(list(orders)) if orders else []
        unused = Counter(row[0] for row in rows)
        gaps = super()._trace_gaps(nodes, movements)
        for order, product_id, planned, added in rows:
            node, event = orders[order]
            if unused[order] > added:
                gaps.append(
                    {
                        "kind": "component_not_used",
                        "product_id": product_id,
                        "quantity": planned,
                        **{name: event[name] for name in ("reference", "model", "res_id", "date")},
                        "node": node["key"],
                    }
                )
        return gaps

    def _unused_components(self, order_ids):
        """Read the planned components with lots that orders used nothing of.

        A component that is no part of the plan replaces one that is; core sets the demand of what
        was not used to 0 when it closes an order.

        :return: list of (order id, product id, planned quantity in the product's unit, how many
            other products the order used)
        """
        names = ("raw_material_production_id", "product_id", "bom_line_id", "state")
        return self.env.execute_query(
            SQL(
                """
                SELECT order_id, product_id, planned, added
                  FROM (SELECT part.*,
                               count(*) FILTER (WHERE is_used AND NOT is_planned)
                               OVER (PARTITION BY order_id) AS added
                          FROM (SELECT wanted.id AS order_id, move.product_id,
                                       max(move.product_qty) AS planned,
                                       bool_or(move.bom_line_id IS NOT NULL) AS is_planned,
                                       bool_or(move.state = 'done' AND move.quantity > 0) AS is_used
                                  FROM unnest(%(orders)s::int[]) wanted (id)
                                 CROSS JOIN %(moves)s move
                                 GROUP BY wanted.id, move.product_id
                               ) part
                       ) part
                 CROSS JOIN %(products)s product
                 WHERE is_planned AND NOT is_used AND product.tracking != 'none'
                 ORDER BY order_id, product_id
                """,
                orders=order_ids,
                products=self.looked_up(
                    "product.product", "id", SQL("part.product_id"), "tracking"
                ),
                moves=self.looked_up(
                    *("stock.move", "raw_material_production_id", SQL("wanted.id")),
                    *(*names, "quantity", "product_qty"),
                ),
            )
        )

    def _at_production(self, place):
        """:return: the Domain of the lines that go into production, or out of it"""
        places = self.env["stock.location"].with_context(active_test=False)
        return Domain(place, "in", places._search([("usage", "=", "production")]))

    def _traceable_kinds(self):
        return super()._traceable_kinds() | {"mrp.production": (("name", "origin"), "product_id")}
