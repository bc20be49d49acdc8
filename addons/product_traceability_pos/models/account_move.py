from math import copysign

from odoo import models
from odoo.tools.misc import formatLang


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_invoiced_lot_values(self):
        """Write quantities as on other invoices: what a refund credits is no negative sale."""
        values = super()._get_invoiced_lot_values()
        sign = -1 if self.move_type == "out_refund" else 1
        # Superuser, as core: who prints an invoice may have no access to the till's orders.
        typed = self.env["pos.pack.operation.lot"].sudo()
        for row in values:
            if lot := typed.browse(row.get("pos_lot_id")):
                sold = lot.pos_order_line_id.qty
                quantity = sold if lot.product_id.tracking == "lot" else copysign(1, sold)
                row["quantity"] = formatLang(self.env, sign * quantity, dp="Product Unit")
        return values
