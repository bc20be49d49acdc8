"""Histories told by real documents, and what their makers know of them: each step notes, beside
what it does, what happened in words of the reckoning.
"""

from datetime import timedelta

from freezegun import freeze_time

from odoo.addons.product_traceability.tests.common.in_time import Document, History, Movement
from odoo.addons.product_traceability.tests.common.random_moments import RandomMoments
from odoo.addons.product_traceability.tests.common.random_record import START

from .common import FactoryCommon

# A moment is half a step: what a subcontractor made is dated a second before it is received.
STEP = 2


class DocumentsTold(RandomMoments, FactoryCommon):
    """Steps that follow each other in time, and all that is known of what they did."""

    # -- time ---------------------------------------------------------------------------------
    def setUp(self):
        super().setUp()
        # To stop the clock takes long: it is stopped once, and moved on.
        frozen = freeze_time(START)
        self.clock = frozen.start()
        self.addCleanup(frozen.stop)

    @staticmethod
    def at(day):
        """A step is a day; the odd number before it is a second earlier."""
        return START + timedelta(days=(day + 1) // STEP, seconds=-(day % STEP))

    # -- what is known ------------------------------------------------------------------------
    def start(self):
        """Forget all that was told."""
        self.latest = 0
        self.documents_told, self.movements_told, self.what = [], [], {}
        self.containers = {}  # {line id: packages that it moved goods in, into or out of}
        # {record: {lot: moments}} of what a transfer, an order, a partner or a package had.
        self.had = {}
        self.counts = {}

    def history(self, as_of):
        told = self.documents_told, self.movements_told
        return History(*told, self.product_of, self.is_serial, as_of)

    def number_of(self, lot):
        return self.lots.index(lot)

    def new_lines(self):
        lots = self.env["stock.lot"].concat(*self.lots)
        lines = self.env["stock.move.line"].search(
            [("state", "=", "done"), ("lot_id", "in", lots.ids)], order="id"
        )
        return lines.filtered(lambda line: line.id not in self.what)

    def note(self, *expected):
        """Note that just these movements were done.

        :param expected: kind, number of the lot, quantity and, of a receipt, number of the vendor
        """
        lines = self.new_lines()
        for kind, lot, quantity, *partner in expected:
            line = lines.filtered(
                lambda line, lot=lot, quantity=quantity: (
                    line.lot_id == self.lots[lot]
                    and abs(line.quantity_product_uom - quantity) < 1e-6
                )
            )[:1]
            self.assertTrue(line, f"{kind} of {quantity} of {lot}")
            lines -= line
            self.what[line.id] = kind, len(self.movements_told), 0
            movement = Movement(kind, lot, quantity, self.now, *partner)
            self.movements_told.append(movement)
            self.note_had(line, self.now)
        self.assertFalse(lines, "nothing else was done")

    def note_all(self, kind, told):
        """Note that just these lots were moved.

        :param list told: (number of the lot, quantity)
        """
        self.note(*((kind, *one) for one in told))

    def note_had(self, line, moment):
        """Note what a record has to do with a movement."""
        places = line.location_id | line.location_dest_id
        partners = line.picking_id.partner_id | line.move_id.partner_id
        records = [line.picking_id, *(partners if self.has_partner(places) else ())]
        records += self.containers.pop(line.id, ())
        for record in filter(None, records):
            moments = self.had.setdefault(record, {}).setdefault(self.number_of(line.lot_id), [])
            moments.append(moment)

    def has_partner(self, places):
        """Return whether what moves between these places has to do with a partner."""
        return bool({"supplier", "customer"} & {*places.mapped("usage")})

    def note_document(self, kind, moves, moment):
        """Note what an order or an unbuild used, made and gave back, by its moves.

        :param dict moves: {side: stock.move}
        """
        number, sides = len(self.documents_told), {"used": [], "made": [], "taken": []}
        for side, of_side in moves.items():
            for line in of_side.move_line_ids.filtered("lot_id").sorted("id"):
                self.what[line.id] = side, number, len(sides[side])
                lot = self.number_of(line.lot_id)
                sides[side].append((lot, line.quantity_product_uom))
                order = line.move_id.production_id or line.move_id.raw_material_production_id
                if order and side == "made":
                    self.had.setdefault(order, {}).setdefault(lot, []).append(moment)
        told = Document(sides["used"], sides["made"], moment, moment, kind, sides["taken"])
        self.documents_told.append(told)

    # -- steps --------------------------------------------------------------------------------
    def step(self, kinds, which, some, back):
        """Do one step, a day after the last one or, where it is recorded late, on an earlier day.

        :param kinds: names of steps, of which the first that there is anything to do for is done
        """
        self.latest += STEP
        self.now = max(self.latest - STEP * back, STEP)
        self.clock.move_to(self.at(self.now))
        kind = next(kind for kind in kinds if getattr(self, f"do_{kind}")(which, some))
        self.env.flush_all()
        self.env.invalidate_all()
        self.counts[kind] = self.counts.get(kind, 0) + 1
        self.assertFalse(self.new_lines(), f"{kind} told of all it did")
