from odoo import api, fields, models

from ..tools.listing import first_lines


class ExpiryPickingConfirmation(models.TransientModel):
    _inherit = "expiry.picking.confirmation"

    @api.depends("picking_ids")
    def _compute_descriptive_fields(self):
        result = super()._compute_descriptive_fields()
        for wizard in self:
            wizard.tell_problems()
        return result

    @api.private
    def tell_problems(self):
        """Say what is asked about in the guard's words, where it is the guard that asks."""
        if problems := self._find_problems():
            self.show_lots = bool(self.lot_ids)
            self.description = self.env._(
                "%(problems)s\nDo you confirm you want to proceed?",
                problems=first_lines(self.env, self.env["traceability.guard"].tell_alike(problems)),
            )

    def _find_problems(self):
        """Give [(line, what is wrong in words)]."""
        # The dates of lines as they are stored; of records of a form, Odoo computes them anew.
        lines = self._trace_judged_lines()._origin
        problems = self.env["traceability.guard"].find_date_problems(lines, "warn")
        if problems or self.lot_ids:
            return problems
        # Core names no lot that is received, for it is yet to be made.
        now = fields.Datetime.now()
        problem = self.env._("is expired, or should be removed from stock.")
        expired = lines.filtered(lambda line: line.removal_date and line.removal_date <= now)
        return [(line, problem) for line in expired]

    def _trace_judged_lines(self):
        """Give ``stock.move.line`` whose lots are asked about. Addons add theirs."""
        return self.picking_ids.move_line_ids

    def process_no_expired(self):
        guard = self.env["traceability.guard"]
        for line, _problem in guard.find_date_problems(self.picking_ids.move_line_ids, "warn"):
            self.env["stock.move.line"].browse(line.id).unlink()
        return super().process_no_expired()
