from odoo import fields, models


class MrpProductionPair(models.TransientModel):
    _name = "mrp.production.pair"
    _description = "Paste Pairs of Serial Numbers"

    production_id = fields.Many2one(
        "mrp.production", "Manufacturing Order", required=True, readonly=True
    )
    pairs = fields.Text(
        required=True,
        help="One finished product a row: its serial number, a tab, and the serial number of its"
        " component. More components may follow, each after a tab. Semicolons, commas or spaces"
        " also work.",
    )

    def action_pair(self):
        """:return: the action that closes the wizard
        :raise UserError: naming every row that cannot be used
        """
        self.ensure_one()
        self.production_id.pair_text(self.pairs)
        return {"type": "ir.actions.act_window_close"}
