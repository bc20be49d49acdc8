"""The nodes of a trace: the lots, and the goods without lot."""

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.arrays import id_array
from ...tools.dates import DATES, dates_are_on, lot_state, starts_of_today
from .trace_state import Product, node_key


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _nodes(self, walk, movements):
        """Describe the nodes of a trace.

        :return: {node: its dict}, the roots first, in their order, then generation by generation
        """
        products = {node: self._product_of(walk, node) for node in walk.depths}
        self._learn_products(walk, set(products.values()))
        told = {
            product: {"product_name": name, "uom": uom, "tracking": tracking}
            for product, (tracking, name, uom, _has_dates) in walk.products.items()
        }
        starts = self._starts(walk)
        rank = {node: number for number, node in enumerate(walk.roots)}
        depths, lot, batch = walk.depths, self._lot, self._batch
        until, since = walk.limits("upstream"), walk.limits("downstream")
        order = sorted(
            depths, key=lambda n: (abs(depths[n]), depths[n], rank.get(n, 0), n < 0, abs(n))
        )
        return {
            node: {
                "key": node_key(node),
                **(lot(walk, node, starts) if node > 0 else batch(walk, node, movements)),
                "product_id": products[node],
                **told[products[node]],
                "depth": depths[node],
                "until": until.get(node),
                "since": since.get(node),
                "certainty": "certain",
                "share": 0.0,
                "shares": {},
            }
            for node in order
        }

    def _starts(self, walk):
        """Return {company id: when today began there}; empty when no date tells anything, as
        dates are switched off or there are none
        """
        lots = walk.lots.values()
        if not any(lot[name] for lot in lots for name in DATES) or not dates_are_on(self.env):
            return {}
        return starts_of_today(self.env.companies)

    def _lot(self, walk, node, starts):
        lot = walk.lots[node]
        if not walk.products[lot["product_id"]].has_dates:  # they are switched off on the product
            starts = {}
        return {
            "kind": "lot",
            "lot_id": node,
            "lot_name": lot["name"],
            "quantity_on_hand": 0.0,
            "expiration_date": (
                (starts and fields.Datetime.to_string(lot["expiration_date"])) or None
            ),
            "state": self._state(lot, starts) if starts else None,
            "hold": bool(lot["is_on_hold"]),
            "company_id": lot["company_id"],
            "model": "stock.lot",
            "res_id": node,
            "reference": "",
            "balance": None,
        }

    def _batch(self, walk, node, movements):
        history = walk.batch(node)
        event = next(
            (movements.lines[line] for line in history.made[node] if line in movements.lines), {}
        )
        return {
            "kind": "untracked",
            "lot_id": None,
            "lot_name": "",
            "quantity_on_hand": history.left[node],
            "expiration_date": None,
            "state": None,
            "hold": False,
            "company_id": event.get("company_id"),
            "model": event.get("model", "stock.move"),
            "res_id": event.get("res_id", -node),
            "reference": event.get("reference", ""),
            "balance": None,
        }

    def _documents(self, nodes):
        """Describe the documents of the lots among the nodes, as far as the user may read them."""
        documents = self.env["stock.lot.document"]
        if not documents.has_access("read"):
            return []
        theirs = SQL(
            "SELECT document.id FROM unnest(%s::int[]) wanted (id) CROSS JOIN %s document",
            id_array(node for node in nodes if node > 0),
            self.looked_up(documents._name, "lot_id", SQL("wanted.id")),
        )
        found = Domain("id", "in", [record for (record,) in self.env.execute_query(theirs)])
        # Where there are none, as most often, nothing is searched.
        return documents.search(found, order="lot_id, date, id").describe()

    def _product_of(self, walk, node):
        if node > 0:
            return walk.lots[node]["product_id"]
        return next(p for p, history in walk.histories.items() if history and node in history.made)

    def _state(self, lot, starts):
        """Tell a lot's state as its list does; None of a lot without dates."""
        start = starts.get(lot["company_id"]) or starts[self.env.company.id]
        return lot_state(lot, start) or None

    def _learn_products(self, walk, product_ids):
        """Read what the trace tells of some products, once."""
        unknown = self.env["product.product"].browse(product_ids - walk.products.keys())
        walk.products.update(dict.fromkeys(unknown.ids, Product()))
        if not unknown:
            return
        names = ("tracking", "name", "uom_id", "use_expiration_date")
        known = Domain("id", "in", unknown.ids)
        found = unknown.with_context(active_test=False).search_fetch(known, ["display_name"])
        # sudo: as its own fields are read, which are the template's; only these of its fifty.
        found.sudo().product_tmpl_id.fetch(names)
        for product in found:
            walk.products[product.id] = Product(
                product.tracking,
                product.display_name,
                product.uom_id.name,
                product.use_expiration_date,
            )
