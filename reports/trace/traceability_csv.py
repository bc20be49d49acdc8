"""The trace as one CSV file, for programs that read no workbook."""

import csv
import datetime
import io
from itertools import chain

from ...tools.workbook import safe_csv_text
from .traceability_sheets import customer_lots_sheet, sheets, stock_sheet

# Excel takes a file for UTF-8 by this mark only.
MARK = "\ufeff"
# The lists that come as files of their own.
LISTS = {"customers": customer_lots_sheet, "stock": stock_sheet}


def write_csv(env, answer, title=""):
    """Write the lists of a trace as one table: lots, links, events, customers, balances, gaps,
    statement.

    The first column says which list a row is of; the others are those of all lists, each head once.

    :param env: whose language and time zone the file speaks
    :param dict answer: what ``get_traceability`` returned
    :param str title: what was traced
    :return: bytes in UTF-8; numbers with a point, dates as ``YYYY-MM-DD HH:MM:SS``, and no text
        that a spreadsheet program takes for a formula, whichever separator it splits by
    """
    _trees, *lists = sheets(env, answer, title)
    heads = dict.fromkeys(head for _title, columns, _rows in lists for head, _width in columns)
    return _write(chain([[env._("List"), *heads]], _rows(lists, heads)))


def _rows(lists, heads):
    """Return the rows of all lists, each cell below its head."""
    for name, columns, rows in lists:
        names = [head for head, _width in columns]
        for row in rows:
            values = dict(zip(names, row, strict=False))
            yield [name, *(values.get(head) for head in heads)]


def write_csv_list(env, answer, name):
    """Write one list of a trace, as :func:`write_csv` does: ``customers``, a lot a row, or
    ``stock``.

    :raise KeyError: when there is no such list
    """
    _title, columns, rows = LISTS[name](env, answer, env["traceability.graph"].labels())
    return _write(chain([[head for head, _width in columns]], rows))


def _write(table):
    # Row by row into what is sent: as text, the whole would take up four times as much.
    output = io.BytesIO()
    with io.TextIOWrapper(output, encoding="utf-8", newline="") as text:
        text.write(MARK)
        csv.writer(text).writerows([*map(_cell, row)] for row in table)
        text.flush()
        return output.getvalue()


def _cell(value):
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value if isinstance(value, int | float) else safe_csv_text(str(value))
