"""The truth in time by brute force: every way of links that the dates allow, one at a time."""

from collections import defaultdict
from typing import NamedTuple

ALWAYS, FOREVER = -1_000, 1_000


class Document(NamedTuple):
    """What an order used on one day and made on another: lots, or None for none named."""

    used: list
    made: list
    used_on: int
    made_on: int


class History:
    """Documents, receipts (lot, quantity, day) and deliveries (lot, quantity, day)."""

    def __init__(self, documents, receipts=(), deliveries=(), product_of=None):
        self.documents, self.receipts, self.deliveries = documents, receipts, deliveries
        self.product_of = product_of
        # lot: (day, quantity that came or, below 0, left, what moved it)
        self.lines = defaultdict(list)
        for number, document in enumerate(documents):
            for lot in document.used:
                self.lines[lot].append((document.used_on, -1, ("used", number)))
            for lot in document.made:
                self.lines[lot].append((document.made_on, 1, ("made", number)))
        for number, (lot, quantity, day) in enumerate(receipts):
            self.lines[lot].append((day, quantity, ("receipt", number)))
        for number, (lot, quantity, day) in enumerate(deliveries):
            self.lines[lot].append((day, -quantity, ("delivery", number)))

    def balance(self, lot, day):
        return sum(quantity for on, quantity, _what in self.lines[lot] if on <= day)

    def is_explained(self, lot, used_on, came_on):
        """Return whether what came on a day may have been used on an earlier one: by the record
        there was less than nothing of it all the time between.
        """
        return all(self.balance(lot, day) < 0 for day in range(used_on, came_on))

    def walk(self, root, is_up, moment=None, max_depth=None, only=None):
        """Follow every way from a lot.

        :param only: a set of (document, parent, child) to keep to, without what is out of order
        :return: {lot: fewest links}, {lot: its most generous moment}, set of (document, parent,
            child)
        """
        most = FOREVER if is_up else ALWAYS
        states, queue, links = {}, [(root, most if moment is None else moment)], set()
        states[queue[0]] = 0
        for state in queue:
            if states[state] == max_depth:
                continue
            for link, end in self.steps(*state, is_up, only):
                links.add(link)
                if end[0] is not None and end not in states:
                    states[end] = states[state] + 1
                    queue.append(end)
        depths, moments = {}, {}
        for (lot, day), depth in states.items():
            depths[lot] = min(depths.get(lot, depth), depth)
            moments[lot] = (max if is_up else min)(moments.get(lot, day), day)
        return depths, moments, links

    def steps(self, lot, moment, is_up, only):
        for number, document in enumerate(self.documents):
            near, far = (document.made, document.used) if is_up else (document.used, document.made)
            near_on, far_on = (document.made_on, document.used_on)[:: 1 if is_up else -1]
            if lot not in near or not self.counts(lot, near_on, moment, is_up, only):
                continue
            for other in far:
                link = (number, other, lot) if is_up else (number, lot, other)
                if only is None or link in only:
                    yield link, (other, far_on)

    def counts(self, lot, day, moment, is_up, only=None):
        if moment in (ALWAYS, FOREVER):
            return True
        if is_up:
            in_time, late = day <= moment, (moment, day)
        else:
            in_time, late = day >= moment, (day, moment)
        return in_time or (only is None and self.is_explained(lot, *late))

    def is_certain(self, link, walks):
        """Some walk finds it in the order of time, and its document leaves no other choice."""
        number, parent, child = link
        document = self.documents[number]
        if document.used_on > document.made_on or not any(
            self.is_in_time(link, moments, is_up)
            for is_up, (_depths, moments, links) in walks.items()
            if link in links
        ):
            return False
        return 1 in (
            sum(self.product_of(lot) == self.product_of(parent) for lot in document.used),
            sum(self.product_of(lot) == self.product_of(child) for lot in document.made),
        )

    def is_in_time(self, link, moments, is_up):
        number, parent, child = link
        document = self.documents[number]
        if is_up:
            return document.made_on <= moments[child]
        return document.used_on >= moments[parent]

    def movements(self, lot, walks):
        """Return list of what moved a lot in the answer, each with whether it is certain in time:
        what came in by its moment, what left since, and what a link stands for.
        """
        found = []
        for day, quantity, what in self.lines[lot]:
            reach = 2
            for is_up, (_depths, moments, _links) in walks.items():
                if lot not in moments or (quantity > 0) != is_up:
                    continue
                if not self.counts(lot, day, moments[lot], is_up, only=()):
                    reach = min(reach, int(self.counts(lot, day, moments[lot], is_up)))
            if not reach and not self.is_linked(lot, what, walks):
                continue
            found.append((what, reach != 1))
        return found

    @staticmethod
    def is_linked(lot, what, walks):
        kind, number = what
        end = 1 if kind == "used" else 2
        return kind in ("used", "made") and any(
            link[0] == number and link[end] == lot
            for _depths, _moments, links in walks.values()
            for link in links
        )
