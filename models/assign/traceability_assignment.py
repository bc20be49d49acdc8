"""Lists of lots and serial numbers for moves: which moves take them, and their rows.

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
from odoo.fields import Domain

from ...tools.dates import dates_are_on
from ...tools.number_text import of_names, storable

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
