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

    # Below by superuser, for nobody else reads entries: whose document they are of was checked.
    @api.private
    def quantities(self, moves):
        """Add up what was scanned and is on lines still.

        :return: {move: quantity in the product's own unit}
        """
        groups = self.sudo()._read_group(
            Domain("move_id", "in", moves.ids) & Domain("line_id", "!=", False),
            ["move_id"],
            ["quantity:sum"],
        )
        found = {move.id: quantity for move, quantity in groups}
        return {move: found.get(move.id, 0.0) for move in moves}

    @api.private
    def is_of_line(self, line):
        """Tell whether a line has something that was scanned."""
        return bool(self.sudo().search_count(Domain("line_id", "in", line.ids), limit=1))

    @api.private
    def find_lines(self, move):
        """Find the lines of a move that have something that was scanned."""
        entries = self.sudo().search(Domain("move_id", "=", move.id))
        return self.env["stock.move.line"].browse(entries.line_id.ids)

    @api.private
    def take_back(self, quantity):
        """Take units out of a scan; with the last of them it is forgotten."""
        if self.product_id.uom_id.compare(quantity, self.quantity) >= 0:
            self.unlink()
        else:
            self.quantity -= quantity

    @api.autovacuum
    def _gc_entries(self):
        """Forget scans that nobody sends again; the movements say what was done."""
        old = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        closed = Domain("move_id.state", "in", ("done", "cancel"))
        self.search(Domain("create_date", "<", old) & closed, limit=100_000).unlink()
