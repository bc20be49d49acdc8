"""The trace as an Excel workbook, a sheet for each of its tables."""

import datetime
import io
import re

import xlsxwriter

from ...tools.workbook import HEAD_STYLE, safe_text
from .traceability_sheets import INDENTED_LEVELS, Indented, sheets

SHEET_ROWS = 1_048_575  # what Excel holds below the head


def write_workbook(env, answer, title=""):
    """Write a trace as an Excel workbook.

    :param env: whose language and time zone the workbook speaks
    :param dict answer: what ``get_traceability`` returned
    :param str title: what was traced
    :return: bytes of the xlsx file, with dates and numbers as such and no formula anywhere
    """
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"constant_memory": True})
    book.set_properties({"title": safe_text(title)})
    formats = _formats(book)
    for name, columns, rows in sheets(env, answer, title):
        _Sheet(book, formats, name, columns).write(rows)
    book.close()
    return output.getvalue()


# -- how it is written ----------------------------------------------------------------------------
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
