"""The wizard *Assign Serial Numbers* opens on moves, from transfers and from orders."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.depends_context("traceability_show_product")
    def _compute_display_name(self):
        if not self.env.context.get("traceability_show_product"):
            return super()._compute_display_name()
        for move in self:
            move.display_name = self.env._(
                "%(product)s, %(quantity)s %(unit)s",
                product=move.product_id.display_name,
                quantity=f"{move.product_uom_qty:g}",
                unit=move.product_uom.name,
            )
        return None

    def action_assign_serials(self):
        """:return: the action that opens *Assign Serial Numbers* on these moves
        :raise UserError: when none of them waits for numbers
        """
        return self._action_assign_numbers()

    def _action_assign_numbers(self, rows=None):
        """Open *Assign Serial Numbers* on these moves.

        :param list rows: to begin with, as :mod:`.traceability_assignment` describes them
        :return: the action that opens the wizard
        :raise UserError: when none of the moves waits for numbers
        """
        moves = self.env["traceability.assignment"]._open_moves(self)
        if not moves:
            raise UserError(
                self.env._(
                    "Nothing here waits for lots or serial numbers: there are no tracked products,"
                    " or it is a draft, done or cancelled."
                )
            )
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability.action_stock_lot_assign"
        )
        if rows:
            wizard = self.env["stock.lot.assign"].create({"move_ids": moves.ids})
            wizard.add_rows(rows)
            return action | {"res_id": wizard.id, "context": {}}
        return action | {"context": {"default_move_ids": moves.ids}}

    def assign_pasted(self, text):
        """Record a list pasted into the numbers of this move, if nothing is wrong with it.

        :param str text: one number a line, or columns as from a spreadsheet
        :return: False when it is recorded, else the action that opens the wizard with the list
        :raise UserError: when the text is no list, or the move waits for no numbers
        """
        self.ensure_one()
        action = self._action_assign_numbers()
        wizard = self.env["stock.lot.assign"].create({"move_ids": self.ids})
        wizard.add_text(text)
        if not wizard.error_count and not wizard.warning_count:
            wizard.action_assign()
            return False
        return action | {"res_id": wizard.id, "context": {}}


class StockPicking(models.Model):
    _inherit = "stock.picking"

    has_moves_to_number = fields.Boolean(compute="_compute_has_moves_to_number")

    @api.depends("move_ids.state", "move_ids.product_id.tracking")
    def _compute_has_moves_to_number(self):
        for picking in self:
            moves = self.env["traceability.assignment"]._open_moves(picking.move_ids)
            picking.has_moves_to_number = bool(moves)

    def action_assign_serials(self):
        """:return: the action that opens *Assign Serial Numbers* on all tracked lines
        :raise UserError: when none of them waits for numbers
        """
        return self.move_ids.action_assign_serials()
