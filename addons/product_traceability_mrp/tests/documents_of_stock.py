"""Histories told by documents of stock: what comes, goes, moves, is counted and is scrapped."""

from typing import NamedTuple

from odoo.fields import Command

from .documents_told import DocumentsTold

TOMATOES, JARS, SAUCES, MOTORS, BLENDERS = (0, 1), (2,), (3, 4), (5, 6, 7), (8, 9, 10)
PULPS = (11,)
PRODUCTS = (0, 0, 1, 2, 2, 3, 3, 3, 4, 4, 4, 5)
TRACKINGS = ("lot", "lot", "lot", "serial", "serial", "lot")
ALL = SAUCES + TOMATOES + BLENDERS + MOTORS + JARS + PULPS


class Spot(NamedTuple):
    """Goods that lie somewhere."""

    lot: int
    quantity: float
    location: object
    package: object


class DocumentsOfStock(DocumentsTold):
    """Two warehouses of many steps."""

    product_of_lot, trackings = PRODUCTS, TRACKINGS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.strict_traceability = True
        cls.tomato, cls.jar, cls.sauce, cls.motor, cls.blender, cls.pulp = cls.products
        cls.vendors = (cls.vendor, cls.other_vendor)
        cls.customers = (cls.customer, cls.other_customer)
        house = cls.warehouse
        house.write({"reception_steps": "three_steps", "delivery_steps": "pick_pack_ship"})
        house.in_type_id.use_existing_lots = True  # vendors and makers send more of a lot
        cls.env["res.config.settings"].create({"group_stock_tracking_owner": True}).execute()
        cls.other_house = cls.env["stock.warehouse"].create({"name": "Other", "code": "OTH"})
        cls.transit = cls.company.internal_transit_location_id
        house.resupply_wh_ids = cls.other_house
        kinds = cls.env["stock.picking.type"].search([("company_id", "=", cls.company.id)])
        # Core's own, where Dropshipping is installed.
        cls.dropship = (
            kinds.filtered(
                lambda kind: (
                    kind.code == "dropship" and kind.default_location_dest_id.usage == "customer"
                )
            )[:1]
            or house.in_type_id
        )
        cls.dropship.use_existing_lots = True

    def start(self):
        self.shipped = []
        return super().start()

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

    def goods(self, which, lots=ALL):
        return self.some_of(self.spots(lots), which)

    @staticmethod
    def together(items):
        """Return items that lie in one location and may go in one transfer; else none."""
        return items if len({spot.location for spot, _q in items}) == 1 else []

    def send(self, *told, **line):
        """Move goods, as a transfer does; arguments as for :meth:`plan_transfer`.

        :return: the done transfer
        """
        picking = self.plan_transfer(*told, **line)
        self.validate(picking)
        return picking

    def plan_transfer(self, operation, target, items, partner=None, uom=None, taker=None, **line):
        """Make a transfer up to the point where it can be validated.

        :param list items: (Spot, quantity)
        :param taker: who gets goods that a vendor sends to somebody else
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
                    "partner_id": taker and taker.id,
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
        return picking

    def validate(self, picking):
        picking.move_ids.move_line_ids.picking_id = picking  # as its form does
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, "done")

    def do_receive(self, which, some):
        """From the vendor to the dock, and from there into stock in one step or two."""
        lots = TOMATOES + JARS
        lot, vendor = lots[which % len(lots)], some & 1
        house, source = self.warehouse, self.supplier_location
        if some & 2:
            quantity, unit = 24, self.env.ref("uom.product_uom_dozen")
        else:
            quantity, unit = 10, None
        partner = self.vendors[vendor]
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
        partner = self.vendors[vendor]
        self.send(self.warehouse.in_type_id, self.stock_location, goods, partner)
        self.note(("receipt", motor, 1, vendor))
        return True

    def do_deliver(self, which, some):
        """At once, or picked, packed and shipped: mixed lots in one go."""
        items = self.together(self.goods(which))
        if not items:
            return False
        house = self.warehouse
        told = [(spot.lot, quantity) for spot, quantity in items]
        if some & 1:
            for place in (house.wh_pack_stock_loc_id, house.wh_output_stock_loc_id):
                self.send(house.int_type_id, place, items)
                self.note_all("move", told)
                items = [(Spot(lot, quantity, place, None), quantity) for lot, quantity in told]
        customer = self.customers[some >> 1 & 1]
        picking = self.send(house.out_type_id, self.customer_location, items, customer)
        self.note_all("delivery", told)
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
        self.note_all("return", sorted((lot, told[lot]) for lot in lots))
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
        items = self.together(self.goods(which))
        if not items:
            return False
        told = [(spot.lot, quantity) for spot, quantity in items]
        self.send(self.warehouse.int_type_id, self.transit, items)
        self.note_all("move", told)
        items = [(Spot(lot, quantity, self.transit, None), quantity) for lot, quantity in told]
        there = self.other_house.lot_stock_id
        self.send(self.other_house.int_type_id, there, items)
        self.note_all("move", told)
        if some & 1:
            items = [(Spot(lot, quantity, there, None), quantity) for lot, quantity in told]
            self.send(self.other_house.int_type_id, self.stock_location, items)
            self.note_all("move", told)
        return True

    def do_cross_dock(self, which, some):
        """From the dock to the customer, past the stock."""
        lot, vendor, house = (TOMATOES + JARS)[which % 3], some & 1, self.warehouse
        dock, output = house.wh_input_stock_loc_id, house.wh_output_stock_loc_id
        goods = [(Spot(lot, 6, self.supplier_location, None), 6)]
        self.send(house.in_type_id, dock, goods, self.vendors[vendor])
        self.note(("receipt", lot, 6, vendor))
        self.send(house.xdock_type_id, output, [(Spot(lot, 6, dock, None), 6)])
        self.note(("move", lot, 6))
        goods = [(Spot(lot, 6, output, None), 4 + (some & 2))]
        customer = self.customers[some >> 2 & 1]
        picking = self.send(house.out_type_id, self.customer_location, goods, customer)
        self.note(("delivery", lot, 4 + (some & 2)))
        self.shipped.append((picking, {lot: 4 + (some & 2)}))
        if not some & 2:
            # What the customer did not want goes into stock.
            goods = [(Spot(lot, 2, output, None), 2)]
            self.send(house.int_type_id, self.stock_location, goods)
            self.note(("move", lot, 2))
        return True

    def do_dropship(self, which, some):
        """A vendor ships to the customer."""
        lot, vendor = (TOMATOES + JARS)[which % 3], some & 1
        goods = [(Spot(lot, 5, self.supplier_location, None), 5)]
        taker = self.customers[some >> 1 & 1]
        where = self.dropship, self.customer_location
        self.send(*where, goods, self.vendors[vendor], taker=taker)
        self.note(("dropship", lot, 5, vendor))
        return True

    def do_replenish(self, which, some):
        """What is wanted in stock, or by a customer, is fetched from the other warehouse: one
        document asks for the next.
        """
        spots = self.spots(ALL, self.other_house.lot_stock_id)
        items = self.some_of(spots, which, 1)
        if not items:
            return False
        [(spot, quantity)] = items
        house, [route] = self.warehouse, self.warehouse.resupply_route_ids
        product = self.lots[spot.lot].product_id
        target, routes = self.stock_location, route
        values = {"warehouse_id": house, "date_planned": self.at(self.now)}
        if some & 1:
            order = house.mto_pull_id.route_id
            order.active, house.mto_pull_id.active = True, True
            target, routes = self.customer_location, route | order
            values["partner_id"] = self.customers[some >> 1 & 1].id
        values["route_ids"] = routes
        rules = self.env["stock.rule"]
        last = self.env["stock.picking"].search([], order="id desc", limit=1)
        rules.run(
            [
                rules.Procurement(
                    *(product, quantity, product.uom_id, target),
                    *(f"WANTED-{self.now}", f"WANTED-{self.now}", self.company, values),
                )
            ]
        )
        self.follow(last, spot, quantity)
        return True

    def follow(self, last, spot, quantity):
        """Do all transfers made since another, each as soon as the one before it is done."""
        for _each in range(9):
            pickings = self.env["stock.picking"].search(
                [("id", ">", last.id), ("state", "not in", ("done", "cancel"))], order="id"
            )
            ready = pickings.filtered(
                lambda one: all(m.state in ("done", "cancel") for m in one.move_ids.move_orig_ids)
            )
            if not pickings:
                return
            picking = ready[0]
            [move] = picking.move_ids
            self._pick(move, [(self.lots[spot.lot], quantity)])
            if move.location_id.parent_path.startswith(
                self.other_house.view_location_id.parent_path
            ):
                move.move_line_ids.location_id = spot.location
            self.validate(picking)
            is_sent = picking.location_dest_id.usage == "customer"
            self.note(("delivery" if is_sent else "move", spot.lot, quantity))
            if is_sent:
                self.shipped.append((picking, {spot.lot: quantity}))
        self.fail("a chain of transfers has an end")

    def do_batch(self, which, some):
        """Two deliveries, or two receipts, of one batch are validated together."""
        if some & 1:
            lots = (TOMATOES + JARS)[which % 2 :][:2]
            items = [(Spot(lot, 3, self.supplier_location, None), 3) for lot in lots]
            kind, target = self.warehouse.in_type_id, self.stock_location
            partners, told = self.vendors, "receipt"
        else:
            items = self.goods(which)
            kind, target = self.warehouse.out_type_id, self.customer_location
            partners, told = self.customers, "delivery"
        if len(items) < 2:
            return False
        pickings = self.env["stock.picking"].concat(
            *(
                self.plan_transfer(kind, target, [item], partner)
                for item, partner in zip(items, partners, strict=True)
            )
        )
        pickings.move_ids.move_line_ids.flush_recordset()
        for picking in pickings:
            picking.move_ids.move_line_ids.picking_id = picking
        batch = self.env["stock.picking.batch"].create(
            {"picking_type_id": kind.id, "picking_ids": pickings.ids}
        )
        batch.action_confirm()
        batch.with_context(skip_backorder=True).action_done()
        self.assertEqual(set(pickings.mapped("state")), {"done"})
        numbers = range(2) if some & 1 else [()] * 2
        self.note(
            *(
                (told, spot.lot, quantity, *([number] if some & 1 else []))
                for (spot, quantity), number in zip(items, numbers, strict=True)
            )
        )
        return True
