"""The truth in time by brute force: every way of links that the dates allow, one at a time.

It is written from the rules of the trace in words, and shares nothing with the engine. A moment is
a whole number, a day.
"""

from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

ALWAYS, FOREVER = -1_000, 1_000
EPSILON = 1e-5
# What a movement beside the documents does to our stock, and those that bring new goods.
SIGNS = {
    **dict.fromkeys(("receipt", "return", "find", "unscrap", "make", "arrive"), 1),
    **dict.fromkeys(("delivery", "scrap", "loss", "sent_back", "use", "send"), -1),
    **dict.fromkeys(("move", "dropship"), 0),
}
# Of the gaps those that the movements of a lot tell.
GAPS = ("without_origin", "more_back", "two_places", "never_put_in")
SENT = ("delivery", "sent_back", "dropship")
FROM_VENDOR = ("receipt", "dropship")
# Why a link is as sure as it is, the surest first.
REASONS = (
    *("only_lot_made", "only_lot_used", "document", "same_number"),
    *("not_paired", "recorded_later", "was_together"),
)


class Document(NamedTuple):
    """What an order, an unbuild or a repair did: lists of (lot, or None for none named; quantity).

    An order uses and makes; an unbuild uses one lot and takes others out of it; a repair puts in
    what it uses, takes others out, and ``made`` is what was repaired.
    """

    used: list
    made: list
    used_on: int
    made_on: int
    kind: str = "order"
    taken: list = ()
    is_hidden: bool = False  # of a company that the user does not look at
    is_scrapped: bool = False  # what a repair takes out

    def as_of(self, day):
        """Return what was recorded of it by the end of a day."""
        is_used, is_made = (not self.is_hidden and on <= day for on in (self.used_on, self.made_on))
        return self._replace(
            used=self.used if is_used else [],
            made=self.made if is_made else [],
            taken=self.taken if is_made else [],
        )


class Movement(NamedTuple):
    """What came, left or stayed beside the documents."""

    kind: str
    lot: int
    quantity: float
    day: int
    partner: int = 0
    note: str = ""  # "hidden", as a document; "cancelled"; "dozens", its unit

    def counts(self, day):
        return self.day <= day and self.note not in ("hidden", "cancelled")


class Line(NamedTuple):
    """One line of the record; ``what`` names it: (kind, number of the document or movement,
    number of the line there).
    """

    what: tuple
    lot: int | None
    quantity: float
    day: int
    sign: int  # 1 came into our places, -1 left them, 0 stayed
    origin: object = None  # what new goods came from


class Pair(NamedTuple):
    """That some of a line (parent) may have gone into another (child)."""

    number: int
    parent: int | None
    child: int | None
    used_on: int
    made_on: int
    quantity: float  # of the parent that went into this child
    taken: float  # how much of the child was taken out of the parent; 0 if it was made of it
    choice: str
    used: tuple  # what names the lines
    made: tuple

    @property
    def link(self):
        return self.number, self.parent, self.child


class State(NamedTuple):
    """Where a way has led: to a lot, when, and what of its contents depends on that."""

    lot: int
    moment: int
    # Upstream: when the lot was used, so what was in it then; None is its whole history.
    # Downstream: which part the way came in by; None where it is the lot itself.
    inside: int | None


