from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from odoo.addons.product_traceability.tools.listing import first_lines
from odoo.addons.product_traceability.tools.quantity_words import say_quantity

from .traceability_guard import sold


class StockPicking(models.Model):
    _inherit = "stock.picking"

    @api.model
    def _create_picking_from_pos_order_lines(
        self, location_dest_id, lines, picking_type, partner=False
    ):
        """Record what a till sold, and tell what is wrong with it.

        Core passes over every error here, for the goods are gone and paid, and leaves the transfer
        undone without a word.
        """
        if not picking_type.company_id.is_strict():
            return super()._create_picking_from_pos_order_lines(
                location_dest_id, lines, picking_type, partner
            )
        pickings = super(StockPicking, sold(self))._create_picking_from_pos_order_lines(
            location_dest_id, lines, picking_type, partner
        )
        # Core forgets what it leaves for later, as units without their number.
        pickings = (pickings | pickings.backorder_ids).with_env(self.env)
        for picking in pickings:
            picking._tell_of_sale(lines.order_id)
        return pickings

    def _tell_of_sale(self, orders):
        """Leave an activity on the transfer, and a note on the order, when a rule was broken."""
        if self.state != "done":
            text = self._why_not_done()
        if self.state == "done":
            text = self._rules_broken()
        if not text:
            return
        summary = self.env._("Sold at the point of sale against the rules")
        if self.state != "done":
            summary = self.env._("Sold at the point of sale, but not recorded as delivered")
        # Superuser: a cashier has no part in activities of transfers.
        self.sudo().activity_schedule(
            "mail.mail_activity_data_warning",
            summary=summary,
            note=plaintext2html(text),
            user_id=self.move_ids.product_id.responsible_id[:1].id or self.env.uid,
        )
        # Where stock is updated at closing, this is the transfer of all orders of the session.
        document = orders if len(orders) == 1 else orders.session_id
        # Superuser: who closes the session need not be allowed to write what others sold.
        document.sudo().message_post(body=plaintext2html(f"{summary}\n{text}"))

    def _why_not_done(self):
        """:return: the error that core passed over, or what was sold without its number"""
        try:
            # Once more, now to hear it. Of a rest, stock may be reserved that was not sold.
            if not self.backorder_id:
                with self.env.cr.savepoint():
                    sold(self)._action_done()
        except UserError as error:
            return str(error)
        waiting = self.move_ids.filtered(
            lambda move: move.product_id.tracking != "none" and move.state not in ("done", "cancel")
        )
        goods = [
            f"{move.product_id.display_name}: "
            + say_quantity(self.env, move.product_uom_qty, move.product_uom.name)
            for move in waiting
        ]
        heading = self.env._("Sold without a lot/serial number. Enter it and validate:")
        return f"{heading}\n{first_lines(self.env, goods)}" if goods else ""

    def _rules_broken(self):
        """:return: what the rules that a sale is excused from say of it"""
        guard = self.env["traceability.guard"]
        lines = guard.filter_moving(self.move_line_ids)
        # Nobody is asked at the till, so a warning is told, too.
        warned = guard.tell_alike(guard.find_date_problems(lines, "warn"))
        broken = [first_lines(self.env, warned)] if warned else []
        for check in (guard.check_hold, guard.check_dates):
            try:
                check(lines)
            except UserError as error:
                broken.append(str(error))
        return "\n".join(broken)
