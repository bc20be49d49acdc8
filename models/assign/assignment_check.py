"""What is wrong with the rows of a list, found before anything is written."""

import math

from odoo import models

from ...tools.locations import HELD
from .assignment_lookup import Lookup
from .traceability_assignment import LISTED_DATES

SEVERITIES = ("ok", "warning", "error")


class TraceabilityAssignment(models.AbstractModel):
    _inherit = "traceability.assignment"

    def _check_rows(self, moves, rows):
        """Judge every row by itself, by the others and by what the stock is.

        :param moves: ``stock.move`` that the rows may be for
        :param list rows: as a source gives them
        :return: list of new rows with ``state``, ``severity``, ``message`` and what was found
        """
        rows = self._raw_rows(rows)
        lookup = Lookup(self.env, moves, rows)
        checked = []
        for raw in rows:
            move = lookup.moves.get(raw["move_id"])
            if not move:
                checked.append(raw | _verdict("error", "wrong_product", self._no_line()))
                continue
            row = raw | {"quantity": lookup.quantity(move, raw)}
            checked.append(row | lookup.found(move, row) | self._judge(move, row, lookup))
            lookup.remember(move, row)
        return checked

    def _no_line(self):
        return self.env._("no line of this transfer waits for it.")

    def _judge(self, move, row, lookup):
        """:return: the worst verdict on a row, with what all of that severity say"""
        verdicts = [
            verdict
            for rule in (
                self._check_cells, self._check_name, self._check_duplicate, self._check_number,
                self._check_dates, self._check_kept, self._check_quantity, self._check_places,
                self._check_demand,
            )
            if (verdict := rule(move, row, lookup))
        ]  # fmt: skip
        if row.get("note") == "rollover":
            message = self.env._("counting on made the number longer.")
            verdicts.append(_verdict("warning", "rollover", message))
        worst = max(verdicts, key=lambda verdict: SEVERITIES.index(verdict["severity"]))
        same = [verdict for verdict in verdicts if verdict["severity"] == worst["severity"]]
        worst = next((verdict for verdict in same if verdict["message"]), worst)
        messages = dict.fromkeys(verdict["message"] for verdict in same if verdict["message"])
        if (
            worst["severity"] == "ok"
            and row.keys() & set(LISTED_DATES)
            and not lookup.has_dates[move.id]
        ):
            messages = [self.env._("its product has no expiration dates: left out.")]
        return worst | {"message": " ".join(messages)}

    # -- rules: each returns a verdict or None ----------------------------------------------------
    def _check_cells(self, move, row, lookup):
        for column, text in row.get("bad", {}).items():
            words = {"text": text}
            if column.endswith("_date"):
                message = self.env._("%(text)s is no date.", **words)
                return _verdict("error", "bad_date", message)
            if column == "quantity":
                message = self.env._("%(text)s is no quantity.", **words)
                return _verdict("error", "bad_quantity", message)
            if column == "product":
                message = self.env._("%(text)s is no product to be numbered here.", **words)
                return _verdict("error", "wrong_product", message)
            message = self.env._("%(text)s stands in no known column.", **words)
            return _verdict("error", "bad_format", message)
        if row.get("expiration_date") and row.get("use_date", "") > row["expiration_date"]:
            message = self.env._("best before lies after the expiration date.")
            return _verdict("error", "bad_date", message)
        return None

    def _check_name(self, move, row, lookup):
        product_id = lookup.product_id[move.id]
        is_known = (product_id, row["name"]) in lookup.lots
        pattern = None if is_known else lookup.patterns[product_id]
        problem = self.env["traceability.guard"]._name_problem(row["name"], pattern)
        return _verdict("error", "bad_format", problem) if problem else None

    def _check_duplicate(self, move, row, lookup):
        first = lookup.seen.get(lookup.key(move, row))
        if not first:
            return None
        message = self.env._("it is in row %(row)s already.", row=first)
        return _verdict("error", "duplicate", message)

    def _check_number(self, move, row, lookup):
        lots = lookup.lots.get((lookup.product_id[move.id], row["name"]), [])
        usable = [lot for lot in lots if lot.company_id in (move.company_id, lookup.nobody)]
        if lots and not usable:
            message = self.env._("it belongs to another company.")
            return _verdict("error", "wrong_company", message)
        if lookup.is_assigned(move, row):
            return _verdict("ok", "assigned", "")
        if usable and usable[0].is_on_hold and lookup.takes(move) and lookup.holds(move, row):
            return _verdict("error", "on_hold", self.env._("it is on hold."))
        rule = self._check_taken_out if lookup.takes(move) else self._check_brought_in
        return rule(move, row, usable[0] if usable else None, lookup)

    def _check_dates(self, move, row, lookup):
        """As the guard will when the move is done: by the policy of the operation type."""
        rule = lookup.takes(move) and lookup.date_rules[move.id]
        problem = rule and rule(lookup.lot(move, row))
        if not problem:
            return None
        blocks = move.picking_type_id.expired_lots_policy == "block"
        return _verdict("error" if blocks else "warning", "expired", problem)

    def _check_kept(self, move, row, lookup):
        """What is known of a lot that has moved does not change by a list."""
        lot = lookup.lot(move, row)
        if lot.id not in lookup.history:
            return None
        names = ("ref", *(LISTED_DATES if lookup.has_dates[move.id] else ()))
        told = [
            (name, self._told(move, name, lot[name]), self._told(move, name, row[name]))
            for name in names
            if row.get(name) and lot[name]
        ]
        kept = [
            self.env._(
                "%(field)s %(known)s, not %(said)s",
                field=lot._fields[name]._description_string(self.env),
                known=known,
                said=said,
            )
            for name, known, said in told
            if known != said
        ]
        if not kept:
            return None
        message = self.env._(
            "it has been here before and keeps: %(values)s.", values=", ".join(kept)
        )
        return _verdict("warning", "existing", message)

    def _told(self, move, name, value):
        """:return: a value in words; of a date its day in the warehouse, for a list may leave out
        the hour"""
        if name in LISTED_DATES:
            value = self.env["traceability.scan"]._local_day(value, move.picking_type_id)
        return str(value)

    def _check_brought_in(self, move, row, lot, lookup):
        other = lookup.elsewhere.get((lookup.product_id[move.id], row["name"]))
        if other and lookup.is_serial[move.id]:
            message = self.env._("it is assigned on %(document)s.", document=other)
            return _verdict("error", "taken", message)
        if not lot:
            return self._check_new(move, row, lookup)
        if move.product_id.tracking == "serial" and (places := lookup.places(lot, HELD)):
            if any(place == move.location_id for place, _quantity, _reserved in places):
                return _verdict("ok", "existing", "")
            message = self.env._("it is in %(place)s already.", place=places[0][0].display_name)
            return _verdict("error", "taken", message)
        if lookup.takes_only_new(move, lot):
            message = self.env._("it has been used before, and only new numbers come in here.")
            return _verdict("error", "taken", message)
        return _verdict("ok", "existing", "")

    def _check_new(self, move, row, lookup):
        if not lookup.creates(move):
            message = self.env._("it is not known, and no new numbers are made here.")
            return _verdict("error", "not_in_stock", message)
        if product := lookup.foreign.get(row["name"]):
            message = self.env._("%(product)s has that number too.", product=product)
            return _verdict("warning", "wrong_product", message)
        return _verdict("ok", "new", "")

    def _check_taken_out(self, move, row, lot, lookup):
        if not lot:
            if product := lookup.foreign.get(row["name"]):
                message = self.env._("it is a number of %(product)s.", product=product)
                return _verdict("error", "wrong_product", message)
            return _verdict("error", "not_in_stock", self.env._("no such number is known."))
        there, reserved = lookup.stock(move, lot)
        unit = move.product_id.uom_id
        if unit.compare(there, row["quantity"] or 0) < 0 or unit.compare(there, 0) <= 0:
            return _verdict("error", "not_in_stock", self._short(move, lot, there, lookup))
        if unit.compare(there - reserved, row["quantity"] or 0) < 0:
            message = self.env._("it is reserved for another transfer, which will lose it.")
            return _verdict("warning", "reserved", message)
        return _verdict("ok", "existing", "")

    def _short(self, move, lot, there, lookup):
        others = [
            place.display_name
            for place, _quantity, _reserved in lookup.places(lot, HELD)
            if not lookup.is_inside(place, move.location_id)
        ]
        words = {
            "place": move.location_id.display_name,
            "others": ", ".join(others[:3]),
            "quantity": f"{there:g} {move.product_id.uom_id.name}",
        }
        if move.product_id.uom_id.compare(there, 0) > 0:
            return self.env._("only %(quantity)s of it are in %(place)s.", **words)
        if others:
            return self.env._("it is not in %(place)s but in %(others)s.", **words)
        return self.env._("it is not in %(place)s.", **words)

    def _check_quantity(self, move, row, lookup):
        quantity = row["quantity"]
        is_one_serial = quantity == 1 and lookup.is_serial[move.id]
        if is_one_serial or "quantity" in row.get("bad", {}):
            return None
        unit = move.product_id.uom_id
        if quantity is None:
            message = self.env._("say how many %(unit)s it is.", unit=unit.name)
        elif not math.isfinite(quantity) or unit.compare(quantity, 0) <= 0:
            message = self.env._("its quantity is not a number above 0.")
        elif move.product_id.tracking == "serial" and quantity != 1:
            message = self.env._("a serial number is one unit.")
        elif self.env["traceability.guard"]._is_finer(unit, quantity):
            message = self.env._("its quantity is finer than %(unit)s allows.", unit=unit.name)
        else:
            return None
        return _verdict("error", "bad_quantity", message)

    def _check_places(self, move, row, lookup):
        if row.get("location") and not lookup.location(move, row["location"]):
            message = self.env._(
                "%(text)s is no location in %(place)s.",
                text=row["location"][:80],
                place=move.location_dest_id.display_name,
            )
            return _verdict("error", "bad_location", message)
        package = lookup.packages.get(row.get("package"))
        if package and package.location_id and not lookup.fits_package(move, package):
            message = self.env._(
                "package %(package)s is in %(place)s.",
                package=package.name,
                place=package.location_id.display_name,
            )
            return _verdict("error", "bad_package", message)
        return None

    def _check_demand(self, move, row, lookup):
        quantity = row["quantity"] or 0
        total = lookup.totals[move.id] + quantity
        if total <= lookup.missing[move.id] or not lookup.demand[move.id]:
            return None
        if lookup.is_assigned(move, row) or not math.isfinite(quantity):
            return None
        if (
            lookup.seen.get(lookup.key(move, row))
            or move.product_id.uom_id.compare(total, lookup.missing[move.id]) <= 0
        ):
            return None
        message = self.env._(
            "%(demand)s are asked for, and %(missing)s still had no number.",
            demand=f"{move.product_qty:g} {move.product_id.uom_id.name}",
            missing=f"{lookup.missing[move.id]:g}",
        )
        allowed = move.picking_type_id.over_demand_allowed
        return _verdict("warning" if allowed else "error", "over_demand", message)


def _verdict(severity, state, message):
    return {"severity": severity, "state": state, "message": message}
