"""What is left of what was traced and of what became of it, where, and reserved for what."""

from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from ...tools.descendants import with_descendants

DIGITS = 6
KEY = ("lot_id", "location_id", "package_id", "owner_id")


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    @api.private
    def stock(self, answer):
        """List what is left, as the user may see it.

        :param dict answer: what ``get_traceability`` returned, of today
        :return: list of dict in the order of products, lots and locations: ``node``, ``location``,
            ``location_id``, ``package``, ``owner``, ``on_hand``, ``reserved`` and ``documents``,
            those that it is reserved for: dict with ``model``, ``res_id``, ``reference``,
            ``partner`` and ``quantity``. Goods without lot have no location: as much of them is
            left at most
        """
        found = with_descendants(answer)
        nodes = [node for node in answer["nodes"] if node["key"] in found]
        lots = {node["lot_id"]: node for node in nodes if node["lot_id"]}
        rows = [
            *self._stock_of_lots(lots),
            *(
                self._stock_row(node, node["quantity_on_hand"])
                for node in nodes
                if not node["lot_id"] and node["quantity_on_hand"]
            ),
        ]
        return sorted(
            rows,
            key=lambda row: (
                *(row["node"]["product_name"], row["node"]["lot_name"]),
                *(row["location"], row["package"], row["owner"]),
            ),
        )

    @staticmethod
    def _stock_row(node, on_hand, reserved=0.0, location=None, package=None, owner=None):
        return {
            "node": node,
            "location_id": location.id if location else None,
            "location": location.display_name if location else "",
            "package": package.name if package else "",
            "owner": owner.display_name if owner else "",
            "on_hand": round(on_hand, DIGITS),
            "reserved": round(reserved, DIGITS),
            "documents": [],
        }

    def _stock_of_lots(self, lots):
        quants = self.env["stock.quant"]._read_group(
            Domain("lot_id", "in", list(lots))
            & (
                Domain("location_id.usage", "=", "internal")
                # The transit of no company leads to another one.
                | Domain("location_id.usage", "=", "transit")
                & Domain("location_id.company_id", "!=", False)
            ),
            KEY,
            ["quantity:sum", "reserved_quantity:sum"],
        )
        reserved_for = self._reserved_for(lots)
        for lot, location, package, owner, quantity, reserved in quants:
            if quantity or reserved:
                row = self._stock_row(lots[lot.id], quantity, reserved, location, package, owner)
                key = (lot.id, location.id, package.id, owner.id)
                yield {**row, "documents": reserved_for.get(key, [])}

    def _reserved_for(self, lots):
        """Return {(lot, location, package, owner), ids: documents} of what is reserved."""
        groups = self.env["stock.move.line"]._read_group(
            Domain("lot_id", "in", list(lots))
            & Domain("state", "not in", ("done", "cancel", "draft"))
            & Domain("quantity_product_uom", ">", 0),
            [*KEY, "move_id"],
            ["quantity_product_uom:sum"],
        )
        moves = self.env["stock.move"].union(*(move for *_key, move, _quantity in groups))
        moves = moves._filtered_access("read")
        partners = (moves.picking_id.partner_id | moves.partner_id)._filtered_access("read")
        names = {partner.id: partner.display_name for partner in partners}
        told = {move: self._reserving(move, names) for move in moves}
        reserved_for = defaultdict(dict)
        for *key, move, quantity in groups:
            document = told.get(move)
            if document:
                place = reserved_for[tuple(record.id for record in key)]
                known = place.setdefault(
                    (document["model"], document["res_id"]), {**document, "quantity": 0.0}
                )
                known["quantity"] = round(known["quantity"] + quantity, DIGITS)
        return {key: list(documents.values()) for key, documents in reserved_for.items()}

    def _reserving(self, move, names):
        """Return dict of the document that a move belongs to, and of who gets the goods.

        :param dict names: {id of a partner that the user may see: its name}
        """
        document = next(
            (move[field] for _model, field in self._trace_reference() if move[field]), move
        )
        partner = move.picking_id.partner_id or move.partner_id
        return {
            "model": document._name,
            "res_id": document.id,
            "reference": move.reference or "",
            "partner": names.get(partner.id, ""),
        }
