"""Pasted counts and files become rows; the template is a workbook."""

import io

import xlsxwriter

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.dates import dates_are_on, location_zone
from ...tools.number_text import plain
from ...tools.workbook import HEAD_STYLE, safe_text
from .traceability_count import LOT_DATES

NEEDED = ("product", "quantity")
WIDTH = 22


class TraceabilityCount(models.AbstractModel):
    _inherit = "traceability.count"

    @api.private
    def parse_text(self, text, location):
        """Read a list pasted from a spreadsheet, its header row first.

        :param str text: lines of cells with tabs, semicolons or commas between them
        :param location: ``stock.location`` in whose time zone a day ends
        :return: list of rows; cells that cannot be read are in their ``bad``
        :raise UserError: when the text is no such list
        """
        return self._parse(self.env["traceability.assignment"].read_text(text), location)

    @api.private
    def parse_file(self, content, name, location):
        """Read a CSV file or the first sheet of a workbook, its header row first.

        :param bytes content: of the file
        :param str name: of the file, for errors
        :return: as :meth:`parse_text`
        :raise UserError: when it is no such file
        """
        return self._parse(self.env["traceability.assignment"].read_file(content, name), location)

    def _parse(self, cells, location):
        if not cells:
            return []
        columns = self._columns_of_header(cells[0][1])
        reader = self.env["traceability.assignment"].make_reader(location_zone(location))
        return [self._parse_row(number, row, columns, reader) for number, row in cells[1:]]

    @api.model
    def _headers(self):
        """Give {column: words that its header may have, with | between them}.

        The first is the one that the template writes, in this order.
        """
        return {
            "product": self.env._("Product|Product Code|SKU|Item|Barcode|Internal Reference"),
            "name": self.env._(
                "Lot/Serial Number|Lot/Serial Number Name|Lot/Serial|Serial Number|Serial|SN|"
                "Lot Number|Lot|Batch"
            ),
            "quantity": self.env._(
                "Counted Quantity|Counted|Quantity|Qty|On Hand|Quantity On Hand|Count"
            ),
            "unit": self.env._("Unit|Unit of Measure|UoM"),
            "location": self.env._("Location|Bin|Shelf"),
            "package": self.env._("Package|Pallet"),
            "owner": self.env._("Owner"),
            "expiration_date": self.env._(
                "Expiration Date|Expiration|Expiry Date|Expiry|Expires|Use By"
            ),
            "use_date": self.env._("Best Before Date|Best Before"),
            "production_date": self.env._("Production Date|Produced|Made On|Manufacturing Date"),
            "vendor_lot_name": self.env._(
                "Vendor's Lot Number|Vendor Lot|Vendor's Lot|Supplier Lot|Manufacturer's Lot Number"
            ),
            "ref": self.env._("Lot Reference|Internal Reference of the Lot|Reference|Ref"),
        }

    def _columns(self):
        """Give the columns that the user's settings show, in the order of the template."""
        hidden = {*(() if dates_are_on(self.env) else LOT_DATES)}
        groups = {
            "unit": "uom.group_uom",
            "package": "stock.group_tracking_lot",
            "owner": "stock.group_tracking_owner",
        }
        hidden |= {name for name, group in groups.items() if not self.env.user.has_group(group)}
        return [name for name in self._headers() if name not in hidden]

    def _columns_of_header(self, cells):
        """Give [column or None] of the cells of the header row.

        :raise UserError: when it lacks a column that is needed, or has an unknown one, or one twice
        """
        known = {}
        for source in (self.with_context(lang="en_US"), self):
            for column, words in source._headers().items():
                known |= {plain(word): column for word in words.split("|")}
        columns = [known.get(plain(cell)) if isinstance(cell, str) else None for cell in cells]
        heads = self._headers()
        missing = [heads[name].partition("|")[0] for name in NEEDED if name not in columns]
        if missing:
            raise UserError(
                self.env._(
                    "The first row must name the columns, and these are missing: %(columns)s."
                    " Download the template to see them all.",
                    columns=", ".join(missing),
                )
            )
        self.env["traceability.assignment"].check_header(cells, columns)
        return columns

    def _parse_row(self, number, cells, columns, reader):
        row, bad = {"row": number, "name": "", "quantity": None}, {}
        for index, value in enumerate(cells):
            column = columns[index] if index < len(columns) else "extra"
            if value is None or value == "" or column is None:
                continue
            try:
                row[column] = _read(column, value, reader)
            except (ValueError, OverflowError):  # the latter of a date too near the year 1 or 9999
                bad[column] = str(value)[:80]
        return row | ({"bad": bad} if bad else {})

    # -- the template -----------------------------------------------------------------------------
    @api.private
    def write_template(self):
        """Write the workbook to fill in.

        :return: bytes
        """
        output, heads = io.BytesIO(), self._headers()
        book = xlsxwriter.Workbook(output, {"constant_memory": True})
        sheet = book.add_worksheet()
        bold, text = book.add_format(HEAD_STYLE), book.add_format({"num_format": "@"})
        sheet.freeze_panes(1, 0)
        for index, column in enumerate(self._columns()):
            is_text = column != "quantity" and not column.endswith("_date")
            sheet.set_column(index, index, WIDTH, text if is_text else None)
            sheet.write_string(0, index, safe_text(heads[column].partition("|")[0]), bold)
        book.close()
        return output.getvalue()


def _read(column, value, reader):
    """:raise ValueError: when the cell does not hold what its column says"""
    if column == "quantity":
        return reader.number(value)
    if column == "production_date":
        return reader.day(value)
    if column in LOT_DATES:
        return reader.date(value)
    if column == "extra":
        raise ValueError(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
