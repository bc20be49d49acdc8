"""The guard's rule 3: a serial number is one unit in one place."""

from collections import defaultdict

from odoo import models

from .traceability_guard_movement import HELD, OURS


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

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
                and places.get((line.lot_id.id, self._stand_before(line)), 0) <= 1
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
            (line.lot_id.id, self._stand_before(line))
            for line in lines
            if self._is_made_just_after(line)
        }
        missing = {
            lot
            for (lot, stand), quantity in after.items()
            if quantity < min(0, before.get((lot, stand), 0))
            and stand[0].usage in OURS
            and (lot, stand) not in later
        }
        total, earlier = self._held(after), self._held(before)
        doubled = {lot for lot, units in total.items() if units > max(1, earlier[lot])}
        found = self._found(before)
        self._refuse(
            self.env._("A serial number is one unit in one place."),
            [
                self._misplaced(line, found[line.lot_id.id], line.lot_id.id in missing)
                for line in lines
                if line.lot_id.id in missing | doubled
            ],
        )

    @staticmethod
    def _held(places):
        """:return: {lot id: units that are somewhere, what is missing elsewhere not deducted}"""
        units = defaultdict(float)
        for (lot, (place, _package, _owner)), quantity in places.items():
            if place.usage in HELD:
                units[lot] += max(0, quantity)
        return units

    @staticmethod
    def _is_made_just_after(line):
        """:return: whether ``mrp_subcontracting``, where it is, makes the goods of this receipt; it
        does the receipt first, and then the orders, in the same transaction"""
        move = line.move_id
        return (
            "is_subcontract" in move._fields
            and move.is_subcontract
            and any(
                origin.production_id and origin.state not in ("done", "cancel")
                for origin in move.move_orig_ids
            )
        )

    def _places_before(self, lines, after, before):
        """Add the lots that core found by name only while it did the lines.

        :return: before, and for other lots their places now less what the lines moved
        """
        known = {lot for lot, _stand in before}
        moved = defaultdict(float)
        for line in lines:
            moved[line.lot_id.id, self._stand_before(line)] -= line.quantity_product_uom
            moved[line.lot_id.id, self._stand_after(line)] += line.quantity_product_uom
        uom = {line.lot_id.id: line.product_id.uom_id for line in lines}
        earlier = {
            (lot, stand): quantity - moved[lot, stand]
            for (lot, stand), quantity in after.items()
            if lot not in known
        }
        # What is nothing but for binary fractions was not there.
        return before | {
            key: left for key, left in earlier.items() if not uom[key[0]].is_zero(left)
        }

    def _found(self, before):
        """:return: {lot id: names of the stands where it was}"""
        found = defaultdict(list)
        for (lot, stand), quantity in before.items():
            if stand[0].usage in HELD and quantity > 0:
                found[lot].append(self._stand_name(stand))
        return found

    def _stand_name(self, stand):
        """:return: place, package and owner in words; of another company, that it is there"""
        company = stand[0].company_id
        if company and company not in self.env.user.sudo().company_ids:
            return self.env._("another company")
        return " · ".join(record.display_name for record in stand if record)

    def _misplaced(self, line, found, is_missing):
        places = ", ".join(found)
        stand = self._stand_name(self._stand_before(line))
        words = {"line": self._label(line), "places": places, "place": stand}
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
