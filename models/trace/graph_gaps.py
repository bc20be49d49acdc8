"""What a trace cannot prove: its gaps."""

from collections import defaultdict

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.arrays import id_array
from ...tools.locations import OURS
from ...tools.moments import FORMAT
from .trace_state import node_key

# Smaller than any quantity that means something.
NOTHING = 1e-5
# How many movements elsewhere are looked at: those without lot, and those of nothing.
MANY = 10_000

# What is no document that tells of what goods were made, or why scrap came back.
BARE = {"production": ("stock.picking", "stock.move"), "inventory": ("stock.move",)}


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _gaps(self, walk, nodes, movements, move_ids=()):
        """Say where the record cannot go on, and beside which node of the trace.

        :param move_ids: of moves that moved nothing, whatever their products
        """
        return [
            *self._lotless_gaps(walk, movements),
            *self._containment_gaps(walk, movements),
            *self._lot_gaps(walk, nodes, movements),
            *self._twin_gaps(walk, nodes),
            *self._undocumented_gaps(walk, nodes, movements),
            *self._nothing_moved_gaps(walk, nodes, movements, move_ids),
            *self._document_gaps(walk, nodes, movements),
        ]

    def _lotless_gaps(self, walk, movements):
        beside = {}
        for input_line, parent, output_line, child in walk.pairs:
            if not child:
                beside[output_line] = ("produced_without_lot", node_key(parent))
            elif not parent:
                beside[input_line] = ("consumed_without_lot", node_key(child))
        gaps = []
        for line_id, (event, product_name, is_waived) in movements.lotless.items():
            kind, node = beside.get(line_id, ("moved_without_lot", None))
            gaps.append(
                {
                    "kind": kind,
                    "product_name": product_name,
                    **{name: event[name] for name in ("quantity", "uom", "reference", "model")},
                    **{name: event[name] for name in ("res_id", "date")},
                    "node": node,
                    "waived": is_waived,
                }
            )
        return gaps

    def _lot_gaps(self, walk, nodes, movements):
        """Lots that came from nowhere, and those whose quantities do not add up."""
        if walk.beyond["events"]:
            return []
        gaps, more_back = [], self._returned_beyond(movements)
        for node, values in nodes.items():
            balance, events = values["balance"], movements.by_node[node]
            if not balance or not events:
                continue
            found = []
            if balance["received"] + balance["produced"] < NOTHING and (
                not any(event["kind"] in ("receipt", "production") for event in events)
            ):
                found.append(("without_origin", sum(balance[n] for n in ("returned", "adjusted"))))
            if abs(balance["remainder"]) > NOTHING:
                found.append(("unbalanced", balance["remainder"]))
            if balance["on_hand"] < -NOTHING:
                found.append(("negative_stock", balance["on_hand"]))
            if more_back.get(node, 0.0) > NOTHING:
                found.append(("more_back", more_back[node]))
            if node in movements.held:
                units = sum(units for units in movements.held[node].values() if units > 0)
                if units > 1 + NOTHING:
                    found.append(("two_places", units))
            gaps += [self._lot_gap(kind, quantity, values, events[0]) for kind, quantity in found]
        return gaps

    @staticmethod
    def _returned_beyond(movements):
        """Return {node: how much more came back from customers than ever went to them, or went
        back to vendors than ever came from them}.
        """
        more = {}
        for node, changes in movements.changes.items():
            if not any(ends[0] == "customer" or ends[1] == "supplier" for ends in changes):
                continue
            came, went = defaultdict(float), defaultdict(float)
            for (source, target, _is_inventory), quantity in changes.items():
                if source != target:
                    came[source] += quantity
                    went[target] += quantity
            by_customers = came["customer"] - went["customer"]
            # Own goods may go to a vendor too: only of what he sent can more go back.
            to_vendors = went["supplier"] - came["supplier"] if came["supplier"] else 0.0
            more[node] = max(by_customers, to_vendors)
        return more

    @staticmethod
    def _lot_gap(kind, quantity, values, event):
        return {
            "kind": kind,
            "product_name": values["product_name"],
            "quantity": quantity,
            "uom": values["uom"],
            "reference": event["reference"] if kind == "without_origin" else values["lot_name"],
            "model": event["model"] if kind == "without_origin" else "stock.lot",
            "res_id": event["res_id"] if kind == "without_origin" else values["lot_id"],
            "date": event["date"],
            "node": values["key"],
            "waived": False,
        }

    def _has_twin(self, companies=()):
        """Return SQL that tells whether a lot shares its number with another of its product that
        the same company may use.

        :param companies: ids of those beside the user's that may use a lot that all share
        """
        # As the index of unique lots has it: that of names finds what is like them, one by one.
        is_twin = SQL(
            "%(twin)s.id != lot.id AND md5(%(twin)s.name) = md5(lot.name)"
            " AND coalesce(%(twin)s.company_id, 0) = ANY ("
            "CASE WHEN lot.company_id IS NULL THEN %(companies)s ELSE ARRAY[0, lot.company_id]"
            " END)",
            twin=SQL.identifier("stock_lot"),
            companies=[0, *self.env.companies.ids, *companies],
        )
        found = self.looked_up("stock.lot", "product_id", SQL("lot.product_id"), where=is_twin)
        return SQL("EXISTS (SELECT FROM %s twin)", found)

    def _twin_gaps(self, walk, nodes):
        """Lots of a product that share their number with another, as old data has them: which of
        the two a document means is anybody's guess.
        """
        lots = {node: walk.lots[node] for node in nodes if node > 0}
        found = [lot for lot, values in lots.items() if values["has_twin"]]
        found += self._shared_twins([lot for lot in lots.values() if not lot["has_twin"]], lots)
        return [
            {
                "kind": "twin_lots",
                "product_name": nodes[lot]["product_name"],
                "quantity": nodes[lot]["quantity_on_hand"],
                "uom": nodes[lot]["uom"],
                "reference": nodes[lot]["lot_name"],
                "model": "stock.lot",
                "res_id": lot,
                "date": None,
                "node": nodes[lot]["key"],
                "waived": False,
            }
            for lot in sorted(found)
        ]

    def _shared_twins(self, others, lots):
        """Find twins of lots that all companies share among those of companies that are not the
        user's: only who sees all has such lots in a trace.

        :param others: dicts of the lots without a twin so far
        :return: list of lot ids
        """
        companies = {lot["company_id"] for lot in lots.values()} - {None, *self.env.companies.ids}
        shared = [lot["id"] for lot in others if not lot["company_id"]]
        if not companies or not shared:
            return []
        names = ("name", "product_id", "company_id")
        rows = self.env.execute_query(
            SQL(
                "SELECT lot.id FROM unnest(%s::int[]) wanted (id) CROSS JOIN %s lot WHERE %s",
                id_array(shared),
                self.looked_up("stock.lot", "id", SQL("wanted.id"), *names),
                self._has_twin(companies),
            )
        )
        return [lot_id for (lot_id,) in rows]

    def _undocumented_gaps(self, walk, nodes, movements):
        """Goods that came out of production with nothing that they were made of, and by no order;
        or out of scrap by no document at all.
        """
        asked = {
            usages
            for usages, model in movements.documents
            if (usages[0] != "inventory" or not usages[2]) and model in BARE.get(usages[0], ())
        }
        bare, lines = set(), {}
        for line, passage in movements.passages.items() if asked else ():
            usages = passage.usages
            if usages in asked and movements.lines[line]["model"] in BARE[usages[0]]:
                bare.add(line)
        for node, events in movements.by_node.items() if bare else ():
            for event in events if node in nodes else ():
                if event["move_line_id"] in bare:
                    lines[event["move_line_id"]] = (node, event)
        if not lines:
            return []
        made = self.env.execute_query(
            SQL(
                # The first is enough: an order may link each to thousands.
                "SELECT line.id FROM unnest(%s::int[]) line (id) CROSS JOIN LATERAL (SELECT FROM"
                " stock_move_line_consume_rel WHERE consume_line_id = line.id LIMIT 1) linked",
                id_array(lines),
            )
        )
        for (line,) in made:
            del lines[line]
        return [
            {
                "kind": "without_document",
                "product_name": nodes[node]["product_name"],
                **{name: event[name] for name in ("quantity", "uom", "reference", "model")},
                **{name: event[name] for name in ("res_id", "date")},
                "node": nodes[node]["key"],
                "waived": False,
            }
            for node, event in lines.values()
        ]

    def _document_gaps(self, walk, nodes, movements):
        """Name the products of the gaps that other apps tell of."""
        gaps = self._trace_gaps(nodes, movements)
        self._learn_products(walk, {gap["product_id"] for gap in gaps})
        answer = []
        for gap in gaps:
            product = walk.products[gap.pop("product_id")]
            answer.append(
                {"waived": False, **gap, "product_name": product.name, "uom": product.uom}
            )
        return answer

    @staticmethod
    def _first_moved(nodes, movements):
        """Return {tracked product of the nodes: when the first of its lots in the trace moved}."""
        since = {}
        for node, events in movements.by_node.items():
            if events and node > 0 and node in nodes and nodes[node]["tracking"] != "none":
                product_id, first = nodes[node]["product_id"], events[0]["date"]
                since[product_id] = min(since.get(product_id, first), first)
        return since

    def _nothing_moved_gaps(self, walk, nodes, movements, move_ids):
        """Moves of these products that are done, had a demand and moved nothing: whatever they
        moved, the record does not have it. Core closes moves with a demand of 0.

        Notes too how many other movements name no lot, which may have been of these lots.
        """
        since = self._first_moved(nodes, movements)
        if not (since or move_ids):
            return []
        documents = self._trace_reference()
        fields = [field for _model, field in documents]
        columns = [SQL.identifier("move", field) for field in fields]
        names = ("product_id", "date", "reference", "product_qty", *dict.fromkeys(fields))
        # As the index has it.
        nothing = SQL(
            "%(move)s.state = 'done' AND %(move)s.quantity = 0 AND %(move)s.product_uom_qty > 0",
            move=SQL.identifier("stock_move"),
        )
        own = self.looked_up("stock.move", "id", SQL("wanted.id"), *names)
        rows = self._rows(
            SQL(
                """
                WITH wanted (id, since) AS (
                    SELECT * FROM unnest(%(products)s::int[], %(dates)s::timestamp[])
                )
                SELECT elsewhere.count AS elsewhere, gap.*
                  FROM (%(elsewhere)s) elsewhere
                  LEFT JOIN (
                    SELECT move.product_id, move.product_qty AS quantity,
                           coalesce(move.reference, '') AS reference,
                           CASE %(models)s ELSE 'stock.move' END AS model,
                           coalesce(%(documents)s, move.id) AS res_id,
                           to_char(move.date, %(format)s) AS date
                      FROM (SELECT move.*
                              FROM wanted
                             CROSS JOIN %(moves)s move
                             WHERE move.date >= wanted.since
                             UNION
                            SELECT own.* FROM unnest(%(own_ids)s::int[]) wanted (id)
                             CROSS JOIN %(own)s own) move
                     WHERE move.date <= %(as_of)s
                     ORDER BY move.date, move.id
                     LIMIT %(many)s
                       ) gap ON TRUE
                """,
                elsewhere=self._elsewhere(walk, movements),
                format=FORMAT,
                models=SQL(" ").join(
                    SQL("WHEN %s IS NOT NULL THEN %s", column, model)
                    for column, (model, _field) in zip(columns, documents, strict=True)
                ),
                documents=SQL(", ").join(columns),
                products=list(since),
                dates=list(since.values()),
                moves=self.looked_up(
                    *("stock.move", "product_id", SQL("wanted.id"), *names), where=nothing
                ),
                own_ids=id_array(move_ids),
                own=own,
                as_of=walk.as_of or SQL("'infinity'"),
                many=MANY,
            )
        )
        self._learn_products(walk, {*rows.column("product_id")} - {None})
        gaps = []
        for row in rows:
            movements.elsewhere, product_id = row.pop("elsewhere"), row.pop("product_id")
            if not product_id:  # there is no gap, only the count
                continue
            product = walk.products[product_id]
            told = {"product_name": product.name, "uom": product.uom, "node": None, "waived": False}
            gaps.append({"kind": "nothing_moved", **row, **told})
        return gaps

    def _elsewhere(self, walk, movements):
        """Return SQL that counts the movements that may have been of these lots, though nothing
        leads to them: those of the products that name no lot and took from stock, since the first
        of their lots in the trace moved.
        """
        stocked = Domain("lot_id", "=", False) & Domain("location_id.usage", "in", OURS)
        return SQL(
            """
            SELECT count(*)
              FROM (SELECT line.id
                      FROM wanted
                     CROSS JOIN %(lines)s line
                     WHERE line.date >= wanted.since AND line.id != ALL (%(told)s::int[])
                     LIMIT %(many)s) found
            """,
            lines=self.looked_up_lines(
                *(walk.as_of, "product_id", SQL("wanted.id"), "date"), domain=stocked
            ),
            told=id_array(movements.lotless),
            many=MANY,
        )
