"""What the rows of a count name, read all at once: products, locations, lots and stock."""

import re
from collections import defaultdict

from odoo.fields import Domain

from ...tools.dates import dates_are_on
from ...tools.locations import HELD, OURS
from .traceability_count import FOUND

CODE = re.compile(r"\[([^\]]+)\] ")


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
