"""Lists in files, CSV or workbooks, become cells; the template is a workbook."""

import io
import zipfile
from datetime import time

import openpyxl
import xlsxwriter

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Datetime

from ...tools.number_text import storable
from ...tools.open_document import is_open_document, read_rows
from ...tools.workbook import safe_text
from .traceability_assignment import LISTED_DATES, MAX_ROWS

LARGEST_FILE = 20_000_000
# Rows without end and texts without end are bounded before they are read: a list of the most rows
# is half of this, and no spreadsheet has a later row.
LARGEST_UNPACKED = 100_000_000
LAST_ROW = 1_048_576
MOST_PARTS = 1000
PIECE = 1_000_000
MOST_COLUMNS = 50
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
FORMULA_SIGNS = "=+-@\t\r\n"


class TraceabilityAssignment(models.AbstractModel):
    _inherit = "traceability.assignment"

    @api.private
    def parse_file(self, content, name, moves, move):
        """Read a CSV file or workbook of lots and serial numbers.

        What it is, is told by its content, not by its name.

        :param bytes content: of the file
        :param str name: of the file, for errors
        :param moves: ``stock.move`` that a column with the product may name
        :param move: the one that rows without a product are for
        :return: list of rows
        :raise UserError: when it is no such file
        """
        return self._parse_cells(self.read_file(content, name), moves, move)

    @api.private
    def read_file(self, content, name):
        """Read the cells of a CSV file, or of the first sheet of a workbook.

        :param bytes content: of the file
        :param str name: of the file, for errors
        :return: [(number of the row, [cell])], blank rows left out; a cell is text, a number, a
            date or None
        :raise UserError: when it is no such file
        """
        if not content or len(content) > LARGEST_FILE:
            raise UserError(
                self.env._("%(file)s is empty or larger than 20 MB.", file=_file_name(name))
            )
        if content.startswith(b"PK"):
            return self._workbook_cells(content, name)
        return self.read_text(self._decode(content, name))

    def _unreadable(self, name):
        return UserError(
            self.env._(
                "%(file)s is neither a CSV file nor a workbook (.xlsx or .ods). Save it as one of"
                " these; the template shows the columns.",
                file=_file_name(name),
            )
        )

    def _decode(self, content, name):
        """Give the text of a CSV file, as Excel and others encode it."""
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            encodings = ["utf-16"]
        else:
            encodings = ["utf-8-sig", "cp1252"]
        for encoding in encodings:
            try:
                text = content.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
        else:
            raise self._unreadable(name)
        binary = content.startswith((OLD_WORKBOOK, b"%PDF", b"\x89PNG", b"\xff\xd8", b"GIF8"))
        if binary or "\x00" in text:
            raise self._unreadable(name)
        return text

    # -- workbooks --------------------------------------------------------------------------------
    def _workbook_cells(self, content, name):
        """Give [(number of the row, [cell])] of the first sheet, blank rows left out."""
        try:
            self._check_archive(content)
            rows = []
            for number, cells in enumerate(_rows_of_sheet(content), 1):
                values = _values(cells)
                if any(value not in (None, "") for value in values):
                    rows.append((number, values))
                if len(rows) > MAX_ROWS:
                    break
                if number > LAST_ROW:
                    raise ValueError("rows")
        except Exception as error:  # whatever a broken or hostile file makes the library raise
            raise self._unreadable(name) from error
        self.check_size(len(rows))
        return rows

    @staticmethod
    def _check_archive(content):
        """Refuse archives that unpack to far more than such a list, and definitions of
        entities, which no spreadsheet program writes.

        :raise ValueError: for such
        """
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise ValueError("too large")
            for part in parts:
                with archive.open(part) as stream:  # which gives no more than the size it says
                    end = b""
                    while piece := stream.read(PIECE).replace(b"\x00", b""):
                        if b"<!DOCTYPE" in end + piece:
                            raise ValueError("entities")
                        end = piece[-16:]

    # -- the template -----------------------------------------------------------------------------
    @api.private
    def write_workbook(self, rows=()):
        """Write a list as a workbook that :meth:`parse_file` reads.

        :param list rows: as a source gives them; none for the template
        :return: bytes
        """
        heads, columns = self._headers(), self._columns()
        output = io.BytesIO()
        book = xlsxwriter.Workbook(output, {"constant_memory": True})
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "bg_color": "#E9ECEF", "bottom": 1})
        text = book.add_format({"num_format": "@"})
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.freeze_panes(1, 0)
        for index, column in enumerate(columns):
            form = day if column in LISTED_DATES else None if column == "quantity" else text
            sheet.set_column(index, index, 24, form)
            sheet.write_string(0, index, safe_text(heads[column].partition("|")[0]), bold)
        for line, row in enumerate(rows, 1):
            for index, column in enumerate(columns):
                value = row.get(column)
                if value is None or value == "":
                    continue
                if column == "quantity":
                    sheet.write_number(line, index, value)
                elif column in LISTED_DATES and self._local(value).time() != time():
                    sheet.write_datetime(line, index, self._local(value), day)
                elif column in LISTED_DATES:  # at midnight, which a cell cannot tell from a day
                    sheet.write_string(line, index, str(self._local(value)))
                else:
                    sheet.write_string(line, index, safe_text(value), text)
        book.close()
        return output.getvalue()

    def _local(self, value):
        """Give a stored date as the user's clock shows it."""
        date = Datetime.to_datetime(value)
        return Datetime.context_timestamp(self, date).replace(tzinfo=None)


def _rows_of_sheet(content):
    """Give the cells of each row of the first sheet of a workbook."""
    if is_open_document(content):
        return read_rows(content, MOST_COLUMNS)
    book = openpyxl.load_workbook(
        io.BytesIO(content), read_only=True, data_only=True, keep_links=False
    )
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what the file says of itself need not be so
    return sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)


def _values(cells):
    """Give what cells hold.

    An apostrophe before what looks like a formula is taken off, as the writer puts one there.
    """
    values = [_cell_text(value) if isinstance(value, str) else value for value in cells]
    while values and values[-1] in (None, ""):
        values.pop()
    return values


def _cell_text(text):
    text = storable(text).strip()
    return text[1:] if text[:1] == "'" and text[1:2] and text[1] in FORMULA_SIGNS else text


def _file_name(name):
    return "".join(sign for sign in name if sign.isprintable())[:80] or "?"
