"""Who got what was traced and what became of it."""

from collections import defaultdict
from typing import NamedTuple

from odoo import api, models

from ...tools.descendants import with_descendants

# What went to customers and came back.
KINDS = ("delivery", "return")
DIGITS = 6


class Customer(NamedTuple):
    """Whom to write to and to call; a location where no partner is known."""

    id: int | None
    name: str
    phone: str = ""
    email: str = ""
    mailed_ids: tuple = ()  # the partners that the addresses belong to


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    @api.private
    def customers(self, answer):
        """Add up what each customer got, by product in its own unit: kilograms are never added to
        pieces. Addresses of a company are that company.

        :param dict answer: what ``get_traceability`` returned
        :return: list of dict in the order of customers, then products: ``who``
            (:class:`Customer`, its phone and e-mail as far as the user may see them),
            ``customer`` (its name), ``product``, ``uom``, ``certainty``, ``delivered``,
            ``returned``, ``net``, ``documents`` (:meth:`_document` of each) and ``lots``: list of
            dict with ``node``, ``delivered``, ``returned``, ``net`` and ``documents``
        """
        nodes = {node["key"]: node for node in answer["nodes"]}
        found = with_descendants(answer)
        events = [
            event
            for event in answer["events"]
            # On the other side is what went back to a vendor.
            if event["node"] in found and event["kind"] in KINDS and event["side"] != "upstream"
        ]
        ends = ["from" if event["sign"] < 0 else "to" for event in events]
        whos = self._customers_of(
            # Goods that go from a vendor to a customer, or back, name both.
            (
                event[f"{end}_partner_id"] or event["partner_id"],
                event[f"{end}_partner_name"] or event["partner_name"],
            )
            for event, end in zip(events, ends, strict=True)
        )
        totals = {}
        for event, end in zip(events, ends, strict=True):
            node = nodes[event["node"]]
            partner_id = event[f"{end}_partner_id"] or event["partner_id"]
            who = whos[partner_id] if partner_id else Customer(None, event[f"location_{end}"])
            key = (who.id or who.name, node["product_id"], event["certainty"])
            if key not in totals:
                totals[key] = {
                    "who": who,
                    "customer": who.name,
                    "product_id": node["product_id"],
                    "product": node["product_name"],
                    "uom": node["uom"],
                    "certainty": event["certainty"],
                    "lots": {},
                }
            lots = totals[key]["lots"]
            if node["key"] not in lots:
                lots[node["key"]] = {
                    "node": node,
                    "delivered": 0.0,
                    "returned": 0.0,
                    "documents": {},
                }
            lot = lots[node["key"]]
            lot["returned" if end == "from" else "delivered"] += event["quantity"]
            document = self._document(event)
            lot["documents"][document["model"], document["res_id"]] = document
        rows = [self._add_up(total) for total in totals.values()]
        return sorted(rows, key=lambda row: (row["customer"], row["product"], row["certainty"]))

    @staticmethod
    def _document(event):
        """Return dict of what the page needs to name a movement's document and to open it."""
        return {name: event[name] for name in ("model", "res_id", "reference")}

    @staticmethod
    def _add_up(total):
        lots = [
            {
                **lot,
                "net": round(lot["delivered"] - lot["returned"], DIGITS),
                "documents": list(lot["documents"].values()),
            }
            for lot in total["lots"].values()
        ]
        documents = {
            (document["model"], document["res_id"]): document
            for lot in lots
            for document in lot["documents"]
        }
        names = ("delivered", "returned", "net")
        sums = {name: round(sum(lot[name] for lot in lots), DIGITS) for name in names}
        return {**total, **sums, "lots": lots, "documents": list(documents.values())}

    def _customers_of(self, partners):
        """Find whom the partners of movements belong to, and how to reach them.

        :param partners: iterable of (partner id, its name); None of what names none
        :return: {partner id: Customer}
        """
        names = {partner_id: name for partner_id, name in partners if partner_id}
        # Archived partners got their goods all the same.
        records = self.env["res.partner"].with_context(active_test=False)
        seen = records.search([("id", "in", list(names))])
        # Of an address that belongs to somebody the user may not see, only itself is known.
        owners = set(records.search([("id", "in", seen.commercial_partner_id.ids)]).ids)
        by_owner = defaultdict(records.browse)
        for partner in seen:
            owner = partner.commercial_partner_id
            by_owner[owner if owner.id in owners else partner] |= partner
        found = {partner_id: Customer(partner_id, name) for partner_id, name in names.items()}
        for owner, addresses in by_owner.items():
            mailed = (owner if owner.email_normalized else addresses).filtered("email_normalized")
            called = (owner if owner.phone else addresses).filtered("phone")
            customer = Customer(
                owner.id,
                owner.complete_name or owner.display_name,
                ", ".join(dict.fromkeys(called.mapped("phone"))),
                ", ".join(dict.fromkeys(mailed.mapped("email_normalized"))),
                tuple(mailed.ids),
            )
            found |= dict.fromkeys(addresses.ids, customer)
        return found
