"""Findings among the manufacturing orders that are done."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.product_traceability_audit.models.audit_kinds import Kind

OF_COMPONENT = Domain("move_id.raw_material_production_id", "!=", False)
OF_PRODUCT = Domain("move_id.production_id", "!=", False)


class TraceabilityAuditKinds(models.AbstractModel):
    _inherit = "traceability.audit.kinds"

    def _trace_audit_kinds(self):
        return super()._trace_audit_kinds() | {
            "component_not_used": Kind(
                self.env._("Planned component not consumed"),
                "high",
                "mrp.production",
                mend="_open",
                breaks=True,
                proves=self.env._(
                    "An order recorded nothing of a component that it was planned to use, and no"
                    " other in place of it: what is in the product is not known."
                ),
            ),
            "consumed_without_lot": Kind(
                self.env._("Component consumed without a lot"),
                "high",
                "stock.move.line",
                mend="_correct",
                breaks=True,
                proves=self.env._(
                    "An order consumed a tracked component, and it is not recorded of which lot."
                ),
            ),
            "made_without_lot": Kind(
                self.env._("Produced without a lot"),
                "high",
                "stock.move.line",
                mend="_correct",
                breaks=True,
                proves=self.env._(
                    "An order produced a tracked product, and it is not recorded of which lot."
                ),
            ),
            "not_paired": Kind(
                self.env._("Several serial numbers produced, components not paired"),
                "medium",
                "mrp.production",
                mend="_pair",
                proves=self.env._(
                    "An order produced several serial numbers, and it is not recorded which of its"
                    " components is in which: each traces to all of them."
                ),
            ),
        }

    # -- components ---------------------------------------------------------------------------
    def _find_component_not_used(self, scope):
        """An order consumed nothing of a component with lots that it was planned to use, and no
        other in place of it (rule 6 of the guard): what is in the product is not recorded.

        The engine, which tells it as a gap of traces, decides; it is asked of the orders in
        question only.
        """
        orders = self._orders(scope, "bom_id", "create_date", "product_uom_qty")
        names = ("raw_material_production_id", "product_id", "state", "quantity")
        names += ("bom_line_id", "planned_bom_id")
        asked = self.env.execute_query(
            SQL(
                """
                WITH production AS MATERIALIZED (SELECT * FROM %(orders)s production),
                     part AS MATERIALIZED (
                    SELECT move.raw_material_production_id AS order_id, move.product_id,
                           bool_or(COALESCE(move.bom_line_id, move.planned_bom_id) IS NOT NULL)
                               AS is_planned,
                           bool_or(move.state = 'done' AND move.quantity > 0) AS is_used
                      FROM %(moves)s move
                     GROUP BY move.raw_material_production_id, move.product_id
                )
                SELECT part.order_id
                  FROM part
                  JOIN production ON production.id = part.order_id
                 WHERE part.is_planned AND NOT part.is_used
                 UNION
                SELECT production.id
                  FROM production
                  JOIN %(lines)s line ON line.bom_id = production.bom_id
                   AND line.write_date <= production.create_date
                  LEFT JOIN part
                    ON part.order_id = production.id AND part.product_id = line.product_id
                 WHERE part.order_id IS NULL
                """,
                orders=orders,
                moves=self.select(
                    "stock.move",
                    names,
                    Domain("raw_material_production_id", "!=", False)
                    & Domain("company_id", "=", scope.company.id)
                    & Domain("product_id.tracking", "!=", "none"),
                ),
                lines=self._bill_lines(scope),
            )
        )
        graph = self.env["traceability.graph"]
        unused = graph.find_unused_components([order for (order,) in asked])
        return SQL(
            "SELECT id, product_uom_qty AS quantity FROM %s production WHERE id = ANY(%s)",
            orders,
            [order for order, _product, _planned in unused],
        )

    def _find_consumed_without_lot(self, scope):
        """An order consumed a component with lots, of which lot is not recorded (rule 1)."""
        return self._lotless_of_orders(scope, OF_COMPONENT)

    # -- products -----------------------------------------------------------------------------
    def _find_made_without_lot(self, scope):
        """An order produced goods with lots, of which lot is not recorded (rule 1)."""
        return self._lotless_of_orders(scope, OF_PRODUCT)

    def _find_not_paired(self, scope):
        """An order produced several serial numbers of components with serial numbers, and which of
        these is in which of those is not recorded (rule 6): every unit traces to all components.
        """
        serials = Domain("product_id.tracking", "=", "serial") & Domain("lot_id", "!=", False)
        return SQL(
            """
            SELECT production.id, production.product_uom_qty AS quantity
              FROM %(orders)s production
              JOIN (SELECT move.production_id, line.product_id
                      FROM %(made)s line
                      JOIN stock_move move ON move.id = line.move_id
                     GROUP BY move.production_id, line.product_id
                    HAVING count(DISTINCT line.lot_id) > 1
                   ) made
                ON made.production_id = production.id AND made.product_id = production.product_id
             WHERE production.id IN (
                    SELECT move.raw_material_production_id
                      FROM %(used)s line
                      JOIN stock_move move ON move.id = line.move_id)
               AND NOT EXISTS (
                    SELECT FROM mrp_production_pairing pair
                     WHERE pair.production_id = production.id)
            """,
            orders=self._orders(scope, "product_id", "product_uom_qty"),
            made=self._lines(scope, "lot_id", "product_id", "move_id", domain=serials & OF_PRODUCT),
            used=self._lines(scope, "move_id", domain=serials & OF_COMPONENT),
        )

    # -- what the others find -----------------------------------------------------------------
    def _find_moved_without_lot(self, scope):
        """What orders consumed and produced has kinds of its own."""
        return SQL(
            """
            SELECT found.id, found.quantity
              FROM (%s) found
             WHERE NOT EXISTS (
                    SELECT FROM stock_move_line line
                      JOIN stock_move move ON move.id = line.move_id
                     WHERE line.id = found.id
                       AND (move.production_id IS NOT NULL
                            OR move.raw_material_production_id IS NOT NULL))
            """,
            super()._find_moved_without_lot(scope),
        )

    # -- what the queries are made of ---------------------------------------------------------
    def _orders(self, scope, *names):
        """Return SQL of the done orders."""
        done = Domain("state", "=", "done") & Domain("company_id", "=", scope.company.id)
        return self.select("mrp.production", names, done)

    def _bill_lines(self, scope):
        """Return SQL of the lines of bills that are of components with lots."""
        own = Domain("company_id", "in", [False, scope.company.id])
        return self.select(
            "mrp.bom.line",
            ("bom_id", "product_id", "write_date"),
            own & Domain("product_id.tracking", "!=", "none"),
        )

    def _lotless_of_orders(self, scope, domain):
        lotless = Domain("lot_id", "=", False) & Domain("lot_waived", "=", False)
        return SQL(
            "SELECT id, quantity_product_uom AS quantity FROM %s line",
            self._lines(scope, "quantity_product_uom", domain=lotless & domain),
        )

    # -- mending ------------------------------------------------------------------------------
    def _pair(self, orders):
        """Paste the pairs of one order; several are listed, and paired one by one."""
        if len(orders) == 1:
            return orders.action_paste_pairs()
        view = self.env.ref("product_traceability_audit_mrp.view_orders_to_pair")
        return self.open_listed(orders, view)
