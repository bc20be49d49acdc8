"""Every movement that the nodes of a trace made."""

import json
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ...tools.alike import alike
from ...tools.arrays import id_array
from ...tools.locations import OURS
from ...tools.moments import FORMAT
from ...tools.sides import is_past_us, partners_of, side_of
from .trace_movements import ORIGINS, Lotless, Movements, Passage


class Course(NamedTuple):
    """What many movements have in common: as one text, the end of each row that is read."""

    document: int  # which of the models a move may be of
    product: int
    company: int | None
    package: int | None
    owner: int | None
    # Where they went and between whom; the operation type says who is who.
    source: int
    target: int
    is_inventory: int | None
    of_picking: int | None
    of_move: int | None
    operation: int | None

    @classmethod
    def read(cls, texts):
        """Read a list of them from the texts of PostgreSQL's arrays, such as ``{6,1,NULL,…}``."""
        told = ",".join(texts).replace("{", "[").replace("}", "]").replace("NULL", "null")
        return [cls(*values) for values in json.loads(f"[{told}]")]


# Where in a row its lot stands, the move whose goods it brings back, and what it shares with
# others.
LOT, RETURNED, COURSE = 5, 7, 8
# What a movement of the answer tells, in its order.
EVENT = (
    *("move_line_id", "node", "kind", "certainty", "date", "reference", "model", "res_id"),
    *("side", "sign", "location_from", "location_to", "partner_id", "partner_name"),
    *("from_partner_id", "from_partner_name", "to_partner_id", "to_partner_name"),
    *("package_id", "package_name", "owner_id", "owner_name", "company_id", "quantity", "uom"),
    "share",
)
NO_EVENT = alike(EVENT)


