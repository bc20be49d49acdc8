"""Takes GS1 element strings apart, by python-stdnum's table of application identifiers.

python-stdnum's own parser takes what it likes of a value that is too short, and core's stops at
the first identifier that has no rule; here each value is held against the format of its
identifier (GS1 General Specifications, section 3.2).
"""

import re
from functools import lru_cache
from itertools import pairwise, zip_longest
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from stdnum import numdb

SEPARATOR = "\x1d"
# Not by numdb.get(), and so not by stdnum.gs1_128 which calls it: Odoo's import hook gives stdnum a
# loader of its own (odoo._monkeypatches.PatchImportHook), through which no data file is found.
with Path(numdb.__file__).with_name("gs1_ai.dat").open(encoding="utf-8") as table:
    IDENTIFIERS = numdb.read(table)
# GS1 General Specifications, section 7.11: the signs of AI encodable character sets 82, 39 and 64.
SIGNS = {
    "N": "[0-9]",
    "X": r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]",
    "Y": r"[#\-/0-9A-Z]",
    "Z": r"[\-0-9A-Z_a-z=]",
}


class Gs1Error(ValueError):
    """An element string that cannot be read.

    :param str ai: the identifier whose value is wrong, or None: no identifier is known there
    :param str value: the value, or the text where an identifier should be
    """

    def __init__(self, ai, value):
        super().__init__(ai, value)
        self.ai, self.value = ai, value


def describe(ai):
    """:return: what an identifier stands for, as GS1 says it in English"""
    return IDENTIFIERS.info(ai)[0][1].get("description", "").partition(" (")[0]


def fits(ai, value):
    """:return: whether a value can stand after an identifier"""
    return bool(_format(IDENTIFIERS.info(ai)[0][1]["format"]).fullmatch(value or ""))


def split(text):
    """Take an element string as scanners send it apart.

    :param str text: its separators are FNC1 as ``\\x1d``
    :return: [(identifier, value)]
    :raise Gs1Error: at the first part that does not fit
    """
    elements = []
    for segment in filter(None, text.split(SEPARATOR)):
        start = 0
        while start < len(segment):
            ai, size = _identifier(segment[start:])
            end = start + len(ai) + size if size else len(segment)
            elements.append(_checked(ai, segment[start + len(ai) : end]))
            start = end
    return elements


def split_readable(text):
    """Take an element string as people read it apart, its identifiers in brackets.

    A bracket within a value is taken for one only where an identifier that GS1 knows stands in it.

    :return: [(identifier, value)]
    :raise Gs1Error: at the first part that does not fit
    """
    elements = []
    for part in re.split(r"(?=\([0-9]{2,4}\))", text):
        ai, _bracket, value = part.removeprefix("(").partition(")")
        if part.startswith("(") and _known(ai):
            elements.append((ai, value))
        elif elements:
            elements[-1] = (elements[-1][0], elements[-1][1] + part)
        elif part:
            raise Gs1Error(None, part)
    return [_checked(ai, value.strip(f" {SEPARATOR}")) for ai, value in elements]


def is_link(text):
    """:return: whether a text is an address in the web"""
    return bool(re.match("https?://", text, re.IGNORECASE))


def split_link(text):
    """Take a GS1 Digital Link apart: an address whose path names a trade item or a package.

    :return: [(identifier, value)], empty for any other text
    :raise Gs1Error: at the first part that does not fit
    """
    try:
        link = urlsplit(text if is_link(text) else "")
    except ValueError:
        return []
    parts = [unquote(part) for part in link.path.strip("/").split("/")]
    starts = [
        index
        for index, (key, value) in enumerate(pairwise(parts))
        if key in ("00", "01") and re.fullmatch("[0-9]{8,18}", value)
    ]
    if not starts:
        return []
    path = parts[starts[0] :]
    elements = [
        *zip_longest(path[::2], path[1::2], fillvalue=""),
        *(pair for pair in parse_qsl(link.query) if _known(pair[0])),
    ]
    unknown = next((ai for ai, _value in elements if not _known(ai)), None)
    if unknown is not None:
        raise Gs1Error(None, unknown)
    return [_checked(ai, value.zfill(14) if ai == "01" else value) for ai, value in elements]


def _known(ai):
    return bool(ai) and _identifier(ai, default=("", 0))[0] == ai


def _identifier(text, default=None):
    """:return: the identifier that a text starts with, and the length of its value if it is fixed
    by GS1, or else None: a separator or the end of the text ends it"""
    ai, rule = (IDENTIFIERS.info(text) or [("", {})])[0]
    if not rule:
        if default:
            return default
        raise Gs1Error(None, text)
    return ai, None if rule.get("fnc1") else int(rule["format"][1:])


def _checked(ai, value):
    if not fits(ai, value):
        raise Gs1Error(ai, value)
    return ai, value


@lru_cache
def _format(text):
    """:return: the regular expression of a format such as ``N3+X..27`` or ``N13[+X..17]``"""
    regex = ""
    for part in text.replace("[+", "+[").split("+"):
        kind, least, most = re.fullmatch(
            r"\[?(?:([NXYZ])([0-9]*)(?:\.\.[NXYZ]?([0-9]+))?|-)\]?", part
        ).groups()
        signs = f"{SIGNS[kind]}{{{least or 1},{most or least}}}" if kind else "-"
        regex += f"(?:{signs})?" if part.startswith("[") else signs
    return re.compile(regex)
