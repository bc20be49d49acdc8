"""What core asks or writes for each of thousands of moves, or of lines, is done once for all."""

from odoo import models
from odoo.fields import Command

from ..tools import known_overrides
from ..tools.company import is_company_consistent


class StockMove(models.Model):
    _inherit = "stock.move"

    def _check_company(self, fnames=None):
        known = known_overrides.only_known(self, "_check_company")
        if known and is_company_consistent(self, fnames):
            return None
        return super()._check_company(fnames)  # names what offends

    # -- one search for moves that are alike ----------------------------------------------------
    def _update_orderpoints(self):
        return super(
            StockMove,
            self._one_of_each(
                "_update_orderpoints", "product_id", "location_id", "location_dest_id"
            ),
        )._update_orderpoints()

    def _trigger_assign(self):
        return super(
            StockMove,
            self._one_of_each("_trigger_assign", "product_id", "location_dest_id", "reference_ids"),
        )._trigger_assign()

    def _one_of_each(self, method, *names):
        """:return: one of all moves that have the same values, which core searches by"""
        if len(self) < 2 or not known_overrides.only_known(self, method):
            return self
        found = {tuple(move[name] for name in names): move for move in reversed(self)}
        return self.browse(move.id for move in reversed(found.values()))

    # -- one write for all lines ----------------------------------------------------------------
    def _inverse_picked(self):
        self.env["stock.move.line"].make_gathered()
        if len(self) < 2 or not known_overrides.only_known(self, "_inverse_picked"):
            return super()._inverse_picked()
        for picked, moves in self.grouped("picked").items():
            moves.move_line_ids.picked = picked
        if hasattr(self, "_create_analytic_move"):  # of stock_account
            self.sudo()._create_analytic_move()
        return None

    def _set_lot_ids(self):
        known = known_overrides.only_known(self, "_set_lot_ids")
        at_once = self.filtered(lambda move: known and move._only_gets_serials())
        for move in at_once:
            move._set_serials_at_once()
        return super(StockMove, self - at_once)._set_lot_ids()

    def _only_gets_serials(self):
        """:return: whether core would do no more than give serial numbers to lines without any"""
        lines, unit = self.move_line_ids, self.product_id.uom_id
        return (
            self.product_id.tracking == "serial"
            and not self.picking_id  # whose lines are picked as they get a lot
            and 1 < len(self.lot_ids) <= len(lines)
            and not lines.lot_id
            and all(
                line.quantity == 1
                and line.product_uom_id == unit
                and line.is_plainly_written("lot_id")
                for line in lines
            )
        )

    def _set_serials_at_once(self):
        """As core, which writes the lines one by one; the last is, for what a write sets off."""
        lots = self.lot_ids
        lines = self.move_line_ids[: len(lots)]
        last = {
            "lot_id": lots[-1].id,
            "product_uom_id": self.product_id.uom_id.id,
            "quantity": 1,
        }
        lines[:-1].write_each("lot_id", lots.ids[:-1])
        self.write({"move_line_ids": [Command.update(lines[-1].id, last)]})
