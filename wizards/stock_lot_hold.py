from odoo import fields, models


class StockLotHold(models.TransientModel):
    _name = "stock.lot.hold"
    _description = "Put Lots on Hold"

    lot_ids = fields.Many2many("stock.lot", string="Lots / Serial Numbers", required=True)
    reason = fields.Char(required=True)

    def action_hold(self):
        """Give the action that closes the wizard."""
        self.ensure_one()
        self.lot_ids.hold(self.reason)
        return {"type": "ir.actions.act_window_close"}
