from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    # Core searches lines by lot everywhere but has no index for it.
    _traceability_lot_idx = models.Index("(lot_id) WHERE lot_id IS NOT NULL")
