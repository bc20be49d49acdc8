from odoo import models


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def unlink(self):
        """Keep lines that traces name: their movements would forget them."""
        self.env["traceability.guard"].check_document_unlink(self, "move_ids")
        return super().unlink()
