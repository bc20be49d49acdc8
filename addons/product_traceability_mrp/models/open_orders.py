"""What the rules would refuse of the orders that are open."""

from contextlib import closing

from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

# So many unbuild orders that are not done are tried; there are hardly ever more.
MOST_UNBUILT = 200


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    def _trace_find_refusals(self, company):
        orders = self.env["mrp.production"].search(
            Domain("company_id", "=", company.id) & Domain("state", "not in", ("done", "cancel"))
        )
        drafts = orders.filtered(lambda order: order.state == "draft")
        self.try_apart(drafts, lambda orders: orders.action_confirm())
        self.try_apart(orders, self._fill_quantities)
        refusals = self.judge_open(orders, self._find_open_lines, self._check_open)
        return [
            *super()._trace_find_refusals(company),
            *refusals,
            *self._find_refused_unbuilds(company),
        ]

    @staticmethod
    def _find_open_lines(order):
        moves = order.move_raw_ids | order.move_finished_ids
        return moves.move_line_ids.filtered(lambda line: line.state not in ("done", "cancel"))

    def _check_open(self, orders):
        """Ask of open orders what their lines do not tell.

        :raise UserError: naming what would be refused when they are done
        """
        for order in orders:
            is_begun = bool(order.qty_producing)
            if not is_begun and order.product_tracking != "none" and not order.lot_producing_ids:
                self.check_generated(order.product_id, order.picking_type_id, [order.name])
        self.check_components_used(orders.filtered("qty_producing"), is_open=True)

    @staticmethod
    def _fill_quantities(orders):
        """Take for orders that are not begun what *Produce All* takes without asking for lots.

        Core asks for them itself where the operation type makes lots, or uses those there are.
        """
        for order in orders.filtered(lambda order: not order.qty_producing):
            operation = order.picking_type_id
            if not (operation.use_create_lots or operation.use_existing_lots):
                order.qty_producing = order.product_qty
                order.set_qty_producing()

    def _find_refused_unbuilds(self, company):
        """Unbuild, and undo it: what an order has to unbuild is known only when it does so."""
        unbuilds = self.env["mrp.unbuild"].search(
            Domain("company_id", "=", company.id) & Domain("state", "=", "draft")
        )
        refusals = []
        for unbuild in unbuilds[:MOST_UNBUILT]:
            company.strict_traceability = False
            is_possible = not self._try_unbuild(unbuild)
            company.strict_traceability = True
            if is_possible:
                refusals += self._try_unbuild(unbuild)
        return refusals

    def _try_unbuild(self, unbuild):
        """:return: list of :class:`Refusal`, what keeps an order from being done now"""
        with closing(self.env.cr.savepoint()):
            try:
                unbuild.action_unbuild()
                self.env.flush_all()
            except (UserError, ValidationError) as error:
                return [self.describe_refusal(unbuild, error)]
        return []