class History:
    """Documents and movements, as they stood at the end of a day."""

    def __init__(self, documents, movements, product_of, is_serial, as_of=FOREVER, twins=()):
        """Look at a history on a day.

        :param twins: (lot, lot) of two companies that share their number: what the one sends to the
            other arrives as the other's
        """
        self.documents = [document.as_of(as_of) for document in documents]
        self.movements = [m for m in movements if m.counts(as_of)]
        self.numbers = [n for n, m in enumerate(movements) if m.counts(as_of)]
        self.product_of, self.is_serial, self.as_of = product_of, is_serial, as_of
        self.lines = defaultdict(list)
        for line in self.all_lines():
            self.lines[line.lot].append(line)
        self.pairs = [pair for number in range(len(documents)) for pair in self.pairs_of(number)]
        self.pairs += [pair for ends in twins for pair in self.crossings(*ends)]
        self.changes = self.contents()

    # -- the record ---------------------------------------------------------------------------
    def all_lines(self):
        for number, document in enumerate(self.documents):
            for at, (lot, quantity) in enumerate(document.used):
                yield Line(("used", number, at), lot, quantity, document.used_on, -1)
            is_order = document.kind == "order"
            origin, sign = (("order", number), 1) if is_order else (None, 0)
            for at, (lot, quantity) in enumerate(document.made):
                yield Line(("made", number, at), lot, quantity, document.made_on, sign, origin)
            for at, (lot, quantity) in enumerate(document.taken):
                sign = int(not document.is_scrapped)
                yield Line(("taken", number, at), lot, quantity, document.made_on, sign)
        for number, (kind, lot, quantity, day, partner, _note) in zip(
            self.numbers, self.movements, strict=True
        ):
            origin = ("vendor", partner) if kind in FROM_VENDOR else None
            origin = ("made", number) if kind == "make" else origin
            origin = ("vendor", None) if kind == "arrive" else origin
            yield Line((kind, number, 0), lot, quantity, day, SIGNS[kind], origin)

    def pairs_of(self, number):
        document = self.documents[number]
        sides = {"used": document.used, "made": document.made, "taken": document.taken}
        ends = {"order": [("used", "made")], "unbuild": [("used", "taken")]}
        ends["repair"] = [("used", "made"), ("made", "taken")]
        on = {"used": document.used_on, "made": document.made_on, "taken": document.made_on}
        for near, far in ends[document.kind]:
            for at, (parent, went) in enumerate(sides[near]):
                for to, (child, came) in enumerate(sides[far]):
                    alike = [item for item in sides[far] if self.alike(item[0], child)]
                    is_taken = far == "taken" or self.is_made_again(number, child)
                    total = sum(quantity for _lot, quantity in alike)
                    yield Pair(
                        *(number, parent, child, on[near], on[far], went * came / total),
                        came if is_taken else 0,
                        self.choice(document, sides[near], alike, parent),
                        *((near, number, at), (far, number, to)),
                    )

    def crossings(self, parent, child):
        """Pair what one company sent with all that arrived at the other since; where nothing did,
        with what had arrived before by the record.
        """
        number = "crossing", parent, child
        pairs = [
            Pair(
                *(number, parent, child, sent.day, got.day, sent.quantity, 0),
                *("same_number", sent.what, got.what),
            )
            for sent in self.lines[parent]
            for got in self.lines[child]
            if (sent.what[0], got.what[0]) == ("send", "arrive")
        ]
        return [pair for pair in pairs if pair.used_on <= pair.made_on] or pairs

    def alike(self, lot, other):
        return self.product_of(lot) == self.product_of(other)

    def choice(self, document, side, made, parent):
        """Say what leaves no other choice: one lot of the product made, or of the component."""
        if document.kind == "unbuild":
            return "document"
        if len({lot for lot, _quantity in made}) == 1:
            return "only_lot_made"
        only = len({lot for lot, _quantity in side if self.alike(lot, parent)}) == 1
        return "only_lot_used" if only else "not_paired"

    def is_made_again(self, number, lot):
        """A unit is made once: made by an order after another one had used it, it was taken out."""
        document = self.documents[number]
        if document.kind != "order" or lot is None or not self.is_serial(lot):
            return False
        return lot not in [used for used, _quantity in document.used] and self.was_used(
            lot, document.made_on
        )

    def was_used(self, lot, day):
        return any(m.lot == lot and m.kind == "use" and m.day < day for m in self.movements) or any(
            other.kind == "order"
            and other.used_on < day
            and lot in [used for used, _quantity in other.used]
            for other in self.documents
        )

    def is_taken(self, line):
        kind, number, _at = line.what
        if kind == "make" and self.is_serial(line.lot):
            return self.was_used(line.lot, line.day)
        return kind == "taken" or (kind == "made" and self.is_made_again(number, line.lot))

    def line(self, lot, what):
        return next(line for line in self.lines[lot] if line.what == what)

    def new(self, line):
        """Return how much there is more of a lot by a line that brought some: what was taken out of
        a product, or what an order only worked on, had been there before.
        """
        kind, number, at = line.what
        if self.is_taken(line):
            return 0
        if kind != "made":
            return line.quantity
        document = self.documents[number]
        used = sum(quantity for lot, quantity in document.used if lot == line.lot)
        before = sum(quantity for lot, quantity in document.made[:at] if lot == line.lot)
        return max(line.quantity - max(used - before, 0), 0)

    def found(self, lot):
        """Return list of (day, quantity) of what counts found of a lot, without what they found
        that others had lost, or that was lost again; the same of what came back from scrap.
        """
        return self.kept(lot, "find", "loss") + self.kept(lot, "unscrap", "scrap")

    def kept(self, lot, came, left):
        kept, missing = [], 0
        lines = [line for line in self.lines[lot] if self.counted_as(line) in (came, left)]
        for line in sorted(lines, key=lambda line: (line.day, self.counted_as(line) == left)):
            if self.counted_as(line) == came:
                kept += [line.day] * max(line.quantity - missing, 0)
                missing = max(missing - line.quantity, 0)
            else:
                missing += max(line.quantity - len(kept), 0)
                del kept[max(len(kept) - line.quantity, 0) :]
        return [(day, 1) for day in kept]

    def counted_as(self, line):
        kind, number, _at = line.what
        is_scrapped = kind == "taken" and self.documents[number].is_scrapped
        return "scrap" if is_scrapped else kind

    # -- what is in what ----------------------------------------------------------------------
    def contents(self):
        """Return {(product, part): {day: [put in, taken out]}}."""
        changes, seen = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0])), set()
        for pair in self.pairs:
            if pair.taken:
                if (pair.parent, pair.made) not in seen:
                    changes[pair.parent, pair.child][pair.made_on][1] += pair.taken
                    seen.add((pair.parent, pair.made))
            else:
                changes[pair.child, pair.parent][pair.made_on][0] += pair.quantity
        return changes

    def is_gone(self, product, part, day):
        """Return whether a part had been put into a product by a day, and all of it taken out
        before. Nobody takes out more than there is; what is of one day may have been in it.
        """
        held, was_in = 0.0, False
        for on, (put, taken) in sorted(self.changes[product, part].items()):
            if on > day:
                break
            was_in = was_in or put > 0
            held += put
            if on < day:
                held = max(held - taken, 0.0)
        return was_in and held <= EPSILON

    def was_put_in(self, product, part, day):
        return any(put and on <= day for on, (put, _taken) in self.changes[product, part].items())

    # -- what is missing ----------------------------------------------------------------------
    def gaps_of(self, lot, told):
        """Return list of kinds of gaps.

        :param list told: the lines of the lot that are in the answer
        """
        total = defaultdict(float)
        for line in self.lines[lot]:
            total[line.what[0]] += line.quantity
            total["new"] += line.quantity if line.origin or line.what[0] == "taken" else 0
        by_vendors = total["receipt"] + total["dropship"]
        found = []
        if not told:
            return found
        if not total["new"]:
            found.append("without_origin")
        sent = total["delivery"] + total["dropship"]
        if total["return"] > sent or (by_vendors and total["sent_back"] > by_vendors):
            found.append("more_back")
        there = sum(line.sign * line.quantity for line in self.lines[lot]) - total["move"]
        places = there, total["move"], sent - total["return"]
        if self.is_serial(lot) and sum(units for units in places if units > 0) > 1:
            found.append("two_places")
        return found

    # -- the order of time --------------------------------------------------------------------
    def balance(self, lot, day):
        return sum(line.sign * line.quantity for line in self.lines[lot] if line.day <= day)

    def on_hand(self, lot):
        """Return what was there by the movements; these records keep no stock of today."""
        return max(self.balance(lot, self.as_of), 0) if self.as_of != FOREVER else 0

    def is_explained(self, lot, used_on, came_on):
        """Return whether what came on a day may have been used on an earlier one: by the record
        there was less than nothing of it all the time between, and then some came.
        """
        return any(line.sign > 0 and line.day >= came_on for line in self.lines[lot]) and all(
            self.balance(lot, day) < -EPSILON for day in range(used_on, came_on)
        )

    def counts(self, lot, day, moment, is_up, is_strict=False):
        if moment in (ALWAYS, FOREVER):
            return True
        if is_up:
            in_time, late = day <= moment, (moment, day)
        else:
            in_time, late = day >= moment, (day, moment)
        return in_time or (not is_strict and self.is_explained(lot, *late))


