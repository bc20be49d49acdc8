from odoo import api, models
from odoo.fields import Domain

from odoo.addons.product_traceability.tools.final_but import final_but

from .mrp_production import OF_WORK_ORDER

# What a move says which order used or made its goods by.
OF_MOVES = {"raw_material_production_id", "production_id", "unbuild_id", "consume_unbuild_id"}
MODULES = {"mrp", "mrp_subcontracting", "product_traceability_mrp"}
FINAL_BUT = {
    "mrp.production": final_but(
        free="is_locked user_id is_outdated_bom production_group_id",
        at_once="date_finished priority state",
    ),
    "mrp.workorder": final_but(free="leave_id", at_once="duration duration_unit"),
    "mrp.unbuild": final_but(),
}


class TraceabilityGuard(models.AbstractModel):
    """An unbuild has no operation type and no lines to fill in: its order's type speaks for it,
    when a component has been tracked only since the order used it."""

    _inherit = "traceability.guard"

    @api.model
    def _trace_final_modules(self):
        return super()._trace_final_modules() | MODULES

    @api.model
    def _trace_final_but(self):
        final = super()._trace_final_but() | FINAL_BUT
        return final | {"stock.move": final["stock.move"].extended(free="production_group_id")}

    def _trace_is_linked(self, record):
        """What an order used or made without lots belongs to what it used or made with them."""
        move = record if record._name == "stock.move" else record.move_id
        order = move.raw_material_production_id or move.production_id
        moves = order.move_raw_ids | order.move_finished_ids
        unbuild = move.unbuild_id | move.consume_unbuild_id
        moves |= unbuild.consume_line_ids | unbuild.produce_line_ids
        return super()._trace_is_linked(record) or bool(self.filter_guarded(moves))

    def _trace_may_move_nothing(self, move):
        """Odoo closes so what an order has not used; :meth:`check_components_used` judges that."""
        order = move.raw_material_production_id or move.production_id
        closes = order.id in self.now_done("mrp.production")
        return super()._trace_may_move_nothing(move) or closes

    @api.private
    def check_work_order_write(self, workorders, values):
        """Refuse to change what is final of work orders whose order is done.

        Until then an operator may open one again.

        :param workorders: ``mrp.workorder`` about to be written
        :param dict values: what is about to be written
        :raise UserError: naming every work order that would change
        """
        # Superuser: whether an order is done does not depend on who asks.
        closed = workorders.filtered(lambda one: one.sudo().production_id.state == "done")
        self.check_document_write(closed, values, *OF_WORK_ORDER)

    def may_lack_lot(self, line):
        move = line.move_id
        if order := move.raw_material_production_id or move.production_id:
            return super().may_lack_lot(line) and order.picking_type_id.lots_optional
        operation = move.unbuild_id.mo_id.picking_type_id
        return super().may_lack_lot(line) or operation.lots_optional

    def _explain_missing_lot(self, lines):
        operation = lines.move_id.unbuild_id.mo_id.picking_type_id
        if not operation:
            return super()._explain_missing_lot(lines)
        return self.env._(
            "%(line)s: the order used it without a lot/serial number. Ask an Inventory manager"
            " to turn on Lots Optional on %(operation)s, then identify it in Stock Without Lots.",
            line=self.describe(lines[:1]),
            operation=operation.display_name,
        )

    def _is_made_on_leaving(self, line):
        """An order uses up unknown lots only where its operation makes lots of components."""
        order = line.move_id.raw_material_production_id
        if order:
            return order.picking_type_id.use_create_components_lots
        return super()._is_made_on_leaving(line)

    def _trace_has_order(self, move):
        return bool(
            move.raw_material_production_id
            or move.production_id
            or self._is_unbuild(move)
            or super()._trace_has_order(move)
        )

    def _trace_takes_more(self, move):
        if order := move.raw_material_production_id or move.production_id:
            return order.state == "done" and self.may_write(order)
        return super()._trace_takes_more(move)

    @api.model
    def _trace_document_names(self, model):
        names = super()._trace_document_names(model)
        return names | OF_MOVES if model == "stock.move" else names

    def _trace_is_of_production(self, move):
        return any(move[name] for name in OF_MOVES) or super()._trace_is_of_production(move)

    def _trace_closing_documents(self, move):
        unbuilds = move.unbuild_id | move.consume_unbuild_id
        return [*super()._trace_closing_documents(move), *unbuilds]

    def _trace_made_lots(self, move):
        return super()._trace_made_lots(move) | move.raw_material_production_id.lot_producing_ids

    def _is_used(self, line):
        """What is taken apart is not used: its components have dates of their own."""
        move = line if line._name == "stock.move" else line.move_id
        return not self._is_unbuild(move) and super()._is_used(line)

    def _trace_builds_in(self, line):
        return not self._is_unbuild(line.move_id) and super()._trace_builds_in(line)

    @staticmethod
    def _is_unbuild(move):
        return bool(move.unbuild_id or move.consume_unbuild_id)

    def _trace_taken_out(self):
        return super()._trace_taken_out() | Domain("unbuild_id", "!=", False)

    def _trace_opened_lots(self, move):
        return super()._trace_opened_lots(move) | move.unbuild_id.lot_id

    @api.private
    def check_unbuild(self, unbuilds):
        """Refuse to take apart by an order what it did not make, for nothing would come out.

        :param unbuilds: ``mrp.unbuild`` about to be done
        :raise UserError: naming every lot of which the order made less
        """
        # Superuser: what an order made is so for who does not see the moves, too.
        strict = unbuilds.sudo().filtered(
            lambda unbuild: unbuild.lot_id and unbuild.company_id.strict_traceability
        )
        problems = [self._find_unbuild_problem(unbuild) for unbuild in strict if unbuild.mo_id]
        self.refuse(
            self.env._("Only what an order made can be taken apart by it."),
            list(filter(None, problems)),
        )

    def _find_unbuild_problem(self, unbuild):
        """Tell why an order did not make what is taken apart, in words, or None."""
        order, product, lot = unbuild.mo_id, unbuild.product_id, unbuild.lot_id
        lines = order.move_finished_ids.move_line_ids.filtered(
            # What it made without its lot may have got one later.
            lambda line: (
                line.state == "done"
                and line.product_id == product
                and line.lot_id in (lot, lot.browse())
            )
        )
        before = (order.unbuild_ids - unbuild).filtered(
            lambda one: one.state == "done" and one.lot_id == lot
        )
        made, taken = sum(lines.mapped("quantity_product_uom")), self._sum_unbuilt(before)
        if product.uom_id.compare(taken + self._sum_unbuilt(unbuild), made) <= 0:
            return None
        return self.env._(
            "%(product)s, %(lot)s: %(order)s made %(made)s of it, and %(taken)s were taken apart"
            " before. Select the order that made it, or take apart less.",
            product=product.display_name,
            lot=lot.name,
            order=order.display_name,
            made=self.format_quantity(made, product.uom_id),
            taken=self.format_quantity(taken, product.uom_id),
        )

    @staticmethod
    def _sum_unbuilt(unbuilds):
        """Add up what unbuild orders take apart, in the product's unit."""
        return sum(
            one.product_uom_id._compute_quantity(one.product_qty, one.product_id.uom_id)
            for one in unbuilds
        )

    @api.private
    def check_plan_kept(self, orders):
        """Refuse that orders forget what they were planned to use; Odoo empties no plan itself.

        :param orders: ``mrp.production`` whose bill, or a component's line of it, would be emptied
        :raise UserError: naming every confirmed one
        """
        # Superuser: the rule of an order's company holds for whoever writes it.
        kept = orders.sudo().filtered(
            lambda order: (
                order.company_id.strict_traceability and order.state not in ("draft", "cancel")
            )
        )
        self.refuse(
            self.env._(
                "The planned components of a confirmed order cannot be changed. Set the consumed"
                " quantity of what was not used to 0 and add what replaced it:"
            ),
            kept.mapped("display_name"),
        )

    @api.private
    def check_bill_kept(self, lines):
        """Refuse to delete lines of bills that open orders are planned by; core refuses whole
        bills alone, and the orders would forget their tracked components.

        :param lines: ``mrp.bom.line`` about to be deleted
        :raise UserError: naming every such order
        """
        # Superuser: the rule of an order's company holds for whoever deletes.
        moves = self.env["stock.move"].sudo().search([("bom_line_id", "in", lines.ids)])
        orders = self.filter_guarded(moves).raw_material_production_id.filtered(
            lambda order: order.state not in ("draft", "done", "cancel")
        )
        if orders:
            lines.check_access("unlink")
        self.refuse(
            self.env._(
                "Open orders are planned by these components of the bill of materials. Finish or"
                " cancel the orders first, or archive the bill and create a new one:"
            ),
            orders.mapped("display_name"),
        )

    @api.private
    def check_bill_unlink(self, bills):
        """Refuse to delete bills that lots were made by; their orders would forget them.

        :param bills: ``mrp.bom`` about to be deleted
        :raise UserError: naming every such bill
        """
        self.refuse_named(
            self.env._(
                "Completed orders name these bills of materials, so they cannot be deleted."
                " Archive them instead:"
            ),
            bills,
            *("move_id.production_id.bom_id", "move_id.raw_material_production_id.bom_id"),
            *("move_id.unbuild_id.bom_id", "move_id.bom_line_id.bom_id", "move_id.planned_bom_id"),
            operation="unlink",
        )

    @api.private
    def check_components_used(self, orders, is_open=False):
        """Rule 6: an order uses each tracked component of its plan, or another in place of it.

        :param orders: ``mrp.production`` whose goods core has just moved
        :param bool is_open: whether core has still to move them
        :raise UserError: naming every component that nothing was used of
        """
        # Superuser: what an order used is so for who does not see the moves, too.
        strict = orders.sudo().filtered("company_id.strict_traceability")
        unused = strict.env["traceability.graph"].find_unused_components(strict.ids, is_open)
        self.refuse(
            self.env._("Production records everything that goes into a product."),
            [
                self.env._(
                    "%(order)s: no %(product)s is consumed. Enter the lots/serial numbers that were"
                    " used, or add the component that replaced it.",
                    order=strict.browse(order).display_name,
                    product=strict.env["product.product"].browse(product).display_name,
                )
                for order, product, _planned in unused
            ],
        )
