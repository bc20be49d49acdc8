"""A scanner works on a transfer: each scan is checked, written and answered by itself."""

from odoo import models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "traceability.scan.document"]

    def _moves_to_scan(self):
        if self.state == "draft" and self.move_ids:
            self.action_confirm()
        moves = self._open_moves_to_scan()
        if not moves:
            raise UserError(
                self.env._(
                    "%(transfer)s is done or cancelled, or empty: nothing to scan.",
                    transfer=self.name,
                )
            )
        return moves

    def _open_moves_to_scan(self):
        return self.move_ids.filtered(lambda move: move.state not in ("draft", "done", "cancel"))

    def scan_titles(self):
        return super().scan_titles() + ([self.partner_id.name] if self.partner_id.name else [])

    def _finish_of_scan(self):
        return {"method": "button_validate", "label": self.env._("Validate")}

    def _pre_action_done_hook(self):
        """Nobody ticked or scanned anything of a transfer: then all of it is done, as in core.

        What was only assigned does not leave the rest behind.
        """
        for picking in self:
            moves = picking._open_moves_to_scan()
            is_assigned = moves._has_line(picked=True, is_assigned=True)
            if is_assigned and not moves._has_line(picked=True, is_assigned=False):
                moves.filtered("quantity").picked = True
        return super()._pre_action_done_hook()
