"""The engine's facts: every movement that the nodes of a trace made."""

from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from .trace_state import node_key

# What an event tells, in the order of the columns that are read.
EVENT = (
    *("move_line_id", "node", "kind", "certainty", "date", "reference", "model", "res_id"),
    *("location_from", "location_to", "partner_id", "partner_name", "package_id", "package_name"),
    *("owner_id", "owner_name", "company_id", "quantity", "uom", "share"),
)
# The last columns, which are no part of the answer: the places give the kind of a movement.
PLACES = ("from_usage", "to_usage", "is_inventory")


class Facts:
    """The movements of one trace, as its links, shares and gaps need them."""

    def __init__(self):
        self.lines = {}  # line id: its event (of a batch's line: the first of its nodes')
        self.products = {}  # line id: product id
        self.events = []  # in the order of time
        self.by_node = defaultdict(list)  # node: its events
        self.changes = defaultdict(float)  # (node, from usage, to usage, is inventory): quantity
        self.sent_over = defaultdict(float)  # node: quantity, from its company to others
        self.got_over = defaultdict(float)  # node: quantity, to its company from others
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
        rows = self._event_rows(walk, wanted)
        self._learn_products(walk, {row[len(EVENT)] for row in rows})
        for row in rows:
            event = dict(zip(EVENT, row, strict=False))
            product_id, lot, is_waived, *places = row[len(EVENT) :]
            places = tuple(places)
            if places not in kinds:
                kinds[places] = self._trace_event_kind(dict(zip(PLACES, places, strict=True)))
            line, product = event["move_line_id"], walk.products[product_id]
            event["kind"], event["uom"] = kinds[places], product.uom
            facts.products[line] = product_id
            facts.lines[line] = event
            nodes = (lot,) if lot else batch_lines.get(line, ())
            for number, node in enumerate(nodes):
                own = {**event} if number else event
                own["node"] = node_key(node)
                facts.events.append(own)
                facts.by_node[node].append(own)
                facts.changes[(node, *places)] += event["quantity"]
            if not nodes and product.tracking != "none":
                facts.lotless[line] = event, product.name, bool(is_waived)
        for (node, source, target, _is_inventory), quantity in facts.changes.items():
            if target == "intercompany":
                facts.sent_over[node] += quantity
            if source == "intercompany":
                facts.got_over[node] += quantity
        return facts

    def _event_rows(self, walk, line_ids):
        """Read the movements of the lots of a trace, and of these lines those without lot.

        :return: list of tuples, the earliest first, cut at the most that an answer may hold:
            ``EVENT``, product, lot, whether a manager allowed that it has none, ``PLACES``
        """
        lots = [node for node in walk.depths if node > 0]
        near = (walk, lots, line_ids)
        rows = self.env.execute_query(
            SQL("%s LIMIT %s", self._events_sql(*near), walk.max_events + 1)
        )
        if len(rows) > walk.max_events:
            counted = SQL("SELECT count(*) FROM (%s) lines", self._near_lines(*near))
            [[count]] = self.env.execute_query(counted)
            walk.cut("events", count - walk.max_events)
            del rows[walk.max_events :]
        return rows

    def _events_sql(self, walk, lot_ids, line_ids):
        """Join the lines with their move, places and partner, each as far as the user may see."""
        documents = self._trace_reference()
        fields = [field for _model, field in documents]
        columns = [SQL.identifier("move", field) for field in fields]
        names = ("reference", "partner_id", "is_inventory", *dict.fromkeys((*fields, "picking_id")))
        places = self._visible("stock.location", "usage", "company_id", "complete_name")
        # What a vendor ships to a customer for us names the vendor on the transfer, and who got it
        # on the move.
        partner = SQL(
            "CASE WHEN source.usage = 'supplier' AND target.usage = 'customer'"
            " THEN coalesce(move.partner_id, picking.partner_id)"
            " ELSE coalesce(picking.partner_id, move.partner_id) END"
        )
        package = SQL("coalesce(line.result_package_id, line.package_id)")
        return SQL(
            """
            SELECT line.id AS move_line_id, NULL AS node, '' AS kind, 'certain' AS certainty,
                   to_char(line.date, 'YYYY-MM-DD HH24:MI:SS') AS date,
                   coalesce(move.reference, '') AS reference,
                   CASE %(models)s ELSE 'stock.move' END AS model,
                   coalesce(%(documents)s, line.move_id) AS res_id,
                   coalesce(source.complete_name, '') AS location_from,
                   coalesce(target.complete_name, '') AS location_to,
                   partner.id AS partner_id, coalesce(partner.complete_name, '') AS partner_name,
                   package.id AS package_id, coalesce(package.name, '') AS package_name,
                   owner.id AS owner_id, coalesce(owner.complete_name, '') AS owner_name,
                   line.company_id, line.quantity_product_uom AS quantity, '' AS uom, 0.0 AS share,
                   line.product_id, line.lot_id, line.lot_waived,
                   %(from_usage)s AS from_usage, %(to_usage)s AS to_usage, move.is_inventory
              FROM (%(lines)s) line
              LEFT JOIN %(moves)s move ON TRUE
              LEFT JOIN %(pickings)s picking ON TRUE
              LEFT JOIN %(places)s source ON source.id = line.location_id
              LEFT JOIN %(places)s target ON target.id = line.location_dest_id
              LEFT JOIN %(partners)s partner ON TRUE
              LEFT JOIN %(packages)s package ON TRUE
              LEFT JOIN %(owners)s owner ON TRUE
             -- what an order used comes before what it made, though both are of one second
             ORDER BY line.date, coalesce(source.usage = 'production', false), line.id
            """,
            models=SQL(" ").join(
                SQL("WHEN %s IS NOT NULL THEN %s", column, model)
                for column, (model, _field) in zip(columns, documents, strict=True)
            ),
            documents=SQL(", ").join(columns),
            lines=self._near_lines(
                *(walk, lot_ids, line_ids),
                *("date", "lot_id", "product_id", "move_id", "quantity_product_uom"),
                *("location_id", "location_dest_id", "lot_waived", "company_id"),
                *("package_id", "result_package_id", "owner_id"),
            ),
            moves=self._looked_up("stock.move", "id", SQL("line.move_id"), *names),
            pickings=self._looked_up("stock.picking", "id", SQL("move.picking_id"), "partner_id"),
            places=places,
            partners=self._looked_up("res.partner", "id", partner, "complete_name"),
            packages=self._looked_up("stock.package", "id", package, "name"),
            owners=self._looked_up("res.partner", "id", SQL("line.owner_id"), "complete_name"),
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
