"""How quantities travel through a trace: plain functions, no database."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from itertools import pairwise, repeat
from operator import itemgetter

from odoo.tools import groupby

from .moments import later

ROUNDS = 1_000
PRECISION = 1e-12


def spread(flows, sources, totals, most=None):
    """Let what the sources hold flow to the end.

    A node holds what flowed into it, evenly: a tenth of it holds a tenth. The sources keep the rate
    they are given, whatever flows back to them. Loops are followed until nothing changes.

    :param list flows: (from node, to node, quantity of the from node)
    :param dict sources: {node: rate}, what one unit of it holds
    :param dict totals: {node: how much of it there is}; None for a node that only hands on
    :param float most: what a node can hold at most: what the sources hold together. Without it a
        node holds no more than there is of it: for a walk from what was made to what went in
    :return: {node: rate}, of the nodes that are reached
    """
    outgoing, incoming = defaultdict(list), defaultdict(list)
    for origin, target, quantity in flows:
        if target not in sources and origin != target:
            outgoing[origin].append(target)
            incoming[target].append((origin, quantity))
    rates, bounds = dict(sources), _Bounds(totals, most)
    waiting = _waiting(outgoing, sources)
    ready = list(sources)
    while ready:
        for target in outgoing.get(ready.pop(), ()):
            waiting[target] -= 1
            if not waiting[target]:
                rates[target] = _rate(target, incoming, bounds, rates)
                ready.append(target)
    _settle([node for node in waiting if node not in rates], incoming, bounds, rates)
    return rates


def _waiting(outgoing, sources):
    """Return {node: how many flows come to it} of what the sources flow to, the nearest first."""
    waiting, queue = {}, list(sources)
    for node in queue:
        for target in outgoing.get(node, ()):
            if target in waiting:
                waiting[target] += 1
            else:
                waiting[target] = 1
                queue.append(target)
    return waiting


class _Bounds:
    def __init__(self, totals, most):
        self.totals, self.most = totals, most

    def rate(self, node, held):
        """Return what one unit of a node holds, when it holds so much altogether."""
        total = self.totals.get(node, 0.0)
        if total is None:
            return held
        if not total:
            return 0.0
        return min(held, total if self.most is None else self.most) / total


def _rate(node, incoming, bounds, rates):
    held = 0.0
    for origin, quantity in incoming[node]:
        held += quantity * rates.get(origin, 0.0)
    return bounds.rate(node, held)


def _settle(nodes, incoming, bounds, rates):
    """Go round the loops until nothing changes any more."""
    rates.update(dict.fromkeys(nodes, 0.0))
    for _round in range(ROUNDS):
        change = 0.0
        for node in nodes:
            rate = _rate(node, incoming, bounds, rates)
            change = max(change, abs(rate - rates[node]))
            rates[node] = rate
        if change <= PRECISION:
            return


def found_for_good(changes):
    """Say when what counts found came in: without what others had lost before, and what was lost
    again.

    What is of one moment settles together.

    :param list changes: (moment, quantity found, below 0 lost), in the order of time
    :return: list of (moment, quantity)
    """
    found, missing = [], 0.0
    for moment, group in groupby(changes, key=itemgetter(0)):
        change, since = sum(quantity for _moment, quantity in group) - missing, moment
        while change < 0 and found:
            since, quantity = found.pop()
            change += quantity
        missing = max(-change, 0.0)
        if change > 0:
            found.append((since, change))
    return found


def arrived(sent, got):
    """Say when what was sent arrived, which no record tells: what was sent first came first, and
    nothing before it was sent.

    Where all that arrived had done so before, by the record, it came in its order all the same.

    :param list sent: (moment, quantity), in the order of time
    :param list got: the same of what arrived
    :return: list of (moment when it was sent, moment when it arrived, quantity)
    """
    is_late = bool(sent and got) and got[-1][0] < sent[0][0]
    found, coming = [], iter(got)
    came, there = next(coming, (None, 0.0))
    for moment, quantity in sent:
        left = quantity
        while came is not None and left > 0:
            if there > 0 and (is_late or came >= moment):
                part = min(left, there)
                found.append((moment, came, part))
                left, there = left - part, there - part
            else:
                came, there = next(coming, (None, 0.0))
    return found


class Versions:
    """The nodes of a trace as they were when more of them had come in.

    A version is (node, number of the moments when some came in until then).
    """

    def __init__(self, came, totals, runs):
        """Set up the moments of each node.

        :param dict came: {node: list of (moment, quantity)}, in the order of time; of a node
            without any there is one version
        :param dict totals: {node: how much of it there is at last}
        :param dict runs: {node: when its balance was negative}: what came in until the balance was
            made good may have been used
        """
        self.whole, self.runs = totals, runs
        self.moments, self._amounts = {}, {}
        self.totals = {}  # version: how much had come in by then
        self._used = defaultdict(set)  # node: numbers of its versions that are asked for
        for node, rows in came.items():
            by_moment = {}
            for moment, quantity in rows:
                by_moment[moment] = by_moment.get(moment, 0.0) + quantity
            self.moments[node] = list(by_moment)
            # What no movement brought had been there from the beginning.
            amount = max(totals[node] - sum(by_moment.values()), 0.0)
            self._amounts[node] = amounts = [amount]
            for quantity in by_moment.values():
                amount += quantity
                amounts.append(min(amount, totals[node]))

    def _version(self, node, number):
        version = node, number
        if version not in self.totals:
            self._used[node].add(number)
            self.totals[version] = self._amounts[node][number] or self.whole[node]
        return version

    def used(self, node, moment):
        """Return the version that a use at a moment takes of."""
        if node in self.runs:
            moment = later(self.runs[node], moment)
        return self._version(node, bisect_right(self.moments[node], moment))

    def made(self, node, moment):
        """Return the version that what came in at a moment belongs to."""
        return self._version(node, bisect_right(self.moments[node], moment))

    def of(self, nodes):
        """Return list of the versions of some nodes that are asked for, and their last."""
        return [
            version
            for node in nodes
            for version in (
                *((node, number) for number in self._used[node]),
                self._version(node, len(self.moments[node])),
            )
        ]

    def last(self, node):
        """Return the last version of a node that is asked for."""
        return node, max(self._used.get(node, (-1,)))

    def held(self, flows):
        """Return the flows from version to version: what is there stays there."""
        found = []
        for node in {node for *ends, _amount in flows for node, _number in ends}:
            numbers = sorted(self._used[node])
            for number, following in pairwise(numbers):
                one = node, number
                found.append((one, (node, following), self.totals[one]))
        return found

    def rates(self, node, rates, is_backward, events):
        """Return iterable of the rates of some movements.

        :param dict rates: {version: rate}
        :param bool is_backward: whether the rates say how much of it is used later on
        :param list events: dicts with their ``date``, in the order of time
        """
        numbers, grown = sorted(self._used.get(node, ())), self.moments[node]
        if not (numbers and events):
            return repeat(0.0)
        rate = self._later_rate if is_backward else self._held_rate
        if not grown or events[0]["date"] >= grown[-1]:  # all of it had come in
            return repeat(rate(node, len(grown), numbers, rates))
        known = [rate(node, number, numbers, rates) for number in range(len(grown) + 1)]
        moments = [event["date"] for event in events]
        runs = () if is_backward else self.runs.get(node)
        if runs:
            moments = [later(runs, moment) for moment in moments]
        return [known[bisect_right(grown, moment)] for moment in moments]

    @staticmethod
    def _later_rate(node, number, numbers, rates):
        at = bisect_left(numbers, number)
        return rates.get((node, numbers[at]), 0.0) if at < len(numbers) else 0.0

    def _held_rate(self, node, number, numbers, rates):
        at = bisect_right(numbers, number) - 1
        if at < 0:
            return 0.0
        one = node, numbers[at]
        amount = self._amounts[node][number] or self.whole[node]
        return rates.get(one, 0.0) * self.totals[one] / amount if amount else 0.0
