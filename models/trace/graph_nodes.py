"""The nodes of a trace: the lots, the goods without lot, and what became of each."""

from collections import defaultdict
from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ...tools.locations import OURS
from ...tools.shares import spread
from ..dates.expiration_dates import dates_are_on
from .trace_state import node_key

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

    def _nodes(self, walk, facts):
        """Describe the nodes of a trace.

        :return: {node: its dict}, the roots first, in their order, then generation by generation
        """
        products = {node: self._product_of(walk, node) for node in walk.depths}
        self._learn_products(walk, set(products.values()))
        starts = self._starts(walk)
        rank = {node: number for number, node in enumerate(walk.roots)}
        depths = walk.depths
        order = sorted(
            depths, key=lambda n: (abs(depths[n]), depths[n], rank.get(n, 0), n < 0, abs(n))
        )
        return {
            node: {
                "key": node_key(node),
                **(self._lot(walk, node, starts) if node > 0 else self._batch(walk, node, facts)),
                "product_id": products[node],
                "product_name": walk.products[products[node]].name,
                "uom": walk.products[products[node]].uom,
                "depth": depths[node],
                "certainty": "certain",
                "share": 0.0,
                "shares": {},
            }
            for node in order
        }

    def _starts(self, walk):
        """:return: when today began in each company; None when no date tells anything, as they
        are switched off or there are none
        """
        lots = walk.lots.values()
        if not dates_are_on(self.env) or not any(
            lot["expiration_date"] or lot["alert_date"] for lot in lots
        ):
            return None
        return self.env["stock.lot"]._starts_of_today()

    def _lot(self, walk, node, starts):
        lot = walk.lots[node]
        return {
            "kind": "lot",
            "lot_id": node,
            "lot_name": lot["name"],
            "quantity_on_hand": 0.0,
            "expiration_date": (
                (starts and fields.Datetime.to_string(lot["expiration_date"])) or None
            ),
            "state": self._state(lot, starts) if starts else "ok",
            "hold": bool(lot["is_on_hold"]),
            "company_id": lot["company_id"],
            "model": "stock.lot",
            "res_id": node,
            "reference": "",
            "balance": None,
        }

    def _batch(self, walk, node, facts):
        history = walk.batch(node)
        event = next((facts.lines[line] for line in history.made[node] if line in facts.lines), {})
        return {
            "kind": "untracked",
            "lot_id": None,
            "lot_name": "",
            "quantity_on_hand": history.left[node],
            "expiration_date": None,
            "state": "ok",
            "hold": False,
            "company_id": event.get("company_id"),
            "model": event.get("model", "stock.move"),
            "res_id": event.get("res_id", -node),
            "reference": event.get("reference", ""),
            "balance": None,
        }

    def _product_of(self, walk, node):
        if node > 0:
            return walk.lots[node]["product_id"]
        return next(p for p, history in walk.histories.items() if history and node in history.made)

    def _state(self, lot, starts):
        """A lot is good until the end of its day where the company is, as in the list of lots."""
        start = starts.get(lot["company_id"]) or starts[self.env.company.id]
        if lot["expiration_date"] and lot["expiration_date"] < start:
            return "expired"
        tomorrow = start + timedelta(days=1)
        return "alert" if lot["alert_date"] and lot["alert_date"] < tomorrow else "ok"

    # -- balances -----------------------------------------------------------------------------
    def _set_balances(self, walk, nodes, facts):
        """Weigh what came against what left and what is there; the remainder stays as it is."""
        balances = {node: dict.fromkeys(BALANCE, 0.0) for node in nodes if node > 0}
        stock = self._stock(walk, facts, list(balances))
        for (node, source, target, is_inventory), quantity in facts.changes.items():
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
                name: round(value, DIGITS) + 0.0 for name, value in balance.items()
            }
            nodes[node]["quantity_on_hand"] = round(sum(stock[node]), DIGITS) + 0.0

    @staticmethod
    def _remainder(balance):
        came = sum(balance[name] for name in ("received", "produced", "returned", "adjusted"))
        left = ("consumed", "shipped", "scrapped", "on_hand", "in_transit")
        return came - sum(balance[name] for name in left)

    def _stock(self, walk, facts, lot_ids):
        """:return: {lot id: [on hand, in transit]}: by the quants today, by the movements at an
        earlier date
        """
        stock = defaultdict(lambda: [0.0, 0.0])
        if walk.as_of:
            for (node, source, target, _is_inventory), quantity in facts.changes.items():
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
                quants=self._looked_up(
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
    def _set_shares(self, walk, nodes, facts):
        """Say how much of the roots is in each node downstream, and how much of each node
        upstream is in the roots; and the same of each of their movements.
        """
        totals = self._totals(walk, nodes, facts)
        flows = self._flows(walk, facts)
        by_product = defaultdict(list)
        for root in walk.roots:
            by_product[walk.lots[root]["product_id"]].append(root)
        is_single = len(by_product) == 1
        for product_id, roots in by_product.items():
            most = sum(totals[root] for root in roots)
            rates = spread(flows, dict.fromkeys(roots, 1.0), totals, most)
            for node, rate in rates.items():
                if node in nodes and (nodes[node]["depth"] > 0 or node in roots):
                    share = round(rate * totals[node], DIGITS)
                    nodes[node]["shares"][str(product_id)] = share
        backward = [(child, parent, amount) for parent, child, amount in flows]
        rates = spread(backward, dict.fromkeys(walk.roots, 1.0), totals)
        for node, values in nodes.items():
            if values["depth"] < 0:
                values["share"] = round(rates.get(node, 0.0) * totals[node], DIGITS)
            elif is_single or not values["depth"]:
                values["share"] = sum(values["shares"].values())
            else:
                values["share"] = None
            share, total = values["share"], totals[node]
            rate = share / total if share and total else 0.0
            for event in facts.by_node[node]:
                if share is None:
                    event["share"] = None
                elif rate:
                    event["share"] = round(min(event["quantity"] * rate, share), DIGITS)

    def _totals(self, walk, nodes, facts):
        """:return: {node: how much of it there ever was}"""
        totals = {}
        for node, values in nodes.items():
            balance = values["balance"]
            if node < 0:
                totals[node] = sum(walk.batch(node).made[node].values())
                continue
            # What one company sends to another comes in twice, and is the same.
            received = balance["received"] - min(facts.sent_over[node], facts.got_over[node])
            came = received + balance["produced"] + max(balance["adjusted"], 0.0)
            left = sum(balance[name] for name in ("consumed", "shipped", "scrapped"))
            left += max(balance["on_hand"], 0.0) - balance["returned"]
            # Of what came from nowhere there was at least what left.
            totals[node] = came or max(left, 0.0)
        return totals
