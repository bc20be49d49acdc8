"""A factory of one cause and much noise, as the engine would answer of it; no database."""

import random

from odoo.addons.product_traceability_audit.tools.causes import Fact, lay, rank
from odoo.addons.product_traceability_audit.tools.origins import Origins

# What is planted in turn, and the kinds of causes as the addons tell them.
PLANTED = ("lot", "vendor", "workcenter", "day_made")
KINDS = (
    *("lot", "document", "workcenter", "vendor", "day_made", "day_received"),
    *("operator", "location"),
)
SHOWN = 20
VENDORS, RAWS, DAYS, CENTRES, PEOPLE = 6, 48, 20, 5, 8
MADE, PARTS = 400, 3
BAD, GOOD = 12, 40
# Of the lots that have the cause so many turn out bad, and of the others.
RATE, NOISE = 0.7, 0.03


class SimulatedFactory:
    """Lots made of raw lots at work centres, on days, by people; one of these is the cause.

    :param int number: of the history; the same number gives the same history
    :param str planted: kind of the cause
    """

    def __init__(self, number, planted):
        self.random = random.Random(number)  # noqa: S311, to draw the same again
        self.raws = [
            (self.random.randrange(VENDORS), 100 + self.random.randrange(DAYS))
            for _raw in range(RAWS)
        ]
        self.links, self.facts_of = [], {}
        for made in range(MADE):
            self._make(RAWS + made)
        self.cause = self._plant(planted)
        self._judge()

    def _make(self, lot):
        """Make a lot; a third of the orders used lots that no link pairs with certainty."""
        parts = self.random.sample(range(RAWS), PARTS)
        certainty = self.random.choice(["certain", "certain", "possible"])
        self.links += [(part, lot, certainty) for part in parts]
        day, order = 200 + self.random.randrange(DAYS), lot
        own = {
            Fact("document", "mrp.production", order),
            Fact("day_made", "", str(day)),
            Fact("workcenter", "mrp.workcenter", self.random.randrange(CENTRES)),
            Fact("operator", "res.users", self.random.randrange(PEOPLE)),
            Fact("location", "stock.location", self.random.randrange(4)),
        }
        self.facts_of[lot] = own | {Fact("lot", "stock.lot", lot)}
        for part in parts:
            vendor, day = self.raws[part]
            self.facts_of[lot] |= {
                Fact("lot", "stock.lot", part),
                Fact("vendor", "res.partner", vendor),
                Fact("document", "stock.picking", part),
                Fact("day_received", "", str(day)),
            }

    def _plant(self, kind):
        """:return: a fact of a kind that lots enough have, but not most of them"""
        count = {}
        for facts in self.facts_of.values():
            for fact in facts:
                if fact.kind == kind:
                    count[fact] = count.get(fact, 0) + 1
        least = sorted(fact for fact, times in count.items() if BAD < times < MADE / 2)
        return self.random.choice(least or sorted(count, key=count.get)[:1])

    def _judge(self):
        """Find out which lots are bad, and which of these and of the good ones are reported."""
        bad, good = [], []
        for lot, facts in self.facts_of.items():
            rate = RATE if self.cause in facts else NOISE
            (bad if self.random.random() < rate else good).append(lot)
        self.bad = self.random.sample(bad, min(BAD, len(bad)))
        self.good = self.random.sample(good, GOOD)

    def answer(self):
        """:return: the nodes and links of the trace upstream, as the engine tells them"""
        wanted = {*self.bad, *self.good}
        return {
            "nodes": [
                {"key": f"lot:{lot}", "lot_id": lot} for lot in (*range(RAWS), *sorted(wanted))
            ],
            "links": [
                {
                    "parent": f"lot:{part}",
                    "child": f"lot:{lot}",
                    "model": "mrp.production",
                    "res_id": lot,
                    "date": "2026-01-02 00:00:00",
                    "certainty": certainty,
                    "reason": "only_lot_made" if certainty == "certain" else "not_paired",
                }
                for part, lot, certainty in self.links
                if lot in wanted
            ],
            "bundles": [],
            "events": [],
        }

    def facts(self):
        """:return: what is true of each node, since ever"""
        ever = ("", "")
        found = {}
        for raw, (vendor, day) in enumerate(self.raws):
            found[f"lot:{raw}"] = {
                Fact("lot", "stock.lot", raw): ever,
                Fact("vendor", "res.partner", vendor): ever,
                Fact("document", "stock.picking", raw): ever,
                Fact("day_received", "", str(day)): ever,
            }
        for lot in (*self.bad, *self.good):
            of_parts = {fact for part in self.parts(lot) for fact in found[f"lot:{part}"]}
            found[f"lot:{lot}"] = dict.fromkeys(self.facts_of[lot] - of_parts, ever)
        return found

    def parts(self, lot):
        return [part for part, made, _certainty in self.links if made == lot]

    def others(self, fact):
        """:return: how many lots of the whole factory have a fact and were not reported bad"""
        return sum(fact in facts for lot, facts in self.facts_of.items() if lot not in self.bad)


def count_found(histories, first):
    """Simulate histories, and look for the planted cause of each.

    :param int first: the cause is found when it is among so many
    :return: in how many it is found
    """
    found = 0
    for number in range(histories):
        factory = SimulatedFactory(number, PLANTED[number % len(PLANTED)])
        origins = Origins(factory.answer())
        causes = lay(origins, factory.facts(), factory.bad, factory.good)[:SHOWN]
        for cause in causes:
            cause.others = factory.others(cause.fact)
        found += factory.cause in [cause.fact for cause in rank(causes, KINDS)[:first]]
    return found
