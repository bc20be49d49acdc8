from odoo import fields, models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    lot_waived = fields.Boolean(
        "Lot Not Required",
        readonly=True,
        copy=False,
        help="Completed without a lot/serial number, because its operation type has Lots Optional.",
    )

    # Set when the line is done: who may correct it until the goods move on.
    recorder_id = fields.Many2one("res.users", "Recorded By", readonly=True, copy=False)

    # Core searches lines by lot everywhere but has no index for it.
    _traceability_lot_idx = models.Index("(lot_id) WHERE lot_id IS NOT NULL")
    _traceability_lotless_idx = models.Index("(product_id, date) WHERE lot_id IS NULL")

    def _create(self, data_list):
        # Odoo goes on with lines that it creates for what is done: it gives them their move.
        lines = super()._create(data_list)
        self.env["traceability.guard"].now_made().update(lines.ids)
        return lines

    def write(self, vals):
        guard = self.env["traceability.guard"]
        lines = guard.without_done(self, vals)
        guard.check_line_write(lines, vals)
        guard.check_joins(lines, vals)
        result = super(StockMoveLine, lines).write(vals)
        if "location_dest_id" in vals:
            guard.check_pushed(lines)
        return result

    def unlink(self):
        self.env["traceability.guard"].check_line_unlink(self)
        return super().unlink()
