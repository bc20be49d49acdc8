"""What is wrong with the rows of a count, found before anything is written."""

from odoo import api, models

from ...tools.dates import local_day, location_zone
from ...tools.locations import OURS
from ...tools.number_text import shown
from ...tools.quantity_words import say_number
from .count_lookup import Stock
from .traceability_count import LOT_DATES, LOT_TEXTS

SEVERITIES = ("ok", "warning", "error")
FINEST = 1e-9
LONGEST = 80


class TraceabilityCount(models.AbstractModel):
    _inherit = "traceability.count"

    @api.private
    def check_rows(self, rows, location):
        """Judge every row by itself, by the others and by what the stock is.

        :param list rows: as a list gives them
        :param location: ``stock.location`` of the rows that name none
        :return: list of new rows with ``state``, ``severity``, ``message`` and what was found
        """
        rows = self.raw_rows(rows)
        stock = Stock(self.env, rows, location)
        checked = []
        for raw in rows:
            row = raw | stock.found(raw)
            verdict = self._judge(row, stock)
            checked.append({**row, "counted": row["counted"] or 0.0, **verdict})
            stock.remember(row)
        return checked

    def _judge(self, row, stock):
        verdicts = [
            verdict
            for rule in (
                self._check_cells, self._check_product, self._check_places, self._check_owner,
                self._check_lot, self._check_quantity, self._check_twice, self._check_elsewhere,
                self._check_kept,
            )
            if (verdict := rule(row, stock))
        ]  # fmt: skip
        if not verdicts:
            is_new = row["name"] and row["counted"] and not row.get("lot_id")
            return _verdict("ok", "new" if is_new else "existing", "")
        worst = max(verdicts, key=lambda verdict: SEVERITIES.index(verdict["severity"]))
        same = [verdict for verdict in verdicts if verdict["severity"] == worst["severity"]]
        messages = dict.fromkeys(verdict["message"] for verdict in same)
        first, *others = messages
        sentences = [first, *(message[:1].upper() + message[1:] for message in others)]
        return worst | {"message": " ".join(sentences)}

    # -- rules: each returns a verdict or None ----------------------------------------------------
    def _check_cells(self, row, stock):
        for column, text in row.get("bad", {}).items():
            words = {"text": text}
            if column.endswith("_date"):
                return _bad("bad_date", self.env._("%(text)s is not a date.", **words))
            if column == "quantity":
                return _bad("bad_quantity", self.env._("%(text)s is not a quantity.", **words))
            return _bad("bad_format", self.env._("%(text)s is in an unknown column.", **words))
        problem = self.env["traceability.assignment"].find_date_order_problem(row)
        return _bad("bad_date", problem) if problem else None

    def _check_product(self, row, stock):
        text = row.get("product", "")
        product = stock.product(row)
        if not text:
            message = self.env._("enter the product: its internal reference, barcode or name.")
        elif not stock.products.get(text):
            message = self.env._(
                "no product has the internal reference, barcode or name %(text)s.",
                text=shown(text),
            )
        elif not product:
            message = self.env._(
                "%(text)s stands for several products. Use the internal reference or barcode of"
                " one.",
                text=shown(text),
            )
        elif not product.is_storable:
            message = self.env._("its product has no inventory to count.")
        else:
            return None
        return _bad("wrong_product", message)

    def _check_places(self, row, stock):
        text, place = row.get("location", ""), stock.place(row)
        if not place:
            message = (
                self.env._("%(text)s stands for several locations. Use the full name.", text=text)
                if stock.places.get(text)
                else self.env._("no location has the name or barcode %(text)s.", text=shown(text))
            )
            return _bad("bad_location", message)
        if place.usage not in OURS:
            message = self.env._(
                "%(location)s is not a location of your stock.", location=place.display_name
            )
            return _bad("bad_location", message)
        product = stock.product(row)
        if product and product.company_id and product.company_id != place.company_id:
            message = self.env._("its product belongs to another company than the location.")
            return _bad("wrong_company", message)
        package = stock.packages.get(row.get("package"))
        if package and package.location_id and package.location_id != place:
            message = self.env._(
                "package %(package)s is in %(location)s.",
                package=package.name,
                location=package.location_id.display_name,
            )
            return _bad("bad_package", message)
        return None

    def _check_owner(self, row, stock):
        text = row.get("owner")
        if not text or row.get("owner_id"):
            return None
        message = (
            self.env._("%(text)s stands for several contacts. Use the reference.", text=text)
            if stock.owners.get(text)
            else self.env._("no contact has the name or reference %(text)s.", text=shown(text))
        )
        return _bad("bad_owner", message)

    def _check_lot(self, row, stock):
        product, name = stock.product(row), row["name"]
        # Stock without lots may be counted as not there.
        is_away = not name and row["counted"] == 0 and row.get("quant_id")
        if not product or is_away or (product.tracking == "none" and not name):
            return None
        if product.tracking == "none":
            message = self.env._("its product is not tracked; leave the lot empty.")
            return _bad("bad_format", message)
        lots = stock.lots.get((product.id, name), ())
        problem = self.env["traceability.guard"].find_name_problem(
            name, None if lots else stock.patterns[product]
        )
        if problem:
            return _bad("bad_format", problem)
        if lots and not row.get("lot_id"):
            return _bad("wrong_company", self.env._("it belongs to another company."))
        return None

    def _check_quantity(self, row, stock):
        product, unit = stock.product(row), stock.unit(row)
        if not product or "quantity" in row.get("bad", {}):
            return None
        if row.get("unit") and not (unit and unit._has_common_reference(product.uom_id)):
            message = self.env._(
                "%(text)s is not a unit of this product, which is counted in %(unit)s.",
                text=shown(row["unit"]),
                unit=product.uom_id.name,
            )
            return _bad("bad_unit", message)
        quantity = row["counted"]
        if quantity is None:
            message = self.env._("enter the counted quantity; 0 if nothing is there.")
        elif quantity < 0:
            message = self.env._("a counted quantity cannot be negative.")
        elif product.tracking == "serial" and quantity not in (0, 1):
            message = self.env._(
                "a serial number identifies one whole unit; got %(quantity)s.",
                quantity=say_number(self.env, quantity),
            )
        elif abs(quantity - product.uom_id.round(quantity)) > FINEST:
            message = self.env._(
                "its quantity has more decimals than %(unit)s allows.", unit=product.uom_id.name
            )
        else:
            return None
        return _bad("bad_quantity", message)

    def _check_twice(self, row, stock):
        if first := stock.seen.get(stock.key(row)):
            message = self.env._("it is already in row %(row)s.", row=first)
            return _bad("duplicate", message)
        if first := stock.seen_serials.get(stock.serial_key(row)):
            message = self.env._(
                "this serial number is already counted in row %(row)s, in another location.",
                row=first,
            )
            return _bad("duplicate", message)
        return None

    def _check_elsewhere(self, row, stock):
        """Warn of a serial number that is recorded where nobody counted it away."""
        if not row["counted"] or not stock.serial_key(row) or not row.get("lot_id"):
            return None
        others = [
            place
            for place in stock.held.get(row["lot_id"], ())
            if place.id != row["location_id"]
            and (row["product_id"], row["lot_id"], place.id) not in stock.emptied
        ]
        if not others:
            return None
        message = self.env._(
            "it is recorded in %(location)s. If it is in the counted location now, apply the count"
            " and select Move Here. If not, remove this row.",
            location=others[0].display_name,
        )
        return _verdict("warning", "taken", message)

    def _check_kept(self, row, stock):
        """Warn of what a lot will not take, because it has another value."""
        if not row.get("lot_id"):
            return None
        lot = stock.lot(row)
        names = (*LOT_TEXTS, *(LOT_DATES if stock.has_dates(row) else ()))
        zone = location_zone(stock.place(row) or stock.location)
        kept = [
            self.env._(
                "%(field)s %(known)s, not %(said)s",
                field=lot._fields[name]._description_string(self.env),
                known=known,
                said=said,
            )
            for name in names
            if row.get(name) and lot[name]
            if (known := _shown(lot, name, lot[name], zone))
            != (said := _shown(lot, name, row[name], zone))
        ]
        if not kept:
            return None
        message = self.env._(
            "the lot exists and keeps its values: %(values)s.", values=", ".join(kept)
        )
        return _verdict("warning", "existing", message)


def _shown(lot, name, value, zone):
    """Give a value in words; of a date its day where the goods are: a list may lack the hour."""
    field = lot._fields[name]
    if field.type == "datetime":
        return str(local_day(field.to_datetime(value), zone))
    return str(value)


def _verdict(severity, state, message):
    return {"severity": severity, "state": state, "message": message}


def _bad(state, message):
    return _verdict("error", state, message)
