"""Follows goods without lot by location and date: plain functions, no database.

What an order makes of an untracked product is a batch. No record says which later movement moved
it; but it can only leave a location where it lies, after it came there, and it is gone from a
location that was empty since.
"""

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from odoo.tools import groupby

from .locations import OURS

EPSILON = 1e-6
# Goods given back to a vendor are not expected in what the vendor sends next.
GONE = ("production", "supplier")


class Line(NamedTuple):
    """A movement without lot; locations by their ids and usages."""

    id: int
    product: int
    move: int
    date: datetime
    source: int
    target: int
    source_usage: str
    target_usage: str
    quantity: float


class Carried:
    """Where the batches of one product may have gone."""

    def __init__(self, lines, made, is_whole=True):
        """Follow every batch through the movements.

        :param list lines: :class:`Line` of every movement of the product without lot, by date
        :param dict made: {line id: node of the batch that it brought}
        :param bool is_whole: whether no older movement is missing
        """
        self.made = defaultdict(dict)  # node: {line id that brought it: quantity}
        self.lines = {}  # line id: bits of the batches that it may have moved
        self.uses = []  # lines into production that may have used a batch
        self.left = {}  # node: how much of it may be in stock at most
        self._number = {node: number for number, node in enumerate(dict.fromkeys(made.values()))}
        self._nodes = list(self._number)
        at, stock = defaultdict(int), defaultdict(float)
        for _date, group in groupby(lines, key=lambda line: line.date):
            # The record knows seconds: of what is of the same one, goods come in first.
            for line in sorted(group, key=self._rank):
                self._move(line, made.get(line.id), at, stock)
            for location in {line.source for line in group}:
                if is_whole and abs(stock[location]) < EPSILON:
                    at[location] = 0
        self._note_left(lines, at, stock)

    @staticmethod
    def _rank(line):
        leaves = line.target_usage not in OURS
        return leaves + (line.source_usage in OURS), line.id

    def _move(self, line, node, at, stock):
        bits = at[line.source]
        if node:
            self.made[node][line.id] = line.quantity
            bits = 1 << self._number[node]
        stock[line.source] -= line.quantity
        stock[line.target] += line.quantity
        if not bits:
            return
        self.lines[line.id] = bits
        if line.target_usage == "production":
            self.uses.append(line)
        if line.target_usage not in GONE:
            at[line.target] |= bits

    def _note_left(self, lines, at, stock):
        locations = {line.target for line in lines if line.target_usage in OURS}
        for node, number in self._number.items():
            there = sum(max(stock[one], 0.0) for one in locations if at[one] >> number & 1)
            self.left[node] = min(sum(self.made[node].values()), there)

    def carriers(self, line_id):
        """Return tuple of the batches that a line may have moved."""
        bits, nodes = self.lines.get(line_id, 0), []
        while bits:
            low = bits & -bits
            nodes.append(self._nodes[low.bit_length() - 1])
            bits ^= low
        return tuple(nodes)
