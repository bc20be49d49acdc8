"""Every movement that the nodes of a trace made."""

from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ...tools.locations import OURS
from ...tools.moments import FORMAT
from ...tools.sides import partners_of, side_of
from .trace_state import ORIGINS, Lotless, Movements, Passage


class Row(NamedTuple):
    """A movement as it is read; what its event has of other records is told once for each."""

    line: int
    date: str
    reference: str
    model: str
    res_id: int
    package: int | None
    owner: int | None
    company: int | None
    quantity: float
    product: int
    lot: int | None
    is_waived: bool | None
    returned: int | None  # the move whose goods it brings back
    # What tells of where it went and between whom; the operation type says who is who.
    source: int
    target: int
    is_inventory: bool | None
    of_picking: int | None
    of_move: int | None
    operation: str | None


# Where in a row begins what tells of where it went.
WAY = Row._fields.index("source")


class Names(NamedTuple):
    """What the user may see of what movements name, by ids."""

    places: dict  # usage and name
    partners: dict
    packages: dict
    shipments: dict  # move: to whom its transfer went, of what comes back from him to the vendor


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
        self._learn_products(walk, {row.product for row in rows})
        names = self._names_in(rows)
        for row in rows:
            way, product = row[WAY:], walk.products[row.product]
            if row.returned in names.shipments:
                way += (row.returned,)
            passage = told.get(way)
            if not passage:
                passage = told[way] = self._passage(row, names)
            nodes = (row.lot,) if row.lot else batch_lines.get(row.line, ())
            event = self._event(row, passage, product, names)
            movements.products[row.line] = row.product
            movements.passages[row.line] = passage
            movements.lines[row.line] = event
            movements.add(nodes, event, passage)
            if row.lot and product.tracking == "serial":
                movements.hold(row.lot, event, passage)
            if not nodes and product.tracking != "none":
                movements.lotless[row.line] = Lotless(event, product.name, bool(row.is_waived))
        movements.add_up_crossings()
        self._set_taken_out(walk, movements)
        movements.keep_to_moments(walk)
        return movements

    @staticmethod
    def _event(row, passage, product, names):
        """Return a movement as the answer has it; its node is filled in later."""
        return {
            "move_line_id": row.line,
            "node": None,
            "kind": passage.kind,
            "certainty": "certain",
            "date": row.date,
            "reference": row.reference,
            "model": row.model,
            "res_id": row.res_id,
            "side": passage.side,
            "sign": passage.sign,
            "location_from": passage.location_from,
            "location_to": passage.location_to,
            "partner_id": passage.partner_id,
            "partner_name": passage.partner_name,
            "from_partner_id": passage.from_partner_id,
            "from_partner_name": passage.from_partner_name,
            "to_partner_id": passage.to_partner_id,
            "to_partner_name": passage.to_partner_name,
            "package_id": row.package if row.package in names.packages else None,
            "package_name": names.packages.get(row.package) or "",
            "owner_id": row.owner if row.owner in names.partners else None,
            "owner_name": names.partners.get(row.owner) or "",
            "company_id": row.company,
            "quantity": row.quantity,
            "uom": product.uom,
            "share": 0.0,
        }

    def _names_in(self, rows):
        """Read what movements name, each as far as the user may see it.

        :return: Names
        """
        places = {
            place: (self._usage_of(usage, company), name or "")
            for place, usage, company, name in self._read_all(
                *("stock.location", {place for row in rows for place in (row.source, row.target)}),
                *("usage", "company_id", "complete_name"),
            )
        }
        shipments = self._shipments(
            {row.returned for row in rows if row.returned and self._is_given_back(row, places)}
        )
        partners = {partner for row in rows for partner in (row.of_picking, row.of_move, row.owner)}
        partners |= {*shipments.values()}
        packages = {row.package for row in rows}
        return Names(
            places,
            partners=dict(self._read_all("res.partner", partners, "complete_name")),
            packages=dict(self._read_all("stock.package", packages, "name")),
            shipments=shipments,
        )

    @staticmethod
    def _is_given_back(row, places):
        """Tell whether the customer gives goods to the vendor, or sends them on their way there."""
        source, target = (places.get(place, (None,))[0] for place in (row.source, row.target))
        return source == "customer" and target in ("supplier", "transit", "intercompany")

    def _shipments(self, move_ids):
        """Return {move id: partner of its transfer}: what a vendor shipped to the customer comes
        back under the customer's name.
        """
        if not move_ids:
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT move.id, picking.partner_id FROM unnest(%s::int[]) wanted (id)"
                    " CROSS JOIN %s move CROSS JOIN %s picking",
                    list(move_ids),
                    self.looked_up("stock.move", "id", SQL("wanted.id"), "picking_id"),
                    self.looked_up("stock.picking", "id", SQL("move.picking_id"), "partner_id"),
                )
            )
        )

    @staticmethod
    def _usage_of(usage, company_id):
        """Tell the transit between companies, which no company owns, from that of one of them."""
        return "intercompany" if usage == "transit" and not company_id else usage

    def _passage(self, row, names):
        """Return the Passage of a movement: what its locations and partners tell of it."""
        (source, location_from), (target, location_to) = (
            names.places.get(place, (None, "")) for place in (row.source, row.target)
        )
        of_document = row.of_picking
        if self._is_given_back(row, names.places):
            shipped_to = names.shipments.get(row.returned)
            of_document = shipped_to if shipped_to not in (None, row.of_move) else of_document
        giver, taker = partners_of(source, target, of_document, row.of_move, row.operation)
        side, sign = side_of(source, target)
        usages = {"from_usage": source, "to_usage": target, "is_inventory": row.is_inventory}
        named = []
        for partner in (taker or giver or of_document or row.of_move, giver, taker):
            is_known = partner in names.partners
            named += (partner, names.partners[partner] or "") if is_known else (None, "")
        return Passage(
            tuple(usages.values()),
            *(self._trace_event_kind(usages), side, sign, location_from, location_to, *named),
            change=(target in OURS) - (source in OURS),
            is_new=source in ORIGINS and target != source,
        )

    def _event_rows(self, walk, line_ids):
        """Read the movements of the lots of a trace, and of these lines those without lot.

        :return: list of Row, the earliest first, cut at the most that an answer may hold
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
        return [*map(Row._make, rows)]

    def _events_sql(self, walk, lot_ids, line_ids):
        """Join the lines with their move, transfer and operation type, each as far as the user may
        see.

        :return: SQL that selects the fields of Row
        """
        documents = self._trace_reference()
        fields = [field for _model, field in documents]
        columns = [SQL.identifier("move", field) for field in fields]
        names = ("reference", "partner_id", "is_inventory", "picking_type_id")
        names += ("origin_returned_move_id",)
        names += tuple(dict.fromkeys((*fields, "picking_id")))
        return SQL(
            """
            SELECT line.id, to_char(line.date, %(format)s), coalesce(move.reference, ''),
                   CASE %(models)s ELSE 'stock.move' END, coalesce(%(documents)s, line.move_id),
                   coalesce(line.result_package_id, line.package_id), line.owner_id,
                   line.company_id, line.quantity_product_uom,
                   line.product_id, line.lot_id, line.lot_waived, move.origin_returned_move_id,
                   line.location_id, line.location_dest_id, move.is_inventory,
                   picking.partner_id, move.partner_id, operation.code
              FROM (%(lines)s) line
              LEFT JOIN %(moves)s move ON TRUE
              LEFT JOIN %(pickings)s picking ON TRUE
              LEFT JOIN %(operations)s operation ON operation.id = move.picking_type_id
             -- what an order used comes before what it made, though both are of one second
             ORDER BY line.date, line.location_id IN %(production)s, line.id
            """,
            format=FORMAT,
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
            operations=self._visible("stock.picking.type", "code"),
            production=walk.production_ids,
        )
