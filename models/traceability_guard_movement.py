"""The guard's rules for goods on the move: a lot (1), the right lot (2), in one place (3)."""

from collections import defaultdict
from contextlib import contextmanager

from odoo import models
from odoo.fields import Domain

from .traceability_guard import trusted

# Where a unit is ours or with someone: the places that exclude each other for one serial number.
HELD = ("internal", "transit", "customer")
OURS = ("internal", "transit")


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    # -- rule 1 -------------------------------------------------------------------------------
    def _check_lot_given(self, lines):
        """Rule 1: a done line of a tracked product has a lot, or its operation type waives it."""
        lotless = lines.filtered(lambda line: not self._has_lot(line))
        waived = lotless.filtered(lambda line: line.move_id.picking_type_id.lots_optional)
        trusted(waived.filtered(lambda line: not line.lot_waived)).lot_waived = True
        # A client can write the flag on a line that is not done, but only this rule may set it.
        trusted((lines - waived).filtered("lot_waived")).lot_waived = False
        self._refuse(
            self.env._("Every unit of a tracked product needs a lot or serial number."),
            [self._missing_lot(line) for line in lotless - waived],
        )

    @contextmanager
    def lots_are_optional(self, waived):
        """While core does these lines, let them pass without lot.

        ``stock.move.line._action_done`` asks a lot of every line unless both boxes of its operation
        type are off, and has no hook there: meanwhile the boxes read as off, in this transaction's
        cache alone.

        :param waived: ``stock.move.line`` without lot that :meth:`_check_lot_given` waived
        """
        operations = waived.move_id.picking_type_id
        names = ["use_create_lots", "use_existing_lots"]
        operations.flush_recordset(names)
        for name in names:
            operations._fields[name]._update_cache(operations, False)
        try:
            yield
        finally:
            operations.invalidate_recordset(names, flush=False)

    def _has_lot(self, line):
        """A name typed in a line becomes a lot only where core makes lots of names."""
        by_name = line.state != "done" and line.move_id.picking_type_id.use_create_lots
        return bool(line.lot_id or (by_name and line.lot_name))

    def _missing_lot(self, line):
        operation = line.move_id.picking_type_id
        words = {"line": self._label(line), "operation": operation.display_name}
        if line.lot_name and operation.use_existing_lots:
            return self.env._(
                "%(line)s: choose an existing number, for %(operation)s makes no new ones.", **words
            )
        if operation and not operation.use_create_lots and not operation.use_existing_lots:
            return self.env._(
                "%(line)s: tick Create New or Use Existing on %(operation)s and enter the number;"
                " an Inventory manager may set Lots optional there.",
                **words,
            )
        return self.env._("%(line)s: enter its lot or serial number.", **words)

    # -- rule 2 -------------------------------------------------------------------------------
    def _check_lot_known(self, lines, places):
        """Rule 2, *Create New* off: a lot that never was in stock is refused.

        :param dict places: where the lots were before; it counts stock that no line explains
        """
        closed = lines.filtered(
            lambda line: (
                line.lot_id
                and line.move_id.picking_type_id
                and not line.move_id.picking_type_id.use_create_lots
            )
        )
        if not closed:
            return
        brought = (lines - closed).lot_id  # by the same operation, as parts in a repair
        known = {lot for (lot, _place), quantity in places.items() if quantity}
        known |= set(brought.ids)
        # What is in stock needs no look at its history, which may be long.
        gone = closed.lot_id.filtered(lambda lot: lot.id not in known)
        known |= set(self._moved_before(gone, lines))
        self._refuse(
            self.env._("Only lots and serial numbers that were in stock can be used here."),
            [
                self.env._(
                    "%(line)s: it never was in stock. Receive it first, or tick Create New on"
                    " %(operation)s.",
                    line=self._label(line),
                    operation=line.move_id.picking_type_id.display_name,
                )
                for line in closed
                if line.lot_id.id not in known
            ],
        )

    def _check_lot_new(self, lines):
        """Rule 2, *Use Existing* off: a lot with a history is refused, but for its return."""
        closed = lines.filtered(self._takes_only_new)
        history = self._moved_before(closed.lot_id, lines)
        used = closed.filtered(lambda line: line.lot_id.id in history)
        self._refuse(
            self.env._("Only new lots and serial numbers can be used here."),
            [
                self.env._(
                    "%(line)s: it has been used before. Enter a new number, return it from where"
                    " it went, or tick Use Existing on %(operation)s.",
                    line=self._label(line),
                    operation=line.move_id.picking_type_id.display_name,
                )
                for line in used
                if not self._comes_back(line, history[line.lot_id.id])
            ],
        )

    def _takes_only_new(self, line):
        """Goods that were ours already (between warehouses) or that an order uses up are not new
        by nature, whatever the boxes say."""
        operation = line.move_id.picking_type_id
        return (
            line.lot_id
            and operation
            and not operation.use_existing_lots
            and line.location_id.usage != "transit"
            and line.location_dest_id.usage != "production"
        )

    def _comes_back(self, line, history):
        """:return: whether a lot with a history belongs to this line all the same: the rest of the
        receipt that made it, a return, or the next step of one route"""
        move = line.move_id
        if line.lot_id in (move.origin_returned_move_id | move.move_orig_ids).move_line_ids.lot_id:
            return True
        outside = line.location_id.usage
        if outside in ("customer", "supplier") and outside in history["usages"]:
            return True  # it went there before
        family = self._first_of_backorders(move.picking_id)
        return bool(family) and family in {
            self._first_of_backorders(picking) for picking in history["pickings"]
        }

    @staticmethod
    def _first_of_backorders(picking):
        while picking.backorder_id:
            picking = picking.backorder_id
        return picking

    def _moved_before(self, lots, lines):
        """Read the history of lots, the given lines left out, in one query.

        :return: {lot id: {"pickings": records, "usages": usages of the places it went to}}
        """
        if not lots:
            return {}
        history = {}
        domain = Domain("lot_id", "in", lots.ids) & Domain("state", "=", "done")
        groups = (
            self.env["stock.move.line"]
            .sudo()
            ._read_group(
                domain & Domain("id", "not in", lines.ids) & Domain("quantity", ">", 0),
                ["lot_id", "location_dest_id"],
                ["picking_id:recordset"],
            )
        )
        for lot, place, pickings in groups:
            of_lot = history.setdefault(
                lot.id, {"pickings": self.env["stock.picking"].sudo(), "usages": set()}
            )
            of_lot["pickings"] |= pickings
            of_lot["usages"].add(place.usage)
        return history

    # -- rule 3 -------------------------------------------------------------------------------
    def _check_serial_quantity(self, lines, places):
        """Rule 3: a line moves one unit of a serial number, or takes away what is too much."""
        self._refuse(
            self.env._("A serial number is one unit."),
            [
                self.env._(
                    "%(line)s: its quantity is %(quantity)s %(unit)s. Enter one number for each.",
                    line=self._label(line),
                    quantity=line.quantity,
                    unit=line.product_uom_id.name,
                )
                for line in lines
                if line.product_id.tracking == "serial"
                and line.lot_id
                and line.product_id.uom_id.compare(line.quantity_product_uom, 1)
                and places.get((line.lot_id.id, line.location_id), 0) <= 1
            ],
        )

    def _check_one_place(self, lines, before):
        """Rule 3: a serial number is in one place, and leaves only the place where it is.

        Judged by what the movement leaves behind, so it holds for every kind of operation; what
        was wrong before and is not made worse may move on, so that it can be mended.
        """
        lines = lines.filtered(lambda line: line.product_id.tracking == "serial" and line.lot_id)
        after = self._places(lines.lot_id)
        if not lines or not after:
            return
        before = self._places_before(lines, after, before)
        later = {
            (line.lot_id.id, line.location_id) for line in lines if self._is_made_just_after(line)
        }
        missing, total, earlier = set(), defaultdict(float), defaultdict(float)
        for (lot, place), quantity in after.items():
            short = quantity < min(0, before.get((lot, place), 0))
            if short and place.usage in OURS and (lot, place) not in later:
                missing.add(lot)
            if place.usage in HELD:
                total[lot] += max(0, quantity)
        for (lot, place), quantity in before.items():
            if place.usage in HELD:
                earlier[lot] += max(0, quantity)
        doubled = {lot for lot, count in total.items() if count > max(1, earlier[lot])}
        self._refuse(
            self.env._("A serial number is one unit in one place."),
            [
                self._misplaced(line, before, line.lot_id.id in missing)
                for line in lines
                if line.lot_id.id in missing | doubled
            ],
        )

    @staticmethod
    def _is_made_just_after(line):
        """:return: whether ``mrp_subcontracting``, where it is, makes the goods of this receipt; it
        does the receipt first, and then the orders, in the same transaction"""
        move = line.move_id
        return (
            "is_subcontract" in move._fields
            and move.is_subcontract
            and any(origin.state not in ("done", "cancel") for origin in move.move_orig_ids)
        )

    def _places_before(self, lines, after, before):
        """Add the lots that core found by name only while it did the lines.

        :return: before, and for other lots their places now less what the lines moved
        """
        known = {lot for lot, _place in before}
        moved = defaultdict(float)
        for line in lines:
            moved[line.lot_id.id, line.location_id] -= line.quantity_product_uom
            moved[line.lot_id.id, line.location_dest_id] += line.quantity_product_uom
        return before | {
            (lot, place): quantity - moved[lot, place]
            for (lot, place), quantity in after.items()
            if lot not in known
        }

    def _misplaced(self, line, before, is_missing):
        places = [
            place.display_name
            for (lot, place), quantity in before.items()
            if lot == line.lot_id.id and place.usage in HELD and quantity > 0
        ]
        words = {
            "line": self._label(line),
            "places": ", ".join(places),
            "place": line.location_id.display_name,
        }
        if is_missing and not places:
            return self.env._(
                "%(line)s: it is not in %(place)s. Choose a number in stock.", **words
            )
        if is_missing:
            return self.env._(
                "%(line)s: it is not in %(place)s but in %(places)s. Take it from there.", **words
            )
        if not places:
            return self.env._("%(line)s: it is entered twice. Enter another number.", **words)
        return self.env._(
            "%(line)s: it is in %(places)s already. Return it from there, or enter another number.",
            **words,
        )
