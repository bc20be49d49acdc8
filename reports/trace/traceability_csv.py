"""The trace as one CSV file, for programs that read no workbook."""

import csv
import datetime
import io

from ...tools.workbook import safe_csv_text
from .traceability_sheets import sheets

# Excel takes a file for UTF-8 by this mark only.
MARK = "\ufeff"


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
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(map(safe_csv_text, [env._("List"), *heads]))
    for name, columns, rows in lists:
        names = [head for head, _width in columns]
        for row in rows:
            values = dict(zip(names, row, strict=False))
            writer.writerow([safe_csv_text(name), *(_cell(values.get(head)) for head in heads)])
    return (MARK + output.getvalue()).encode()


def _cell(value):
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value if isinstance(value, int | float) else safe_csv_text(str(value))
