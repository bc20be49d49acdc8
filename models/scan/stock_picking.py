"""A scanner works on a transfer: each scan is checked, written and answered by itself."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def scan(self, text, product_id=None, accept=False):
        """Record what was scanned, as picked: a unit or the quantity that the label says.

        The barcode of a tracked product alone says which product the next number is for.

        :param str text: as the scanner sends it
        :param int product_id: of the last answer, for a number that could be of several products
        :param bool accept: whether a warning about this very text is meant to be passed over
        :return: a dict: ``kind`` (``done``; ``product``: its number is to follow; ``warning``:
            nothing was written, scan it again to accept), ``message``, ``product_id``,
            ``is_complete`` whether all that is asked for here was picked
        :raise UserError: when it cannot be recorded; nothing is written then
        """
        self.ensure_one()
        self.check_access("write")
        self._wait_for_other_scans()
        moves = self._moves_to_scan()
        scan = self.env["traceability.scan"]
        product = self.env["product.product"].browse(product_id or ()).exists()
        match = scan.match(moves, text, product)
        if match["product"].tracking == "none":
            message = match["moves"]._scan_units(match["quantity"] or 1.0)
        elif not match["name"]:
            message = self.env._("Scan the lot or serial number.")
            return self._scan_answer("product", match, message)
        else:
            warning, message = match["moves"]._scan_number(match, accept)
            if warning:
                return self._scan_answer("warning", match, warning)
        return self._scan_answer("done", match, message)

    def _wait_for_other_scans(self):
        """Two scanners on one transfer take turns, and who waited sees what the other wrote.

        An update, not a lock: after a mere lock the one who waited would go on with what it saw
        before. This way PostgreSQL reports a serialization failure, and Odoo starts the request
        anew (``odoo.service.model.retrying``).
        """
        self.env.cr.execute(SQL("UPDATE stock_picking SET id = id WHERE id = %s", self.id))

    def _moves_to_scan(self):
        if self.state == "draft" and self.move_ids:
            self.action_confirm()
        moves = self.move_ids.filtered(lambda move: move.state not in ("draft", "done", "cancel"))
        if not moves:
            raise UserError(
                self.env._(
                    "%(transfer)s is done or cancelled, or empty: nothing to scan.",
                    transfer=self.name,
                )
            )
        return moves

    def _scan_answer(self, kind, match, message):
        product = match["product"]
        open_moves = self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        return {
            "kind": kind,
            "message": self.env["traceability.scan"].add_subject(match, message),
            "product_id": product.id,
            "is_complete": kind == "done"
            and all(
                move.product_uom.compare(move._picked_quantity(), move.product_qty) >= 0
                for move in open_moves
            ),
        }
