from odoo import api, models


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.model
    def _trace_final_modules(self):
        return super()._trace_final_modules() | {"sale_stock"}

    @api.model
    def _trace_final_but(self):
        final = super()._trace_final_but()
        return final | {
            "stock.move": final["stock.move"].extended(once="sale_line_id"),
            "stock.picking": final["stock.picking"].extended(once="sale_id"),
        }

    def _trace_receivers(self, line):
        """Name the customer of the order too, whoever the transfer names."""
        move = line if line._name == "stock.move" else line.move_id
        order = move.sale_line_id.order_id
        return super()._trace_receivers(line) | order.partner_id | order.partner_shipping_id
