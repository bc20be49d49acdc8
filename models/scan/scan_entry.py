from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

KEPT_DAYS = 90


class TraceabilityScanEntry(models.Model):
    """A scan that was recorded: sent twice it counts once, and it can be undone."""

    _name = "traceability.scan.entry"
    _description = "Recorded Scan"
    _order = "id desc"

    scan_key = fields.Char(required=True, readonly=True)
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True, readonly=True)
    text = fields.Char(readonly=True)
    product_id = fields.Many2one("product.product", required=True, readonly=True)
    move_id = fields.Many2one("stock.move", ondelete="cascade", readonly=True)
    line_id = fields.Many2one("stock.move.line", ondelete="set null", readonly=True)
    lot_name = fields.Char(readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    answer = fields.Json(readonly=True)

    _scan_key_unique = models.UniqueIndex("(res_model, res_id, scan_key)")
    _line_idx = models.Index("(line_id) WHERE line_id IS NOT NULL")
    _move_idx = models.Index("(move_id)")

    @api.autovacuum
    def _gc_entries(self):
        """Forget scans that nobody sends again; the movements say what was done."""
        old = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search(Domain("create_date", "<", old), limit=100_000).unlink()
