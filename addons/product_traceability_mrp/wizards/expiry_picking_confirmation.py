from odoo import api, models


class ExpiryPickingConfirmation(models.TransientModel):
    _inherit = "expiry.picking.confirmation"

    @api.depends("production_ids")
    def _compute_descriptive_fields(self):
        # Core calls each component expired; of orders it does not come to the transfers' words.
        result = super()._compute_descriptive_fields()
        if self.production_ids:
            self.tell_problems()
        return result

    def _trace_judged_lines(self):
        return super()._trace_judged_lines() | self.production_ids.move_raw_ids.move_line_ids
