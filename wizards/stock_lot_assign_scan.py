from odoo import models
from odoo.exceptions import UserError


class StockLotAssign(models.TransientModel):
    _inherit = "stock.lot.assign"

    def scan(self, text, product_id=None, accept=False):
        """Put what was scanned into the list, if it can be assigned.

        :param str text: see :meth:`traceability.scan.parse`
        :param int product_id: of the last answer, for a number that could be of several products
        :param bool accept: of no use here; a list's warnings are accepted as a whole
        :return: a dict as of :meth:`stock.picking.scan`
        :raise UserError: when it cannot be assigned; the list stays as it is then
        """
        self.ensure_one()
        product = self.env["product.product"].browse(product_id or ()).exists()
        match = self.env["traceability.scan"].match(
            self.move_ids, text, product, self.move_id.product_id
        )
        move = self._move_for_scan(match)
        if not match["name"]:
            self.move_id = move
            return self._scan_answer("product", match, self.env._("Scan its number."))
        row = self._list_scanned(move, match)
        if row["severity"] == "error":
            raise UserError(self.env["traceability.scan"].told(match, row["message"]))
        kind = "warning" if row["severity"] == "warning" else "done"
        return self._scan_answer(kind, match, row["message"] or self._scan_progress(match))

    def _move_for_scan(self, match):
        """:return: which of several lines of a product a scan is for"""
        listed = {}
        for row in self.rows or []:
            listed[row["move_id"]] = listed.get(row["move_id"], 0) + (row["quantity"] or 0)
        missing = self._assignment()._missing
        unit = match["product"].uom_id
        wanting = match["moves"].filtered(
            lambda move: unit.compare(missing(move), listed.get(move.id, 0)) > 0
        )
        return (wanting or match["moves"])[:1]

    def _list_scanned(self, move, match):
        """Add a row for what was scanned, or its quantity to the row of its lot.

        :return: the row, checked
        """
        name, rows = match["name"], list(self.rows or [])
        quantity = match["quantity"] or move._quantity_of_a_scan(name)
        same = [row for row in rows if (row["move_id"], row["name"]) == (move.id, name)]
        if same and match["product"].tracking == "lot":
            total = (same[0]["quantity"] or 0) + quantity
            rows[rows.index(same[0])] = same[0] | {"quantity": total}
            number = same[0]["row"]
        else:
            row = {"move_id": move.id, "name": name, "quantity": quantity, **match["values"]}
            rows = self._assignment()._add_rows(rows, [row])
            number = rows[-1]["row"]
        self._set_rows(rows)
        return next(row for row in self.rows if row["row"] == number)

    def _scan_progress(self, match):
        ids = match["moves"].ids
        listed = sum(row["quantity"] or 0 for row in self.rows if row["move_id"] in ids)
        return self.env._(
            "%(listed)s of %(demand)s %(unit)s",
            listed=f"{listed:g}",
            demand=f"{sum(match['moves'].mapped('product_qty')):g}",
            unit=match["product"].uom_id.name,
        )

    def _scan_answer(self, kind, match, message):
        return {
            "kind": kind,
            "message": self.env["traceability.scan"].told(match, message),
            "product_id": match["product"].id,
            "is_complete": False,
        }
