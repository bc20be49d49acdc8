"""What orders planned to use and did not.

A component is planned where its move is of a line of the bill, or was until that was deleted, or
where the bill has a line that no move of the order is of, unchanged since before the order was
made: whoever deletes a component deletes its move. It is replaced by a component beyond the plan
that has lots itself, was used, and is measured alike (weight for weight, pieces for pieces), one
for one: where fewer were added than are missing, nobody knows which of them they replaced, and all
are open.
"""

from collections import Counter, defaultdict

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.product_traceability.tools.arrays import id_array

# The states of moves that are not done and may be.
OPEN = ("draft", "waiting", "confirmed", "partially_available", "assigned")


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _trace_gaps(self, nodes, movements):
        """Add the planned components that the orders of a trace used nothing of."""
        orders = {}
        for node in nodes:
            for event in movements.new_goods(node):
                if event["model"] == "mrp.production" and event["kind"] == "production":
                    orders.setdefault(event["res_id"], (nodes[node], event))
        gaps = super()._trace_gaps(nodes, movements)
        for order, product_id, planned in self.find_unused_components(list(orders)):
            node, event = orders[order]
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

    @api.private
    def find_unused_components(self, order_ids, is_open=False):
        """Return list of (order id, product id, planned quantity in the product's unit) of the
        components with lots that nothing was used of, and nothing in place of.

        :param bool is_open: whether what is entered counts as used, as in orders that are not done
        """
        if not order_ids:
            return []
        missing, added = self._deleted_components(order_ids), Counter()
        used = [*OPEN, "done"] if is_open else ["done"]
        for order, product, kind, planned in self._loose_components(order_ids, True, used):
            missing[order, kind].append((order, product, planned))
        open_ids = list({order for order, _kind in missing})
        for order, _product, kind, _planned in self._loose_components(open_ids, False, used):
            added[order, kind] += 1
        return sorted(
            component
            for kind, components in missing.items()
            if len(components) > added[kind]
            for component in components
        )

    def _loose_components(self, order_ids, is_planned, used):
        """Read the components with lots of orders that are planned and not used, or used and not
        planned; core sets the demand of what was not used to 0 when it closes an order.

        :param bool is_planned: which of the two
        :param list used: states of moves whose quantity counts as used
        :return: list of (order id, product id, kind of unit, planned quantity)
        """
        if not order_ids:
            return []
        names = ("product_id", "bom_line_id", "planned_bom_id", "state", "quantity", "product_qty")
        rows = self.env.execute_query(
            SQL(
                """
                WITH part AS MATERIALIZED (
                    SELECT wanted.id AS order_id, move.product_id,
                           max(move.product_qty)::float8 AS planned
                      FROM unnest(%(orders)s::int[]) wanted (id)
                     CROSS JOIN %(moves)s move
                     GROUP BY wanted.id, move.product_id
                    HAVING bool_or(COALESCE(move.bom_line_id, move.planned_bom_id) IS NOT NULL)
                           = %(is_planned)s
                       AND bool_or(move.state = ANY(%(used)s) AND move.quantity > 0)
                           != %(is_planned)s
                )
                SELECT order_id, product_id, product.uom_id, planned
                  FROM part
                  JOIN (SELECT product.*
                          FROM (SELECT DISTINCT product_id FROM part) loose
                         CROSS JOIN %(products)s product
                         WHERE product.tracking != 'none'
                       ) product ON product.id = part.product_id
                """,
                orders=id_array(order_ids),
                is_planned=is_planned,
                used=used,
                products=self.looked_up(
                    *("product.product", "id", SQL("loose.product_id"), "tracking", "uom_id")
                ),
                moves=self.looked_up(
                    *("stock.move", "raw_material_production_id", SQL("wanted.id"), *names)
                ),
            )
        )
        units = self.env["uom.uom"]
        kinds = {unit: self._kind_of(units.browse(unit)) for unit in {row[2] for row in rows}}
        return [(order, product, kinds[unit], planned) for order, product, unit, planned in rows]

    def _deleted_components(self, order_ids):
        """Return {(order id, kind of unit): components that only the bill of the order names}, as
        :meth:`find_unused_components` has them.
        """
        found = defaultdict(list)
        read = ("mrp.production", "mrp.bom", "mrp.bom.line")
        if not all(self.env[name].has_access("read") for name in read):
            return found
        rows = self.env.execute_query(
            SQL(
                """
                SELECT orders.id, line.id
                  FROM unnest(%(orders)s::int[]) wanted (id)
                 CROSS JOIN %(order)s orders
                 CROSS JOIN %(lines)s line
                 CROSS JOIN %(products)s product
                 WHERE line.write_date <= orders.create_date AND product.tracking != 'none'
                   AND NOT EXISTS (
                       SELECT FROM %(moves)s move
                        WHERE move.bom_line_id = line.id OR move.product_id = line.product_id)
                """,
                orders=id_array(order_ids),
                order=self.looked_up(
                    *("mrp.production", "id", SQL("wanted.id"), "bom_id", "create_date")
                ),
                lines=self.looked_up(
                    *("mrp.bom.line", "bom_id", SQL("orders.bom_id"), "product_id", "write_date")
                ),
                products=self.looked_up(
                    "product.product", "id", SQL("line.product_id"), "tracking"
                ),
                moves=self.looked_up(
                    *("stock.move", "raw_material_production_id", SQL("orders.id")),
                    *("product_id", "bom_line_id"),
                ),
            )
        )
        orders = self.env["mrp.production"].browse({order for order, _line in rows})
        lines = self.env["mrp.bom.line"].browse({line for _order, line in rows})
        for order_id, line_id in rows:
            order = orders.browse(order_id).with_prefetch(orders._prefetch_ids)
            line = lines.browse(line_id).with_prefetch(lines._prefetch_ids)
            if self._is_planned(order, line):
                component = (order_id, line.product_id.id, self._planned_quantity(order, line))
                found[order_id, self._kind_of(line.product_id.uom_id)].append(component)
        return found

    @staticmethod
    def _kind_of(unit):
        """Return what units have in common that can be converted into each other."""
        return unit.parent_path.split("/")[0]

    @staticmethod
    def _is_planned(order, line):
        """Return whether core gives an order a move for a line of its bill: not for a kit, nor for
        what another variant is made of.
        """
        values = order.never_product_template_attribute_value_ids
        is_kit = line.child_bom_id.type == "phantom"
        return not is_kit and not line._skip_bom_line(order.product_id, values)

    @staticmethod
    def _planned_quantity(order, line):
        """Return how much of a line of its bill an order is for, in the product's unit."""
        bill = order.bom_id
        made = order.product_uom_id._compute_quantity(order.product_qty, bill.product_uom_id)
        planned = made / bill.product_qty * line.product_qty
        return line.product_uom_id._compute_quantity(planned, line.product_id.uom_id)