class Way:
    """Every way from some lots in one direction."""

    def __init__(self, history, roots, is_up, max_depth):
        self.history, self.is_up = history, is_up
        self.starts = [self.start(root, days) for root, days in roots.items()]
        self.taken = set()  # the pairs that count
        self.states = self.follow(max_depth)
        self.depths, self.moments = {}, {}
        for (lot, day, _inside), depth in self.states.items():
            self.depths[lot] = min(self.depths.get(lot, depth), depth)
            self.moments[lot] = (max if is_up else min)(self.moments.get(lot, day), day)

    def start(self, root, days):
        """Return where the way from a lot begins, of whose movements of these days is asked."""
        if days is None:
            return State(root, FOREVER if self.is_up else ALWAYS, None)
        return State(root, days[self.is_up], days[1] if self.is_up else None)

    def follow(self, max_depth, is_sure=False):
        """Return {state: fewest links to it}."""
        states, queue = dict.fromkeys(self.starts, 0), [*self.starts]
        for state in queue:
            if states[state] == max_depth:
                continue
            for pair in self.history.pairs:
                if not self.is_near(pair, state, is_sure):
                    continue
                if not is_sure:
                    self.taken.add(pair)
                end = self.beyond(pair, state)
                if end.lot is not None and end not in states:
                    states[end] = states[state] + 1
                    queue.append(end)
        return states

    def is_near(self, pair, state, is_sure):
        if not self.is_near_end(pair, state):
            return False
        if is_sure and (
            pair not in self.taken
            or pair.choice == "not_paired"
            or pair.taken
            or pair.used_on > pair.made_on
            or self.is_gone(pair, state)
        ):
            return False
        return self.counts(pair, state.moment, is_sure)

    def is_near_end(self, pair, state):
        return state.lot == (pair.child if self.is_up else pair.parent)

    def counts(self, pair, moment, is_strict=True):
        near = (pair.child, pair.made_on) if self.is_up else (pair.parent, pair.used_on)
        return self.history.counts(*near, moment, self.is_up, is_strict)

    def beyond(self, pair, state):
        is_self = pair.parent == pair.child
        if self.is_up:
            inside = state.inside if is_self else pair.used_on
            return State(pair.parent, pair.used_on, inside)
        inside = None if pair.taken else pair.parent
        return State(pair.child, pair.made_on, state.inside if is_self else inside)

    def is_gone(self, pair, state):
        """Return whether a pair leads, from a state, to where the goods no longer were."""
        if self.is_up:
            return (
                not pair.taken
                and state.inside is not None
                and self.history.is_gone(pair.child, pair.parent, state.inside)
            )
        return self.is_without(state, pair.used_on)

    def is_without(self, state, day):
        return state.inside is not None and self.history.is_gone(state.lot, state.inside, day)

    def is_in_time(self, pair):
        return self.counts(pair, self.moments[pair.child if self.is_up else pair.parent])

    @cached_property
    def certain(self):
        """The lots that sure links lead to, each in time for the next."""
        return {lot for lot, _moment, _inside in self.follow(None, True)}

    def is_emptied(self, lot, day):
        """Return whether nothing of what had led to a lot by a day was left in it."""
        states = [one for one in self.states if one.lot == lot and one.moment <= day]
        return bool(states) and all(self.is_without(state, day) for state in states)


