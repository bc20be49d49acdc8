"""The trace as a workbook: the trees and each list of the answer on sheets of their own."""

import datetime
import io
import re

import xlsxwriter

from . import traceability_words as words
from .traceability_tree import DIRECTIONS, tree_rows

SHEET_ROWS = 1_048_575  # what Excel holds below the head
CELL_CHARACTERS = 32_767
INDENTED_LEVELS = 15  # what Excel draws
# Neither XML nor Excel holds these.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A spreadsheet program may run text that begins so when it meets it in a file saved as CSV.
FORMULA = re.compile("[=+@\t\r\n\uff1d\uff0b\uff20]|[-\uff0d](?![0-9.,]+$)")


def write_workbook(env, answer):
    """Write a trace as an Excel workbook.

    :param env: whose language and time zone the workbook speaks
    :param dict answer: what ``get_traceability`` returned
    :return: bytes of the xlsx file, with dates and numbers as such and no formula anywhere
    """
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"constant_memory": True})
    formats = _formats(book)
    for title, columns, rows in _sheets(env, answer):
        _Sheet(book, formats, title, columns).write(rows)
    book.close()
    return output.getvalue()


def safe_text(value):
    """:return: str that no spreadsheet program takes for a formula or refuses to hold"""
    text = ILLEGAL.sub("", value)
    # The writer passes text that looks like its own rich text on as raw XML.
    if FORMULA.match(text) or text.startswith("<r>"):
        text = f"'{text}"
    return text if len(text) <= CELL_CHARACTERS else f"{text[: CELL_CHARACTERS - 1]}…"


# -- what is on the sheets ------------------------------------------------------------------------
def _sheets(env, answer):
    """:return: list of (title, columns as (head, width), iterable of rows of Python values)"""
    nodes = {node["key"]: node for node in answer["nodes"]}
    return [
        _trace_sheet(env, answer),
        _lots_sheet(env, answer),
        _links_sheet(env, answer, nodes),
        _events_sheet(env, answer, nodes),
        _gaps_sheet(env, answer, nodes),
    ]


def _trace_sheet(env, answer):
    columns = [
        (env._("Direction"), 13),
        (env._("Level"), 7),
        (env._("What"), 18),
        (env._("Product"), 34),
        (env._("Lot/Serial Number"), 20),
        (env._("Date"), 17),
        (env._("Document"), 18),
        (env._("From"), 24),
        (env._("To"), 24),
        (env._("Partner"), 24),
        (env._("Quantity"), 11),
        (env._("Unit"), 9),
        (env._("Certainty"), 11),
        (env._("Shown above"), 13),
    ]
    names = {"upstream": env._("Upstream"), "downstream": env._("Downstream")}
    kinds = {**words.event_kinds(env), None: env._("Lot")}
    certainties, yes = words.certainties(env), env._("Yes")

    def cells(direction, row):
        event, link, node = row["event"], row["link"], row["node"]
        source = event or link or {}
        return [
            names[direction],
            row["level"],
            kinds[event["kind"] if event else None],
            _Indented(node["product_name"], row["level"]),
            node["lot_name"],
            words.local_time(env, source.get("date")),
            source.get("reference"),
            source.get("location_from"),
            source.get("location_to"),
            source.get("partner_name"),
            source.get("quantity"),
            row["uom"],
            certainties[link["certainty"]] if link else None,
            yes if row["repeat"] else None,
        ]

    rows = (
        cells(direction, row) for direction in DIRECTIONS for row in tree_rows(answer, direction)
    )
    return env._("Trace"), columns, rows


def _lots_sheet(env, answer):
    columns = [
        (env._("Product"), 34),
        (env._("Lot/Serial Number"), 20),
        (env._("Generation"), 12),
        (env._("On Hand"), 11),
        (env._("Unit"), 9),
        (env._("Expiration Date"), 17),
        (env._("State"), 11),
    ]
    states = words.states(env)
    rows = (
        [
            node["product_name"],
            node["lot_name"],
            node["depth"],
            node["quantity_on_hand"],
            node["uom"],
            words.local_time(env, node["expiration_date"]),
            states[node["state"]] if node["expiration_date"] else None,
        ]
        for node in answer["nodes"]
    )
    return env._("Lots"), columns, rows


def _links_sheet(env, answer, nodes):
    columns = [
        (env._("Product Used"), 34),
        (env._("Lot Used"), 20),
        (env._("Product Made"), 34),
        (env._("Lot Made"), 20),
        (env._("Quantity Used"), 14),
        (env._("Unit"), 9),
        (env._("Document"), 18),
        (env._("Date"), 17),
        (env._("Certainty"), 11),
    ]
    certainties = words.certainties(env)
    rows = (
        [
            nodes[link["parent"]]["product_name"],
            nodes[link["parent"]]["lot_name"],
            nodes[link["child"]]["product_name"],
            nodes[link["child"]]["lot_name"],
            link["quantity"],
            nodes[link["parent"]]["uom"],
            link["reference"],
            words.local_time(env, link["date"]),
            certainties[link["certainty"]],
        ]
        for link in answer["links"]
    )
    return env._("Links"), columns, rows


def _events_sheet(env, answer, nodes):
    columns = [
        (env._("Date"), 17),
        (env._("What"), 20),
        (env._("Product"), 34),
        (env._("Lot/Serial Number"), 20),
        (env._("Document"), 18),
        (env._("From"), 24),
        (env._("To"), 24),
        (env._("Partner"), 24),
        (env._("Quantity"), 11),
        (env._("Unit"), 9),
    ]
    kinds = words.event_kinds(env)
    rows = (
        [
            words.local_time(env, event["date"]),
            kinds[event["kind"]],
            nodes[event["node"]]["product_name"],
            nodes[event["node"]]["lot_name"],
            event["reference"],
            event["location_from"],
            event["location_to"],
            event["partner_name"],
            event["quantity"],
            event["uom"],
        ]
        for event in answer["events"]
    )
    return env._("Events"), columns, rows


def _gaps_sheet(env, answer, nodes):
    columns = [
        (env._("What Happened"), 34),
        (env._("Product"), 34),
        (env._("Quantity"), 11),
        (env._("Document"), 18),
        (env._("Date"), 17),
        (env._("Beside Lot"), 20),
        (env._("Allowed by a Manager"), 22),
    ]
    kinds, yes = words.gap_kinds(env), env._("Yes")
    rows = [
        [
            kinds[gap["kind"]],
            gap["product_name"],
            gap["quantity"],
            gap["reference"],
            words.local_time(env, gap["date"]),
            nodes[gap["node"]]["lot_name"] if gap["node"] in nodes else None,
            yes if gap["waived"] else None,
        ]
        for gap in answer["gaps"]
    ]
    if not rows:
        rows.append([words.gap_headline(env, [])])
    if answer["truncated"]:
        rows.append([words.truncation(env)])
    return env._("Gaps"), columns, rows


# -- how it is written ----------------------------------------------------------------------------
class _Indented(str):
    """Text that stands further right the deeper it lies in the tree."""

    def __new__(cls, text, level):
        indented = super().__new__(cls, text or "")
        indented.level = min(level, INDENTED_LEVELS)
        return indented


def _formats(book):
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#E9ECEF", "bottom": 1}),
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
            level = value.level if isinstance(value, _Indented) else 0
            sheet.write_string(line, column, safe_text(str(value)), formats[level])
