"""Histories told by boxes and pallets."""

from .documents_of_stock import SAUCES, TOMATOES, DocumentsOfStock


class DocumentsOfPackages(DocumentsOfStock):
    """Goods are packed, stacked, taken out and shipped in what they stand in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.config.settings"].create({"group_stock_tracking_lot": True}).execute()

    def start(self):
        self.boxes, self.pallets = [], []
        self.inside = {}  # {box: the pallet it stands on}
        self.by_hand = set()  # boxes that were put there without a transfer
        return super().start()

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

    def do_pack(self, which, some):
        """Goods go into a box, a new one or, where they lie together, one that has some."""
        items = self.together(self.goods(which))
        if not items:
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
        self.note_all("move", told)
        return True

    def full_boxes(self):
        """Return list of the boxes in stock that anything is in."""
        house = self.stock_location
        return [
            box
            for box in self.boxes
            if box.quant_ids.filtered(lambda q: q.quantity > 0) and box.location_id._child_of(house)
        ]

    def boxes_on(self, pallet):
        return [box for box, other in self.inside.items() if other == pallet]

    def some_box(self, which):
        """Return a box that anything is in, or None; and all that stand on its pallet."""
        boxes = self.full_boxes()
        if not boxes:
            return None, []
        box = boxes[which % len(boxes)]
        return box, self.boxes_on(self.inside[box]) if box in self.inside else []

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
        stood = self.inside.get(boxes[0])
        is_whole = bool(stood and not pallet) and {*self.boxes_on(stood)} == {*boxes}
        moved = stood if is_whole else self.env["stock.package"].concat(*boxes)
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
        self.note_all("move", told)
        return True

    def do_unstack(self, which, some):
        """A pallet, or a box, is unpacked where it is."""
        box, on_pallet = self.some_box(which)
        if not box:
            return False
        if on_pallet:
            self.inside[box].unpack()
            for other in on_pallet:
                del self.inside[other]
                self.by_hand.discard(other)
            return True
        told = self.contents([box])
        before = self.new_lines()
        box.unpack()
        for line in self.new_lines() - before:
            self.containers[line.id] = [box]
        self.note_all("move", told)
        return True

    def do_ship_boxes(self, which, some):
        """A pallet, or a box alone, goes to a shelf or to the customer."""
        box, on_pallet = self.some_box(which)
        if not box:
            return False
        boxes = on_pallet if on_pallet and some & 1 else [box]
        house = self.warehouse
        if some & 2:
            _picking, told = self.move_boxes(house.int_type_id, self.shelf, boxes)
            self.note_all("move", told)
            return True
        customer = self.customers[some >> 2 & 1]
        _picking, told = self.move_boxes(
            house.out_type_id, self.customer_location, boxes, partner=customer
        )
        self.note_all("delivery", told)
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
