"""Reads the first sheet of an OpenDocument spreadsheet (ISO/IEC 26300). Knows no record."""

import io
import zipfile
from datetime import datetime

from lxml import etree

MIME_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# Programs say of what is blank to the end of the sheet how often it is there.
BLANK_ROWS = 1_048_576


def is_open_document(content):
    """:return: whether an archive is such a spreadsheet, as its first part says"""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "mimetype" not in archive.namelist():
            return False
        with archive.open("mimetype") as part:
            return part.read(len(MIME_TYPE)) == MIME_TYPE


def read_rows(content, most_columns):
    """Give the cells of each row of the first sheet, a row that is repeated each time it is.

    :param bytes content: of the file, whose size was bounded before
    :param int most_columns: how many cells of a row are read
    :return: iterator of lists of text, float, bool, datetime or None
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("content.xml") as part:
        row_tag = f"{TABLE}table-row"
        tables = 0
        for event, element in etree.iterparse(
            part,
            events=("start", "end"),
            tag=(row_tag, f"{TABLE}table"),
            resolve_entities=False,
            no_network=True,
        ):
            if element.tag != row_tag:
                tables += event == "start"
                if event == "end" or tables > 1:
                    return
            elif event == "end":
                cells = _cells(element, most_columns)
                repeated = int(element.get(f"{TABLE}number-rows-repeated", 1))
                for _index in range(min(repeated, BLANK_ROWS)):
                    yield cells
                element.clear()


def _cells(row, most_columns):
    cells = []
    for cell in row:
        if cell.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            repeated = int(cell.get(f"{TABLE}number-columns-repeated", 1))
            cells += [_value(cell)] * min(repeated, most_columns - len(cells))
    return cells


def _value(cell):
    kind = cell.get(f"{OFFICE}value-type")
    if kind in ("float", "percentage", "currency"):
        return float(cell.get(f"{OFFICE}value"))
    if kind == "date":
        return datetime.fromisoformat(cell.get(f"{OFFICE}date-value"))
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value") == "true"
    paragraphs = ["".join(line.itertext()) for line in cell.iterfind(f"{TEXT}p")]
    return "\n".join(paragraphs) or None
