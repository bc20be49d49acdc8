"""Quantities as people type them, in the writing of their language."""

import math
import re

LARGEST = 1e12


def read_quantity(text, decimal=".", thousands=","):
    """Read a number that a person typed.

    :param str text: what was typed; nothing is 0
    :param str decimal: the sign before decimals in the person's language
    :param str thousands: the sign between thousands there
    :return: float, 0 or more
    :raise ValueError: for anything else: what can be read in two ways is not guessed
    """
    text = re.sub(r"\s", "", text or "")
    if not text:
        return 0.0
    digits = r"[0-9]+"
    if thousands.strip() and re.fullmatch(
        rf"[0-9]{{1,3}}({re.escape(thousands)}[0-9]{{3}})+({re.escape(decimal)}{digits})?", text
    ):
        text = text.replace(thousands, "")
    # The other sign is a decimal one, too, unless three digits follow it.
    found = re.fullmatch(rf"({digits})(?:([.,])({digits}))?", text)
    if not found or (found[2] not in (None, decimal) and len(found[3]) == 3):
        raise ValueError(f"no quantity: {text[:20]}")
    number = float(f"{found[1]}.{found[3] or 0}")
    if not is_quantity(number):
        raise ValueError(f"no quantity: {text[:20]}")
    return number


def is_quantity(value):
    """:return: bool, whether somebody can have so much: a finite number, not below 0"""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and math.isfinite(value) and 0 <= value <= LARGEST
