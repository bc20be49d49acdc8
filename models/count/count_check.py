"""What is wrong with the rows of a count, found before anything is written."""

import re
from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from ...tools.dates import dates_are_on, local_day, location_zone
from ...tools.locations import HELD, OURS
from ...tools.number_text import shown
from .traceability_count import FOUND, LOT_DATES, LOT_TEXTS

SEVERITIES = ("ok", "warning", "error")
CODE = re.compile(r"\[([^\]]+)\] ")
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
                quantity=f"{quantity:g}",
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
            "it is recorded in %(location)s. If it is here now, applying the count asks whether to"
            " move it.",
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


class Stock:
    """What rows name, read by a few queries; the rules only look things up here."""

    def __init__(self, env, rows, location):
        self.env, self.rows, self.location = env, rows, location
        self.seen, self.seen_serials = {}, {}
        self.products = self._read(
            "product.product", "product", ("default_code", "barcode", "name"), self._codes()
        )
        self.places = self._read("stock.location", "location", ("barcode", "complete_name", "name"))
        self.owners = self._read("res.partner", "owner", ("ref", "name"))
        self.units = self._read("uom.uom", "unit", ("name",))
        packages = self._read("stock.package", "package", ("name",))
        self.packages = {text: found[:1] for text, found in packages.items() if found}
        products = env["product.product"].concat(
            *(found for found in self.products.values() if len(found) == 1)
        )
        self.patterns = {product: product.get_lot_name_pattern() for product in products}
        self.with_dates = products.filtered("use_expiration_date")
        self.with_dates = self.with_dates if dates_are_on(env) else products.browse()
        names = {row["name"] for row in rows if row["name"]}
        self.lots = env["traceability.assignment"].named_lots(products, names)
        self._read_quants(products)

    def _codes(self):
        """Give {text: the internal reference in brackets before a product's name}."""
        texts = {row["product"] for row in self.rows if row.get("product")}
        return {text: match[1] for text in texts if (match := CODE.match(text))}

    def _read(self, model, column, fields, others=None):
        """Find the records that a column names, by the first field that has the text.

        :param dict others: {text: another one to look for}
        :return: {text: records}
        """
        others = others or {}
        texts = {row[column] for row in self.rows if row.get(column)}
        wanted = list(texts | set(others.values()))
        records = self.env[model]
        if not wanted:
            return {}
        found = records.search(Domain.OR([(name, "in", wanted)] for name in fields), order="id")
        by_text = {name: defaultdict(records.browse) for name in fields}
        for name in fields:
            ids = defaultdict(list)
            for record in found:
                ids[record[name]].append(record.id)
            by_text[name] = {text: records.browse(same) for text, same in ids.items()}
        return {
            text: next(
                (
                    by_text[name][tried]
                    for tried in filter(None, (text, others.get(text)))
                    for name in fields
                    if tried in by_text[name]
                ),
                records,
            )
            for text in texts
        }

    def _read_quants(self, products):
        """Read where the products are: in which quants, and which serial numbers are held."""
        quants = self.env["stock.quant"].search_fetch(
            Domain("product_id", "in", products.ids) & Domain("location_id.usage", "in", OURS),
            [*FOUND, "quantity"],
            order="id",
        )
        self.quants = {}
        for quant in quants:
            key = tuple(quant[name].id for name in FOUND)
            self.quants.setdefault(key, quant.id)
        serials = products.filtered(lambda product: product.tracking == "serial")
        lots = [lot.id for (product, _name), same in self.lots.items() for lot in same
                if product in serials._ids]  # fmt: skip
        # Superuser: a number lies in one place, whoever may see that place.
        groups = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                Domain("lot_id", "in", lots)
                & Domain("quantity", ">", 0)
                & Domain("location_id.usage", "in", HELD),
                ["lot_id", "location_id"],
            )
        )
        self.held = defaultdict(list)
        for lot, place in groups:
            self.held[lot.id].append(place)
        self.emptied = set()
        for row in self.rows:
            if row["quantity"] == 0 and (product := self.product(row)) in serials and product:
                place, lot = self.place(row), self.lot(row)
                self.emptied.add((product.id, lot.id, place.id))

    # -- look up ----------------------------------------------------------------------------------
    def product(self, row):
        return _only(self.products.get(row.get("product"), self.env["product.product"]))

    def place(self, row):
        if not row.get("location"):
            return self.location
        return _only(self.places.get(row["location"], self.env["stock.location"]))

    def unit(self, row):
        units, product = self.units.get(row.get("unit"), self.env["uom.uom"]), self.product(row)
        fitting = units.filtered(
            lambda unit: product and unit._has_common_reference(product.uom_id)
        )
        return (fitting or units)[:1]

    def lot(self, row):
        """Give the lot of a row's number that its location may hold, or an empty one."""
        product, place = self.product(row), self.place(row)
        lots = self.lots.get((product.id, row["name"]), ())
        fitting = (lot for lot in lots if not lot.company_id or lot.company_id == place.company_id)
        return next(fitting, self.env["stock.lot"])

    def has_dates(self, row):
        return self.product(row) in self.with_dates

    def found(self, row):
        """Give the ids of what a row names, and its quantity in the product's own unit."""
        product, unit, quantity = self.product(row), self.unit(row), row["quantity"]
        fits = product and unit and unit._has_common_reference(product.uom_id)
        if quantity is not None and fits and unit != product.uom_id:
            quantity = unit._compute_quantity(quantity, product.uom_id, round=False)
        ids = {
            "product_id": product.id,
            "location_id": self.place(row).id,
            "lot_id": self.lot(row).id if row["name"] else False,
            "package_id": self.packages.get(row.get("package"), self.env["stock.package"]).id,
            "owner_id": _only(self.owners.get(row.get("owner"), self.env["res.partner"])).id,
        }
        is_known = product and (ids["lot_id"] or not row["name"])
        is_known = is_known and (ids["package_id"] or not row.get("package"))
        key = tuple(ids[name] for name in FOUND)
        quant = self.quants.get(key) if is_known else None
        return {**ids, "quant_id": quant, "counted": quantity}

    def key(self, row):
        """Give what may be counted once, None where the row does not say it."""
        if not row["product_id"]:
            return None
        names = row["name"], row["location_id"], row.get("package"), row.get("owner")
        return (row["product_id"], *names)

    def serial_key(self, row):
        """Give the serial number that a row has found, or None."""
        is_serial = self.product(row).tracking == "serial"
        return (row["product_id"], row["name"]) if is_serial and row["counted"] else None

    def remember(self, row):
        for seen, key in ((self.seen, self.key(row)), (self.seen_serials, self.serial_key(row))):
            if key:
                seen.setdefault(key, row["row"])


def _only(records):
    return records if len(records) == 1 else records.browse()


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
