"""Many inputs that are each linked to the same many outputs, kept as one: the pairs themselves are
never listed. Plain functions, no database.
"""

from collections import defaultdict
from itertools import product
from typing import NamedTuple


class Block(NamedTuple):
    """Every input is linked to every output."""

    inputs: dict  # what it is: what it stands for
    outputs: dict

    def __bool__(self):
        return bool(self.inputs and self.outputs)

    def parted(self, inputs, outputs):
        """Part what lies between some inputs and some outputs from the rest.

        :param inputs: set or dict of inputs, in the block or not
        :param outputs: the same of outputs
        :return: (Block, empty where none lies between; list of Blocks, the rest)
        """
        within = Block(_only(self.inputs, inputs), _only(self.outputs, outputs))
        if not within:
            return within, [self]
        rest = (
            Block(_without(self.inputs, inputs), self.outputs),
            Block(within.inputs, _without(self.outputs, outputs)),
        )
        return within, list(filter(None, rest))

    def pairs(self):
        """Return iterator of (input, what it stands for, output, what it stands for)."""
        return ((*one, *other) for one, other in product(self.inputs.items(), self.outputs.items()))


def _only(items, keys):
    return {key: value for key, value in items.items() if key in keys}


def _without(items, keys):
    return {key: value for key, value in items.items() if key not in keys}


def disjoint(labelled):
    """Leave out of each block the pairs that one before it has.

    :param labelled: (label, Block), any number
    :return: list of (label, Block)
    """
    kept, by_input = [], defaultdict(set)
    for label, block in labelled:
        parts, near = [block], set().union(*(by_input[key] for key in block.inputs))
        for number in near:
            other = kept[number][1]
            parts = [rest for part in parts for rest in part.parted(*other)[1]]
        for part in parts:
            for key in part.inputs:
                by_input[key].add(len(kept))
            kept.append((label, part))
    return kept
