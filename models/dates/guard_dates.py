"""The guard's rule 8 for dates: expired or short-dated lots meet the operation type's policy."""

from datetime import timedelta

from odoo import api, models
from odoo.tools import format_date

from ...tools.dates import dates_are_on, local_day, today, warehouse_zone
from ...tools.locations import OURS

# Where goods are used: with a customer, in a product, or on their way out of the warehouse.
USED = ("customer", "production", "transit", "internal")


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.private
    def check_policies(self, lines):
        self.check_dates(lines)
        return super().check_policies(lines)

    @api.private
    def check_dates(self, lines):
        """Refuse lines with lots that are expired, or too near to it, where that is blocked.

        :param lines: ``stock.move.line``, about to be done
        :raise UserError: naming every such line
        """
        self.refuse(
            self.env._("These lots are expired, or expire too soon:"),
            [problem for _line, problem in self.find_date_problems(lines, "block")],
        )

    @api.private
    def find_date_problems(self, lines, policy):
        """Judge the lots of lines.

        :param lines: ``stock.move.line``
        :param str policy: only lines of operation types with this policy
        :return: [(line, what is wrong with it in words)]
        """
        problems = []
        for line in self.filter_guarded(lines) if dates_are_on(self.env) else ():
            operation = line.move_id.picking_type_id
            if operation.expired_lots_policy == policy and self._is_used(line):
                days = self._count_days_owed(line, operation)
                if problem := self._find_date_problem(line.lot_id, operation, days):
                    problems.append((line, f"{self.describe(line)}: {problem}"))
        return problems

    @api.private
    def get_date_rule(self, move):
        """Tell what a move asks of the dates of the lots that it takes out of stock.

        :param move: ``stock.move``
        :return: function of a ``stock.lot`` that gives what is wrong with it in words, or None;
            None where the move asks for nothing
        """
        operation = move.picking_type_id
        if (
            operation.expired_lots_policy not in ("warn", "block")
            or not dates_are_on(self.env)
            or not self.filter_guarded(move)
            or not self._is_used(move)
        ):
            return None
        days = self._count_days_owed(move, operation)
        return lambda lot: self._find_date_problem(lot, operation, days)

    @api.private
    def is_too_old(self, lot, operation):
        """Tell whether the operation type's policy blocks the lot, whoever it is for."""
        return (
            operation.expired_lots_policy == "block"
            and dates_are_on(self.env)
            and bool(self._find_date_problem(lot, operation, operation.minimum_shelf_life))
        )

    def _find_date_problem(self, lot, operation, days):
        """Judge a lot by the last day on which it is good, where the warehouse is.

        :param int days: for how many days it must still be good
        :return: what is wrong and what to do, in words, or None
        """
        if not lot.expiration_date:
            return None
        zone = warehouse_zone(operation)
        last, now = local_day(lot.expiration_date, zone), today(zone)
        words = {
            "date": format_date(self.env, last),
            "operation": operation.display_name,
            "days": days,
        }
        if last < now:
            return self.env._(
                "expired on %(date)s. Select another lot and scrap this one, or ask an Inventory"
                " manager to change Expired Lots on %(operation)s.",
                **words,
            )
        if last >= now + timedelta(days=days):
            return None
        if days == 1:
            return self.env._(
                "expires on %(date)s, but must be good for one more day. Select a lot that expires"
                " later, or ask an Inventory manager to change Minimum Shelf Life.",
                **words,
            )
        return self.env._(
            "expires on %(date)s, but must be good for %(days)s more days. Select a lot that"
            " expires later, or ask an Inventory manager to change Minimum Shelf Life.",
            **words,
        )

    @staticmethod
    def _is_used(line):
        """Goods that go back to the vendor or to scrap go there because they are too old.

        :param line: ``stock.move.line`` or ``stock.move``
        """
        return line.location_id.usage in OURS and line.location_dest_id.usage in USED

    @staticmethod
    def _count_days_owed(line, operation):
        """Give days that a lot must still be good for; a customer may ask for more."""
        if line.location_dest_id.usage in ("production", "internal"):
            return operation.minimum_shelf_life
        move = line if line._name == "stock.move" else line.move_id
        partner = line.picking_id.partner_id or move.partner_id
        asked = (partner.minimum_shelf_life, partner.commercial_partner_id.minimum_shelf_life)
        return max(operation.minimum_shelf_life, *asked)
