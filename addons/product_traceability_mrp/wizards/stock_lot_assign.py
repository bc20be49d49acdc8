from odoo import fields, models
from odoo.exceptions import UserError


class StockLotAssign(models.TransientModel):
    _inherit = "stock.lot.assign"

    production_id = fields.Many2one(
        "mrp.production", "Order to Produce", readonly=True, help="Its Produce All asked for these."
    )

    def action_assign(self):
        """Go on with *Produce All*, where it was what opened the wizard.

        :return: what producing gives, or the action that closes the wizard
        """
        assigned = super().action_assign()
        return self._produce() if self.production_id else assigned

    def _produce(self):
        order = self.production_id.with_context(asks_pairing=True)
        try:
            with self.env.cr.savepoint():
                done = order.button_mark_done()
        except UserError as error:
            # What was typed or scanned is not lost because something else is missing.
            return self._say(
                "warning",
                self.env._("Serial numbers assigned, but nothing was produced"),
                str(error),
            )
        if done is not True:
            return done
        return self._say("success", self.env._("Produced"), order.display_name)

    def _say(self, kind, title, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "title": title,
                "message": message,
                "sticky": kind == "warning",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