class Names(NamedTuple):
    """What the user may see of what movements name, by ids."""

    places: dict  # usage and name
    partners: dict
    packages: dict
    operations: dict  # code
    # move: the partner of the transfer that first shipped what came back from it past the company
    shipments: dict
    documents: list  # the models that a move may be of, as Course counts them


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _movements(self, walk, lotless_ids):
        """Read every movement of the nodes, and the given lines without lot, in one query.

        :return: Movements
        """
        movements = Movements()
        batch_lines = self._batch_lines(walk)
        wanted = {*lotless_ids, *batch_lines}
        wanted |= {pair[2] if pair[1] else pair[0] for pair in walk.pairs if not all(pair)}
        rows = self._event_rows(walk, wanted)
        known = {}
        numbers = [known.setdefault(row[COURSE], len(known)) for row in rows]
        courses = Course.read(known)
        self._learn_products(walk, {course.product for course in courses})
        names = self._names_in(courses, rows, numbers)
        passages = [self._passage(walk, course, None, names) for course in courses]
        for passage in passages:
            movements.kinds[passage.usages] = passage.event["kind"]
            movements.documents.add((passage.usages, passage.event["model"]))
        shipments, add = names.shipments, movements.add
        for row, number in zip(rows, numbers, strict=True):
            line, date, quantity, reference, res_id, lot, is_waived, returned, _course = row
            passage = passages[number]
            if shipments and returned in shipments:
                passage = self._passage(walk, courses[number], returned, names)
            if lot:
                add(lot, passage, line, date, quantity, reference, res_id)
            else:
                nodes = batch_lines.get(line, ())
                self._add_lotless(walk, movements, nodes, passage, row[:LOT], is_waived)
        movements.note_crossings()
        self._set_taken_out(walk, movements)
        movements.keep_to_moments(walk)
        return movements

    @staticmethod
    def _add_lotless(walk, movements, nodes, passage, told, is_waived):
        """Note a movement without lot: of batches that it may have moved, or a gap.

        :param tuple told: what :meth:`Movements.add` takes of it
        """
        event, line = movements.add(nodes[0] if nodes else None, passage, *told), told[0]
        for node in nodes[1:]:
            movements.add(node, passage, *told)
        movements.lines[line] = event
        product = walk.products[passage.product_id]
        if not nodes and product.tracking != "none":
            movements.lotless[line] = Lotless(event, product.name, bool(is_waived))

    def _names_in(self, courses, rows, numbers):
        """Read what movements name, each as far as the user may see it.

        :param list numbers: of the course of each row
        :return: Names
        """
        partners = {partner for c in courses for partner in (c.of_picking, c.of_move, c.owner)}
        places, partners, packages, operations = self._read_together(
            (
                *("stock.location", {p for c in courses for p in (c.source, c.target)}),
                *("complete_name", "usage", "company_id"),
            ),
            ("res.partner", partners, "complete_name"),
            ("stock.package", {course.package for course in courses}, "name"),
            ("stock.picking.type", {course.operation for course in courses}, "code"),
        )
        names = Names(
            {
                place: (self._usage_of(usage, company), name or "")
                for place, (name, usage, company) in places.items()
            },
            *(
                {record: name for record, (name, *_others) in records.items()}
                for records in (partners, packages, operations)
            ),
            shipments={},
            documents=[*(model for model, _field in self._trace_reference()), "stock.move"],
        )
        past = {number for number, c in enumerate(courses) if self._is_past_us(c, names.places)}
        if past:
            returned = {row[RETURNED] for row, n in zip(rows, numbers, strict=True) if n in past}
            if returned := returned - {None}:
                self._read_shipments(names, returned)
        return names

    @staticmethod
    def _is_past_us(course, places):
        """Tell whether goods go between vendor and customer, or are on their way back there."""
        source, target = (places.get(p, (None,))[0] for p in (course.source, course.target))
        return is_past_us(source, target) or (source, target) == ("customer", "transit")

    def _read_shipments(self, names, move_ids):
        """Note whom the transfers name that first shipped what some moves brought: what a vendor
        shipped to the customer comes back, and goes again, under the customer's name.
        """
        shipments = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE shipped (id, by) AS (
                    SELECT id, id FROM unnest(%(moves)s::int[]) wanted (id)
                     UNION
                    SELECT shipped.id, move.origin_returned_move_id
                      FROM shipped CROSS JOIN %(move)s move
                     WHERE move.origin_returned_move_id IS NOT NULL
                )
                SELECT shipped.id, picking.partner_id
                  FROM shipped CROSS JOIN %(move)s move CROSS JOIN %(picking)s picking
                 WHERE move.origin_returned_move_id IS NULL
                """,
                moves=id_array(move_ids),
                move=self.looked_up(
                    *("stock.move", "id", SQL("shipped.by")),
                    *("picking_id", "origin_returned_move_id"),
                ),
                picking=self.looked_up("stock.picking", "id", SQL("move.picking_id"), "partner_id"),
            )
        )
        names.shipments.update(shipments)
        partners = {partner for _move, partner in shipments} - names.partners.keys()
        names.partners.update(self._read_all("res.partner", partners, "complete_name"))

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
        if self._is_past_us(course, names.places):
            shipped_to = names.shipments.get(returned)
            of_document = shipped_to if shipped_to not in (None, of_move) else of_document
        giver, taker = partners_of(
            source, target, of_document, of_move, names.operations.get(course.operation)
        )
        side, sign = side_of(source, target)
        usages = {"from_usage": source, "to_usage": target, "is_inventory": course.is_inventory}
        told = NO_EVENT.copy()
        told.update(
            kind=self._trace_event_kind(usages),
            certainty="certain",
            model=names.documents[course.document],
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
            is_counted=(source == "inventory") != (target == "inventory"),
            product_id=course.product,
            is_serial=product.tracking == "serial",
        )

    def _event_rows(self, walk, line_ids):
        """Read the movements of the lots of a trace, and of these lines those without lot.

        :return: list of rows, the earliest first, cut at the most that an answer may hold: line,
            date, quantity, reference, id of the document, lot, whether a manager allowed it to have
            none, the move whose goods it brings back, and the text of its Course
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
        """Join the lines with their move and transfer, each as far as the user may see.

        :return: SQL that selects what :meth:`_event_rows` gives
        """
        fields = [field for _model, field in self._trace_reference()]
        columns = [SQL.identifier("move", field) for field in fields]
        names = ("reference", "partner_id", "is_inventory", "picking_type_id")
        names += ("origin_returned_move_id",)
        names += tuple(dict.fromkeys((*fields, "picking_id")))
        return SQL(
            """
            SELECT line.id, to_char(line.date, %(format)s), line.quantity_product_uom,
                   coalesce(move.reference, ''), coalesce(%(documents)s, line.move_id),
                   line.lot_id, line.lot_waived, move.origin_returned_move_id,
                   -- as one value, of which few are told apart and read
                   ARRAY[CASE %(models)s ELSE %(number)s END, line.product_id, line.company_id,
                         coalesce(line.result_package_id, line.package_id), line.owner_id,
                         line.location_id, line.location_dest_id, move.is_inventory::int,
                         picking.partner_id, move.partner_id, move.picking_type_id]::text
              -- what an order used comes before what it made, though both are of one second
              FROM (SELECT line.*, line.location_id IN %(production)s AS is_made,
                           NULL::json AS once
                      FROM (%(lines)s) line
                     ORDER BY line.date, is_made, line.id
                     LIMIT %(most)s) line
              LEFT JOIN %(moves)s move ON TRUE
              LEFT JOIN %(pickings)s picking ON TRUE
             ORDER BY line.date, line.is_made, line.id
            """,
            format=FORMAT,
            models=SQL(" ").join(
                SQL("WHEN %s IS NOT NULL THEN %s", column, number)
                for number, column in enumerate(columns)
            ),
            number=len(columns),
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
            production=walk.production_ids,
            most=walk.max_events + 1,
        )
