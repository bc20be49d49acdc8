from odoo import api, models


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.model
    def _trace_final_modules(self):
        return super()._trace_final_modules() | {"purchase_stock"}

    @api.model
    def _trace_final_but(self):
        final = super()._trace_final_but()
        return final | {
            "stock.move": final["stock.move"].extended(once="purchase_line_id"),
        }
