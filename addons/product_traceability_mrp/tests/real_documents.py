"""Histories told by real documents, and what their makers know of them: each step notes, beside
what it does, what happened in words of the reckoning.
"""

from datetime import timedelta
from typing import NamedTuple

from freezegun import freeze_time

from odoo.fields import Command

from odoo.addons.product_traceability.tests.common.in_time import Document, History, Movement
from odoo.addons.product_traceability.tests.common.random_moments import RandomMoments
from odoo.addons.product_traceability.tests.common.random_record import START

from .common import FactoryCommon

TOMATOES, JARS, SAUCES, MOTORS, BLENDERS = (0, 1), (2,), (3, 4), (5, 6, 7), (8, 9, 10)
PRODUCTS = (0, 0, 1, 2, 2, 3, 3, 3, 4, 4, 4)
TRACKINGS = ("lot", "lot", "lot", "serial", "serial")
# A moment is half a step: what a subcontractor made is dated a second before it is received.
STEP = 2


class Spot(NamedTuple):
    """Goods that lie somewhere."""

    lot: int
    quantity: float
    location: object
    package: object


class RealDocuments(RandomMoments, FactoryCommon):
    """A factory where anything may happen next, each step a document of Odoo."""

    product_of_lot, trackings = PRODUCTS, TRACKINGS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.strict_traceability = True
        cls.tomato, cls.jar, cls.sauce, cls.motor, cls.blender = cls.products
        house = cls.warehouse
        house.write({"reception_steps": "three_steps", "delivery_steps": "pick_pack_ship"})
        house.manufacture_steps = "pbm_sam"
        house.in_type_id.use_existing_lots = True  # vendors and makers send more of a lot
        cls.env["res.config.settings"].create(
            {"group_stock_tracking_lot": True, "group_stock_tracking_owner": True}
        ).execute()
        cls.other_house = cls.env["stock.warehouse"].create({"name": "Other", "code": "OTH"})
        cls.transit = cls.company.internal_transit_location_id
        cls.kit = cls.make_product("Picnic Box", "none", is_storable=False)
        cls.workshop = cls.env["res.partner"]
        bills = [(cls.kit, "phantom", [(cls.sauce, 2), (cls.jar, 1)])]
        if "is_subcontract" in cls.env["stock.move"]._fields:
            cls.workshop = cls.env["res.partner"].create({"name": "Workshop"})
            bills += [
                (cls.blender, "subcontract", [(cls.motor, 1)]),
                (cls.sauce, "subcontract", [(cls.tomato, 2)]),
            ]
        for product, kind, parts in bills:
            bill = {
                "product_tmpl_id": product.product_tmpl_id.id,
                "type": kind,
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity})
                    for part, quantity in parts
                ],
            }
            if kind == "subcontract":
                bill["subcontractor_ids"] = [Command.set(cls.workshop.ids)]
            cls.env["mrp.bom"].create(bill)

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
        self.open_orders, self.open_receipts, self.shipped, self.made = [], [], [], []
        self.boxes, self.pallets = [], []
        self.inside = {}  # {box: the pallet it stands on}
        self.by_hand = set()  # boxes that were put there without a transfer
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

    def note_had(self, line, moment):
        """Note what a record has to do with a movement."""
        places = line.location_id | line.location_dest_id
        outside = {"supplier", "customer"} & {*places.mapped("usage")}
        if self.workshop:
            outside = outside or self.workshop.property_stock_subcontractor in places
        records = [line.picking_id, *(line.picking_id.partner_id if outside else ())]
        records += self.containers.pop(line.id, ())
        for record in filter(None, records):
            moments = self.had.setdefault(record, {}).setdefault(self.number_of(line.lot_id), [])
            moments.append(moment)

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

    def note_boxes(self, picking, boxes, pallet=None, is_alone=False):
        """Note that a transfer moves boxes, from where they stand or on a pallet.

        :param bool is_alone: whether they leave the pallet that they stand on
        """
        for line in picking.move_line_ids:
            box = line.package_id
            stood = self.inside.get(box)
            goes = pallet or (None if is_alone else stood)
            self.containers[line.id] = list(filter(None, dict.fromkeys((box, stood, goes))))
        for box in boxes:
            goes = pallet or (None if is_alone else self.inside.get(box))
            self.by_hand.discard(box)
            self.inside.pop(box, None)
            if goes:
                self.inside[box] = goes

    # -- what there is ------------------------------------------------------------------------
    def spots(self, lots, location=None, is_loose=True):
        """Return list of Spot of some lots, in stock unless told otherwise."""
        location = location or self.stock_location
        quants = self.env["stock.quant"].search(
            [
                *(("location_id", "child_of", location.id), ("quantity", ">", 0)),
                ("lot_id", "in", [self.lots[lot].id for lot in lots]),
            ],
            order="lot_id, id",
        )
        return [
            Spot(self.number_of(q.lot_id), q.quantity, q.location_id, q.package_id)
            for q in quants
            if not (is_loose and q.package_id)
        ]

    def some_of(self, spots, which, many=2):
        """Take a part of some spots. :return: list of (Spot, quantity)"""
        chosen = [spot for bit, spot in enumerate(spots) if which & 1 << bit][:many] or spots[:1]
        taken = {}
        for spot in chosen:
            quantity = 1 if self.is_serial(spot.lot) else max(spot.quantity // (1 + which % 2), 1)
            if quantity <= spot.quantity:
                taken[spot.lot] = (spot, quantity)
        return list(taken.values())

    def send(self, operation, target, items, partner=None, uom=None, **line):
        """Move goods, as a transfer does. :return: the done transfer

        :param list items: (Spot, quantity)
        :param line: more values of its lines
        """
        source = items[0][0].location
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": operation.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "partner_id": partner and partner.id,
            }
        )
        places = {"location_dest_id": target.id, "picking_id": picking.id}
        for product in dict.fromkeys(self.lots[spot.lot].product_id for spot, _q in items):
            own = [item for item in items if self.lots[item[0].lot].product_id == product]
            unit = uom or product.uom_id
            self.env["stock.move"].create(
                {
                    **places,
                    "location_id": source.id,
                    "product_id": product.id,
                    "product_uom": unit.id,
                    "product_uom_qty": sum(q for _spot, q in own) / (12 if uom else 1),
                    "move_line_ids": [
                        Command.create(
                            {
                                **places,
                                "location_id": spot.location.id,
                                "product_id": product.id,
                                "product_uom_id": unit.id,
                                "lot_id": self.lots[spot.lot].id,
                                "package_id": spot.package and spot.package.id,
                                "quantity": quantity / (12 if uom else 1),
                                **line,
                            }
                        )
                        for spot, quantity in own
                    ],
                }
            )
        picking.action_confirm()
        picking.move_ids.picked = True
        self.validate(picking)
        return picking

    def validate(self, picking):
        picking.move_ids.move_line_ids.picking_id = picking  # as its form does
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, "done")

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

    def do_receive(self, which, some):
        """From the vendor to the dock, and from there into stock in one step or two."""
        lots = TOMATOES + JARS
        lot, vendor = lots[which % len(lots)], some & 1
        house, source = self.warehouse, self.supplier_location
        if some & 2:
            quantity, unit = 24, self.env.ref("uom.product_uom_dozen")
        else:
            quantity, unit = 10, None
        partner = (self.vendor, self.other_vendor)[vendor]
        more = {"owner_id": partner.id} if some & 8 and not some & 4 else {}
        target = house.wh_input_stock_loc_id if some & 4 else self.stock_location
        goods = [(Spot(lot, quantity, source, None), quantity)]
        if more:
            return self.receive_for(partner, lot, quantity, vendor)
        self.send(house.in_type_id, target, goods, partner, unit)
        self.note(("receipt", lot, quantity, vendor))
        if some & 4:
            steps = [house.wh_qc_stock_loc_id, self.stock_location][which & 1 :]
            for place in steps:
                goods = [(Spot(lot, quantity, target, None), quantity)]
                self.send(house.int_type_id, place, goods)
                self.note(("move", lot, quantity))
                target = place
        return True

    def receive_for(self, partner, lot, quantity, vendor):
        """What the vendor still owns is sent back to him, or stays."""
        picking = self.plan_goods(
            *(self.warehouse.in_type_id, self.supplier_location, self.stock_location),
            *([(self.lots[lot].product_id, self.lots[lot], quantity)], partner),
        )
        picking.owner_id = partner
        self.validate(picking)
        self.note(("receipt", lot, quantity, vendor))
        return True

    def do_receive_motor(self, which, some):
        motor = MOTORS[which % len(MOTORS)]
        if self.lots[motor].quant_ids.filtered("quantity") or any(
            movement.lot == motor for movement in self.movements_told
        ):
            return False
        vendor = some & 1
        goods = [(Spot(motor, 1, self.supplier_location, None), 1)]
        partner = (self.vendor, self.other_vendor)[vendor]
        self.send(self.warehouse.in_type_id, self.stock_location, goods, partner)
        self.note(("receipt", motor, 1, vendor))
        return True

    def goods(self, which, lots=SAUCES + TOMATOES + BLENDERS + MOTORS + JARS):
        return self.some_of(self.spots(lots), which)

    def do_deliver(self, which, some):
        """At once, or picked, packed and shipped: mixed lots in one go."""
        items = self.goods(which)
        if not items or len({spot.location for spot, _q in items}) > 1:
            return False
        house = self.warehouse
        told = [(spot.lot, quantity) for spot, quantity in items]
        if some & 1:
            for place in (house.wh_pack_stock_loc_id, house.wh_output_stock_loc_id):
                self.send(house.int_type_id, place, items)
                self.note(*(("move", *one) for one in told))
                items = [(Spot(lot, quantity, place, None), quantity) for lot, quantity in told]
        customer = (self.customer, self.other_customer)[some >> 1 & 1]
        picking = self.send(house.out_type_id, self.customer_location, items, customer)
        self.note(*(("delivery", *one) for one in told))
        self.shipped.append((picking, dict(told)))
        return True

    def do_give_back(self, which, some):
        """All of a delivery, or one product of it, such as one part of a kit."""
        if not self.shipped:
            return False
        picking, told = self.shipped.pop(which % len(self.shipped))
        moves = picking.move_ids.filtered(lambda move: move.state == "done" and move.quantity)
        if some & 1:
            moves = moves[:1]
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        for line in wizard.product_return_moves:
            line.quantity = line.move_id.quantity if line.move_id in moves else 0
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        lots = {self.number_of(lot) for lot in moves.move_line_ids.lot_id}
        for move in back.move_ids:
            own = [(lot, told[lot]) for lot in lots if self.lots[lot].product_id == move.product_id]
            self._pick(move, [(self.lots[lot], quantity) for lot, quantity in own])
        back.move_ids.picked = True
        self.validate(back)
        self.note(*(("return", lot, told[lot]) for lot in sorted(lots)))
        return True

    def do_make(self, which, some):
        """An order of ten sauces, in a factory of one step or three, wholly or in two parts."""
        house, is_stepped = self.warehouse, some & 1
        spots = [spot for spot in self.spots(TOMATOES) if spot.quantity >= 6]
        items = [(spot, 6) for spot in {spot.lot: spot for spot in spots}.values()]
        items = items[: 1 + (which & 1)]
        if not items or len({spot.location for spot, _q in items}) > 1:
            return False
        source, target = items[0][0].location, self.stock_location
        if is_stepped:
            # More is brought than is used: the rest goes back later.
            source, target = house.pbm_loc_id, house.sam_loc_id
            self.send(house.int_type_id, source, items)
            self.note(*(("move", spot.lot, 6) for spot, _q in items))
        parts = [(spot.lot, 4) for spot, _q in items]
        sauce = SAUCES[some >> 1 & 1]
        order = self.env["mrp.production"].create(
            {
                "product_id": self.sauce.id,
                "product_qty": 10,
                "picking_type_id": house.manu_type_id.id,
                "location_src_id": source.id,
                "location_dest_id": target.id,
                "lot_producing_ids": [Command.set(self.lots[sauce].ids)],
                "move_raw_ids": [
                    Command.create(
                        {"product_id": self.tomato.id, "product_uom_qty": 4 * len(parts)}
                    )
                ],
            }
        )
        order.action_confirm()
        self.produce(order, 6 if some & 4 else 10, parts)
        if is_stepped:
            quantity = order.lot_producing_ids and order.qty_produced
            made = Spot(sauce, quantity, target, None)
            self.send(house.int_type_id, self.stock_location, [(made, quantity)])
            self.note(("move", sauce, quantity))
            left = [(Spot(lot, 2, source, None), 2) for lot, _q in parts]
            self.send(house.int_type_id, self.stock_location, left)
            self.note(*(("move", lot, 2) for lot, _q in parts))
        return True

    def produce(self, order, quantity, parts):
        order.qty_producing = quantity
        order.set_qty_producing()
        self._pick(order.move_raw_ids, [(self.lots[lot], amount) for lot, amount in parts])
        is_part = quantity < order.product_qty
        order.with_context(
            skip_backorder=True, mo_ids_to_backorder=order.ids if is_part else []
        ).button_mark_done()
        self.assertEqual(order.state, "done")
        moves = {"used": order.move_raw_ids, "made": order.move_finished_ids}
        self.note_document("order", moves, self.now)
        self.made.append(order)
        orders = order.production_group_id.production_ids
        self.open_orders += orders.filtered(lambda o: o.state not in ("done", "cancel"))

    def do_finish(self, which, some):
        """The rest of an order: of other tomatoes, into the same lot or the other one."""
        if not self.open_orders:
            return False
        order = self.open_orders[which % len(self.open_orders)]
        spots = [spot for spot in self.spots(TOMATOES, order.location_src_id) if spot.quantity >= 4]
        if not spots:
            return False
        self.open_orders.remove(order)
        order.lot_producing_ids = self.lots[SAUCES[some & 1]]
        spot = spots[which % len(spots)]
        self._pick(order.move_raw_ids, [])
        order.location_src_id = spot.location
        self.produce(order, order.product_qty, [(spot.lot, 4)])
        return True

    def do_unbuild(self, which, some):
        """A part of what an order made is taken apart."""
        orders = [
            order
            for order in self.made
            for spot in self.spots(SAUCES)
            if self.lots[spot.lot] == order.lot_producing_ids
            and spot.location == self.stock_location
            and spot.quantity >= order.qty_produced / 2
        ]
        if not orders:
            return False
        order = orders[which % len(orders)]
        lot = order.lot_producing_ids
        self.made.remove(order)
        unbuild = self.env["mrp.unbuild"].create(
            {
                "mo_id": order.id,
                "product_id": self.sauce.id,
                "lot_id": lot.id,
                "product_qty": order.qty_produced / 2,
                "location_id": self.stock_location.id,
                "location_dest_id": self.stock_location.id,
            }
        )
        unbuild.action_validate()
        self.assertEqual(unbuild.state, "done")
        moves = unbuild.consume_line_ids | unbuild.produce_line_ids
        used = moves.filtered(lambda move: move.location_dest_id.usage == "production")
        self.note_document("unbuild", {"used": used, "taken": moves - used}, self.now)
        return True

    def do_supply(self, which, some):
        """Components go to the subcontractor."""
        lots = MOTORS if some & 1 else TOMATOES
        items = self.some_of(self.spots(lots), which)
        if not items or len({spot.location for spot, _q in items}) > 1:
            return False
        place = self.workshop.property_stock_subcontractor
        operation = self.warehouse.subcontracting_resupply_type_id
        self.send(operation, place, items, self.workshop)
        self.note(*(("move", spot.lot, quantity) for spot, quantity in items))
        return True

    def do_subcontract(self, which, some):
        """He makes of it what is ordered, and sends all of it or a part."""
        place = self.workshop.property_stock_subcontractor
        if some & 1:
            motors = self.spots(MOTORS, place)
            used = {lot for document in self.documents_told for lot, _q in document.made}
            lots = [lot for lot in BLENDERS if lot not in used][: len(motors)]
            amounts = dict.fromkeys(lots, 1)
            product = self.blender
        else:
            there = sum(spot.quantity for spot in self.spots(TOMATOES, place))
            amounts = {SAUCES[which & 1]: there // 2} if there >= 2 else {}
            product = self.sauce
        if not amounts:
            return False
        places = {
            "location_id": self.supplier_location.id,
            "location_dest_id": self.stock_location.id,
        }
        wanted = sum(amounts.values())
        receipt = self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": self.warehouse.in_type_id.id,
                "partner_id": self.workshop.id,
                "move_ids": [
                    Command.create({**places, "product_id": product.id, "product_uom_qty": wanted})
                ],
            }
        )
        receipt.action_confirm()
        if some & 2 and wanted > 1:
            first, *_others = amounts
            amounts = {first: max(amounts[first] // 2, 1)}
        self.receive_made(receipt, amounts)
        return True

    def receive_made(self, receipt, amounts):
        """Receive what a subcontractor made, a part of it or all, dated a second after it."""
        self._pick(receipt.move_ids, [(self.lots[lot], q) for lot, q in amounts.items()])
        self.validate(receipt)
        orders = receipt.move_ids.move_orig_ids.production_id
        for order in orders.sorted("id").filtered(lambda order: order.state == "done"):
            moves = {"used": order.move_raw_ids, "made": order.move_finished_ids}
            self.note_document("order", moves, self.now - 1)
        self.note(*(("move", *one) for one in amounts.items()))
        self.open_receipts += self.env["stock.picking"].search([("backorder_id", "=", receipt.id)])

    def do_receive_rest(self, which, some):
        if not self.open_receipts:
            return False
        receipt = self.open_receipts[which % len(self.open_receipts)]
        wanted = receipt.move_ids.product_uom_qty
        place = self.workshop.property_stock_subcontractor
        if receipt.move_ids.product_id == self.sauce:
            there = sum(spot.quantity for spot in self.spots(TOMATOES, place))
            amounts = {SAUCES[some & 1]: min(wanted, there // 2)} if there >= 2 else {}
        else:
            used = {lot for document in self.documents_told for lot, _q in document.made}
            lots = [lot for lot in BLENDERS if lot not in used]
            most = min(int(wanted), len(self.spots(MOTORS, place)))
            amounts = dict.fromkeys(lots[:most], 1)
        if not amounts:
            return False
        self.open_receipts.remove(receipt)
        self.receive_made(receipt, amounts)
        return True

    def do_kit(self, which, some):
        """A kit is delivered: its parts are."""
        sauces = [spot for spot in self.spots(SAUCES) if spot.quantity >= 2]
        jars = [spot for spot in self.spots(JARS) if spot.quantity >= 1]
        if not sauces or not jars:
            return False
        places = {
            "location_id": self.stock_location.id,
            "location_dest_id": self.customer_location.id,
        }
        customer = (self.customer, self.other_customer)[some & 1]
        picking = self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": self.warehouse.out_type_id.id,
                "partner_id": customer.id,
                "move_ids": [
                    Command.create({**places, "product_id": self.kit.id, "product_uom_qty": 1})
                ],
            }
        )
        picking.action_confirm()
        sauce, jar = sauces[which % len(sauces)], jars[0]
        told = {sauce.lot: 2, jar.lot: 1}
        for move in picking.move_ids:
            spot = sauce if move.product_id == self.sauce else jar
            self._pick(move, [(self.lots[spot.lot], told[spot.lot])])
            move.move_line_ids.location_id = spot.location
        picking.move_ids.picked = True
        self.validate(picking)
        self.note(*(("delivery", *one) for one in told.items()))
        self.shipped.append((picking, told))
        return True

    def do_scrap(self, which, some):
        items = self.goods(which)
        if not items:
            return False
        spot, quantity = items[0]
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.lots[spot.lot].product_id.id,
                "lot_id": self.lots[spot.lot].id,
                "scrap_qty": quantity,
                "location_id": spot.location.id,
            }
        )
        scrap.do_scrap()
        self.note(("scrap", spot.lot, quantity))
        return True

    def do_count(self, which, some):
        spots = [spot for spot in self.spots(TOMATOES + JARS + SAUCES) if spot.quantity > 1]
        if not spots:
            return False
        spot = spots[which % len(spots)]
        change = 1 if some & 1 else -1
        quant = self.env["stock.quant"]._gather(
            *(self.lots[spot.lot].product_id, spot.location, self.lots[spot.lot]), strict=True
        )
        quant = quant.filtered(lambda q: not q.package_id and q.quantity == spot.quantity)[:1]
        if not quant:
            return False
        quant.with_context(inventory_mode=True).inventory_quantity = spot.quantity + change
        quant.action_apply_inventory()
        self.note(("find" if change > 0 else "loss", spot.lot, 1))
        return True

    def do_send_on(self, which, some):
        """To the other warehouse, over the transit between them, and back into stock."""
        items = self.goods(which)
        if not items or len({spot.location for spot, _q in items}) > 1:
            return False
        told = [(spot.lot, quantity) for spot, quantity in items]
        self.send(self.warehouse.int_type_id, self.transit, items)
        self.note(*(("move", *one) for one in told))
        items = [(Spot(lot, quantity, self.transit, None), quantity) for lot, quantity in told]
        there = self.other_house.lot_stock_id
        self.send(self.other_house.int_type_id, there, items)
        self.note(*(("move", *one) for one in told))
        if some & 1:
            items = [(Spot(lot, quantity, there, None), quantity) for lot, quantity in told]
            self.send(self.other_house.int_type_id, self.stock_location, items)
            self.note(*(("move", *one) for one in told))
        return True

    # -- packages -----------------------------------------------------------------------------
    def do_pack(self, which, some):
        """Goods go into a box, a new one or, where they lie together, one that has some."""
        items = self.goods(which)
        if not items or len({spot.location for spot, _q in items}) > 1:
            return False
        told = [(spot.lot, quantity) for spot, quantity in items]
        here = [box for box in self.boxes if box.location_id == self.stock_location]
        here = [box for box in here if box not in self.inside]
        if here and some & 1:
            box = here[some % len(here)]
        else:
            box = self.env["stock.package"].create({"name": f"BOX-{len(self.boxes)}"})
            self.boxes.append(box)
        picking = self.send(
            *(self.warehouse.int_type_id, self.stock_location, items), result_package_id=box.id
        )
        self.containers.update((line.id, [box]) for line in picking.move_line_ids)
        self.note(*(("move", *one) for one in told))
        return True

    def full_boxes(self):
        """Return list of the boxes in stock that anything is in."""
        house = self.stock_location
        return [
            box
            for box in self.boxes
            if box.quant_ids.filtered(lambda q: q.quantity > 0) and box.location_id._child_of(house)
        ]

    def contents(self, boxes):
        return [
            (self.number_of(quant.lot_id), quant.quantity)
            for box in boxes
            for quant in box.quant_ids
            if quant.quantity > 0
        ]

    def move_boxes(self, operation, target, boxes, pallet=None, partner=None):
        """Move whole boxes, alone, onto a pallet or with the pallet they stand on."""
        told = self.contents(boxes)
        stood = {self.inside.get(box) for box in boxes}
        on_it = [box for box, other in self.inside.items() if {other} == stood]
        is_whole = not pallet and None not in stood and len(stood) == 1
        is_whole = is_whole and {*on_it} == {*boxes}
        moved = next(iter(stood)) if is_whole else self.env["stock.package"].concat(*boxes)
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": operation.id,
                "location_id": boxes[0].location_id.id,
                "location_dest_id": target.id,
                "partner_id": partner and partner.id,
            }
        )
        picking.action_add_entire_packs(moved.ids)
        if pallet:
            moved.action_put_in_pack(package_id=pallet.id)
        self.note_boxes(picking, boxes, pallet, is_alone=not is_whole)
        picking.action_confirm()
        picking.move_ids.picked = True
        self.validate(picking)
        return picking, told

    def do_stack(self, which, some):
        """Boxes are put onto a pallet: by a transfer, or by hand."""
        boxes = [box for box in self.full_boxes() if box not in self.inside]
        boxes = [box for box in boxes if box.location_id == self.stock_location]
        if not boxes:
            return False
        boxes = boxes[: 1 + (which & 1)]
        here = [pallet for pallet in self.pallets if pallet.location_id == self.stock_location]
        if here and which & 2:
            pallet = here[which % len(here)]
        else:
            pallet = self.env["stock.package"].create({"name": f"PALLET-{len(self.pallets)}"})
            self.pallets.append(pallet)
        if some & 3 == 3:
            for box in boxes:
                box.parent_package_id = pallet
                self.inside[box] = pallet
                self.by_hand.add(box)
            return True
        operation = self.warehouse.int_type_id
        _picking, told = self.move_boxes(operation, self.stock_location, boxes, pallet)
        self.note(*(("move", *one) for one in told))
        return True

    def do_unstack(self, which, some):
        """A pallet, or a box, is unpacked where it is."""
        boxes = self.full_boxes()
        if not boxes:
            return False
        box = boxes[which % len(boxes)]
        if pallet := self.inside.get(box):
            pallet.unpack()
            for other in [other for other, on in self.inside.items() if on == pallet]:
                del self.inside[other]
                self.by_hand.discard(other)
            return True
        told = self.contents([box])
        before = self.new_lines()
        box.unpack()
        for line in self.new_lines() - before:
            self.containers[line.id] = [box]
        self.note(*(("move", *one) for one in told))
        return True

    def do_ship_boxes(self, which, some):
        """A pallet, or a box alone, goes to a shelf or to the customer."""
        boxes = self.full_boxes()
        if not boxes:
            return False
        box = boxes[which % len(boxes)]
        pallet = self.inside.get(box)
        boxes = [box]
        if pallet and some & 1:
            boxes = [one for one, other in self.inside.items() if other == pallet]
        house = self.warehouse
        if some & 2:
            _picking, told = self.move_boxes(house.int_type_id, self.shelf, boxes)
            self.note(*(("move", *one) for one in told))
            return True
        customer = (self.customer, self.other_customer)[some >> 2 & 1]
        _picking, told = self.move_boxes(
            house.out_type_id, self.customer_location, boxes, partner=customer
        )
        self.note(*(("delivery", *one) for one in told))
        return True

    def do_take_out(self, which, some):
        """Some goods of a box go to the customer without it."""
        spots = [spot for spot in self.spots(SAUCES + TOMATOES, is_loose=False) if spot.package]
        if not spots:
            return False
        spot = spots[which % len(spots)]
        picking = self.send(
            *(self.warehouse.out_type_id, self.customer_location, [(spot, 1)], self.customer)
        )
        self.containers.update((line.id, [spot.package]) for line in picking.move_line_ids)
        self.note(("delivery", spot.lot, 1))
        return True
