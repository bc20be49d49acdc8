"""What bad lots have in common that good ones do not: facts of the movements that led to them."""

from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from odoo.addons.product_traceability.tools.dates import (
    company_zone,
    end_of_day,
    local_day,
    start_of_day,
)

from ..tools.causes import Fact, lay, rank
from ..tools.origins import CERTAIN, Origins

# Where no good lots are named, so many others for each bad one are compared with them.
EACH, MOST_COMPARED = 4, 200
# So many causes are shown, and so many of their others are counted.
SHOWN, MOST_OTHERS = 20, 1_000
# A cause with more lots is neither traced nor recalled as one.
MOST_LOTS = 2_000
# Movements that bring a lot into being.
CAME = ("receipt", "production")
CAME_FROM = {"day_received": "supplier", "day_made": "production"}
OUR_PLACES = ("internal", "transit")
ALL_OF_TIME = ""


class Finding(NamedTuple):
    """What was found, and by what comparison."""

    causes: list  # of Cause, the likeliest first
    compared: models.BaseModel  # the lots that stand for good ones
    is_cut: bool  # whether the trace was


class TraceabilityCauses(models.AbstractModel):
    _name = "traceability.causes"
    _description = "Common Causes"

    # -- hooks ------------------------------------------------------------------------------------
    @api.model
    def _trace_cause_kinds(self):
        """Hook: what a cause may be, the most precise first.

        :return: {kind: its name in the user's language}
        """
        return {
            "lot": self.env._("Lot/Serial Number"),
            "document": self.env._("Document"),
            "vendor": self.env._("Vendor"),
            "day_made": self.env._("Day Made"),
            "day_received": self.env._("Day Received"),
            "operator": self.env._("Recorded By"),
            "location": self.env._("Location"),
        }

    @api.model
    def _trace_cause_facts(self, events):
        """Hook: what is true of movements that led to lots.

        :param list events: of the trace, receipts, productions and internal transfers
        :return: {id of a move line: set of Fact}
        """
        facts = defaultdict(set)
        zone = company_zone(self.env.company)
        vendors = self._vendors(events)
        for event in events:
            found = facts[event["move_line_id"]]
            if event["kind"] in CAME:
                moment = fields.Datetime.to_datetime(event["date"])
                kind = "day_received" if event["kind"] == "receipt" else "day_made"
                found.add(Fact("document", event["model"], event["res_id"]))
                found.add(Fact(kind, "", fields.Date.to_string(local_day(moment, zone))))
            if event["kind"] == "receipt" and event["from_partner_id"]:
                found.add(Fact("vendor", "res.partner", vendors[event["from_partner_id"]]))
        lines = self.env["stock.move.line"].browse(facts)
        lines.fetch(["location_dest_id", "create_uid", "picking_id"])
        places = self.env["stock.location"].with_context(active_test=False)
        ours = places.search(
            Domain("id", "in", lines.location_dest_id.ids) & Domain("usage", "in", OUR_PLACES)
        )
        transfers = lines.picking_id._filtered_access("read")
        came = {event["move_line_id"] for event in events if event["kind"] in CAME}
        for line in lines:
            if line.location_dest_id in ours:
                facts[line.id].add(Fact("location", "stock.location", line.location_dest_id.id))
            if line.id in came:
                people = line.create_uid | (line.picking_id & transfers).user_id
                facts[line.id] |= {
                    Fact("operator", "res.users", user.id)
                    for user in people
                    if not user._is_superuser()
                }
        return facts

    def _vendors(self, events):
        """Return {id of a partner who gave goods: that of the vendor whose contact it is}."""
        partners = self.env["res.partner"].browse(
            {event["from_partner_id"] for event in events} - {None}
        )
        return {partner.id: partner.commercial_partner_id.id for partner in partners}

    @api.model
    def _trace_cause_lines(self, fact):
        """Hook: the move lines of which a fact is true.

        :param Fact fact: of any kind but a lot
        :return: Domain on ``stock.move.line``
        """
        came = Domain("location_id.usage", "in", list(CAME_FROM.values()))
        if fact.kind == "document":
            references = self.env["traceability.graph"]._trace_reference()
            # An order has what it made by one field, what it used by another.
            names = [name for model, name in references if model == fact.model] or ["id"]
            return came & Domain.OR(Domain(f"move_id.{name}", "=", fact.value) for name in names)
        if fact.kind == "vendor":
            theirs = Domain("picking_id.partner_id", "child_of", fact.value) | Domain(
                "move_id.partner_id", "child_of", fact.value
            )
            return theirs & Domain("location_id.usage", "=", "supplier")
        if fact.kind in CAME_FROM:
            day, zone = fields.Date.to_date(fact.value), company_zone(self.env.company)
            return (
                Domain("date", ">=", start_of_day(day, zone))
                & Domain("date", "<=", end_of_day(day, zone))
                & Domain("location_id.usage", "=", CAME_FROM[fact.kind])
            )
        if fact.kind == "operator":
            by_them = Domain("create_uid", "=", fact.value) | Domain(
                "picking_id.user_id", "=", fact.value
            )
            return came & by_them
        if fact.kind == "location":
            return Domain("location_dest_id", "=", fact.value)
        return Domain.FALSE

    # -- the search -------------------------------------------------------------------------------
    @api.private
    def find(self, bad, good):
        """Find what bad lots have in common that good ones do not, as far as the user may see.

        :param bad: ``stock.lot``, two or more
        :param good: ``stock.lot``; without any, others of the same products stand for them
        :return: Finding
        """
        compared = good or self._comparable(bad)
        answer = (bad | compared).get_traceability("upstream")
        origins = Origins(answer)
        causes = lay(origins, self._facts(answer), bad.ids, compared.ids)[:SHOWN]
        for cause in causes:
            cause.others, cause.is_more = self._count_others(cause.fact, bad)
        causes = rank(causes, list(self._trace_cause_kinds()))
        return Finding(causes, compared, answer["truncated"])

    def _comparable(self, bad):
        """Return other lots of the same products, evenly among those recorded at the time of the
        bad ones, and next to it.
        """
        most = min(EACH * len(bad), MOST_COMPARED)
        lots, first, last = self.env["stock.lot"], min(bad.ids), max(bad.ids)
        others = Domain("product_id", "in", bad.product_id.ids) & Domain("id", "not in", bad.ids)
        others &= Domain("company_id", "in", [False, self.env.company.id])
        between = Domain("id", ">", first) & Domain("id", "<", last)
        found = lots.search(others & between, order="id", limit=MOST_LOTS)
        if len(found) < most:
            found |= lots.search(others & Domain("id", "<", first), order="id desc", limit=most)
            found |= lots.search(others & Domain("id", ">", last), order="id", limit=most)
            found = found.sorted("id")
        return found[:: max(len(found) // most, 1)][:most]

    def _facts(self, answer):
        """Return {key of a node: {Fact: (since when, since when it is certain or None)}}."""
        events = [event for event in answer["events"] if event["kind"] in (*CAME, "internal")]
        facts_of = self._trace_cause_facts(events)
        found = defaultdict(dict)
        for node in answer["nodes"]:
            if node["lot_id"]:
                fact = Fact("lot", "stock.lot", node["lot_id"])
                found[node["key"]][fact] = ALL_OF_TIME, ALL_OF_TIME
        for event in events:
            of_node, date = found[event["node"]], event["date"]
            sure = date if event["certainty"] == CERTAIN else None
            for fact in facts_of[event["move_line_id"]]:
                since, certain = of_node.get(fact, (date, sure))
                known = [moment for moment in (certain, sure) if moment is not None]
                of_node[fact] = min(since, date), min(known, default=None)
        return found

    def _count_others(self, fact, bad):
        """Return how many lots come from a cause that are not bad, and whether there are more."""
        limit = MOST_OTHERS + len(bad)
        lots, moments = self.lots_of(fact, limit)
        graph = self.env["traceability.graph"]
        reached, is_more = graph.reached(lots, "downstream", moments, limit)
        itself = [fact.value] if fact.kind == "lot" else []
        return len(reached.difference(bad.ids, itself)), is_more or len(lots) == limit

    @api.private
    def lots_of(self, fact, limit=None):
        """Find the lots of which a fact is true.

        :param Fact fact: of a cause
        :param int limit: how many at most
        :return: ``stock.lot`` records, {lot id: (first, last)} when their movements were
        """
        lots = self.env["stock.lot"]
        if fact.kind == "lot":
            return lots.browse(fact.value), {}
        done = Domain("state", "=", "done") & Domain("lot_id", "!=", False)
        rows = self.env["stock.move.line"]._read_group(
            self._trace_cause_lines(fact) & done,
            ["lot_id"],
            ["date:min", "date:max"],
            limit=limit,
        )
        moments = {lot.id: tuple(map(fields.Datetime.to_string, dates)) for lot, *dates in rows}
        return lots.browse(moments), moments

    @api.private
    def name_of(self, fact):
        """Give the name of a fact to a reader; None when it is of a record that he may not see."""
        if not fact.model:
            return format_date(self.env, fact.value)
        record = self.env[fact.model].browse(fact.value)._filtered_access("read")
        if fact.kind == "lot" and record:
            return f"{record.name} ({record.product_id.display_name})"
        return record.display_name if record else None
