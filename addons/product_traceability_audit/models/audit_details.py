"""Of each model that findings are about: product, warehouse, operation type, responsible, date."""

from odoo import api, models
from odoo.tools import SQL


class TraceabilityAuditKinds(models.AbstractModel):
    _inherit = "traceability.audit.kinds"

    @api.model
    def _trace_audit_details(self):
        """Return {model: SQL with id, product_id, warehouse_id, picking_type_id, user_id, date}.

        It is joined to ids that were found under the record rules, which it may read as the table
        ``found``. Addons add their models.
        """
        products = self.env["traceability.correction"]._fields["product_ids"]
        return {
            "stock.move.line": self._detail_movements(
                "stock_move_line", SQL("LEFT JOIN stock_move move ON move.id = moved.move_id")
            ),
            "stock.move": self._detail_movements("stock_move"),
            "stock.quant": SQL(
                """
                SELECT quant.id, quant.product_id, quant.in_date AS date, location.warehouse_id,
                       NULL::int AS picking_type_id, quant.user_id
                  FROM stock_quant quant
                  JOIN stock_location location ON location.id = quant.location_id
                """
            ),
            "stock.lot": SQL(
                """
                SELECT lot.id, lot.product_id, lot.create_date AS date,
                       stock.warehouse_id, NULL::int AS picking_type_id,
                       lot.create_uid AS user_id
                  FROM stock_lot lot
                  -- The lot itself has a location only where all of it is in one.
                  LEFT JOIN (
                        SELECT quant.lot_id, min(location.warehouse_id) AS warehouse_id
                          FROM stock_quant quant
                          JOIN stock_location location ON location.id = quant.location_id
                         WHERE quant.lot_id IN (SELECT id FROM found) AND quant.quantity <> 0
                           AND location.usage IN ('internal', 'transit')
                         GROUP BY quant.lot_id
                        HAVING count(DISTINCT location.warehouse_id) = 1
                       ) stock ON stock.lot_id = lot.id
                """
            ),
            "product.product": SQL(
                """
                SELECT product.id, product.id AS product_id, product.create_date AS date,
                       NULL::int AS warehouse_id, NULL::int AS picking_type_id,
                       product.create_uid AS user_id
                  FROM product_product product
                """
            ),
            "stock.picking.type": SQL(
                """
                SELECT operation.id, NULL::int AS product_id, operation.create_date AS date,
                       operation.warehouse_id, operation.id AS picking_type_id,
                       operation.create_uid AS user_id
                  FROM stock_picking_type operation
                """
            ),
            "traceability.correction": SQL(
                """
                SELECT correction.id, product.id AS product_id, correction.date,
                       NULL::int AS warehouse_id, NULL::int AS picking_type_id,
                       correction.user_id
                  FROM traceability_correction correction
                  LEFT JOIN LATERAL (
                        SELECT min(%(product)s) AS id FROM %(products)s
                         WHERE %(correction)s = correction.id) product ON TRUE
                """,
                products=SQL.identifier(products.relation),
                product=SQL.identifier(products.column2),
                correction=SQL.identifier(products.column1),
            ),
        }

    def _detail_movements(self, table, moves=None):
        """Return SQL of the details of movements.

        :param str table: of moves, or of their lines
        :param SQL moves: that joins the moves of lines
        """
        return SQL(
            """
            SELECT moved.id, moved.product_id, moved.date,
                   coalesce(target.warehouse_id, source.warehouse_id) AS warehouse_id,
                   %(move)s.picking_type_id, coalesce(picking.user_id, moved.create_uid) AS user_id
              FROM %(table)s moved
              JOIN stock_location source ON source.id = moved.location_id
              JOIN stock_location target ON target.id = moved.location_dest_id
              %(moves)s
              LEFT JOIN stock_picking picking ON picking.id = moved.picking_id
            """,
            table=SQL.identifier(table),
            move=SQL("move" if moves else "moved"),
            moves=moves or SQL(""),
        )
