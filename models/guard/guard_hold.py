"""The guard's rule 8 for holds: lots on hold stay until an Inventory manager releases them."""

from odoo import api, models
from odoo.fields import Domain

from ...tools.locations import OURS, USED


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.private
    def check_hold(self, lines):
        """Refuse lines that take lots on hold anywhere but to quarantine, scrap or their vendor.

        :param lines: ``stock.move.line``, about to be done
        :raise UserError: naming every such line
        """
        held = self._filter_held(lines)
        self.refuse(
            self.env._("Lots and serial numbers on hold cannot be moved or used."),
            self.tell_alike(
                (
                    line,
                    self.env._(
                        "on hold (%(reason)s). Select another lot, move this one to a quarantine"
                        " location, return it to its vendor, or ask an Inventory manager to release"
                        " it.",
                        reason=line.lot_id.hold_reason or "",
                    ),
                    self.env._(
                        "on hold (%(reason)s). Select other lots, move these to a quarantine"
                        " location, return them to their vendor, or ask an Inventory manager to"
                        " release them.",
                        reason=line.lot_id.hold_reason or "",
                    ),
                )
                for line in held
            ),
        )

    def _filter_held(self, lines):
        """Give the lines that take lots on hold where they may not go, wherever they come from."""
        held = lines.filtered(lambda line: line.lot_id.is_on_hold)
        stuck = held.filtered(
            lambda line: (
                self.get_target_usage(line) in USED
                or (self.get_source_usage(line) in OURS and not self._may_take_held(line))
            )
        )
        return stuck - self._filter_back_to_vendor(stuck)

    def _filter_back_to_vendor(self, lines):
        """Give the lines that go back to a vendor who sent their lot, and to nobody else."""
        lines = lines.filtered(lambda line: self.get_target_usage(line) == "supplier")
        vendors = self._find_vendors(lines.lot_id)

        def goes_back(line):
            partner, senders = self._partner_of(line), vendors.get(line.lot_id)
            return senders is not None and (not partner or not senders or partner in senders)

        return lines.filtered(goes_back)

    @staticmethod
    def _may_take_held(line):
        location = line.location_dest_id
        return location.usage == "inventory" or (
            location.usage in OURS and location.is_in_quarantine()
        )

    @api.private
    def free_reservations(self, lots, companies):
        """Take lots out of the reservations that they may not be used for any more.

        The moves they were reserved for get other lots at once, if there are any.

        :param lots: ``stock.lot``, on hold
        :param companies: ``res.company`` whose reservations are freed: nobody rearranges the
            transfers of a company that they may not enter
        :return: the transfers that lost a reservation
        """
        # Superuser: a hold acts on all stock of the lot there, whatever the user may see of it.
        lines = (
            self.env["stock.move.line"]
            .sudo()
            .search(
                Domain("lot_id", "in", lots.ids)
                & Domain("state", "not in", ("done", "cancel"))
                & Domain("company_id", "in", companies.ids)
                & Domain("company_id.strict_traceability", "=", True)
            )
        )
        lines = self._filter_held(lines)
        moves, pickings = lines.move_id, lines.picking_id
        lines.unlink()
        moves._action_assign()
        return pickings
