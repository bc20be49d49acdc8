"""Lists of lots and serial numbers for moves: their rows, and how they are recorded.

A row is a plain dict, so that ten thousand of them are checked, kept and shown without a record
each. What a source gives (all but ``move_id`` and ``name`` may be missing)::

    {"row": number of the row in its list, counted from 1,
     "move_id": id, "name": lot or serial number, "quantity": float in the product's unit, or None,
     "expiration_date", "use_date": text of a datetime in UTC, "ref": text,
     "vendor_lot_name": text, "production_date": text of a date,
     "location": text that names the destination location, "package": text,
     "bad": {name of a cell: its text, which could not be read},
     "note": "rollover" where counting up from what was typed made it longer; ``PROPOSED`` of what
     the wizard counted up by itself; ``RESERVED`` of what is ticked because it is reserved}

The check adds ``state``, ``severity`` (ok, warning, error), ``message`` and, where found,
``lot_id``, ``location_dest_id``, ``result_package_id`` and ``assigned``: the move has it already.
"""

import math

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Datetime, Domain
from odoo.tools import SQL

from ...tools.dates import dates_are_on
from ...tools.listing import first_lines
from ...tools.number_text import of_names, shown, storable

MAX_ROWS = 100_000
LISTED_DATES = ("expiration_date", "use_date")
PROPOSED, RESERVED = "proposed", "reserved"
# What the vendor says of a lot; its day is one, whoever looks at it.
ORIGIN = ("vendor_lot_name", "production_date")
TEXTS = ("name", *LISTED_DATES, "ref", *ORIGIN, "location", "package", "note")


