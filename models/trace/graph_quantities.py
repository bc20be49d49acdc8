"""What became of the lots of a trace: balance and stock, and how much of what is in what."""

from collections import defaultdict
from itertools import repeat

from odoo import models
from odoo.tools import SQL

from ...tools.arrays import id_array
from ...tools.locations import OURS
from ...tools.shares import Versions, arrived, spread
from .trace_movements import ORIGINS

# What a movement adds to the balance of its lot, by where it comes from and where it goes to.
CAME = {
    "supplier": "received",
    "intercompany": "received",
    "production": "produced",
    "customer": "returned",
    "inventory": "adjusted",
}
LEFT = {
    "supplier": "shipped",
    "intercompany": "shipped",
    "customer": "shipped",
    "production": "consumed",
    "inventory": "scrapped",
}
BALANCE = (
    *("received", "produced", "returned", "adjusted"),
    *("consumed", "shipped", "scrapped", "on_hand", "in_transit", "remainder"),
)
DIGITS = 6


class Effects(dict):
    """What a movement adds to the balance of its lot, by the usages of its Passage.

    A list of (part of the balance, sign).
    """

    def __missing__(self, usages):
        source, target, is_inventory = usages
        self[usages] = effects = []
        if source != target:
            if source in CAME:
                effects.append((CAME[source], 1))
            if is_inventory and target == "inventory":
                effects.append(("adjusted", -1))
            elif target in LEFT:
                effects.append((LEFT[target], 1))
        return effects


