"""Histories told by documents of stock: what comes, goes, moves, is counted and is scrapped."""

from typing import NamedTuple

from odoo.fields import Command

from .documents_told import DocumentsTold

TOMATOES, JARS, SAUCES, MOTORS, BLENDERS = (0, 1), (2,), (3, 4), (5, 6, 7), (8, 9, 10)
PRODUCTS = (0, 0, 1, 2, 2, 3, 3, 3, 4, 4, 4)
TRACKINGS = ("lot", "lot", "lot", "serial", "serial")


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
        cls.tomato, cls.jar, cls.sauce, cls.motor, cls.blender = cls.products
        cls.vendors = (cls.vendor, cls.other_vendor)
        cls.customers = (cls.customer, cls.other_customer)
        house = cls.warehouse
        house.write({"reception_steps": "three_steps", "delivery_steps": "pick_pack_ship"})
        house.in_type_id.use_existing_lots = True  # vendors and makers send more of a lot
        cls.env["res.config.settings"].create({"group_stock_tracking_owner": True}).execute()
        cls.other_house = cls.env["stock.warehouse"].create({"name": "Other", "code": "OTH"})
        cls.transit = cls.company.internal_transit_location_id

    def start(self):
        super().start()
        self.shipped = []

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

    def goods(self, which, lots=SAUCES + TOMATOES + BLENDERS + MOTORS + JARS):
        return self.some_of(self.spots(lots), which)

    @staticmethod
    def together(items):
        """Return items that lie in one location and may go in one transfer; else none."""
        return items if len({spot.location for spot, _q in items}) == 1 else []

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
