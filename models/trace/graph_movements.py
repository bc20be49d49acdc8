"""Every movement that the nodes of a trace made."""

from odoo import models
from odoo.tools import SQL

from .trace_state import Lotless, Movements

# What an event of the answer tells, in its order; what is no column of the query is filled in.
EVENT = dict.fromkeys(
    (
        *("move_line_id", "node", "kind", "certainty", "date", "reference", "model", "res_id"),
        *("location_from", "location_to", "partner_id", "partner_name", "package_id"),
        *("package_name", "owner_id", "owner_name", "company_id", "quantity", "uom", "share"),
    )
) | {"certainty": "certain", "share": 0.0}
# What a movement was is judged by these.
PLACES = ("from_usage", "to_usage", "is_inventory")


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _movements(self, walk, lotless_ids):
        """Read every movement of the nodes, and the given lines without lot, in one query.

        :return: Movements
        """
        movements, kinds = Movements(), {}
        batch_lines = self._batch_lines(walk)
        wanted = {*lotless_ids, *batch_lines}
        wanted |= {pair[2] if pair[1] else pair[0] for pair in walk.pairs if not all(pair)}
        rows = self._event_rows(walk, wanted)
        self._learn_products(walk, set(rows.column("product_id")))
        for row in rows:
            product_id, lot_id, is_waived = map(row.pop, ("product_id", "lot_id", "lot_waived"))
            places = tuple(map(row.pop, PLACES))
            if places not in kinds:
                kinds[places] = self._trace_event_kind(dict(zip(PLACES, places, strict=True)))
            line, product = row["move_line_id"], walk.products[product_id]
            event = {**EVENT, **row, "kind": kinds[places], "uom": product.uom}
            movements.products[line] = product_id
            movements.lines[line] = event
            nodes = (lot_id,) if lot_id else batch_lines.get(line, ())
            movements.add(nodes, event, places)
            if not nodes and product.tracking != "none":
                movements.lotless[line] = Lotless(event, product.name, bool(is_waived))
        movements.add_up_crossings()
        self._set_taken_out(walk, movements)
        movements.keep_to_moments(walk)
        return movements

    def _event_rows(self, walk, line_ids):
        """Read the movements of the lots of a trace, and of these lines those without lot.

        :return: Rows, the earliest first, cut at the most that an answer may hold: most of
            ``EVENT``, and ``PLACES``, ``product_id``, ``lot_id``, ``lot_waived``
        """
        lots = [node for node in walk.depths if node > 0]
        near = (walk, lots, line_ids)
        rows = self._rows(SQL("%s LIMIT %s", self._events_sql(*near), walk.max_events + 1))
        if len(rows) > walk.max_events:
            counted = SQL("SELECT count(*) FROM (%s) lines", self._near_lines(*near))
            [[count]] = self.env.execute_query(counted)
            walk.cut("events", count - walk.max_events)
            rows.cut(walk.max_events)
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
            SELECT line.id AS move_line_id,
                   to_char(line.date, 'YYYY-MM-DD HH24:MI:SS') AS date,
                   coalesce(move.reference, '') AS reference,
                   CASE %(models)s ELSE 'stock.move' END AS model,
                   coalesce(%(documents)s, line.move_id) AS res_id,
                   coalesce(source.complete_name, '') AS location_from,
                   coalesce(target.complete_name, '') AS location_to,
                   partner.id AS partner_id, coalesce(partner.complete_name, '') AS partner_name,
                   package.id AS package_id, coalesce(package.name, '') AS package_name,
                   owner.id AS owner_id, coalesce(owner.complete_name, '') AS owner_name,
                   line.company_id, line.quantity_product_uom AS quantity,
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
            moves=self.looked_up("stock.move", "id", SQL("line.move_id"), *names),
            pickings=self.looked_up("stock.picking", "id", SQL("move.picking_id"), "partner_id"),
            places=places,
            partners=self.looked_up("res.partner", "id", partner, "complete_name"),
            packages=self.looked_up("stock.package", "id", package, "name"),
            owners=self.looked_up("res.partner", "id", SQL("line.owner_id"), "complete_name"),
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
