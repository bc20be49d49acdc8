from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    # A trace tells of the moves that are done and moved nothing: few, if any.
    _traceability_nothing_idx = models.Index(
        "(product_id) WHERE state = 'done' AND quantity = 0 AND product_uom_qty > 0"
    )
