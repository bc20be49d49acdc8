from odoo import api, fields, models


class StockQuantFound(models.TransientModel):
    _name = "stock.quant.found"
    _description = "Serial Numbers Found in Another Location"

    quant_ids = fields.Many2many("stock.quant", string="Counted", required=True, readonly=True)
    counting_date = fields.Datetime(readonly=True)
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends("quant_ids")
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = self.env["ir.qweb"]._render(
                "product_traceability.stock_quant_found_preview",
                {"found": wizard.quant_ids._origin.find_recorded_elsewhere()},
            )

    def action_move(self):
        """Move what was found to where it was counted, and apply the other counts.

        :return: the action that closes the wizard, or asks what applying the others asks
        """
        self.ensure_one()
        asked = self.quant_ids.move_found(self.counting_date or None)
        return asked or {"type": "ir.actions.act_window_close"}
