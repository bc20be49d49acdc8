from odoo import api, fields, models

from ...tools.trust import trusted


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    lot_waived = fields.Boolean(
        readonly=True,
        copy=False,
        help="Done without a lot or serial number, because its operation type has Lots optional.",
    )

    # Core searches lines by lot everywhere but has no index for it.
    _traceability_lot_idx = models.Index("(lot_id) WHERE lot_id IS NOT NULL")
    _traceability_lotless_idx = models.Index("(product_id, date) WHERE lot_id IS NULL")

    @api.model_create_multi
    def create(self, vals_list):
        guard = self.env["traceability.guard"]
        guard.check_line_create(vals_list)
        # Core links new lines to the done move it makes for them by a write on move_id.
        lines = super(StockMoveLine, trusted(self)).create(vals_list).with_env(self.env)
        # What values and context do not tell beforehand, core has worked out: judged afterwards.
        guard.after_created_done(lines.filtered(lambda line: line.state == "done"))
        return lines

    def write(self, vals):
        guard = self.env["traceability.guard"]
        lines = guard.without_done(self, vals)
        guard.check_line_write(lines, vals)
        return super(StockMoveLine, lines).write(vals)

    def unlink(self):
        self.env["traceability.guard"].check_line_unlink(self)
        return super().unlink()

    def _action_done(self):
        guard = self.env["traceability.guard"]
        lines, places = guard.before_done(self)
        waived = self & lines.filtered("lot_waived")
        if waived:
            with guard.lots_are_optional(waived):
                super(StockMoveLine, waived)._action_done()
        result = super(StockMoveLine, self - waived)._action_done()
        guard.after_done(lines, places)
        return result
