"""The tables of a trace that one acts on, as the page shows them."""

from collections import defaultdict

from odoo import api, models

from ...tools.listing import SHOWN, spans

# From how many on serial numbers of one kind and place are one row.
SET_FROM = 10


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    @api.private
    def tables(self, answer):
        """Tabulate who got what was traced, and what is left of it.

        :param dict answer: what ``get_traceability`` returned, the whole of it
        :return: dict of JSON types: ``customers`` and ``stock``, lists of rows; their
            ``customer_totals`` and ``stock_totals`` by product; ``customer_count``; and
            ``incomplete``, a sentence when the trace is
        """
        customers, stock = self.customers(answer), self.stock(answer)
        return {
            "customers": [self._customer_json(row) for row in customers],
            "customer_totals": self._customer_totals(customers),
            "customer_count": len({row["who"].id or row["customer"] for row in customers}),
            "stock": [self._stock_json(rows) for rows in self._stock_sets(stock)],
            "stock_totals": self._stock_totals(stock),
            "incomplete": answer["statement"][-1] if answer["truncated"] else "",
        }

    @staticmethod
    def _lots_json(nodes):
        """Return dict of how many lots there are, and the first of the ranges that they run by."""
        names = spans({node["lot_name"] for node in nodes if node["lot_id"]})
        return {
            "lots": len(nodes),
            "spans": names[:SHOWN],
            "more": len(names) > SHOWN,
            "lot_id": nodes[0]["lot_id"] if len(nodes) == 1 else None,
            "tracking": nodes[0]["tracking"],
        }

    @staticmethod
    def _documents_json(documents):
        return {"documents": documents[:SHOWN], "more_documents": max(0, len(documents) - SHOWN)}

    def _customer_json(self, row):
        names = ("customer", "product_id", "product", "uom", "certainty")
        return {
            **{name: row[name] for name in (*names, "delivered", "returned", "net")},
            "customer_id": row["who"].id,
            "phone": row["who"].phone,
            "email": row["who"].email,
            **self._lots_json([lot["node"] for lot in row["lots"]]),
            **self._documents_json(row["documents"]),
        }

    @staticmethod
    def _customer_totals(rows):
        """Add up by product and certainty, which have one unit."""
        totals = {}
        for row in rows:
            total = totals.setdefault(
                (row["product_id"], row["certainty"]),
                {
                    **{name: row[name] for name in ("product", "uom", "certainty")},
                    **{"customers": set(), "lots": set()},
                    **{"delivered": 0.0, "returned": 0.0, "net": 0.0},
                },
            )
            total["customers"].add(row["who"].id or row["customer"])
            total["lots"].update(lot["node"]["key"] for lot in row["lots"])
            for name in ("delivered", "returned", "net"):
                total[name] += row[name]
        return [
            {**total, "customers": len(total["customers"]), "lots": len(total["lots"])}
            for _key, total in sorted(totals.items(), key=lambda item: item[1]["product"])
        ]

    @staticmethod
    def _stock_sets(rows):
        """Put serial numbers together that are alike and in one place, at that of the first."""
        groups = defaultdict(list)
        for number, row in enumerate(rows):
            node = row["node"]
            alike = (
                *(row["location_id"], row["package"], row["owner"]),
                *(node["product_id"], node["certainty"], node["hold"], node["company_id"]),
                *((document["model"], document["res_id"]) for document in row["documents"]),
            )
            groups[alike if node["tracking"] == "serial" else number].append(row)
        return [
            part
            for members in groups.values()
            for part in ([members] if len(members) >= SET_FROM else [[row] for row in members])
        ]

    def _stock_json(self, rows):
        nodes, first = [row["node"] for row in rows], rows[0]
        documents = {}
        for row in rows:
            for document in row["documents"]:
                key = (document["model"], document["res_id"])
                known = documents.setdefault(key, {**document, "quantity": 0.0})
                known["quantity"] += document["quantity"]
        return {
            **{name: first[name] for name in ("location", "package", "owner")},
            "product": nodes[0]["product_name"],
            "uom": nodes[0]["uom"],
            "certainty": nodes[0]["certainty"],
            "hold": nodes[0]["hold"],
            "on_hand": sum(row["on_hand"] for row in rows),
            "reserved": sum(row["reserved"] for row in rows),
            **self._lots_json(nodes),
            **self._documents_json(list(documents.values())),
        }

    @staticmethod
    def _stock_totals(rows):
        """Add up by product and certainty, which have one unit."""
        totals = {}
        for row in rows:
            node = row["node"]
            total = totals.setdefault(
                (node["product_id"], node["certainty"]),
                {
                    "product": node["product_name"],
                    **{name: node[name] for name in ("uom", "certainty")},
                    **{"lots": set(), "on_hand": 0.0, "reserved": 0.0},
                },
            )
            total["lots"].add(node["key"])
            total["on_hand"] += row["on_hand"]
            total["reserved"] += row["reserved"]
        return [
            {**total, "lots": len(total["lots"])}
            for _key, total in sorted(totals.items(), key=lambda item: item[1]["product"])
        ]
