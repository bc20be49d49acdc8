"""The guard's rule 8 for holds: lots on hold stay until an Inventory manager releases them."""

from odoo import api, models
from odoo.fields import Domain

from ...tools.locations import OURS


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.private
    def check_hold(self, lines):
        """Refuse lines that take lots on hold anywhere but to quarantine or to scrap.

        :param lines: ``stock.move.line``, about to be done
        :raise UserError: naming every such line
        """
        held = lines.filtered(
            lambda line: (
                line.lot_id.is_on_hold
                and line.location_id.usage in OURS
                and line.location_dest_id.usage != "inventory"
                and not line.location_dest_id.is_in_quarantine()
            )
        )
        self.refuse(
            self.env._("Lots and serial numbers on hold cannot be moved or used."),
            [
                self.env._(
                    "%(line)s: on hold (%(reason)s). Select another lot, move this one to a"
                    " quarantine location, or ask an Inventory manager to release it.",
                    line=self.describe(line),
                    reason=line.lot_id.hold_reason or "",
                )
                for line in held
            ],
        )

    @api.private
    def free_reservations(self, lots):
        """Take lots out of the reservations that they may not be used for any more.

        The moves they were reserved for get other lots at once, if there are any.

        :param lots: ``stock.lot``, on hold
        :return: the transfers that lost a reservation
        """
        # Superuser: a hold acts on all stock of the lot, not on what the user may see of it.
        lines = (
            self.env["stock.move.line"]
            .sudo()
            .search(
                Domain("lot_id", "in", lots.ids)
                & Domain("state", "not in", ("done", "cancel"))
                & Domain("location_id.usage", "in", OURS)
                & Domain("location_dest_id.usage", "!=", "inventory")
                & Domain("company_id.strict_traceability", "=", True)
            )
        )
        lines = lines.filtered(lambda line: not line.location_dest_id.is_in_quarantine())
        moves, pickings = lines.move_id, lines.picking_id
        lines.unlink()
        moves._action_assign()
        return pickings
