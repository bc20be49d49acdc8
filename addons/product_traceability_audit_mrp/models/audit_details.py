from odoo import api, models
from odoo.tools import SQL


class TraceabilityAuditKinds(models.AbstractModel):
    _inherit = "traceability.audit.kinds"

    @api.model
    def _trace_audit_details(self):
        return super()._trace_audit_details() | {
            "mrp.production": SQL(
                """
                SELECT production.id, production.product_id, production.date_finished AS date,
                       operation.warehouse_id, production.picking_type_id,
                       coalesce(production.user_id, production.create_uid) AS user_id
                  FROM mrp_production production
                  JOIN stock_picking_type operation ON operation.id = production.picking_type_id
                """
            ),
        }
