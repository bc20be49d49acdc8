"""Long tables under a wkhtmltopdf without its own Qt, where WeasyPrint is missing too.

It repeats no table head and cuts rows in two at the end of a page. So each row of our tables
becomes a table that is kept on one page, with columns of the same widths; the head stands once.
"""

import copy

import lxml.html
from markupsafe import Markup

from odoo import models

from odoo.addons.base.models.ir_actions_report import _wkhtml

from .weasy_renderer import BARE_MARGIN, ROWS, prints_by_weasyprint

# A column is as wide as its longest text, in characters, within reason.
NARROWEST, WIDEST = 6, 40
IMAGE_CHARACTERS = 12
STYLE = """
html, body, #wrapwrap, main { overflow: visible !important; }
.article, .article * { font-family: Arial, "Liberation Sans", sans-serif !important; }
.o_traceability_block { page-break-inside: avoid; }
.o_traceability_block > table { margin-bottom: 0 !important; table-layout: fixed; }
"""


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _prepare_html(self, html, report_model=False):
        bodies, *others, arguments = super()._prepare_html(html, report_model)
        is_ours = any(ROWS in body for body in bodies)
        if is_ours and not _wkhtml().is_patched_qt and not prints_by_weasyprint(bodies):
            bodies = [split_tables(body) for body in bodies]
            # The room of the header and footer, which it leaves out, goes to the page.
            for side in "top", "bottom":
                arguments.setdefault(f"data-report-margin-{side}", str(BARE_MARGIN))
        return bodies, *others, arguments


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
    if len(rows) < 2:
        return
    head = table.find("thead")
    columns = table.makeelement("colgroup")
    columns.extend(
        table.makeelement("col", {"style": f"width: {width}%"}) for width in _widths(head, rows)
    )
    for part in table:
        table.remove(part)
    parent, place = table.getparent(), table.getparent().index(table)
    tail, table.tail = table.tail, None
    # A head that nothing follows on its page would be worse than none.
    blocks = [_block(table, columns, head, rows[0])]
    blocks += [_block(table, columns, None, row) for row in rows[1:]]
    parent[place : place + 1] = blocks
    blocks[-1].tail = tail


def _block(table, columns, head, row):
    part = copy.deepcopy(table)
    part.append(copy.deepcopy(columns))
    if head is not None:
        part.append(head)
    body = part.makeelement("tbody")
    body.append(row)
    part.append(body)
    block = part.makeelement("div", {"class": "o_traceability_block"})
    block.append(part)
    return block


def _widths(head, rows):
    """Give the width of each column in percent: what all the tables of one row share."""
    heads = head.findall(".//th") if head is not None else []
    lines = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
    count = max(map(len, [heads, *lines]))
    longest = [NARROWEST] * count
    for cells in [heads, *lines]:
        if not any(cell.get("colspan") for cell in cells):
            for index, cell in enumerate(cells):
                longest[index] = max(longest[index], min(_characters(cell), WIDEST))
    return [round(100 * length / sum(longest), 2) for length in longest]


def _characters(cell):
    """Give how many characters the longest line of a cell has, about."""
    images = IMAGE_CHARACTERS * bool(cell.findall(".//img"))
    return max(images, *(len(" ".join(part.split())) for part in _parts(cell)))


def _parts(cell):
    """Give the texts of a cell that begin on a line of their own."""
    parts = [""]
    for node in cell.iter():
        if node.tag in ("div", "p", "br"):
            parts.append("")
        parts[-1] += " " + (node.text or "") + " " + ((node is not cell and node.tail) or "")
    return parts
