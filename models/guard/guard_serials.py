"""The guard's rule 3: a serial number is one unit in one place."""

from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from ...tools.listing import first_names
from ...tools.locations import HELD, OURS, QuantKey

# Ids of the received lines whose goods are still to be made in this transaction.
EXPECTED_KEY = "product_traceability.expected_lines"


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    def _check_serial_quantity(self, lines, before):
        """Rule 3: a line moves one unit of a serial number, or takes away what is too much."""
        self.refuse(
            self.env._("A serial number identifies one whole unit."),
            self.tell_alike(
                (
                    line,
                    self.env._(
                        "entered for %(quantity)s. Enter one serial number for each unit.",
                        quantity=self.format_quantity(line.quantity, line.product_uom_id),
                    ),
                )
                for line in lines
                if line.product_id.tracking == "serial"
                and line.lot_id
                and line.product_id.uom_id.compare(line.quantity_product_uom, 1)
                and before.get(self._source_of(line), 0) <= 1
            ),
        )

    def _check_one_location(self, lines, before, after=None):
        """Rule 3: a serial number is in one place, and leaves only the place where it is.

        Judged by what the movement leaves behind, so it holds for every kind of operation; what
        was wrong before and is not made worse may move on, so that it can be mended.

        :param dict before: where the lots were, as :meth:`_locate` tells
        :param dict after: where they would be, if core has not moved the lines
        """
        lines = lines.filtered(lambda line: line.product_id.tracking == "serial" and line.lot_id)
        after = self._locate(lines.lot_id) if after is None else after
        if not lines or not after:
            return
        later = {self._source_of(line) for line in lines if self._is_made_just_after(line)}
        missing = {
            key.lot
            for key, quantity in after.items()
            if quantity < min(0, before.get(key, 0))
            and key.location.usage in OURS
            and key not in later
        }
        units, earlier = self._count_held(after), self._count_held(before)
        doubled = {lot for lot, count in units.items() if count > max(1, earlier[lot])}
        found = self._list_found(before)
        self.refuse(
            self.env._("A serial number is one unit in one location."),
            self.tell_alike(
                (line, *self._explain_misplaced(line, found[line.lot_id], line.lot_id in missing))
                for line in lines
                if line.lot_id in missing | doubled
            ),
        )

    @api.private
    def locate_serials(self, wanted):
        """Say in which package, and whose, serial numbers are: core leaves both to be typed.

        :param list wanted: (``stock.lot``, ``stock.location`` that it is taken from)
        :return: {(lot id, location id): :class:`QuantKey`} of the serial numbers of strict
            companies that are there once, in a package or of an owner
        """
        # Superuser: of what the user may take from there, wherever else the serial number may be.
        lots = self.env["stock.lot"].sudo().union(*(lot for lot, _location in wanted))
        serials = lots.filtered(lambda lot: lot.product_id.tracking == "serial")
        keys = defaultdict(list)
        for key, quantity in self._locate(serials).items():
            location = key.location
            if quantity > 0 and location.usage in OURS and location.company_id.strict_traceability:
                keys[key.lot, location].append(key)
        return {
            (lot.id, location.id): QuantKey(*(one and one.with_env(self.env) for one in key))
            for lot, location in wanted
            for key in keys[lot, location][:1]
            if len(keys[lot, location]) == 1 and (key.package or key.owner)
        }

    def _find_boxes(self, lines):
        """Take serial numbers that come back from the package and owner that they left with.

        Core looks for no stock outside: it would leave a quant below zero beside the one that the
        serial number was in, and tell ever after that the customer has it.

        :param lines: ``stock.move.line``, about to be done
        """
        loose = self.filter_by_way(
            lines,
            lambda line: (
                line.product_id.tracking == "serial"
                and line.location_id.usage in HELD
                and line.location_id.should_bypass_reservation()
            ),
        ).filtered(lambda line: not line.package_id and not line.owner_id)
        # Superuser, as the lines are: it lies there, whoever may see it.
        boxed = loose and self.env["stock.quant"].sudo().search(
            Domain("lot_id", "in", loose.lot_id.ids)
            & Domain("quantity", ">", 0)
            & (Domain("package_id", "!=", False) | Domain("owner_id", "!=", False))
        )
        if not boxed:
            return
        there = boxed.grouped(lambda quant: (quant.lot_id, quant.location_id))
        for line in loose:
            quant = there.get((line.lot_id, line.location_id), boxed.browse())
            if len(quant) == 1:
                line.write({"package_id": quant.package_id.id, "owner_id": quant.owner_id.id})

    @staticmethod
    def _count_held(stock):
        """Give {lot: units that are somewhere, what is missing elsewhere not deducted}."""
        units = defaultdict(float)
        for key, quantity in stock.items():
            if key.location.usage in HELD:
                units[key.lot] += max(0, quantity)
        return units

    @staticmethod
    def _is_made_just_after(line):
        """Tell whether ``mrp_subcontracting``, where it is, makes the goods of this receipt.

        It does the receipt first, and then the orders, in the same transaction.
        """
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
            # Superuser: of the lines of all users who share the transaction.
            hooks.add(self.sudo()._check_made)
        hooks.data.setdefault(EXPECTED_KEY, set()).update(expected.ids)

    def _check_made(self):
        ids = self.env.cr.precommit.data.pop(EXPECTED_KEY, ())
        lines = self.env["stock.move.line"].browse(ids).exists()
        made = self.read_history(lines.lot_id, lines)
        stock = self._locate(lines.lot_id)
        self.refuse(
            self.env._(
                "Products of a subcontractor can only be received when their order is done."
            ),
            self.tell_alike(
                (line, *self._explain_misplaced(line, [], is_missing=True))
                for line in lines
                if line.lot_id.id not in made
                or (
                    line.product_id.tracking == "serial" and stock.get(self._source_of(line), 0) < 0
                )
            ),
        )

    def _work_out_before(self, lines, after):
        """Give what :meth:`_locate` would have told before core moved these lines.

        :param dict after: what it tells now
        """
        moved = defaultdict(float)
        for line in lines:
            moved[self._source_of(line)] -= line.quantity_product_uom
            moved[self._target_of(line)] += line.quantity_product_uom
        earlier = {key: count - moved[key] for key, count in after.items()}
        # What is nothing but for binary fractions was not there.
        return {
            key: left
            for key, left in earlier.items()
            if not key.lot.product_id.uom_id.is_zero(left)
        }

    def _work_out_after(self, lines, before):
        """Give what :meth:`_locate` would tell once core has moved these lines."""
        after = defaultdict(float, before)
        for line in lines:
            after[self._source_of(line)] -= line.quantity_product_uom
            after[self._target_of(line)] += line.quantity_product_uom
        return after

    def _list_found(self, before):
        """Give {lot: where it was, in words}."""
        found = defaultdict(list)
        for key, quantity in before.items():
            if key.location.usage in HELD and quantity > 0:
                found[key.lot].append(self._name_of(key))
        return found

    def _name_of(self, key):
        """Give location, package and owner in words; of another company, that it is there."""
        company = key.location.company_id
        if company and company not in self.env.user.company_ids:
            return self.env._("another company")
        return key.label

    def _explain_misplaced(self, line, found, is_missing):
        """Tell why a serial number, and why several, cannot be where a line puts them, in words."""
        location = self._name_of(self._source_of(line))
        words = {"location": location, "found": first_names(self.env, found)}
        is_twice = location in found if is_missing else not found
        if is_twice:
            return (
                self.env._("entered twice. Enter another serial number."),
                self.env._("entered twice. Enter other serial numbers."),
            )
        if is_missing and not found:
            return (
                self.env._(
                    "not in %(location)s. Select a serial number that is in stock.", **words
                ),
                self.env._(
                    "not in %(location)s. Select serial numbers that are in stock.", **words
                ),
            )
        if is_missing:
            return (
                self.env._("in %(found)s, not in %(location)s. Take it from there.", **words),
                self.env._("in %(found)s, not in %(location)s. Take them from there.", **words),
            )
        return (
            self.env._(
                "already in %(found)s. Return it from there, or enter another serial number.",
                **words,
            ),
            self.env._(
                "already in %(found)s. Return them from there, or enter other serial numbers.",
                **words,
            ),
        )
