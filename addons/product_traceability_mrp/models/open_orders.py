"""What the rules would refuse of the orders that are open."""

from odoo import models
from odoo.fields import Domain


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    def _trace_find_refusals(self, company):
        orders = self.env["mrp.production"].search(
            Domain("company_id", "=", company.id)
            & Domain("state", "in", ("confirmed", "progress", "to_close"))
        )
        self._fill_quantities(orders)
        refusals = self.judge_open(orders, self._find_open_lines, self._check_open)
        return super()._trace_find_refusals(company) + refusals

    @staticmethod
    def _find_open_lines(order):
        moves = order.move_raw_ids | order.move_finished_ids
        return moves.move_line_ids.filtered(lambda line: line.state not in ("done", "cancel"))

    def _check_open(self, orders):
        """Ask of open orders what their lines do not tell.

        :raise UserError: naming what would be refused when they are done
        """
        for order in orders:
            if order.product_tracking != "none" and not order.lot_producing_ids:
                self.check_generated(order.product_id, order.picking_type_id, [order.name])
        self.check_components_used(orders.filtered("qty_producing"), is_open=True)

    def _fill_quantities(self, orders):
        """Take for orders that are not begun what *Produce All* takes without asking for lots.

        Core asks for them itself where the operation type makes lots, or uses those there are.
        """
        for order in orders.filtered(lambda order: not order.qty_producing):
            operation = order.picking_type_id
            if not (operation.use_create_lots or operation.use_existing_lots):
                order.qty_producing = order.product_qty
                order.set_qty_producing()