class TraceabilityAssignment(models.AbstractModel):
    _name = "traceability.assignment"
    _description = "Assignment of Lots and Serial Numbers"

    # -- what there is to do ----------------------------------------------------------------------
    @api.private
    def open_moves(self, moves):
        """Pick the moves that can get lots or serial numbers: of tracked products, not done."""
        return moves.filtered(
            lambda move: (
                move.state not in ("draft", "done", "cancel") and move.product_id.tracking != "none"
            )
        )

    @api.private
    def missing_quantity(self, move, but=()):
        """Give the quantity, in the product's own unit, that has no lot or serial number yet.

        What is merely reserved has none: it gives way to what is chosen, and so does what was
        chosen before, until it is scanned or ticked.

        :param but: names of which the lines do not count
        """
        if not move.id:  # stands for goods without a document
            return max(0.0, move.product_qty)
        numbered = (Domain("lot_id", "!=", False) & Domain("lot_id.name", "not in", list(but))) | (
            Domain("lot_id", "=", False) & Domain("lot_name", "not in", [False, "", *but])
        )
        if not move._should_bypass_reservation():
            numbered &= Domain("picked", "=", True) & Domain("is_assigned", "=", False)
        # Added up there: a scan of the two-thousandth unit reads no other line.
        [[total]] = self.env["stock.move.line"]._read_group(
            Domain("move_id", "=", move.id) & numbered, [], ["quantity_product_uom:sum"]
        )
        return max(0.0, move.product_id.uom_id.round(move.product_qty - total))

    # -- rows -------------------------------------------------------------------------------------
    @api.private
    def add_rows(self, rows, added):
        """Put rows at the end of a list, numbered on after those of the same moves.

        :param list rows: those in the list
        :param list added: new ones; the first of their moves keep the row numbers they have
        :return: the new list
        :raise UserError: when it gets too long
        """
        self.check_size(len(rows) + len(added))
        ids = {row["move_id"] for row in added}
        last = max((row["row"] for row in rows if row["move_id"] in ids), default=0)
        numbered = [
            {**row, "row": last + index if last else row.get("row") or index}
            for index, row in enumerate(added, 1)
        ]
        return rows + numbered

    @api.private
    def spread(self, moves, kept, rows):
        """Let what a line of a document does not wait for go to its next line of the same product.

        :param moves: ``stock.move`` of the document, in order
        :param list kept: checked rows that are in the list already
        :param list rows: new ones, raw
        :return: the new rows, some of them for other lines
        """
        same = {
            move.id: moves.filtered(lambda other, move=move: other.product_id == move.product_id)
            for move in moves
        }
        same = {id_: others for id_, others in same.items() if len(others) > 1}
        if not same:
            return rows
        room = {move.id: self.missing_quantity(move) for others in same.values() for move in others}
        for row in kept:
            if row["move_id"] in room and row["severity"] != "error":
                room[row["move_id"]] -= row["quantity"]
        told = {
            (line.product_id.id, name): line.move_id.id
            for line in moves.move_line_ids
            if (name := line.lot_id.name or line.lot_name)
        }
        spread = []
        for row in rows:
            others = same.get(row["move_id"], moves.browse())
            ids = sorted(others.ids, key=lambda id_, row=row: id_ != row["move_id"])
            waiting = next((id_ for id_ in ids if room[id_] > 0), row["move_id"])
            id_ = told.get((others[:1].product_id.id, row["name"]), waiting)
            if id_ in room:
                room[id_] -= row["quantity"] or 1
            spread.append({**row, "move_id": id_})
        return spread

    @api.private
    def check_size(self, count):
        """Refuse longer lists than a browser, a server and a person can handle."""
        if count > MAX_ROWS:
            raise UserError(
                self.env._(
                    "A list can have at most %(limit)s rows. Nothing was changed. Split the list.",
                    limit=MAX_ROWS,
                )
            )

    @api.model
    @api.private
    def raw_rows(self, rows):
        """Clean rows, to what a source gives, whatever came from a client or a former check."""
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise UserError(self.env._("This is not a list of lots or serial numbers."))
        self.check_size(len(rows))
        raw = [self._raw_row(index, row) for index, row in enumerate(rows, 1)]
        return raw if dates_are_on(self.env) else [_without_dates(row) for row in raw]

    @staticmethod
    def _raw_row(index, row):
        raw = {
            name: storable(row[name])
            for name in TEXTS
            if isinstance(row.get(name), str) and row[name]
        }
        raw["row"] = row["row"] if isinstance(row.get("row"), int) else index
        raw["move_id"] = row["move_id"] if isinstance(row.get("move_id"), int) else 0
        quantity = row.get("quantity")
        is_number = isinstance(quantity, int | float) and math.isfinite(quantity)
        raw["quantity"] = float(quantity) if is_number else None
        raw.setdefault("name", "")
        if isinstance(row.get("bad"), dict) and row["bad"]:
            raw["bad"] = {str(name): str(text) for name, text in row["bad"].items()}
        return raw

    # -- writing ----------------------------------------------------------------------------------
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
        """Refuse a list in which something is wrong.

        :param moves: those that the rows were checked for
        :param list rows: checked
        :param bool accept_warnings: whether rows with a warning are meant as they are
        :raise UserError: naming the rows
        """
        if not rows:
            raise UserError(self.env._("The list is empty. Add lots or serial numbers first."))
        bad = [row for row in rows if row["severity"] == "error"]
        heading = self.env._("These lots or serial numbers cannot be used. Nothing was changed:")
        if not bad and not accept_warnings:
            bad = [row for row in rows if row["severity"] == "warning"]
            heading = self.env._(
                "Check these lots or serial numbers. Nothing was changed. Accept the warnings if"
                " the list is right:"
            )
        if not bad:
            return
        names = {move.id or 0: move.product_id.display_name for move in moves}
        lines = [
            self.env._(
                "row %(row)s, %(lot)s: %(message)s",
                row=row["row"],
                lot=", ".join(filter(None, [names.get(row["move_id"]), shown(row["name"])])),
                message=row["message"],
            )
            for row in bad
        ]
        raise UserError("\n".join([heading, first_lines(self.env, lines)]))

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

    # -- lots of names ----------------------------------------------------------------------------
    @api.private
    def named_lots(self, products, names):
        """Give {(product id, name): lots} of those names, of whatever company."""
        # Superuser: a number taken in a company that the user does not see is taken all the same.
        found = (
            self.env["stock.lot"]
            .sudo()
            .search_fetch(
                Domain("product_id", "in", products.ids) & of_names(names),
                ["name", "product_id", "company_id", "is_on_hold"],
                order="id",
            )
        )
        lots = {}
        for lot in found:
            lots.setdefault((lot.product_id.id, lot.name), []).append(lot)
        return lots


def _without_dates(row):
    """Give a row as if its list had no columns of dates."""
    row = {name: value for name, value in row.items() if name not in LISTED_DATES}
    if bad := row.pop("bad", None):
        bad = {name: text for name, text in bad.items() if name not in LISTED_DATES}
    return row | ({"bad": bad} if bad else {})
