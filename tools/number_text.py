"""Reads the cells of a pasted list: columns, numbers and dates as people and spreadsheets write
them. Knows no record."""

import csv
import io
import re
import unicodedata
from datetime import date, datetime, time, timedelta

from odoo.fields import Domain
from odoo.tools import SQL

LONGEST_CELL = 100_000
# What neither the database nor JSON can hold becomes a sign that no number may have.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Blank on every screen and label, though letters and marks by their category: Hangul and Khmer
# fillers, the Braille blank, joiners and variation selectors.
UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
BLANK = " \t\u00a0\u202f"
EXCEL_EPOCH = datetime(1899, 12, 30)
EXCEL_DAYS = range(1, 2_958_466)  # the last is the end of the year 9999
ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?)?")
# What a locale's format may ask for, and how it looks in a text.
DIRECTIVES = {
    "%d": r"\d{1,2}", "%m": r"\d{1,2}", "%Y": r"\d{4}", "%y": r"\d{2}", "%H": r"\d{1,2}",
    "%I": r"\d{1,2}", "%M": r"\d{2}", "%S": r"\d{2}",
}  # fmt: skip


class CellsError(ValueError):
    """The text cannot be cut into cells."""


def storable(text):
    """:return: the text as :func:`composed`, with a control character in place of each sign that
    cannot be stored
    """
    return composed(UNSTORABLE.sub("\x7f", text))


def composed(text):
    """:return: the text with each letter and its accents as one sign, where there is one: what
    looks the same is the same, whichever keyboard, file or label it comes from
    """
    return unicodedata.normalize("NFC", text)


def is_visible(sign):
    """:return: whether a character shows: no control, format or blank but the plain space"""
    return sign.isprintable() and not UNSEEN.match(sign)


def shown(text):
    """:return: the start of a text, what cannot be seen in it made visible"""
    return "".join(sign if is_visible(sign) else "·" for sign in text[:60])


def cut_into_cells(text, limit):
    """Cut a pasted list or a CSV file into cells.

    :param str text: lines of cells with tabs, semicolons or commas between them, the first of
        these that the text has; a cell in double quotes may hold them, and double quotes doubled
    :param int limit: how many rows there may be
    :return: [(number of the row counted from 1, [cell])] of the rows that are not blank
    :raise CellsError: where a cell is longer than any that is meant, or there are too many rows
    """
    text = storable(text).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    rows = []
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), 1
        ):
            stripped = [cell.strip(BLANK) for cell in cells]
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise CellsError("cell")
            if any(stripped):
                rows.append((number, stripped))
            if len(rows) > limit:
                raise CellsError("rows")
    except csv.Error as error:
        raise CellsError("cell") from error
    return rows


def _delimiter(text):
    """:return: the sign that stands between cells; those inside quotes do not count"""
    bare = re.sub(r'"[^"]*"', "", text)
    return next((sign for sign in "\t;," if sign in bare), "\t")


def plain(text):
    """:return: the words of a column's head, without case, blanks and punctuation"""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def read_number(text, decimal_point=".", thousands_sep=""):
    """Read a number as the user's language or a spreadsheet writes it.

    :return: float
    :raise ValueError: when it is none
    """
    text = re.sub(f"[{BLANK}'\u2019]", "", text)
    thousands = re.escape(thousands_sep.strip() or ",")
    if thousands_sep and re.fullmatch(rf"[+-]?\d{{1,3}}({thousands}\d{{3}})+(\D\d*)?", text):
        text = text.replace(thousands_sep, "")
    if decimal_point and decimal_point != ".":
        text = text.replace(decimal_point, ".")
    text = text.replace(",", ".") if "." not in text else text
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", text, re.ASCII):
        raise ValueError(text)
    return float(text)


def read_date(text, formats):
    """Read a date, with or without a time of day.

    :param str text: ISO 8601, one of the formats, or the number a spreadsheet keeps for a date
    :param list formats: of ``strptime``, those of the user's language
    :return: datetime without zone, as it is written
    :raise ValueError: when it is none
    """
    text = text.strip()
    if found := ISO.fullmatch(text):
        return datetime(*(int(part or 0) for part in found.groups()))
    if re.fullmatch(r"\d{1,7}([.,]\d{1,12})?", text, re.ASCII):
        return excel_date(float(text.replace(",", ".")))
    for form in formats:
        if re.fullmatch(_form_to_regex(form), text):
            return datetime.strptime(text, form)
    for form in formats:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    raise ValueError(text)


def _form_to_regex(form):
    """Lets ``01/02/27`` be read by the format that says two digits, not as the year 27."""
    parts = re.split("(%[a-zA-Z])", form)
    return "".join(
        DIRECTIVES.get(part, ".+" if part[:1] == "%" else re.escape(part)) for part in parts
    )


def excel_date(number):
    """:return: the datetime that a spreadsheet keeps as this number of days, to the second
    :raise ValueError: when no spreadsheet does
    """
    if int(number) not in EXCEL_DAYS:
        raise ValueError(number)
    return EXCEL_EPOCH + timedelta(days=int(number), seconds=round(number % 1 * 86_400))


def as_datetime(value):
    """:return: datetime of what a workbook's cell holds, None when it holds no date"""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None, microsecond=0)
    if isinstance(value, date):
        return datetime.combine(value, time())
    return None


def of_names(names):
    """Pick lots by thousands of names in one read of the table, or of a product's lots in it.

    Core's index of names is for parts of words (trigrams): asked for many whole ones it looks, for
    each, through all that was added since the last vacuum, which takes minutes after a big receipt.

    :param names: iterable of texts
    :return: domain of ``stock.lot`` that this index cannot serve
    """
    names = list(names)
    return Domain.custom(
        to_sql=lambda model, alias, query: SQL(
            "%s || '' = ANY(%s::text[])", model._field_to_sql(alias, "name", query), names
        )
    )
