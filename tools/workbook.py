"""What every workbook and CSV file that leaves the database shares."""

import datetime
import io
import re

import xlsxwriter

SHEET_ROWS = 1_048_575  # what Excel holds below the head
INDENTED_LEVELS = 15  # what Excel draws
CELL_CHARACTERS = 32_767
# Neither XML nor Excel holds these.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A spreadsheet program may run text that begins so when it meets it in a file saved as CSV; numbers
# below zero and phone numbers it does not.
FORMULA = re.compile("[=@\t\r\n\uff1d\uff0b\uff20]|[+](?![0-9() ]{5,}$)|[-\uff0d](?![0-9.,]+$)")
# Where separators of columns are looked for in text as well, what follows one is a cell of its own:
# French and German programs open files so, and know no quotes there.
SPLIT_FORMULA = re.compile(
    "([;\t\r\n][ \u00a0\"']*)(?=[=+@\uff1d\uff0b\uff20]|[-\uff0d](?![0-9.,]+(?:$|[;\t\r\n])))"
)
# How the header row of a sheet looks.
HEAD_STYLE = {"bold": True, "bg_color": "#E9ECEF", "bottom": 1}


def safe_text(value):
    """Return str that no spreadsheet program takes for a formula or refuses to hold."""
    text = ILLEGAL.sub("", value)
    # The writer passes text that looks like its own rich text on as raw XML.
    if FORMULA.match(text) or text.startswith("<r>"):
        text = f"'{text}"
    return text if len(text) <= CELL_CHARACTERS else f"{text[: CELL_CHARACTERS - 1]}…"


def safe_csv_text(value):
    """Return :func:`safe_text` that stays so wherever ``;`` or a tab separates columns."""
    return SPLIT_FORMULA.sub(r"\1'", safe_text(value))


# -- workbooks of tables --------------------------------------------------------------------------
class Indented(str):
    """Text that stands further right the deeper it lies in a tree."""

    def __new__(cls, text, level):
        indented = super().__new__(cls, text or "")
        indented.level = min(level, INDENTED_LEVELS)
        return indented


def write_sheets(title, sheets):
    """Write tables as an Excel workbook, a sheet each, or several where one does not hold it.

    :param str title: of the file
    :param sheets: iterable of (name, columns, rows): columns are (head, width), rows yield values,
        of which :class:`Indented` stand further right
    :return: bytes of the xlsx file, with dates and numbers as such and no formula anywhere
    """
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"constant_memory": True})
    book.set_properties({"title": safe_text(title)})
    formats = _formats(book)
    for name, columns, rows in sheets:
        _Sheet(book, formats, name, columns).write(rows)
    book.close()
    return output.getvalue()


def _formats(book):
    formats = {
        "head": book.add_format(HEAD_STYLE),
        "date": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        "number": book.add_format({"num_format": "#,##0.#####"}),
        "whole": book.add_format({"num_format": "#,##0"}),
    }
    levels = range(INDENTED_LEVELS + 1)
    return formats | {level: book.add_format({"indent": level}) for level in levels}


class _Sheet:
    """One table, on as many sheets as its rows need."""

    def __init__(self, book, formats, title, columns):
        self.book, self.formats, self.title, self.columns = book, formats, title, columns

    def write(self, rows):
        sheet, line, count = self._start(1), 0, 1
        for row in rows:
            if line == SHEET_ROWS:
                self._end(sheet, line)
                count += 1
                sheet, line = self._start(count), 0
            line += 1
            for column, value in enumerate(row):
                self._cell(sheet, line, column, value)
        self._end(sheet, line)

    def _start(self, count):
        # Excel refuses these characters, and more than 31 of any.
        title = re.sub(r"[\[\]:*?/\\']", " ", self.title)[:26]
        sheet = self.book.add_worksheet(title if count == 1 else f"{title} {count}")
        sheet.freeze_panes(1, 0)
        for column, (head, width) in enumerate(self.columns):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, safe_text(head), self.formats["head"])
        return sheet

    def _end(self, sheet, line):
        sheet.autofilter(0, 0, line, len(self.columns) - 1)

    def _cell(self, sheet, line, column, value):
        formats = self.formats
        if value is None or value == "":
            return
        if isinstance(value, datetime.datetime):
            sheet.write_datetime(line, column, value, formats["date"])
        elif isinstance(value, int | float):
            number = formats["whole" if float(value).is_integer() else "number"]
            sheet.write_number(line, column, value, number)
        else:
            level = value.level if isinstance(value, Indented) else 0
            sheet.write_string(line, column, safe_text(str(value)), formats[level])
