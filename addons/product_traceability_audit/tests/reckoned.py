"""The score of a random history, by walking it step by step: see ``get_chain``."""

from collections import defaultdict
from fractions import Fraction
from typing import NamedTuple

ORIGINS = ("vendor", "production")
OURS = ("stock", "shelf")


class Moved(NamedTuple):
    """A done movement."""

    product: int
    lot: object  # int, or None
    source: str
    target: str
    quantity: int
    day: int


def broken_parts(moves):
    """Follow every lot from its origin, a moment after the other.

    :param moves: list of Moved
    :return: list of Fraction, what is broken of each, and what the record leaves:
        {(product, lot, place): quantity}
    """
    broken = [Fraction(0)] * len(moves)
    recorded = defaultdict(Fraction)
    there = defaultdict(Fraction)  # what must have been there, recorded or not
    known, unknown = defaultdict(Fraction), defaultdict(Fraction)
    for day in sorted({move.day for move in moves}):
        now = [number for number, move in enumerate(moves) if move.day == day]
        lost = dict.fromkeys(now, Fraction(0))
        wants = defaultdict(list)
        for number in now:
            move = moves[number]
            there[move.product, move.lot, move.target] += move.quantity
            recorded[move.product, move.lot, move.target] += move.quantity
            recorded[move.product, move.lot, move.source] -= move.quantity
            if move.source in ORIGINS:
                known[move.lot] += move.quantity
            else:
                wants[move.product, move.lot, move.source].append(number)
        for place, numbers in wants.items():
            wanted = sum(moves[number].quantity for number in numbers)
            missing = max(wanted - there[place], 0)
            there[place] += missing - wanted
            unknown[place[1]] += missing
            for number in numbers:
                lost[number] = missing * moves[number].quantity / Fraction(wanted)
        for number in now:
            move = moves[number]
            if move.lot is None:
                broken[number] = Fraction(move.quantity)
            elif move.source not in ORIGINS:
                mixed = known[move.lot] + unknown[move.lot]
                share = known[move.lot] / mixed if unknown[move.lot] else 1
                broken[number] = move.quantity - (move.quantity - lost[number]) * share
    return broken, {key: left for key, left in recorded.items() if key[2] in OURS and left}


def score_of(moves, stock):
    """Reckon the score of each product.

    :param moves: list of Moved
    :param dict stock: {(product, lot, place): quantity} that there is
    :return: {product: (moved, broken, number of movements)}
    """
    parts, recorded = broken_parts(moves)
    rows = defaultdict(lambda: [Fraction(0), Fraction(0), 0])
    for move, part in zip(moves, parts, strict=True):
        for index, value in enumerate((move.quantity, part, 1)):
            rows[move.product][index] += value
    for place in recorded.keys() | stock.keys():
        if difference := abs(recorded.get(place, 0) - stock.get(place, 0)):
            for index, value in enumerate((difference, difference, 1)):
                rows[place[0]][index] += value
    return {product: tuple(row) for product, row in rows.items()}
