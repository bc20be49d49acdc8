"""Pasted lists and files become rows."""

import math
from dataclasses import dataclass
from datetime import time

import pytz

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tools import get_lang

from ...tools.dates import dates_are_on, end_of_day, to_utc, warehouse_zone
from ...tools.number_text import (
    CellsError,
    as_datetime,
    cut_into_cells,
    excel_date,
    plain,
    read_date,
    read_number,
)
from .traceability_assignment import LISTED_DATES, MAX_ROWS, ORIGIN

# The order of columns in a list without a header row; a column of products needs one.
COLUMNS = (
    *("name", "quantity", "expiration_date", "use_date", "ref", "location", "package"),
    *ORIGIN,
)
PLACES = ("location", "package")
LONGEST_TEXT = 20_000_000


@dataclass
class Reader:
    """How the user writes numbers and dates, and which line a row without a product is for."""

    decimal_point: str
    thousands_sep: str
    formats: list
    zone: object
    place_zone: object
    move: object
    products: dict

    def number(self, value):
        if isinstance(value, int | float) and not isinstance(value, bool):
            number = float(value)
        else:
            number = read_number(str(value), self.decimal_point, self.thousands_sep)
        if not math.isfinite(number):
            raise ValueError(value)
        return number

    def date(self, value):
        """Read a date, as text of a datetime in UTC.

        Of a day without time, when that day ends in the warehouse, which judges lots by their last
        day; a time is that of the user's clock.
        """
        written = self._written(value)
        if written.time() == time() and ":" not in str(value if isinstance(value, str) else ""):
            moment = end_of_day(written.date(), self.place_zone)
        else:
            moment = to_utc(written, self.zone)
        return Datetime.to_string(moment)

    def day(self, value):
        """Read a date, as text of a date; a time of day with it says nothing."""
        return str(self._written(value).date())

    def _written(self, value):
        written = as_datetime(value)
        if written is not None:
            return written
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return excel_date(value) if number else read_date(str(value), self.formats)


