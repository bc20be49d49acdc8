"""Checked rows are recorded on the lines of their moves, all or none."""

from odoo import api, models
from odoo.fields import Datetime, Domain
from odoo.tools import SQL

from ...tools.checked_rows import refuse_rows
from .traceability_assignment import LISTED_DATES, ORIGIN


class TraceabilityAssignment(models.AbstractModel):
    _inherit = "traceability.assignment"

    @api.private
    def assign(self, moves, rows, accept_warnings=False):
        """Check rows once more and record them on their moves, all or none.

        :param moves: ``stock.move``
        :param list rows: as a source gives them; what a former check said of them is not believed
        :param bool accept_warnings: whether rows with a warning are meant as they are
        :return: ``stock.move.line`` of the rows
        :raise UserError: naming the rows that cannot be recorded
        """
        moves.check_access("write")
        self._wait_for_other_clerks(moves)
        given = {row.get("move_id") for row in rows if isinstance(row, dict)}
        moves.filtered(lambda move: move.id in given).check_not_done()
        moves = self.open_moves(moves)
        checked = self.check_rows(moves, rows)
        self.refuse_rows(moves, checked, accept_warnings)
        self._make_packages(checked)
        self.make_room(moves, checked)
        lines = self._lines_of_assigned(moves, checked)
        told, new = [], []
        for row in checked:
            (told if row.get("assigned") else new).append(self._assignable(moves, row))
        taken = lines._update_from_rows(told)
        self._update_lots_without_lines(moves, told)
        lines |= moves._assign_numbers(new, taken)
        self._advance_sequences(moves, checked)
        return lines

    def _wait_for_other_clerks(self, moves):
        """Two who assign on one document take turns, and who waited sees what the other wrote.

        An update, not a lock: PostgreSQL then reports a serialization failure to who waited, and
        Odoo starts the request anew (``odoo.service.model.retrying``).
        """
        if moves:
            self.env.cr.execute(
                SQL("UPDATE stock_move SET id = id WHERE id IN %s", tuple(sorted(moves.ids)))
            )

    @api.private
    def lots_without_lines(self, moves):
        """Give [(move, lot, quantity)] of lots that are not kept on the moves' lines.

        Hook: an order keeps the lots of its product itself until it is done.
        """
        return []

    def _update_lots_without_lines(self, moves, rows):
        """As ``stock.move.line._update_from_rows``, for the lots that moves have without lines."""
        lots = {(move.id, lot.name): lot for move, lot, _quantity in self.lots_without_lines(moves)}
        saying = [
            (lots[key], row["lot_values"])
            for row in rows
            if row["lot_values"] and (key := (row["move_id"], row["lot_name"])) in lots
        ]
        lots = self.env["stock.lot"].concat(*(lot for lot, _values in saying))
        moved = self.env["traceability.guard"].read_history(lots, self.env["stock.move.line"])
        for lot, values in saying:
            lot._take_assigned_values(values, lot.id in moved)

    def _lines_of_assigned(self, moves, rows):
        """Give ``stock.move.line`` of the rows that lines tell already."""
        names = {(row["move_id"], row["name"]) for row in rows if row.get("assigned")}
        if not names:
            return self.env["stock.move.line"]
        return moves.lines_named({name for _move, name in names}).filtered(
            lambda line: (line.move_id.id, line.lot_id.name or line.lot_name) in names
        )

    @api.private
    def refuse_rows(self, moves, rows, accept_warnings):
        """Refuse a list in which something is wrong, as ``tools/checked_rows.py`` does.

        :param moves: those that the rows were checked for
        """
        products = {move.id or 0: move.product_id.display_name for move in moves}
        refuse_rows(self.env, rows, lambda row: products.get(row["move_id"]), accept_warnings)

    @api.private
    def lot_values(self, move, row):
        """Pick what a row says about its lot.

        :return: values of ``stock.lot``, only what was given
        """
        names = LISTED_DATES if move.product_id.use_expiration_date else ()
        values = {name: Datetime.to_datetime(row[name]) for name in names if row.get(name)}
        return values | {name: row[name] for name in ("ref", *ORIGIN) if row.get(name)}

    def _assignable(self, moves, row):
        """Give the row as ``stock.move._assign_numbers`` wants it."""
        return {
            "move_id": row["move_id"],
            "lot_id": row.get("lot_id"),
            "lot_name": row["name"],
            "quantity": row["quantity"],
            "lot_values": self.lot_values(moves.browse(row["move_id"]), row),
            "location_id": None,
            "location_dest_id": row.get("location_dest_id"),
            "package_id": None,
            "result_package_id": row.get("result_package_id"),
            "owner_id": None,
        }

    def _make_packages(self, rows):
        """Make the packages that rows name and nobody has made yet."""
        new = [row for row in rows if row.get("package") and not row.get("result_package_id")]
        names = list(dict.fromkeys(row["package"] for row in new))
        packages = self.env["stock.package"].create([{"name": name} for name in names])
        made = dict(zip(names, packages.ids, strict=True))
        for row in new:
            row["result_package_id"] = made[row["package"]]

    @api.private
    def make_room(self, moves, rows):
        """Give back what is reserved beyond the demand, now that other numbers are chosen.

        What was picked stays, and so do the lines that rows stand for; the rest goes from the last
        one on.
        """
        spare, fewer = self.env["stock.move.line"], []
        for move in moves:
            own = [row for row in rows if row["move_id"] == move.id]
            if not own or move._should_bypass_reservation() or not move.product_qty:
                continue
            unit = move.product_id.uom_id
            names = {row["name"] for row in own if row.get("assigned")}
            chosen = sum(row["quantity"] for row in own)
            room = max(self.missing_quantity(move, names) - chosen, 0.0)
            others = (
                Domain("move_id", "=", move.id)
                & (Domain("picked", "=", False) | Domain("is_assigned", "=", True))
                & (Domain("lot_id", "=", False) | Domain("lot_id.name", "not in", list(names)))
            )
            lines = self.env["stock.move.line"]
            [[waiting]] = lines._read_group(others, [], ["quantity_product_uom:sum"])
            over = waiting - room
            if unit.compare(over, 0) <= 0:
                continue
            few = int(over) + 1 if move.product_id.tracking == "serial" else None
            for line in lines.search(others, order="id desc", limit=few):
                if unit.compare(over, 0) <= 0:
                    break
                kept = line.quantity_product_uom - over
                over -= line.quantity_product_uom
                if unit.compare(kept, 0) <= 0:
                    spare |= line
                else:
                    fewer.append((line, kept))
        spare.unlink()
        for line, kept in fewer:
            line.quantity = line.product_id.uom_id._compute_quantity(kept, line.product_uom_id)
