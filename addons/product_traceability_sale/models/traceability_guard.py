from odoo import models


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    def _trace_receivers(self, line):
        """Name the customer of the order too, whoever the transfer names."""
        move = line if line._name == "stock.move" else line.move_id
        order = move.sale_line_id.order_id
        return super()._trace_receivers(line) | order.partner_id | order.partner_shipping_id