class TraceabilityAssignment(models.AbstractModel):
    _inherit = "traceability.assignment"

    @api.private
    def parse_text(self, text, moves, move):
        """Read a list pasted from a spreadsheet, or one lot or serial number a row.

        :param str text: see :func:`.number_text.cut_into_cells`
        :param moves: ``stock.move`` that a column with the product may name
        :param move: the one that rows without a product are for
        :return: list of rows; cells that cannot be read are in their ``bad``
        :raise UserError: when the text is no list
        """
        return self._parse_cells(self.read_text(text), moves, move)

    @api.private
    def read_text(self, text):
        """Cut a pasted list into cells.

        :return: [(number of the row, [cell as text])], blank rows left out
        :raise UserError: when the text is no list
        """
        if len(text) > LONGEST_TEXT:
            raise UserError(self.env._("This list is too long. Split it."))
        try:
            return cut_into_cells(text, MAX_ROWS)
        except CellsError as error:
            if str(error) == "rows":
                self.check_size(MAX_ROWS + 1)
            raise UserError(
                self.env._(
                    "A cell of this list is far too long. Look for a double quote that is not"
                    " closed."
                )
            ) from error

    def _parse_cells(self, cells, moves, move):
        """:param list cells: (number of the row, [cell]), a cell being text, or what a workbook
            holds: a number, a date or None
        :return: list of rows"""
        if not cells:
            return []
        columns = self._columns_of_header(cells[0][1], move)
        reader = self._reader(moves, move)
        return [
            self._parse_row(number, row, columns or self._columns(move), reader)
            for number, row in (cells[1:] if columns else cells)
        ]

    def _reader(self, moves, move):
        products = {}
        for each in moves.sorted(lambda each: each != move):
            product = each.product_id
            for text in (product.default_code, product.barcode, product.name, product.display_name):
                if text:
                    products.setdefault(plain(text), each.id)
        place_zone = warehouse_zone(move.picking_type_id or move.location_dest_id)
        return self.make_reader(place_zone, move, products)

    @api.private
    def make_reader(self, place_zone, move=None, products=None):
        """Make what reads numbers and dates as the user's language writes them.

        :param place_zone: time zone of the place in which a day without time ends
        :return: :class:`Reader`
        """
        lang = get_lang(self.env)
        day, hour = lang.date_format, lang.time_format
        formats = [day, f"{day} {hour}", f"{day} {hour.replace(':%S', '')}"]
        short = [form.replace("%Y", "%y") for form in formats]
        return Reader(
            decimal_point=lang.decimal_point,
            thousands_sep=lang.thousands_sep or "",
            formats=formats + short,
            zone=pytz.timezone(self.env.user.tz or "UTC"),
            place_zone=place_zone,
            move=move,
            products=products or {},
        )

    def _parse_row(self, number, cells, columns, reader):
        row = {"row": number, "move_id": reader.move.id, "name": "", "quantity": None}
        bad = {}
        for index, value in enumerate(cells):
            column = columns[index] if index < len(columns) else "extra"
            if value is None or value == "" or column is None:
                continue
            try:
                self._parse_cell(row, column, value, reader)
            except (ValueError, OverflowError):  # the latter of a date too near the year 1 or 9999
                bad[column] = str(value)[:80]
        if bad:
            row["bad"] = bad
        return row

    @staticmethod
    def _parse_cell(row, column, value, reader):
        """:raise ValueError: when the cell does not hold what its column says"""
        if column == "quantity":
            row["quantity"] = reader.number(value)
        elif column in LISTED_DATES:
            row[column] = reader.date(value)
        elif column == "production_date":
            row[column] = reader.day(value)
        elif column == "product":
            if plain(_text(value)) not in reader.products:
                raise ValueError(value)
            row["move_id"] = reader.products[plain(_text(value))]
        elif column == "extra":
            raise ValueError(value)
        else:
            row[column] = _text(value)

    @api.model
    def _columns(self, move=None):
        """Give the columns of a list without a header row, in order.

        Goods that are identified where they are go to no location.
        """
        left_out = {*(() if dates_are_on(self.env) else LISTED_DATES)}
        left_out |= {*(PLACES if move and move.is_inventory else ())}
        return [column for column in COLUMNS if column not in left_out]

    # -- header row -------------------------------------------------------------------------------
    def _headers(self):
        """Give {column: words that its header may have, with | between them}.

        The first is the one that the template writes.
        """
        return {
            "name": self.env._(
                "Lot/Serial Number Name|Lot/Serial Number|Lot/Serial|Serial Number|Serial No.|"
                "Serial|SN|Lot Number|Lot No.|Lot|Batch|Number|Name"
            ),
            "quantity": self.env._("Quantity|Qty|Amount|Done"),
            "expiration_date": self.env._(
                "Expiration Date|Expiration|Expiry Date|Expiry|Expires|Use By"
            ),
            "use_date": self.env._("Best Before Date|Best Before"),
            "ref": self.env._("Internal Reference|Reference|Ref"),
            "location": self.env._("Destination Location|Destination|Location|Store To|To"),
            "package": self.env._("Package|Destination Package"),
            "vendor_lot_name": self.env._(
                "Vendor's Lot Number|Vendor Lot|Vendor's Lot|Supplier Lot|Manufacturer's Lot Number"
            ),
            "production_date": self.env._("Production Date|Produced|Made On|Manufacturing Date"),
            "product": self.env._("Product|Product Code|SKU|Item|Barcode"),
        }

    def _columns_of_header(self, cells, move):
        """Give [column, or None for a cell of no use], or None when this is no header row.

        :raise UserError: when it lacks the lot or serial number, or has an unknown column, or one
            twice
        """
        known = {}
        for source in (self.with_context(lang="en_US"), self):
            for column, words in source._headers().items():
                if move.is_inventory and column in PLACES:
                    continue
                known |= {plain(word): column for word in words.split("|")}
        columns, is_whole = self._match_header(cells, known)
        if not any(columns) or ("name" not in columns and not is_whole):
            return None
        if "name" not in columns:
            raise UserError(
                self.env._(
                    "The header row has no column for the lot/serial number. Add it, or remove the"
                    " header row."
                )
            )
        self.check_header(cells, columns)
        return columns

    @staticmethod
    def _match_header(cells, known):
        """Give [column or None] of the cells of a row, and whether every text is a column's."""
        texts = [plain(cell) if isinstance(cell, str) else "" for cell in cells]
        columns = [known.get(text) for text in texts]
        return columns, sum(map(bool, columns)) >= sum(map(bool, texts))

    @api.private
    def check_header(self, cells, columns):
        """Refuse a header row with an unknown column, or one twice.

        :param list cells: of the row
        :param list columns: the column that each of them names, or None
        :raise UserError: naming the columns
        """
        found = [column for column in columns if column]
        if len(found) != len(set(found)):
            raise UserError(
                self.env._(
                    "Two columns of the header row have the same meaning. Remove one of them."
                )
            )
        unknown = [cell for cell, column in zip(cells, columns, strict=True) if cell and not column]
        if unknown:
            raise UserError(
                self.env._(
                    "Unknown columns in the header row: %(columns)s. Remove them, or name them as"
                    " in the template.",
                    columns=", ".join(str(cell)[:40] for cell in unknown[:10]),
                )
            )


def _text(value):
    """Give a cell as text; a whole number as its digits."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
