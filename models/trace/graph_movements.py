"""Every movement that the nodes of a trace made."""

from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ...tools.arrays import id_array
from ...tools.locations import OURS
from ...tools.moments import FORMAT
from ...tools.sides import partners_of, side_of
from .trace_movements import ORIGINS, Lotless, Movements, Passage


class Course(NamedTuple):
    """What many movements have in common: the end of each row that is read."""

    product: int
    company: int | None
    package: int | None
    owner: int | None
    # Where they went and between whom; the operation type says who is who.
    source: int
    target: int
    is_inventory: bool | None
    of_picking: int | None
    of_move: int | None
    operation: str | None


# Where in a row what is read of it first stands, and where begins what it shares with others.
MODEL, LOT, WAIVED, RETURNED, COURSE = 4, 6, 7, 8, 9
# What a movement of the answer tells, in its order.
EVENT = (
    *("move_line_id", "node", "kind", "certainty", "date", "reference", "model", "res_id"),
    *("side", "sign", "location_from", "location_to", "partner_id", "partner_name"),
    *("from_partner_id", "from_partner_name", "to_partner_id", "to_partner_name"),
    *("package_id", "package_name", "owner_id", "owner_name", "company_id", "quantity", "uom"),
    "share",
)


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
        movements, passages = Movements(), {}
        batch_lines = self._batch_lines(walk)
        wanted = {*lotless_ids, *batch_lines}
        wanted |= {pair[2] if pair[1] else pair[0] for pair in walk.pairs if not all(pair)}
        rows = self._event_rows(walk, wanted)
        movements.models = {row[MODEL] for row in rows}
        courses = {way: Course(*way) for way in {row[COURSE:] for row in rows}}
        self._learn_products(walk, {course.product for course in courses.values()})
        names = self._names_in(courses.values(), rows)
        shipments, add = names.shipments, movements.add
        for row in rows:
            lot, way = row[LOT], row[COURSE:]
            returned = row[RETURNED] if row[RETURNED] in shipments else None
            passage = passages.get((way, returned) if returned else way)
            if not passage:
                passage = self._passage(walk, courses[way], returned, names)
                passages[(way, returned) if returned else way] = passage
                movements.kinds[passage.usages] = passage.event["kind"]
            if lot:
                add((lot,), passage, row)
                continue
            nodes = batch_lines.get(row[0], ())
            event, product = add(nodes, passage, row), walk.products[passage.product_id]
            if not nodes and product.tracking != "none":
                movements.lotless[row[0]] = Lotless(event, product.name, bool(row[WAIVED]))
        movements.add_up_crossings()
        self._set_taken_out(walk, movements)
        movements.keep_to_moments(walk)
        return movements

    def _names_in(self, courses, rows):
        """Read what movements name, each as far as the user may see it.

        :return: Names
        """
        places = {
            place: (self._usage_of(usage, company), name or "")
            for place, usage, company, name in self._read_all(
                *("stock.location", {p for c in courses for p in (c.source, c.target)}),
                *("usage", "company_id", "complete_name"),
            )
        }
        back = {
            row[RETURNED]
            for row in rows
            if row[RETURNED] and self._is_given_back(Course(*row[COURSE:]), places)
        }
        shipments = self._shipments(back)
        partners = {partner for c in courses for partner in (c.of_picking, c.of_move, c.owner)} | {
            *shipments.values()
        }
        packages = {course.package for course in courses}
        return Names(
            places,
            partners=dict(self._read_all("res.partner", partners, "complete_name")),
            packages=dict(self._read_all("stock.package", packages, "name")),
            shipments=shipments,
        )

    @staticmethod
    def _is_given_back(course, places):
        """Tell whether the customer gives goods to the vendor, or sends them on their way there."""
        source, target = (places.get(p, (None,))[0] for p in (course.source, course.target))
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
                    id_array(move_ids),
                    self.looked_up("stock.move", "id", SQL("wanted.id"), "picking_id"),
                    self.looked_up("stock.picking", "id", SQL("move.picking_id"), "partner_id"),
                )
            )
        )

    @staticmethod
    def _usage_of(usage, company_id):
        """Tell the transit between companies, which no company owns, from that of one of them."""
        return "intercompany" if usage == "transit" and not company_id else usage

    def _passage(self, walk, course, returned, names):
        """Return the Passage of movements: what they have in common tells.

        :param returned: the move whose goods they bring back
        """
        (source, location_from), (target, location_to) = (
            names.places.get(place, (None, "")) for place in (course.source, course.target)
        )
        product, of_move = walk.products[course.product], course.of_move
        of_document = course.of_picking
        if self._is_given_back(course, names.places):
            shipped_to = names.shipments.get(returned)
            of_document = shipped_to if shipped_to not in (None, of_move) else of_document
        giver, taker = partners_of(source, target, of_document, of_move, course.operation)
        side, sign = side_of(source, target)
        usages = {"from_usage": source, "to_usage": target, "is_inventory": course.is_inventory}
        told = dict.fromkeys(EVENT)
        told.update(
            kind=self._trace_event_kind(usages),
            certainty="certain",
            side=side,
            sign=sign,
            location_from=location_from,
            location_to=location_to,
            company_id=course.company,
            uom=product.uom,
            share=0.0,
        )
        for of, known, record in (
            ("partner", names.partners, taker or giver or of_document or of_move),
            ("from_partner", names.partners, giver),
            ("to_partner", names.partners, taker),
            ("package", names.packages, course.package),
            ("owner", names.partners, course.owner),
        ):
            told[f"{of}_id"] = record if record in known else None
            told[f"{of}_name"] = known.get(record) or ""
        return Passage(
            told,
            tuple(usages.values()),
            change=(target in OURS) - (source in OURS),
            is_new=source in ORIGINS and target != source,
            product_id=course.product,
            is_serial=product.tracking == "serial",
        )

    def _event_rows(self, walk, line_ids):
        """Read the movements of the lots of a trace, and of these lines those without lot.

        :return: list of rows, the earliest first, cut at the most that an answer may hold: line,
            date, quantity, reference, model and id of the document, lot, whether a manager allowed
            it to have none, the move whose goods it brings back; then the fields of Course
        """
        lots = [node for node in walk.depths if node > 0]
        near = (walk, lots, line_ids)
        rows = self.env.execute_query(self._events_sql(*near))
        if len(rows) > walk.max_events:
            counted = SQL("SELECT count(*) FROM (%s) lines", self._near_lines(*near))
            [[count]] = self.env.execute_query(counted)
            walk.cut("events", count - walk.max_events)
            del rows[walk.max_events :]
        return rows

    def _events_sql(self, walk, lot_ids, line_ids):
        """Join the lines with their move, transfer and operation type, each as far as the user may
        see.

        :return: SQL that selects what :meth:`_event_rows` gives
        """
        documents = self._trace_reference()
        fields = [field for _model, field in documents]
        columns = [SQL.identifier("move", field) for field in fields]
        names = ("reference", "partner_id", "is_inventory", "picking_type_id")
        names += ("origin_returned_move_id",)
        names += tuple(dict.fromkeys((*fields, "picking_id")))
        return SQL(
            """
            SELECT line.id, to_char(line.date, %(format)s), line.quantity_product_uom::float8,
                   coalesce(move.reference, ''), CASE %(models)s ELSE 'stock.move' END,
                   coalesce(%(documents)s, line.move_id), line.lot_id, line.lot_waived,
                   move.origin_returned_move_id,
                   line.product_id, line.company_id,
                   coalesce(line.result_package_id, line.package_id), line.owner_id,
                   line.location_id, line.location_dest_id, move.is_inventory,
                   picking.partner_id, move.partner_id, operation.code
              -- what an order used comes before what it made, though both are of one second
              FROM (SELECT line.*, line.location_id IN %(production)s AS is_made,
                           NULL::json AS once
                      FROM (%(lines)s) line
                     ORDER BY line.date, is_made, line.id
                     LIMIT %(most)s) line
              LEFT JOIN %(moves)s move ON TRUE
              LEFT JOIN %(pickings)s picking ON TRUE
              LEFT JOIN %(operations)s operation ON TRUE
             ORDER BY line.date, line.is_made, line.id
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
            moves=self.looked_up(
                "stock.move", "id", SQL("line.move_id"), *names, once=SQL("line.once")
            ),
            pickings=self.looked_up("stock.picking", "id", SQL("move.picking_id"), "partner_id"),
            operations=self.looked_up(
                "stock.picking.type", "id", SQL("move.picking_type_id"), "code"
            ),
            production=walk.production_ids,
            most=walk.max_events + 1,
        )
