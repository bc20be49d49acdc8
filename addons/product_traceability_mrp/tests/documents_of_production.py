"""Histories told by orders, unbuilds, kits and what a subcontractor makes."""

from odoo.fields import Command

from .documents_of_stock import (
    BLENDERS,
    JARS,
    MOTORS,
    PULPS,
    SAUCES,
    TOMATOES,
    DocumentsOfStock,
    Spot,
)


class DocumentsOfProduction(DocumentsOfStock):
    """A factory of three steps, and a workshop that makes the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        house = cls.warehouse
        house.manufacture_steps = "pbm_sam"
        cls.kit = cls.make_product("Picnic Box", "none", is_storable=False)
        cls.make_bill(cls.kit, "phantom", [(cls.sauce, 2), (cls.jar, 1)])
        cls.workshop = cls.env["res.partner"]
        if "is_subcontract" in cls.env["stock.move"]._fields:
            cls.workshop = cls.env["res.partner"].create({"name": "Workshop"})
            own = "dropship_subcontractor_pick_type_id"  # core's, where Dropshipping is installed
            cls.supply_directly = (own in cls.company and cls.company[own]) or house.in_type_id
            cls.supply_directly.use_existing_lots = True
            makers = {"subcontractor_ids": [Command.set(cls.workshop.ids)]}
            cls.make_bill(cls.blender, "subcontract", [(cls.motor, 1)], **makers)
            cls.make_bill(cls.sauce, "subcontract", [(cls.tomato, 2)], **makers)

    @classmethod
    def make_bill(cls, product, kind, parts, **values):
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "type": kind,
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity})
                    for part, quantity in parts
                ],
                **values,
            }
        )

    def start(self):
        self.open_orders, self.open_receipts, self.made = [], [], []
        return super().start()

    def has_partner(self, places):
        workplace = self.workshop and self.workshop.property_stock_subcontractor
        return super().has_partner(places) or bool(workplace and workplace in places)

    def do_make(self, which, some):
        """An order of ten sauces, in a factory of one step or three, wholly or in two parts, with
        pulp as by-product or without.
        """
        house, is_stepped = self.warehouse, some & 1
        spots = [spot for spot in self.spots(TOMATOES) if spot.quantity >= 6]
        items = [(spot, 6) for spot in {spot.lot: spot for spot in spots}.values()]
        items = self.together(items[: 1 + (which & 1)])
        if not items:
            return False
        source, target = items[0][0].location, self.stock_location
        if is_stepped:
            # More is brought than is used: the rest goes back later.
            source, target = house.pbm_loc_id, house.sam_loc_id
            self.send(house.int_type_id, source, items)
            self.note_all("move", [(spot.lot, 6) for spot, _q in items])
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
                "move_byproduct_ids": [
                    Command.create({"product_id": self.pulp.id, "product_uom_qty": 10})
                ]
                * (some >> 3 & 1),
            }
        )
        order.action_confirm()
        self.produce(order, 6 if some & 4 else 10, parts)
        if is_stepped:
            quantity = order.lot_producing_ids and order.qty_produced
            made = [(sauce, quantity), *[(PULPS[0], quantity)] * (some >> 3 & 1)]
            goods = [(Spot(*one, target, None), one[1]) for one in made]
            self.send(house.int_type_id, self.stock_location, goods)
            self.note_all("move", made)
            left = [(Spot(lot, 2, source, None), 2) for lot, _q in parts]
            self.send(house.int_type_id, self.stock_location, left)
            self.note_all("move", [(lot, 2) for lot, _q in parts])
        return True

    def produce(self, order, quantity, parts):
        order.qty_producing = quantity
        order.set_qty_producing()
        self._pick(order.move_raw_ids, [(self.lots[lot], amount) for lot, amount in parts])
        for move in order.move_byproduct_ids:
            self._pick(move, [(self.lots[PULPS[0]], quantity)])
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
            and (not order.move_byproduct_ids or self.has_pulp(order.qty_produced / 2))
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

    def has_pulp(self, quantity):
        """Return whether there is so much pulp as an unbuild of sauce takes, which came with it."""
        spots = self.spots(PULPS)
        return any(s.location == self.stock_location and s.quantity >= quantity for s in spots)

    def do_supply(self, which, some):
        """Components go to the subcontractor."""
        lots = MOTORS if some & 1 else TOMATOES
        items = self.together(self.goods(which, lots))
        if not items:
            return False
        place = self.workshop.property_stock_subcontractor
        operation = self.warehouse.subcontracting_resupply_type_id
        self.send(operation, place, items, self.workshop)
        self.note_all("move", [(spot.lot, quantity) for spot, quantity in items])
        return True

    def do_supply_directly(self, which, some):
        """A vendor sends tomatoes straight to the subcontractor."""
        lot, vendor = TOMATOES[which & 1], some & 1
        goods = [(Spot(lot, 8, self.supplier_location, None), 8)]
        place = self.workshop.property_stock_subcontractor
        kind = self.supply_directly, place
        self.send(*kind, goods, self.vendors[vendor], taker=self.workshop)
        self.note(("receipt", lot, 8, vendor))
        return True

    def do_subcontract(self, which, some):
        """He makes of it what is ordered, and sends all of it or a part, to us or the customer."""
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
        # What is left for an open receipt is reserved for it.
        if not amounts or product in self.open_products():
            return False
        target = self.customer_location if some & 8 else self.stock_location
        places = {"location_id": self.supplier_location.id, "location_dest_id": target.id}
        taker = self.customers[which & 1].id if some & 8 else False
        wanted = sum(amounts.values())
        receipt = self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": self.warehouse.in_type_id.id,
                "partner_id": self.workshop.id,
                "move_ids": [
                    Command.create(
                        {
                            **places,
                            "product_id": product.id,
                            "product_uom_qty": wanted,
                            "partner_id": taker,
                        }
                    )
                ],
            }
        )
        receipt.action_confirm()
        if some & 2 and wanted > 1:
            first, *_others = amounts
            amounts = {first: max(amounts[first] // 2, 1)}
        self.receive_made(receipt, amounts)
        return True

    def open_products(self):
        return {receipt.move_ids.product_id for receipt in self.open_receipts}

    def receive_made(self, receipt, amounts):
        """Receive what a subcontractor made, a part of it or all, dated a second after it."""
        self._pick(receipt.move_ids, [(self.lots[lot], q) for lot, q in amounts.items()])
        self.validate(receipt)
        orders = receipt.move_ids.move_orig_ids.production_id
        for order in orders.sorted("id").filtered(lambda order: order.state == "done"):
            moves = {"used": order.move_raw_ids, "made": order.move_finished_ids}
            self.note_document("order", moves, self.now - 1)
        is_sent = receipt.location_dest_id.usage == "customer"
        self.note_all("delivery" if is_sent else "move", amounts.items())
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
        picking = self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": self.warehouse.out_type_id.id,
                "partner_id": self.customers[some & 1].id,
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
        self.note_all("delivery", told.items())
        self.shipped.append((picking, told))
        return True
