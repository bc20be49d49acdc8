"""Every movement that the nodes of a trace made."""

from odoo import models
from odoo.tools import SQL

from ...tools.sides import partners_of, side_of
from .trace_state import Lotless, Movements

# What an event of the answer tells, in its order; what is no column of the query is filled in.
EVENT = dict.fromkeys(
    (
        *("move_line_id", "node", "kind", "certainty", "date", "reference", "model", "res_id"),
        *("side", "sign", "location_from", "location_to", "partner_id", "partner_name"),
        *("from_partner_id", "from_partner_name", "to_partner_id", "to_partner_name"),
        *("package_id", "package_name", "owner_id", "owner_name"),
        *("company_id", "quantity", "uom", "share"),
    )
) | {"certainty": "certain", "share": 0.0}
# What a movement was is judged by these.
PLACES = ("from_usage", "to_usage", "is_inventory")
# Whom it names: the transfer's partner and the move's; its operation type says who is who.
NAMED = ("document_partner_id", "move_partner_id", "operation")


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _movements(self, walk, lotless_ids):
        """Read every movement of the nodes, and the given lines without lot, in one query.

        :return: Movements
        """
        movements, told = Movements(), {}
        batch_lines = self._batch_lines(walk)
        wanted = {*lotless_ids, *batch_lines}
        wanted |= {pair[2] if pair[1] else pair[0] for pair in walk.pairs if not all(pair)}
        rows = self._event_rows(walk, wanted)
        self._learn_products(walk, set(rows.column("product_id")))
        names = self._partner_names(rows)
        for row in rows:
            product_id, lot_id, is_waived = map(row.pop, ("product_id", "lot_id", "lot_waived"))
            places, named = tuple(map(row.pop, PLACES)), tuple(map(row.pop, NAMED))
            if (places, named) not in told:
                told[places, named] = self._told_by_places(places, named, names)
            line, product = row["move_line_id"], walk.products[product_id]
            event = {**EVENT, **row, **told[places, named], "uom": product.uom}
            movements.products[line] = product_id
            movements.usages[line] = places
            movements.lines[line] = event
            nodes = (lot_id,) if lot_id else batch_lines.get(line, ())
            movements.add(nodes, event, places)
            if lot_id and product.tracking == "serial":
                movements.hold(lot_id, event, places)
            if not nodes and product.tracking != "none":
                movements.lotless[line] = Lotless(event, product.name, bool(is_waived))
        movements.add_up_crossings()
        self._set_taken_out(walk, movements)
        movements.keep_to_moments(walk)
        return movements

    def _partner_names(self, rows):
        """Return {id: name} of the partners that movements name and the user may see."""
        found = {*rows.column("document_partner_id"), *rows.column("move_partner_id")} - {None}
        if not found:
            return {}
        partners = self.looked_up("res.partner", "id", SQL("wanted.id"), "complete_name")
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT partner.id, partner.complete_name FROM unnest(%s::int[]) wanted (id)"
                    " CROSS JOIN %s partner",
                    list(found),
                    partners,
                )
            )
        )

    def _told_by_places(self, places, named, names):
        """Return what the locations and partners of a movement tell of it, as its event has it."""
        source, target, _is_inventory = places
        of_document, of_move, _operation = named
        giver, taker = partners_of(source, target, *named)
        partners = {
            "partner": taker or giver or of_document or of_move,
            "from_partner": giver,
            "to_partner": taker,
        }
        side, sign = side_of(source, target)
        values = {
            "kind": self._trace_event_kind(dict(zip(PLACES, places, strict=True))),
            "side": side,
            "sign": sign,
        }
        for name, partner in partners.items():
            is_known = partner in names
            values[f"{name}_id"] = partner if is_known else None
            values[f"{name}_name"] = (is_known and names[partner]) or ""
        return values

    def _event_rows(self, walk, line_ids):
        """Read the movements of the lots of a trace, and of these lines those without lot.

        :return: Rows, the earliest first, cut at the most that an answer may hold: most of
            ``EVENT``, and ``PLACES``, ``NAMED``, ``product_id``, ``lot_id``, ``lot_waived``
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
        """Join the lines with their move, transfer and places, each as far as the user may see."""
        documents = self._trace_reference()
        fields = [field for _model, field in documents]
        columns = [SQL.identifier("move", field) for field in fields]
        names = ("reference", "partner_id", "is_inventory", "picking_type_id")
        names += ("origin_returned_move_id",)
        names += tuple(dict.fromkeys((*fields, "picking_id")))
        places = self._visible("stock.location", "usage", "company_id", "complete_name")
        given_back = SQL(
            "CASE WHEN source.usage = 'customer' AND target.usage IN ('supplier', 'transit')"
            " THEN move.origin_returned_move_id END"
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
                   coalesce(nullif(shipment.partner_id, move.partner_id), picking.partner_id)
                       AS document_partner_id,
                   move.partner_id AS move_partner_id,
                   operation.code AS operation,
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
              -- what a vendor shipped to the customer comes back under the customer's name
              LEFT JOIN %(returned)s returned ON TRUE
              LEFT JOIN %(shipments)s shipment ON TRUE
              LEFT JOIN %(operations)s operation ON operation.id = move.picking_type_id
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
            returned=self.looked_up("stock.move", "id", given_back, "picking_id"),
            shipments=self.looked_up(
                "stock.picking", "id", SQL("returned.picking_id"), "partner_id"
            ),
            operations=self._visible("stock.picking.type", "code"),
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
