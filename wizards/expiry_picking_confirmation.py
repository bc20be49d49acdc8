from odoo import api, models

from ..tools.listing import first_lines


class ExpiryPickingConfirmation(models.TransientModel):
    _inherit = "expiry.picking.confirmation"

    @api.depends("lot_ids")
    def _compute_descriptive_fields(self):
        result = super()._compute_descriptive_fields()
        guard = self.env["traceability.guard"]
        for wizard in self:
            problems = guard.find_date_problems(wizard.picking_ids.move_line_ids, "warn")
            if problems:
                wizard.show_lots = True
                texts = first_lines(self.env, guard.tell_alike(problems))
                wizard.description = self.env._(
                    "%(problems)s\nDo you confirm you want to proceed?", problems=texts
                )
        return result

    def process_no_expired(self):
        guard = self.env["traceability.guard"]
        for line, _problem in guard.find_date_problems(self.picking_ids.move_line_ids, "warn"):
            self.env["stock.move.line"].browse(line.id).unlink()
        return super().process_no_expired()
