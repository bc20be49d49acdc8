"""The engine's facts: every movement that the nodes of a trace made."""

from collections import defaultdict

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .traceability_state import node_key


class Facts:
    """The movements of one trace, as its links, shares and gaps need them."""

    def __init__(self):
        self.lines = {}  # line id: its event (of a batch's line: the first of its nodes')
        self.products = {}  # line id: product id
        self.events = []  # in the order of time
        self.by_node = defaultdict(list)  # node: its events
        self.changes = defaultdict(float)  # (node, from usage, to usage, is inventory): quantity
        self.lotless = {}  # line id: (event, name of its product, whether a manager allowed it)


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _facts(self, walk, lotless_ids):
        """Read every movement of the nodes, and the given lines without lot, in one query.

        :return: Facts
        """
        facts, kinds = Facts(), {}
        batch_lines = self._batch_lines(walk)
        wanted = {*lotless_ids, *batch_lines}
        wanted |= {pair[2] if pair[1] else pair[0] for pair in walk.pairs if not all(pair)}
        documents = self._trace_reference()
        rows = self._event_rows(walk, wanted, documents)
        self._learn_products(walk, {row["product_id"] for row in rows})
        for row in rows:
            places = row["from_usage"], row["to_usage"], row["is_inventory"]
            if places not in kinds:
                kinds[places] = self._trace_event_kind(row)
            product = walk.products[row["product_id"]]
            event = self._event(row, documents, kinds[places], product.uom)
            facts.products[row["id"]] = row["product_id"]
            facts.lines[row["id"]] = event
            nodes = (row["lot_id"],) if row["lot_id"] else batch_lines.get(row["id"], ())
            for number, node in enumerate(nodes):
                own = {**event} if number else event
                own["node"] = node_key(node)
                facts.events.append(own)
                facts.by_node[node].append(own)
                facts.changes[(node, *places)] += event["quantity"]
            if not nodes and product.tracking != "none":
                facts.lotless[row["id"]] = event, product.name, bool(row["lot_waived"])
        return facts

    @staticmethod
    def _event(row, documents, kind, uom):
        model, res_id = next(
            ((model, row[field]) for model, field in documents if row[field]),
            ("stock.move", row["move_id"]),
        )
        return {
            "move_line_id": row["id"],
            "node": None,
            "kind": kind,
            "certainty": "certain",
            "date": row["date"],
            "reference": row["reference"] or "",
            "model": model,
            "res_id": res_id,
            "location_from": row["from_name"] or "",
            "location_to": row["to_name"] or "",
            "partner_id": row["partner_id"],
            "partner_name": row["partner_name"] or "",
            "package_id": row["package_id"],
            "package_name": row["package_name"] or "",
            "owner_id": row["owner_id"],
            "owner_name": row["owner_name"] or "",
            "company_id": row["company_id"],
            "quantity": row["quantity"],
            "uom": uom,
            "share": 0.0,
        }

    def _event_rows(self, walk, line_ids, documents):
        """:return: list of dict, the earliest first, cut at the most that an answer may hold"""
        domain = Domain("lot_id", "in", [node for node in walk.depths if node > 0])
        if line_ids:
            domain |= Domain("id", "in", list(line_ids))
        lines = self._done_lines(domain, walk.as_of)
        rows = self.env.execute_query_dict(
            SQL("%s LIMIT %s", self._events_sql(lines, documents), walk.max_events + 1)
        )
        if len(rows) > walk.max_events:
            lines = self._done_lines(domain, walk.as_of)
            counted = SQL("SELECT count(*) FROM %s lines", lines.subselect("id"))
            [[count]] = self.env.execute_query(counted)
            walk.cut("events", count - walk.max_events)
            del rows[walk.max_events :]
        return rows

    def _events_sql(self, lines, documents):
        """Join the lines with their move, places and partner, each as far as the user may see."""
        moves = self._visible(
            "stock.move",
            *("reference", "partner_id", "picking_id", "is_inventory"),
            *(field for _model, field in documents if field != "picking_id"),
        )
        places = self._visible("stock.location", "usage", "company_id", "complete_name")
        return SQL(
            """
            SELECT line.id, to_char(line.date, 'YYYY-MM-DD HH24:MI:SS') AS date, line.lot_id,
                   line.product_id, line.move_id, line.company_id,
                   line.lot_waived, line.quantity_product_uom AS quantity,
                   move.reference, move.is_inventory, %(documents)s,
                   %(from_usage)s AS from_usage, source.complete_name AS from_name,
                   %(to_usage)s AS to_usage, target.complete_name AS to_name,
                   partner.id AS partner_id, partner.complete_name AS partner_name,
                   package.id AS package_id, package.name AS package_name,
                   owner.id AS owner_id, owner.complete_name AS owner_name
              FROM %(lines)s line
              LEFT JOIN %(moves)s move ON move.id = line.move_id
              LEFT JOIN %(pickings)s picking ON picking.id = move.picking_id
              LEFT JOIN %(places)s source ON source.id = line.location_id
              LEFT JOIN %(places)s target ON target.id = line.location_dest_id
              LEFT JOIN %(partners)s partner
                     ON partner.id = coalesce(picking.partner_id, move.partner_id)
              LEFT JOIN %(packages)s package
                     ON package.id = coalesce(line.result_package_id, line.package_id)
              LEFT JOIN %(partners)s owner ON owner.id = line.owner_id
             -- what an order used comes before what it made, though both are of one second
             ORDER BY line.date, coalesce(source.usage = 'production', false), line.id
            """,
            documents=SQL(", ").join(SQL.identifier("move", field) for _, field in documents),
            lines=self._columns(
                lines,
                *("date", "lot_id", "product_id", "move_id", "quantity_product_uom"),
                *("location_id", "location_dest_id", "lot_waived", "company_id"),
                *("package_id", "result_package_id", "owner_id"),
            ),
            moves=moves,
            pickings=self._visible("stock.picking", "partner_id"),
            places=places,
            partners=self._visible("res.partner", "complete_name"),
            packages=self._visible("stock.package", "name"),
            from_usage=self._usage("source"),
            to_usage=self._usage("target"),
        )

    @staticmethod
    def _usage(place):
        """Tell the transit between companies, which no company owns, from that of one of them."""
        usage, company = SQL.identifier(place, "usage"), SQL.identifier(place, "company_id")
        return SQL(
            "CASE WHEN %s = 'transit' AND %s IS NULL THEN 'intercompany' ELSE %s END",
            *(usage, company, usage),
        )