class Answer:
    """What a trace of some lots must tell, of one direction or of both."""

    def __init__(self, history, roots, directions, max_depth=None):
        """Walk each way.

        :param dict roots: {lot: (first, last) of its movements that are asked about, or None}
        """
        self.history, self.roots, self.max_depth = history, roots, max_depth
        self.ways = {is_up: Way(history, roots, is_up, max_depth) for is_up in directions}
        self.pairs = {pair for way in self.ways.values() for pair in way.taken}

    def one_way(self, is_up):
        """Return the answer of one direction alone."""
        if len(self.ways) == 1:
            return self
        return Answer(self.history, self.roots, (is_up,), self.max_depth)

    def depths(self):
        """Return {lot: set of generations, below 0 upstream}."""
        depths = defaultdict(set)
        for is_up, way in self.ways.items():
            for lot, depth in way.depths.items():
                depths[lot].add(-depth if is_up else depth)
        return depths

    def reason(self, pair):
        ways = [way for way in self.ways.values() if pair in way.taken]
        if pair.used_on > pair.made_on or not any(way.is_in_time(pair) for way in ways):
            return "recorded_later"
        in_time = [
            way.is_gone(pair, state)
            for way in ways
            for state in way.states
            if way.is_near_end(pair, state) and way.counts(pair, state.moment)
        ]
        if in_time and all(in_time):
            return "was_together"
        if pair.taken:
            return "not_paired" if pair.choice == "not_paired" else "was_together"
        return pair.choice

    def links(self):
        """Return {(document, parent, child): reason}."""
        found = {}
        for pair in self.pairs:
            if pair.parent is not None and pair.child is not None:
                reasons = (found.get(pair.link, REASONS[-1]), self.reason(pair))
                found[pair.link] = min(reasons, key=REASONS.index)
        return found

    def certain(self, depths):
        """Return set of the lots that are certain where they stand.

        :param dict depths: {lot: generations}
        """
        return {
            lot for lot, depth in depths.items() if not depth or lot in self.ways[depth < 0].certain
        }

    def events(self, depths):
        """Return list of (what names the line, lot, whether it is certain)."""
        certain, found = self.certain(depths), []
        for lot, depth in depths.items():
            kept = [
                (line, reach) for line in self.history.lines[lot] if (reach := self.reach(line))
            ]
            # What went straight to the customer is not mixed with what came in.
            origins = {
                line.origin
                for line, _reach in kept
                if line.sign and not self.history.is_taken(line)
            }
            is_mixed = not self.history.is_serial(lot) and len(origins - {None}) > 1
            for line, reach in kept:
                is_sure = (
                    lot in certain
                    and reach != 1
                    and not (is_mixed and line.sign and (line.origin or line.what[0] == "taken"))
                    and not (depth > 0 and self.ways[False].is_emptied(lot, line.day))
                )
                found.append((line.what, lot, is_sure))
        return found

    def gaps(self):
        """Return list of (kind, lot)."""
        found = [
            (kind, lot)
            for lot in self.depths()
            for kind in self.history.gaps_of(lot, [*filter(self.reach, self.history.lines[lot])])
        ]
        taken = defaultdict(set)
        for pair in self.pairs:
            if pair.taken and None not in (pair.parent, pair.child):
                taken[pair.made, pair.child, pair.made_on].add(pair.parent)
        found += [
            ("never_put_in", lot)
            for (_made, lot, day), products in taken.items()
            if not any(self.history.was_put_in(product, lot, day) for product in products)
        ]
        return found

    def reach(self, line):
        """Return 2 for what is in the answer, 1 for what is so as the record is out of order."""
        reach = 2
        for is_up, way in self.ways.items():
            if line.lot in way.moments and line.sign == (1 if is_up else -1):
                near = (line.lot, line.day, way.moments[line.lot], is_up)
                if not self.history.counts(*near, True):
                    reach = min(reach, int(self.history.counts(*near)))
        return reach or 2 * any(
            (pair.used, pair.parent) == (line.what, line.lot)
            or (pair.made, pair.child) == (line.what, line.lot)
            for pair in self.pairs
            # Of what went from company to company, each movement is told by its own date.
            if pair.choice != "same_number"
        )