class Rounded(dict):
    """Numbers by what they are unrounded: of tens of thousands most are alike, and to round is the
    dearest of all that is reckoned of them.
    """

    def __missing__(self, value):
        self[value] = rounded = round(value, DIGITS) + 0.0
        return rounded


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    # -- balances -----------------------------------------------------------------------------
    def _set_balances(self, walk, nodes, movements):
        """Weigh what came against what left and what is there; the remainder stays as it is."""
        lots = [node for node in nodes if node > 0]
        stock, nothing = self._stock(walk, movements, lots), dict.fromkeys(BALANCE, 0.0)
        rounded, effects = Rounded(), Effects()
        for node in lots:
            balance = nodes[node]["balance"] = nothing.copy()
            for usages, quantity in movements.changes[node].items():
                for name, sign in effects[usages]:
                    balance[name] += sign * quantity
            if node in stock:
                balance["on_hand"], balance["in_transit"] = stock[node]
                nodes[node]["quantity_on_hand"] = rounded[sum(stock[node])]
            balance["remainder"] = self._remainder(balance)
            for name, value in balance.items():
                if value:
                    balance[name] = rounded[value]

    @staticmethod
    def _remainder(balance):
        received, produced, returned, adjusted, *left, _remainder = balance.values()
        return received + produced + returned + adjusted - sum(left)

    def _stock(self, walk, movements, lot_ids):
        """Return {lot id: [on hand, in transit]}: by the quants today, by the movements at an
        earlier date
        """
        stock = defaultdict(lambda: [0.0, 0.0])
        if walk.as_of:
            for node in lot_ids:
                for (source, target, _is_inventory), quantity in movements.changes[node].items():
                    for usage, sign in ((source, -1), (target, 1)):
                        if usage in OURS:
                            stock[node][usage == "transit"] += sign * quantity
            return stock
        rows = self.env.execute_query(
            SQL(
                """
                SELECT quant.lot_id, place.usage = 'transit', sum(quant.quantity)
                  FROM unnest(%(lots)s::int[]) wanted (id)
                 CROSS JOIN %(quants)s quant
                  JOIN %(places)s place ON place.id = quant.location_id
                 WHERE place.usage = 'internal'
                    OR place.usage = 'transit' AND place.company_id IS NOT NULL
                 GROUP BY 1, 2
                """,
                lots=id_array(lot_ids),
                quants=self.looked_up(
                    "stock.quant",
                    *("lot_id", SQL("wanted.id")),
                    *("lot_id", "location_id", "quantity"),
                ),
                places=self._visible("stock.location", "usage", "company_id"),
            )
        )
        for lot_id, is_transit, quantity in rows:
            stock[lot_id][is_transit] = quantity
        return stock

    # -- shares -------------------------------------------------------------------------------
    def _set_shares(self, walk, nodes, movements):
        """Say how much of the roots is in each node downstream, and how much of each node
        upstream is in the roots; and the same of each of their movements.

        A use takes evenly of all that had come in by then: so a node is looked at by versions, one
        for each moment when more of it came in (:class:`tools.shares.Versions`).
        """
        totals = self._totals(walk, nodes, movements)
        versions = self._versions(walk, movements, totals)
        flows = {way.is_up: self._flows(walk, way, movements, versions) for way in walk.ways}
        rounded = Rounded()
        down = self._shares_down(walk, nodes, flows.get(False, []), totals, versions)
        up = self._shares_up(walk, nodes, flows.get(True, []), totals, versions)
        for node, values in nodes.items():
            if values["depth"] >= 0:
                is_told = len(down) == 1 or not values["depth"]
                values["share"] = sum(values["shares"].values()) if is_told else None
            rates = [up] if values["depth"] < 0 else list(down.values())
            self._share_out(walk, node, values, versions, rates, movements, rounded)

    @staticmethod
    def _shares_down(walk, nodes, flows, totals, versions):
        """Say how much of the roots of each product is in each node downstream.

        :return: {product id: {version: rate}}
        """
        by_product, down = defaultdict(dict), {}
        for root in walk.roots:
            by_product[walk.lots[root]["product_id"]][root] = totals[root]
        flows = flows + versions.held(flows)
        for product_id, roots in by_product.items():
            sources = dict.fromkeys(versions.of(roots), 1.0)
            rates = spread(flows, sources, versions.totals, sum(roots.values()))
            down[product_id], key = rates, str(product_id)
            for node, values in nodes.items():
                last = versions.last(node)
                if last in rates and (values["depth"] > 0 or node in roots):
                    whole = totals[node] if node in roots else versions.totals[last]
                    values["shares"][key] = round(rates[last] * whole, DIGITS)
        return down

    @staticmethod
    def _shares_up(walk, nodes, flows, totals, versions):
        """Say how much of each node upstream is in the roots.

        :return: {version: rate}
        """
        held = versions.held(flows)
        backward = [(child, parent, amount) for parent, child, amount in flows + held]
        up = spread(backward, dict.fromkeys(versions.of(walk.roots), 1.0), versions.totals)
        went = defaultdict(float)
        for (parent, _version), child, amount in flows:
            went[parent] += amount * up.get(child, 0.0)
        for node, values in nodes.items():
            if values["depth"] < 0:
                values["share"] = round(min(went[node], totals[node]), DIGITS)
        return up

    def _share_out(self, walk, node, values, versions, rates, movements, rounded):
        """Say how much each movement of a node carries.

        :param list rates: {version: rate} downstream of each product of the roots, or upstream
        """
        share, depth, total = values["share"], values["depth"], versions.whole[node]
        events = movements.by_node[node]
        if share is None:
            for event in events:
                event["share"] = None
        if not share:
            return
        whole = share / total if total else 0.0
        swept = versions.rates(node, rates[0], depth < 0, events) if depth else repeat(whole)
        if depth < 0:
            came = zip(movements.signs[node], swept, strict=False)
            swept = (rate if sign > 0 else whole for sign, rate in came)
        told = zip(events, swept, strict=False)
        if node in movements.contents.products:
            told = (one for one in told if not movements.is_emptied(node, one[0]["date"], walk))
        for event, rate in told:
            part = event["quantity"] * rate
            event["share"] = rounded[share if part > share else part]

    def _versions(self, walk, movements, totals):
        """Return the Versions of the nodes of a trace."""
        came, reworked, taken_out = {}, movements.reworked, movements.taken_out
        for node in totals:
            rows = movements.came.get(node, ()) if node > 0 else ()
            came[node] = [
                (moment, quantity - reworked.get(line, 0.0))
                for moment, quantity, line in rows
                if line not in taken_out
            ]
            came[node] += movements.found(node) if node > 0 else ()
            if not self._is_shared(walk, node):
                came[node] += movements.got_over.get(node, ())
        passages = movements.passages
        for _input_line, _parent, line, child in walk.pairs:
            passage = passages.get(line)  # none of what there was no room for
            if passage and passage.usages[0] not in ORIGINS and child in came and child > 0:
                # A repair adds to what is in it, not to how much of it there is.
                came[child].append((walk.moment_of[line], 0.0))
        for rows in came.values():
            rows.sort()
        return Versions(came, totals, movements.runs)

    def _totals(self, walk, nodes, movements):
        """Return {node: how much of it there ever was}."""
        totals, again = {}, movements.taken_out or movements.reworked
        for node, values in nodes.items():
            balance = values["balance"]
            if node < 0:
                totals[node] = sum(walk.batch(node).made[node].values())
                continue
            received = balance["received"]
            if node in movements.got_over and self._is_shared(walk, node):
                # What one company sends to another comes in twice, and is the same.
                moved = (movements.sent_over.get(node, ()), movements.got_over[node])
                received -= min(map(movements.total_of, moved))
            found = sum(quantity for _moment, quantity in movements.found(node))
            came = received + balance["produced"] + found
            if again:
                # What was taken out of a product, or only worked on, had come in before.
                came -= sum(
                    quantity if line in movements.taken_out else movements.reworked.get(line, 0.0)
                    for _moment, quantity, line in movements.came[node]
                )
            left = balance["consumed"] + balance["scrapped"] + max(balance["on_hand"], 0.0)
            left += max(balance["shipped"] - balance["returned"], 0.0)
            # Of what came from nowhere there was at least what left.
            totals[node] = came or max(left, 0.0)
        return totals

    def _flows(self, walk, way, movements, versions):
        """Say how much of each node went into each node that was made of it, as far as a way of the
        walk leads.

        What an order used is shared out over the lots of a product that it made, by their
        quantity. Of an order that made several products, each may hold all of it: the record does
        not tell, and who recalls must know the most that there can be.

        :return: list of (version of the parent, version of the child, quantity of the parent)
        """
        lines, taken_out, known = movements.lines, movements.taken_out, movements.reasons
        passages, made_of, may_be_gone = movements.passages, movements.made_of, movements.contents
        crosses = movements.got_over
        used, made, moment_of = versions.used, versions.made, walk.moment_of
        pairs, walked, flows = [], defaultdict(dict), defaultdict(float)
        for pair in way.taken:
            input_line, parent, output_line, child = pair
            # What was taken out holds nothing of the product, nor the product of it.
            if pair not in known or output_line in taken_out:
                continue
            if (
                may_be_gone
                and self._is_gone_by(way, walk, movements, pair)
                and not walk.is_late(pair, [way])
            ):
                continue
            went, came = (crosses and movements.crossed(pair)) or (
                lines[input_line]["quantity"],
                lines[output_line]["quantity"],
            )
            partners = (input_line, passages[output_line].product_id)
            if partners not in made_of:
                walked[partners][output_line] = came
            if parent != child:
                pairs.append((pair, went, came, partners))
        for pair, went, came, partners in pairs:
            input_line, parent, output_line, child = pair
            _is_one, total = made_of.get(partners) or (False, sum(walked[partners].values()))
            if not total:
                continue
            part = came / total
            if crosses and movements.crossed(pair):
                for used_at, made_at, quantity in self._crossed(way, pair, movements, part):
                    flows[used(parent, used_at), made(child, made_at)] += quantity
                continue
            quantity = went
            if parent < 0:
                quantity = min(went, sum(walk.batch(parent).made[parent].values()))
            ends = used(parent, moment_of[input_line]), made(child, moment_of[output_line])
            flows[ends] += quantity * part
        return [
            *((*nodes, quantity) for nodes, quantity in flows.items()),
            *self._block_flows(walk, way, movements, versions),
        ]

    @staticmethod
    def _is_shared(walk, node):
        """Return whether a lot is of no company: what crosses between two then stays in it."""
        return node > 0 and not walk.lots[node]["company_id"]

    @staticmethod
    def _crossed(way, pair, movements, part):
        """Say how much of what one company sent arrived at the other, as far as a way leads.

        :param float part: how much of what the one sent went to this other, of all others
        :return: list of (moment when it was sent, moment when it arrived, quantity)
        """
        _input_line, parent, _output_line, child = pair
        sent, got = movements.sent_over[parent], movements.got_over[child]
        limit = way.limit(child if way.is_up else parent)
        if way.is_up:
            got = [one for one in got if way.counts(one[0], limit)] or got
        else:
            sent = [one for one in sent if way.counts(one[0], limit)] or sent
        return arrived([(moment, quantity * part) for moment, quantity in sent], got)
