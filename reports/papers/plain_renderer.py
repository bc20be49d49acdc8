"""Long tables under a wkhtmltopdf that was built without its own Qt, as Debian's is.

It repeats no table head and cuts rows in two at the end of a page. So the tables of our papers are
told apart into short ones, each with the head and kept on one page. The other one needs none of it.
"""

import copy

import lxml.html
from markupsafe import Markup

from odoo import models

from odoo.addons.base.models.ir_actions_report import _wkhtml

ROWS = "o_traceability_rows"  # the class of tables that may be told apart
LINES = 12  # of text in one table
IMAGE_LINES = 2
CHARACTERS = 90  # in a line over the whole width
STYLE = """
html, body, #wrapwrap, main { overflow: visible !important; }
.article, .article * { font-family: Arial, "Liberation Sans", sans-serif !important; }
.o_traceability_block { page-break-inside: avoid; }
.o_traceability_block > table { margin-bottom: 0 !important; }
"""


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _prepare_html(self, html, report_model=False):
        bodies, *others = super()._prepare_html(html, report_model)
        if not _wkhtml().is_patched_qt:
            bodies = [split_tables(body) if ROWS in body else body for body in bodies]
        return bodies, *others


def split_tables(html):
    """Tell long tables apart.

    :param str html: a whole page
    :return: Markup of the same page, where each table of class ``o_traceability_rows`` is a row of
        short ones
    """
    root = lxml.html.fromstring(html, parser=lxml.html.HTMLParser(encoding="utf-8"))
    for table in root.xpath(f"//table[contains(concat(' ', @class, ' '), ' {ROWS} ')]"):
        _split(table)
    style = lxml.html.fragment_fromstring(f"<style>{STYLE}</style>")
    root.find("head").append(style)
    text = lxml.html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>")
    return Markup(text)  # noqa: S704  it was a page before, and only its own parts were moved


def _split(table):
    rows = [row for body in table.findall("tbody") for row in body.findall("tr")]
    head = table.find("thead")
    columns = len(head.findall(".//th")) if head is not None else 1
    for body in table.findall("tbody"):
        table.remove(body)
    parent, place = table.getparent(), table.getparent().index(table)
    tail, table.tail = table.tail, None
    blocks = [_block(table, chunk) for chunk in _chunks(rows, columns)]
    parent[place : place + 1] = blocks or [table]
    parent[place + max(len(blocks), 1) - 1].tail = tail


def _block(table, rows):
    part = copy.deepcopy(table)
    body = part.makeelement("tbody")
    body.extend(rows)
    part.append(body)
    block = part.makeelement("div", {"class": "o_traceability_block"})
    block.append(part)
    return block


def _chunks(rows, columns):
    """Give the rows, as many together as fit."""
    chunks, room = [], 0
    for row in rows:
        lines = _lines(row, columns)
        if lines > room:
            chunks.append([])
            room = LINES
        chunks[-1].append(row)
        room -= lines
    return chunks


def _lines(row, columns):
    """Give how many lines of text a row is high, about."""
    width = max(CHARACTERS // max(columns, 1), 1)
    most = 1
    for cell in row:
        parts = [" ".join(part.split()) for part in _parts(cell)]
        lines = sum(-(-len(part) // width) for part in parts)
        most = max(most, lines + IMAGE_LINES * len(cell.findall(".//img")))
    return most


def _parts(cell):
    """Give the texts of a cell that begin on a line of their own."""
    parts = [""]
    for node in cell.iter():
        if node.tag in ("div", "p", "br"):
            parts.append("")
        parts[-1] += " " + (node.text or "") + " " + ((node is not cell and node.tail) or "")
    return parts
