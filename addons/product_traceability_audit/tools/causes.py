"""What bad lots share and good ones do not: counted and ranked. Plain functions, no database."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from math import comb
from typing import NamedTuple

# A cause explains at least so many of the bad lots.
LEAST = 2


class Fact(NamedTuple):
    """What is true of a movement, such as its vendor: a record, or a day."""

    kind: str  # of the causes' kinds
    model: str  # empty of a day
    value: object  # the record's id, or the day as text


@dataclass(slots=True)
class Cause:
    """A fact, and how it lies between bad and good lots."""

    fact: Fact
    bad: int = 0  # so many bad lots come from it
    certain: int = 0  # so many of them by certain links
    good: int = 0
    chance: float = 1.0
    others: int = 0  # lots that come from it, and were not selected as bad
    is_more: bool = False  # than these others


def chance(bad, all_bad, good, all_good):
    """Give the probability that a fact lies so by coincidence.

    Of all lots, those with the fact are drawn blindly: how probable is it that at least so many bad
    ones are among them? (Fisher's exact test, one-sided.)

    :param int bad, good: how many of each have the fact
    :param int all_bad, all_good: how many of each there are
    """
    drawn, total = bad + good, all_bad + all_good
    ways = sum(
        comb(all_bad, number) * comb(all_good, drawn - number)
        for number in range(bad, min(all_bad, drawn) + 1)
    )
    return ways / comb(total, drawn)


def lay(origins, facts, bad, good):
    """Find the facts that bad lots share, and how each lies between them and the good ones.

    :param Origins origins: of all the lots
    :param dict facts: {key of a node: {Fact: (since when it is true of the node, since when it is
        certain, or None)}}
    :param list bad, good: ids of lots
    :return: list of Cause, those that are rarer among the good, the least probable as coincidence
        first
    """
    causes = {}
    for lot_id in bad:
        for fact, is_certain in _facts_of(origins, facts, lot_id).items():
            cause = causes.setdefault(fact, Cause(fact))
            cause.bad += 1
            cause.certain += is_certain
    causes = {fact: cause for fact, cause in causes.items() if cause.bad >= LEAST}
    for lot_id in good:
        for fact in _facts_of(origins, facts, lot_id):
            if fact in causes:
                causes[fact].good += 1
    reckon = cache(chance)
    found = []
    for cause in causes.values():
        if not good or cause.bad * len(good) > cause.good * len(bad):
            cause.chance = reckon(cause.bad, len(bad), cause.good, len(good))
            found.append(cause)
    return sorted(found, key=_likely)


def _facts_of(origins, facts, lot_id):
    """:return: {Fact: whether it is certain} of a lot"""
    found = defaultdict(bool)
    for key, (moment, sure) in origins.of(lot_id).items():
        for fact, (since, certain_since) in facts.get(key, {}).items():
            if since <= moment:
                is_known = sure is not None and certain_since is not None
                found[fact] |= is_known and certain_since <= sure
    return found


def _likely(cause):
    return cause.chance, -cause.bad, -cause.certain


def rank(causes, kinds):
    """Order causes: the least probable as coincidence first; of equals, what explains more of the
    bad lots, then what drags in fewer others.

    :param list causes: Cause, with their others
    :param list kinds: in the order in which equals are told, the most precise first
    :return: the list, sorted
    """
    return sorted(
        causes,
        key=lambda cause: (
            *(cause.chance, -cause.bad, cause.others),
            *(-cause.certain, kinds.index(cause.fact.kind), str(cause.fact.value)),
        ),
    )
