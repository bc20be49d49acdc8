"""What is wrong with the rows of a list, found before anything is written."""

import math

from odoo import api, models
from odoo.fields import Datetime

from ...tools.dates import local_day, warehouse_zone
from ...tools.locations import HELD
from ...tools.quantity_words import say_number
from .assignment_lookup import Lookup
from .traceability_assignment import LISTED_DATES, ORIGIN, PROPOSED

FINEST = 1e-9
SEVERITIES = ("ok", "warning", "error")


class TraceabilityAssignment(models.AbstractModel):
    _inherit = "traceability.assignment"

    @api.private
    def check_rows(self, moves, rows, are_totals=False):
        """Judge every row by itself, by the others and by what the stock is.

        Lists, scans and stock that is identified ask this one check, so that the same is allowed
        and the same words are said wherever a lot or serial number comes from.

        :param moves: ``stock.move`` that the rows may be for; for goods without a document one
            that is not stored, an inventory movement
        :param list rows: as a source gives them
        :param bool are_totals: whether the quantity of a row is all that there is to be of its lot
            on its move, and not what comes to the quantity on its lines
        :return: list of new rows with ``state``, ``severity``, ``message`` and what was found
        """
        rows = self.raw_rows(rows)
        lookup = Lookup(self.env, moves, rows, are_totals)
        checked = []
        for raw in rows:
            move = lookup.moves.get(raw["move_id"])
            if not move:
                checked.append(raw | _verdict("error", "wrong_product", self._no_line()))
                continue
            row = raw | {"quantity": lookup.quantity(move, raw)}
            verdict = self._judge(move, row, lookup)
            checked.append(row | lookup.found(move, row) | verdict)
            # What cannot be assigned stands in nobody's way: it is no first of a duplicate, and
            # takes none of the demand from the rows after it.
            if verdict["severity"] != "error":
                lookup.remember(move, row)
        return checked

    def _no_line(self):
        return self.env._("it matches no open line of a tracked product.")

    def _judge(self, move, row, lookup):
        """Give the worst verdict on a row, with what all of that severity say."""
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
            message = self.env._("counting up made this number longer than the first one.")
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
            messages = [self.env._("its product has no expiration dates, so the date is left out.")]
        first, *others = [*messages, ""]
        sentences = [first, *(message[:1].upper() + message[1:] for message in others)]
        return worst | {"message": " ".join(filter(None, sentences))}

    # -- rules: each returns a verdict or None ----------------------------------------------------
    def _check_cells(self, move, row, lookup):
        for column, text in row.get("bad", {}).items():
            words = {"text": text}
            if column.endswith("_date"):
                message = self.env._("%(text)s is not a date.", **words)
                return _verdict("error", "bad_date", message)
            if column == "quantity":
                message = self.env._("%(text)s is not a quantity.", **words)
                return _verdict("error", "bad_quantity", message)
            if column == "product":
                message = self.env._("%(text)s is not a tracked product of this list.", **words)
                return _verdict("error", "wrong_product", message)
            message = self.env._("%(text)s is in an unknown column.", **words)
            return _verdict("error", "bad_format", message)
        problem = self.find_date_order_problem(row)
        return _verdict("error", "bad_date", problem) if problem else None

    @api.private
    def find_date_order_problem(self, row):
        """Tell which dates of a row contradict each other, in words, or None."""
        expires = row.get("expiration_date")
        if expires and row.get("use_date", "") > expires:
            return self.env._("the best before date is after the expiration date.")
        if expires and row.get("production_date", "") > expires:
            return self.env._("the production date is after the expiration date.")
        return None

    def _check_name(self, move, row, lookup):
        product_id = lookup.product_id[move.id]
        is_known = (product_id, row["name"]) in lookup.lots
        pattern = None if is_known else lookup.patterns[product_id]
        problem = self.env["traceability.guard"].find_name_problem(row["name"], pattern)
        return _verdict("error", "bad_format", problem) if problem else None

    def _check_duplicate(self, move, row, lookup):
        first = lookup.seen.get(lookup.key(move, row))
        if not first:
            return None
        message = self.env._("it is already in row %(row)s.", row=first)
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
        rule = lookup.date_rules[move.id]
        if not rule:
            return None
        date = lookup.lot(move, row).expiration_date or row.get("expiration_date")
        problem = rule(Datetime.to_datetime(date))
        if not problem:
            return None
        blocks = self.env["traceability.guard"].asks_of_dates(move, "block")
        return _verdict("error" if blocks else "warning", "expired", problem)

    def _check_kept(self, move, row, lookup):
        """Warn of a date or reference that a lot will not take, because it has another one.

        It is changed only on a lot that has not moved and that the move's own lines have brought.
        """
        lot = lookup.lot(move, row)
        if not lot or lookup.changes(move, row, lot):
            return None
        names = ("ref", *ORIGIN, *(LISTED_DATES if lookup.has_dates[move.id] else ()))
        told = [
            (
                name,
                self._shown_value(move, name, lot[name]),
                self._shown_value(move, name, row[name]),
            )
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
            "the lot exists and keeps its values: %(values)s.", values=", ".join(kept)
        )
        return _verdict("warning", "existing", message)

    def _shown_value(self, move, name, value):
        """Give a value in words; of a date its day in the warehouse: a list may lack the hour."""
        if name in LISTED_DATES:
            value = local_day(
                Datetime.to_datetime(value),
                warehouse_zone(move.picking_type_id or move.location_dest_id),
            )
        return str(value)

    def _check_brought_in(self, move, row, lot, lookup):
        other = lookup.elsewhere.get((lookup.product_id[move.id], row["name"]))
        if other and lookup.is_serial[move.id]:
            message = self.env._("it is already assigned on %(document)s.", document=other)
            return _verdict("error", "taken", message)
        if not lot:
            return self._check_new(move, row, lookup)
        if move.product_id.tracking == "serial" and (places := lookup.places(lot, HELD)):
            if any(place == move.location_id for place, _quantity, _reserved in places):
                return _verdict("ok", "existing", "")
            message = self.env._(
                "it is already in %(location)s.", location=places[0][0].display_name
            )
            return _verdict("error", "taken", message)
        if lookup.takes_only_new(move, lot):
            message = self.env._(
                "it has been used before, and only new lot/serial numbers are accepted here."
            )
            return _verdict("error", "taken", message)
        return _verdict("ok", "existing", "")

    def _check_new(self, move, row, lookup):
        if not lookup.creates(move):
            message = self.env._("it does not exist, and new lots are not created here.")
            return _verdict("error", "not_in_stock", message)
        product = lookup.foreign.get(row["name"])
        if product and row.get("note") != PROPOSED:
            message = self.env._("%(product)s has the same lot/serial number.", product=product)
            return _verdict("warning", "wrong_product", message)
        return _verdict("ok", "new", "")

    def _check_taken_out(self, move, row, lot, lookup):
        if not lot:
            if product := lookup.foreign.get(row["name"]):
                message = self.env._("it is a lot/serial number of %(product)s.", product=product)
                return _verdict("error", "wrong_product", message)
            return _verdict(
                "error", "not_in_stock", self.env._("this lot/serial number does not exist.")
            )
        there, reserved = lookup.stock(move, lot)
        unit = move.product_id.uom_id
        if unit.compare(there, row["quantity"] or 0) < 0 or unit.compare(there, 0) <= 0:
            return _verdict("error", "not_in_stock", self._short(move, lot, there, lookup))
        if unit.compare(there - reserved, row["quantity"] or 0) < 0:
            message = self.env._(
                "it is reserved for another transfer, which will lose its reservation."
            )
            return _verdict("warning", "reserved", message)
        return _verdict("ok", "existing", "")

    def _short(self, move, lot, there, lookup):
        others = [
            place.display_name
            for place, _quantity, _reserved in lookup.places(lot, HELD)
            if not lookup.is_inside(place, move.location_id)
        ]
        words = {
            "location": move.location_id.display_name,
            "others": ", ".join(others[:3]),
            "quantity": f"{say_number(self.env, there)} {move.product_id.uom_id.name}",
        }
        if move.product_id.uom_id.compare(there, 0) > 0:
            return self.env._("there is only %(quantity)s of it in %(location)s.", **words)
        if others:
            return self.env._("it is in %(others)s, not in %(location)s.", **words)
        return self.env._("it is not in %(location)s.", **words)

    def _check_quantity(self, move, row, lookup):
        quantity = row["quantity"]
        is_one_serial = quantity == 1 and lookup.is_serial[move.id]
        if is_one_serial or "quantity" in row.get("bad", {}):
            return None
        unit = move.product_id.uom_id
        if quantity is None:
            message = self.env._("enter the quantity in %(unit)s.", unit=unit.name)
        elif not math.isfinite(quantity) or unit.compare(quantity, 0) <= 0:
            message = self.env._("its quantity must be greater than 0.")
        elif move.product_id.tracking == "serial" and quantity != 1:
            message = self.env._(
                "a serial number identifies one whole unit; got %(quantity)s.",
                quantity=say_number(self.env, quantity),
            )
        elif _is_finer(unit, quantity):
            message = self.env._(
                "its quantity has more decimals than %(unit)s allows.", unit=unit.name
            )
        else:
            return None
        return _verdict("error", "bad_quantity", message)

    def _check_places(self, move, row, lookup):
        if row.get("location") and not lookup.location(move, row["location"]):
            message = self.env._(
                "%(text)s is not a location in %(location)s.",
                text=row["location"][:80],
                location=move.location_dest_id.display_name,
            )
            return _verdict("error", "bad_location", message)
        package = lookup.packages.get(row.get("package"))
        if package and package.location_id and not lookup.fits_package(move, package):
            message = self.env._(
                "package %(package)s is in %(location)s.",
                package=package.name,
                location=package.location_id.display_name,
            )
            return _verdict("error", "bad_package", message)
        return None

    def _check_demand(self, move, row, lookup):
        # What is identified must add up exactly, which is checked for the whole list.
        if move.is_inventory or not lookup.demand[move.id]:
            return None
        quantity, missing = row["quantity"] or 0, lookup.missing[move.id]
        total, unit = lookup.totals[move.id] + quantity, move.product_id.uom_id
        if total <= missing or not math.isfinite(quantity) or lookup.is_assigned(move, row):
            return None
        if lookup.seen.get(lookup.key(move, row)) or unit.compare(total, missing) <= 0:
            return None
        if lookup.are_totals:
            if unit.compare(quantity, lookup.on_lines[move.id, row["name"]]) <= 0:
                return None
            missing = self.missing_quantity(move)
        allowed = move.picking_type_id.over_demand_allowed
        message = self._over_demand(move, missing)
        return _verdict("warning" if allowed else "error", "over_demand", message)

    def _over_demand(self, move, missing):
        unit = move.product_id.uom_id
        words = {
            "demand": f"{say_number(self.env, move.product_qty)} {unit.name}",
            "missing": say_number(self.env, missing),
        }
        if unit.compare(missing, 0) <= 0:
            return self.env._("demand is %(demand)s, all of it with lot/serial numbers.", **words)
        if unit.compare(missing, 1) == 0:
            return self.env._(
                "demand is %(demand)s; one is still without a lot/serial number.", **words
            )
        return self.env._(
            "demand is %(demand)s; %(missing)s are still without a lot/serial number.", **words
        )


def _verdict(severity, state, message):
    return {"severity": severity, "state": state, "message": message}


def _is_finer(unit, quantity):
    """Tell whether a unit cannot tell the quantity; its own comparison rounds first."""
    return abs(quantity - unit.round(quantity)) > FINEST
