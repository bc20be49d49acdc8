"""The guard's rule 8: lots on hold stay, and expired or short-dated lots meet the policy."""

from datetime import datetime, timedelta

import pytz

from odoo import models
from odoo.fields import Domain

from ...tools.locations import OURS
from ..dates.expiration_dates import dates_are_on

# Where goods are used: with a customer, in a product, or on their way out of the warehouse.
USED = ("customer", "production", "transit", "internal")


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    # -- on hold --------------------------------------------------------------------------------
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
                and not line.location_dest_id._is_in_quarantine()
            )
        )
        self._refuse(
            self.env._("Lots and serial numbers on hold stay where they are."),
            [
                self.env._(
                    "%(line)s: on hold, %(reason)s. Take another lot, move it to a quarantine"
                    " location, or ask an Inventory manager to release it.",
                    line=self._label(line),
                    reason=line.lot_id.hold_reason or "",
                )
                for line in held
            ],
        )

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
        lines = lines.filtered(lambda line: not line.location_dest_id._is_in_quarantine())
        moves, pickings = lines.move_id, lines.picking_id
        lines.unlink()
        moves._action_assign()
        return pickings

    # -- expired and short-dated ----------------------------------------------------------------
    def check_dates(self, lines):
        """Refuse lines with lots that are expired, or too near to it, where that is blocked.

        :param lines: ``stock.move.line``, about to be done
        :raise UserError: naming every such line
        """
        self._refuse(
            self.env._("These lots are expired, or expire too soon:"),
            [problem for _line, problem in self.date_problems(lines, "block")],
        )

    def date_problems(self, lines, policy):
        """Judge lots by the last day on which they are good, in the warehouse's own time zone.

        :param lines: ``stock.move.line``
        :param str policy: only lines of operation types with this policy
        :return: [(line, what is wrong with it in words)]
        """
        problems = []
        for line in self._guarded(lines) if dates_are_on(self.env) else ():
            expires = line.lot_id.expiration_date
            operation = line.move_id.picking_type_id
            if not expires or operation.expired_lots_policy != policy or not self._is_used(line):
                continue
            days = self._days_owed(line, operation)
            last, today = self._last_day(line.lot_id, operation)
            if last < today + timedelta(days=days):
                problems.append((line, self._date_problem(line, last, today, days)))
        return problems

    def date_rule(self, move):
        """Tell what a move asks of the dates of the lots that it takes out of stock.

        :param move: ``stock.move``
        :return: function of a ``stock.lot`` that gives what is wrong with it in words, or None;
            None where the move asks for nothing
        """
        operation = move.picking_type_id
        if (
            operation.expired_lots_policy not in ("warn", "block")
            or not dates_are_on(self.env)
            or not self._guarded(move)
            or not self._is_used(move)
        ):
            return None
        days = self._days_owed(move, operation)

        def problem(lot):
            if not lot.expiration_date:
                return None
            last, today = self._last_day(lot, operation)
            if last < today:
                return self.env._("it is expired, its last day was %(date)s.", date=str(last))
            if last < today + timedelta(days=days):
                return self.env._(
                    "its last day is %(date)s, and it must be good for %(days)s more days.",
                    date=str(last),
                    days=days,
                )
            return None

        return problem

    def is_too_old(self, lot, operation):
        """:return: whether the operation type's policy blocks the lot, whoever it is for"""
        if not lot.expiration_date or operation.expired_lots_policy != "block":
            return False
        if not dates_are_on(self.env):
            return False
        last, today = self._last_day(lot, operation)
        return last < today + timedelta(days=operation.minimum_shelf_life)

    def _last_day(self, lot, operation):
        """:return: the last day on which a dated lot is good, and today, where the warehouse is"""
        zone = self._zone(operation)
        last = lot.expiration_date.replace(tzinfo=pytz.utc).astimezone(zone).date()
        return last, datetime.now(pytz.utc).astimezone(zone).date()

    @staticmethod
    def _is_used(line):
        """Goods that go back to the vendor or to scrap go there because they are too old.

        :param line: ``stock.move.line`` or ``stock.move``
        """
        return line.location_id.usage in OURS and line.location_dest_id.usage in USED

    def _zone(self, operation):
        name = operation.warehouse_id.partner_id.tz
        return pytz.timezone(name) if name else operation.company_id._day_zone()

    @staticmethod
    def _days_owed(line, operation):
        """:return: days that a lot must still be good for; a customer may ask for more"""
        if line.location_dest_id.usage in ("production", "internal"):
            return operation.minimum_shelf_life
        move = line if line._name == "stock.move" else line.move_id
        partner = line.picking_id.partner_id or move.partner_id
        asked = (partner.minimum_shelf_life, partner.commercial_partner_id.minimum_shelf_life)
        return max(operation.minimum_shelf_life, *asked)

    def _date_problem(self, line, last, today, days):
        words = {
            "line": self._label(line),
            "date": str(last),
            "days": days,
            "operation": line.move_id.picking_type_id.display_name,
        }
        if last < today:
            return self.env._(
                "%(line)s: expired, its last day was %(date)s. Take another lot and scrap this one;"
                " an Inventory manager may change Expired Lots on %(operation)s.",
                **words,
            )
        return self.env._(
            "%(line)s: its last day is %(date)s, and it must be good for %(days)s more days. Take"
            " a fresher lot; an Inventory manager may change Minimum Shelf Life.",
            **words,
        )
