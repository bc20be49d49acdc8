"""What became of the lots of a trace: balance and stock, and how much of what is in what."""

from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ...tools.locations import OURS
from ...tools.shares import Versions, spread
from .trace_state import ORIGINS

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


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    # -- balances -----------------------------------------------------------------------------
    def _set_balances(self, walk, nodes, movements):
        """Weigh what came against what left and what is there; the remainder stays as it is."""
        balances = {node: dict.fromkeys(BALANCE, 0.0) for node in nodes if node > 0}
        stock = self._stock(walk, movements, list(balances))
        for (node, source, target, is_inventory), quantity in movements.changes.items():
            if node < 0 or source == target:
                continue
            balance = balances[node]
            if source in CAME:
                balance[CAME[source]] += quantity
            if is_inventory and target == "inventory":
                balance["adjusted"] -= quantity
            elif target in LEFT:
                balance[LEFT[target]] += quantity
        for node, balance in balances.items():
            balance["on_hand"], balance["in_transit"] = stock[node]
            balance["remainder"] = self._remainder(balance)
            nodes[node]["balance"] = {
                name: round(value, DIGITS) + 0.0 if value else 0.0
                for name, value in balance.items()
            }
            nodes[node]["quantity_on_hand"] = round(sum(stock[node]), DIGITS) + 0.0

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
            for (node, source, target, _is_inventory), quantity in movements.changes.items():
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
                lots=lot_ids,
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
        flows = self._flows(walk, movements, versions)
        held = versions.held(flows)
        by_product = defaultdict(list)
        for root in walk.roots:
            by_product[walk.lots[root]["product_id"]].append(root)
        is_single = len(by_product) == 1
        down = {}  # product id: {version: rate}
        for product_id, roots in by_product.items():
            most = sum(totals[root] for root in roots)
            sources = dict.fromkeys(versions.of(roots), 1.0)
            rates = spread(flows + held, sources, versions.totals, most)
            down[product_id] = rates
            for node in nodes:
                last = versions.last(node)
                if last in rates and (nodes[node]["depth"] > 0 or node in roots):
                    whole = totals[node] if node in roots else versions.totals[last]
                    nodes[node]["shares"][str(product_id)] = round(rates[last] * whole, DIGITS)
        backward = [(child, parent, amount) for parent, child, amount in flows + held]
        up = spread(backward, dict.fromkeys(versions.of(walk.roots), 1.0), versions.totals)
        went = defaultdict(float)
        for (parent, _version), child, amount in flows:
            went[parent] += amount * up.get(child, 0.0)
        for node, values in nodes.items():
            if values["depth"] < 0:
                values["share"] = round(min(went[node], totals[node]), DIGITS)
            elif is_single or not values["depth"]:
                values["share"] = sum(values["shares"].values())
            else:
                values["share"] = None
            rates = [up] if values["depth"] < 0 else list(down.values())
            self._share_out(walk, node, values, totals[node], versions, rates, movements)

    def _share_out(self, walk, node, values, total, versions, rates, movements):
        """Say how much each movement of a node carries.

        :param list rates: {version: rate} downstream of each product of the roots, or upstream
        """
        share, depth = values["share"], values["depth"]
        events = movements.by_node[node]
        if share is None:
            for event in events:
                event["share"] = None
        if not share:
            return
        may_be_empty = node in movements.contents.products
        rate_at, whole = versions.rates(node, rates[0], depth < 0), share / total if total else 0.0
        for event, sign in zip(events, movements.signs[node], strict=True):
            if may_be_empty and movements.is_emptied(node, event["date"], walk):
                continue
            is_swept = depth > 0 or (depth < 0 and sign > 0)
            rate = rate_at(event["date"]) if is_swept else whole
            event["share"] = round(min(event["quantity"] * rate, share), DIGITS)

    def _versions(self, walk, movements, totals):
        """Return the Versions of the nodes of a trace."""
        came = {
            node: [
                (moment, quantity - movements.reworked.get(line, 0.0))
                for moment, quantity, line in movements.came.get(node, ())
                if node > 0 and line not in movements.taken_out
            ]
            for node in totals
        }
        for _input_line, _parent, line, child in walk.pairs:
            passage = movements.passages.get(line)  # none of what there was no room for
            if child in came and child > 0 and passage and passage.usages[0] not in ORIGINS:
                # A repair adds to what is in it, not to how much of it there is.
                came[child].append((walk.moment_of[line], 0.0))
        return Versions({node: sorted(rows) for node, rows in came.items()}, totals, movements.runs)

    def _totals(self, walk, nodes, movements):
        """Return {node: how much of it there ever was}."""
        totals = {}
        for node, values in nodes.items():
            balance = values["balance"]
            if node < 0:
                totals[node] = sum(walk.batch(node).made[node].values())
                continue
            # What one company sends to another comes in twice, and is the same.
            received = balance["received"] - min(
                movements.sent_over[node], movements.got_over[node]
            )
            came = received + balance["produced"] + max(balance["adjusted"], 0.0)
            # What was taken out of a product, or only worked on, had come in before.
            came -= sum(
                quantity if line in movements.taken_out else movements.reworked.get(line, 0.0)
                for _moment, quantity, line in movements.came[node]
            )
            left = sum(balance[name] for name in ("consumed", "shipped", "scrapped"))
            left += max(balance["on_hand"], 0.0) - balance["returned"]
            # Of what came from nowhere there was at least what left.
            totals[node] = came or max(left, 0.0)
        return totals

    def _flows(self, walk, movements, versions):
        """Say how much of each node went into each node that was made of it.

        What an order used is shared out over the lots of a product that it made, by their
        quantity. Of an order that made several products, each may hold all of it: the record does
        not tell, and who recalls must know the most that there can be.

        :return: list of (version of the parent, version of the child, quantity of the parent)
        """
        pairs = [
            pair
            for pair in walk.pairs
            if pair[1]
            and pair[3]
            and pair[0] in movements.lines
            and pair[2] in movements.lines
            # What was taken out holds nothing of the product, nor the product of it.
            and pair[2] not in movements.taken_out
            and movements.reasons.get(pair) != "was_together"
        ]
        walked, flows, weights = defaultdict(dict), defaultdict(float), {}
        for pair in pairs:
            input_line, _parent, output_line, _child = pair
            quantities = (movements.lines[line]["quantity"] for line in (input_line, output_line))
            weights[pair] = movements.crossed(pair) or tuple(quantities)
            walked[input_line, movements.products[output_line]][output_line] = weights[pair][1]
        for pair, (went, came) in weights.items():
            input_line, parent, output_line, child = pair
            if parent == child:
                continue
            made = sum(walk.batch(parent).made[parent].values()) if parent < 0 else went
            quantity = min(went, made)
            partners = (input_line, movements.products[output_line])
            _lots, total = movements.made_of.get(partners) or (0, sum(walked[partners].values()))
            ends = (
                versions.used(parent, walk.last_use(pair)),
                versions.made(child, walk.moment_of[output_line]),
            )
            if movements.lines[input_line]["kind"] == "delivery":
                flows[ends] += min(quantity * came / total, came)
            elif total:
                flows[ends] += quantity * came / total
        return [
            *((*nodes, quantity) for nodes, quantity in flows.items()),
            *self._block_flows(walk, movements, versions),
        ]
