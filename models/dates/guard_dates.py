"""The guard's rule 8 for dates: expired or short-dated lots meet the operation type's policy."""

from datetime import timedelta

from odoo import api, models
from odoo.tools import format_date

from ...tools.dates import dates_are_on, local_day, today, warehouse_zone
from ...tools.locations import OURS, USED


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
            self.tell_alike(self.find_date_problems(lines, "block")),
        )

    @api.private
    def find_date_problems(self, lines, policy):
        """Judge the lots of lines.

        :param lines: ``stock.move.line``
        :param str policy: only lines of operation types with this policy
        :return: [(line, what is wrong with it in words)]
        """
        if not dates_are_on(self.env):
            return []
        problems = []
        # Superuser, as those that are guarded: what has no date is not too old, whatever it asks.
        dated = lines.sudo().filtered(lambda line: (line.lot_id or line).expiration_date)
        for line in self.filter_by_way(
            self.filter_guarded(dated),
            lambda line: self.asks_of_dates(line, policy) and self._is_used(line),
        ):
            operations = self.get_operations(line)
            days = self._count_days_owed(line, operations)
            # What is received by a lot number has its lot only when it is done.
            date = (line.lot_id or line).expiration_date
            if problem := self._find_date_problem(line.product_id, date, operations, days):
                problems.append((line, problem))
        return problems

    @api.private
    def get_date_rule(self, move):
        """Tell what a move asks of the dates of lots.

        :param move: ``stock.move``
        :return: function of the expiration date of a lot (``datetime`` in UTC, or False) that gives
            what is wrong with it in words, or None; None where the move asks for nothing
        """
        if not dates_are_on(self.env) or not self.filter_guarded(move) or not self._is_used(move):
            return None
        operations = self.get_operations(move)
        if self._policy_of(operations) == "allow":
            return None
        days = self._count_days_owed(move, operations)
        product = move.product_id
        return lambda date: self._find_date_problem(product, date, operations, days)

    @api.private
    def is_too_old(self, lot, operation):
        """Tell whether the operation type's policy blocks the lot, whoever it is for."""
        return (
            operation.expired_lots_policy == "block"
            and dates_are_on(self.env)
            and bool(
                self._find_date_problem(
                    lot.product_id, lot.expiration_date, operation, operation.minimum_shelf_life
                )
            )
        )

    @api.private
    def asks_of_dates(self, move, policy):
        """Tell whether this is the policy that counts for the lots of a move."""
        return self._policy_of(self.get_operations(move)) == policy

    @staticmethod
    def _policy_of(operations):
        """Give the strictest policy of operation types."""
        policies = operations.mapped("expired_lots_policy")
        return next((policy for policy in ("block", "warn") if policy in policies), "allow")

    def _find_date_problem(self, product, date, operations, days):
        """Judge a lot by the last day on which it is good, where the warehouse is.

        :param product: ``product.product`` of the lot
        :param date: on which it expires, a ``datetime`` in UTC, or False
        :param operations: ``stock.picking.type`` whose policy counts
        :param int days: for how many days it must still be good
        :return: what is wrong and what to do, in words, or None; None where the product has its
            dates switched off
        """
        if not date or not product.use_expiration_date:
            return None
        operation = operations.sorted(lambda one: one.expired_lots_policy == "block")[-1:]
        zone = warehouse_zone(operation)
        last, now = local_day(date, zone), today(zone)
        words = {
            "date": format_date(self.env, last),
            "operation": operation.display_name,
            "days": days,
        }
        if last < now:
            return self.env._(
                "expired on %(date)s. Select another lot, or ask an Inventory manager to change"
                " Expired Lots on %(operation)s.",
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

    def _is_used(self, line):
        """Tell whether goods are moved for use: received from a vendor, moved, used or sold.

        What goes back to the vendor or to scrap goes there because it is too old, and what a
        customer sends back may be.

        :param line: ``stock.move.line`` or ``stock.move``
        """
        usage = self.get_target_usage(line)
        source = self.get_source_usage(line)
        return usage in USED or (usage == "internal" and source in (*OURS, "supplier"))

    def _count_days_owed(self, line, operations):
        """Give days that a lot must still be good for; a customer may ask for more."""
        owed = max(operations.mapped("minimum_shelf_life"), default=0)
        if self.get_target_usage(line) in ("production", "internal"):
            return owed
        partners = self._trace_receivers(line)
        partners |= partners.commercial_partner_id
        return max(owed, *partners.mapped("minimum_shelf_life"), 0)

    def _trace_receivers(self, line):
        """Give everyone whom documents name as who gets the goods. Addons add theirs."""
        move = line if line._name == "stock.move" else line.move_id
        return move.picking_id.partner_id | move.partner_id