class Shares:
    """How much of some roots is in each lot downstream, or of each lot upstream in the roots: a
    plain sweep over the days, again and again until nothing changes.
    """

    def __init__(self, answer, roots, is_up, last):
        self.history, self.roots, self.is_up = answer.history, roots, is_up
        self.days = range(last + 1)
        self.pairs = [
            pair
            for pair in answer.pairs
            if pair.parent is not None
            and pair.child is not None
            and pair.parent != pair.child
            and not pair.taken
            and answer.reason(pair) != "was_together"
        ]
        self.pairs = [pair for pair in self.pairs if pair.choice != "same_number"] + self.crossed()
        self.lots = {lot for pair in self.pairs for lot in (pair.parent, pair.child)}
        self.totals = {
            lot: [self.total(lot, day) for day in self.days] for lot in self.lots.union(roots)
        }

    def crossed(self):
        """Return pairs of what went from company to company: each sending arrived as what came
        first since then, of what nothing sent before had arrived as.

        What was sent to several is shared out by what each of them got.
        """
        ends, found = defaultdict(lambda: (set(), set())), []
        for pair in self.pairs:
            if pair.choice == "same_number":
                sent, got = ends[pair.parent, pair.child]
                sent.add((pair.used_on, pair.used))
                got.add((pair.made_on, pair.made))
        for (parent, child), (sent, got) in ends.items():
            all_got = sum(self.arrivals(other) for one, other in ends if one == parent)
            still = {one: self.history.line(child, one[1]).quantity for one in sorted(got)}
            for day, what in sorted(sent):
                amount = self.history.line(parent, what).quantity * self.arrivals(child) / all_got
                in_time = [one for one in still if one[0] >= day]
                if max(still)[0] < min(sent)[0]:
                    in_time = [*still]
                for one in in_time:
                    part = min(still[one], amount)
                    still[one], amount = still[one] - part, amount - part
                    number = "crossing", parent, child
                    found.append(
                        Pair(number, parent, child, day, one[0], part, 0, "", what, one[1])
                    )
        return found

    def arrivals(self, lot):
        return sum(line.quantity for line in self.history.lines[lot] if line.what[0] == "arrive")

    def total(self, lot, day):
        """Return how much of a lot had come in by a day, without what came back or was taken out of
        a product. Of what came from nowhere there is as much as left.
        """
        lines = self.history.lines[lot]
        came = [(line.day, self.history.new(line)) for line in lines if line.origin]
        came += self.history.found(lot)
        whole = sum(quantity for _day, quantity in came)
        if not whole:
            sent, back, gone = (
                sum(line.quantity for line in lines if self.history.counted_as(line) in kinds)
                for kinds in (SENT, ("return",), ("use", "used", "scrap", "send"))
            )
            whole = gone + max(sent - back, 0) + self.history.on_hand(lot)
        return sum(quantity for on, quantity in came if on <= day) or whole

    def good_again(self, lot, day):
        """Return when the balance was good again, if it was negative just after a day; or when the
        last of it came in.
        """
        came = max((line.day for line in self.history.lines[lot] if line.sign > 0), default=day)
        while self.history.balance(lot, day) < -EPSILON and day < came:
            day += 1
        return day

    @cached_property
    def rates(self):
        """{lot: what a unit of it holds of the roots (downstream), or how much of a unit of
        it is in the roots, on each day}.
        """
        reckon = self.backward if self.is_up else self.forward
        rates = {lot: [0.0] * len(self.days) for lot in self.lots}
        whole = dict.fromkeys(self.roots, [1.0] * len(self.days))
        rates |= whole
        for _round in range(3_000):
            new = {lot: reckon(lot, rates) for lot in self.lots} | whole
            change = max(
                abs(one - other)
                for lot in new
                for one, other in zip(new[lot], rates[lot], strict=True)
            )
            rates = new
            if change < 1e-12:
                break
        return rates

    def forward(self, lot, rates):
        found, held, most = [], 0.0, sum(self.totals[root][-1] for root in self.roots)
        for day in self.days:
            held += sum(
                pair.quantity * rates[pair.parent][self.good_again(pair.parent, pair.used_on)]
                for pair in self.pairs
                if pair.child == lot and pair.made_on == day
            )
            held = min(held, most)
            total = self.totals[lot][day]
            found.append(held / total if total else 0.0)
        return found

    def backward(self, lot, rates):
        found, after = [], 0.0
        for day in reversed(self.days):
            used = sum(
                pair.quantity * rates[pair.child][pair.made_on]
                for pair in self.pairs
                if pair.parent == lot and self.good_again(lot, pair.used_on) == day
            )
            total = self.totals[lot][day]
            after = min(after + used / total, 1.0) if total else 0.0
            found.insert(0, after)
        return found

    def shares(self):
        """Return {lot: how much of the roots, or of it}."""
        rates, shares = self.rates, defaultdict(float)
        if not self.is_up:
            return {lot: held[-1] * self.totals[lot][-1] for lot, held in rates.items()}
        for pair in self.pairs:
            shares[pair.parent] += pair.quantity * rates[pair.child][pair.made_on]
        return {lot: min(share, self.totals[lot][-1]) for lot, share in shares.items()}

    def share_of(self, lot, what, share):
        """Return how much a movement of a lot carries: of what came, what was used later on
        (upstream); of the roots, as much as was in the lot by then (downstream).

        :param share: the lot's own
        :return: None of what came back, or left at once, which the record does not tell apart
        """
        line = self.history.line(lot, what)
        if self.is_up and not (line.sign > 0 and line.origin and self.history.new(line)):
            return None
        day = line.day if self.is_up else self.good_again(lot, line.day)
        rate = self.rates[lot][day] if lot in self.rates else 0.0
        return min(line.quantity * rate, share)
