"""The guard's rule 3: a serial number is one unit in one place."""

from collections import defaultdict

from odoo import models

from ...tools.locations import HELD, OURS

# Ids of the received lines whose goods are still to be made in this transaction.
EXPECTED_KEY = "product_traceability.expected_lines"


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

    def serial_stands(self, wanted):
        """Say in which package, and whose, serial numbers are: core leaves both to be typed.

        :param list wanted: (``stock.lot``, ``stock.location`` that it is taken from)
        :return: {(lot id, location id): (package, owner)} of the serial numbers of strict
            companies that are there once, in a package or of an owner
        """
        lots = self.env["stock.lot"].sudo().union(*(lot for lot, _place in wanted))
        serials = lots.filtered(lambda lot: lot.product_id.tracking == "serial")
        stands = defaultdict(list)
        # Superuser: of what the user may take from there, wherever else the number may be.
        for (lot, (place, package, owner)), quantity in self._places(serials).items():
            company = place.company_id
            if quantity > 0 and place.usage in OURS and company.strict_traceability:
                stands[lot, place.id].append((package, owner))
        return {
            (lot.id, place.id): tuple(record.with_env(self.env) for record in found[0])
            for lot, place in wanted
            if len(found := stands[lot.id, place.id]) == 1 and any(found[0])
        }

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
                line.lot_id in origin.production_id.lot_producing_ids
                and origin.state not in ("done", "cancel")
                for origin in move.move_orig_ids
            )
        )

    def _expect_made(self, lines):
        """Check, when the transaction ends, that what is made just after its receipt was made.

        Which order that is, a client can write.
        """
        expected = lines.filtered(self._is_made_just_after)
        if not expected:
            return
        hooks = self.env.cr.precommit
        if EXPECTED_KEY not in hooks.data:
            hooks.add(self.sudo()._check_made)
        hooks.data.setdefault(EXPECTED_KEY, set()).update(expected.ids)

    def _check_made(self):
        ids = self.env.cr.precommit.data.pop(EXPECTED_KEY, ())
        lines = self.env["stock.move.line"].browse(ids).exists()
        made = self._moved_before(lines.lot_id, lines)
        places = self._places(lines.lot_id)
        self._refuse(
            self.env._("A subcontractor's goods are received when their order is done."),
            [
                self._misplaced(line, [], is_missing=True)
                for line in lines
                if line.lot_id.id not in made
                or (
                    line.product_id.tracking == "serial"
                    and places.get((line.lot_id.id, self._stand_before(line)), 0) < 0
                )
            ],
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
