"""Counts and opening stock from a spreadsheet: their rows, and how they are recorded.

A row is a plain dict, as those of :mod:`..assign.traceability_assignment`. What a list gives (all
but ``row`` may be missing)::

    {"row": number of the row in its list, counted from 1,
     "product", "location", "package", "owner", "unit": texts that name them,
     "name": lot or serial number, "quantity": float in that unit,
     "expiration_date", "use_date": text of a datetime in UTC, "production_date": text of a date,
     "ref", "vendor_lot_name": text,
     "bad": {name of a cell: its text, which could not be read}}

The check adds ``state``, ``severity`` (ok, warning, error) and ``message``, ``counted``: the
quantity in the product's own unit, and ids of what was found: ``product_id``, ``location_id``,
``lot_id``, ``package_id``, ``owner_id``, ``quant_id``.
"""

import math

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.checked_rows import refuse_rows
from ...tools.dates import dates_are_on
from ...tools.number_text import shown, storable

NAMES = ("product", "location", "package", "owner", "unit")
LOT_DATES = ("expiration_date", "use_date")
LOT_TEXTS = ("ref", "vendor_lot_name", "production_date")
TEXTS = ("name", *NAMES, *LOT_DATES, *LOT_TEXTS)
FOUND = ("product_id", "location_id", "lot_id", "package_id", "owner_id")


class TraceabilityCount(models.AbstractModel):
    _name = "traceability.count"
    _description = "Import of Counts"

    @api.model
    @api.private
    def raw_rows(self, rows):
        """Clean rows, to what a list gives, whatever came from a client or a former check.

        :raise UserError: when they are no rows, or too many
        """
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise UserError(self.env._("This is not a list of counted quantities."))
        self.env["traceability.assignment"].check_size(len(rows))
        return [self._raw_row(index, row) for index, row in enumerate(rows, 1)]

    @staticmethod
    def _raw_row(index, row):
        raw = {
            name: storable(row[name])
            for name in TEXTS
            if isinstance(row.get(name), str) and row[name]
        }
        quantity = row.get("quantity")
        is_number = isinstance(quantity, int | float) and not isinstance(quantity, bool)
        raw["quantity"] = float(quantity) if is_number and math.isfinite(quantity) else None
        raw["row"] = row["row"] if isinstance(row.get("row"), int) else index
        raw.setdefault("name", "")
        if isinstance(row.get("bad"), dict) and row["bad"]:
            raw["bad"] = {str(name): str(text) for name, text in row["bad"].items()}
        return raw

    # -- writing ----------------------------------------------------------------------------------
    @api.private
    def record(self, rows, location, accept_warnings=False):
        """Check rows once more and set what they count on the quants, all or none.

        Nothing moves yet: that is what applying the counts does.

        :param list rows: as a list gives them; what a former check said of them is not believed
        :param location: ``stock.location`` of the rows that name none
        :param bool accept_warnings: whether rows with a warning are meant as they are
        :return: the counted ``stock.quant``, in inventory mode
        :raise UserError: naming the rows that cannot be recorded
        """
        checked = self.check_rows(rows, location)
        refuse_rows(self.env, checked, lambda row: shown(row.get("product", "")), accept_warnings)
        # Of what is not there and was not counted there is nothing to record.
        counted = [row for row in checked if row["counted"] or row.get("quant_id")]
        self._make_packages(counted)
        self._make_lots(counted)
        quants = self._find_quants(counted)
        self._set_counts(quants, counted)
        return quants

    def _make_packages(self, rows):
        """Make the packages that rows name and nobody has made yet."""
        new = [row for row in rows if row.get("package") and not row.get("package_id")]
        names = list(dict.fromkeys(row["package"] for row in new))
        packages = self.env["stock.package"].create([{"name": name} for name in names])
        made = dict(zip(names, packages.ids, strict=True))
        for row in new:
            row["package_id"] = made[row["package"]]

    def _make_lots(self, rows):
        """Make the lots that rows name and that do not exist; those that do get what they lack."""
        lots = self.env["stock.lot"]
        products = self.env["product.product"].browse({row["product_id"] for row in rows})
        products = {product.id: product for product in products}
        new = {}
        for row in rows:
            if not row["name"]:
                continue
            values = self._lot_values(products[row["product_id"]], row)
            if not row.get("lot_id"):
                new.setdefault((row["product_id"], row["name"]), {}).update(values)
            elif values:
                lots.browse(row["lot_id"]).fill_assigned_values(values)
        # Their movement tells who made them and when; a note in each chatter would take half the
        # time of making them.
        made = lots.with_context(mail_create_nolog=True).create(
            [
                {
                    "product_id": product,
                    "name": name,
                    **products[product].completed_lot_values(values),
                }
                for (product, name), values in new.items()
            ]
        )
        ids = dict(zip(new, made.ids, strict=True))
        for row in rows:
            if row["name"] and not row.get("lot_id"):
                row["lot_id"] = ids[row["product_id"], row["name"]]

    def _lot_values(self, product, row):
        """Pick what a row says about its lot."""
        names = LOT_DATES if product.use_expiration_date and dates_are_on(self.env) else ()
        values = {name: fields.Datetime.to_datetime(row[name]) for name in names if row.get(name)}
        return values | {name: row[name] for name in LOT_TEXTS if row.get(name)}

    def _find_quants(self, rows):
        """Give the quant of each row, in their order; those that are not there are made empty."""
        quants = self.env["stock.quant"]
        new = [row for row in rows if not row.get("quant_id")]
        # Superuser: as core does for who counts; it holds nothing before the count is applied.
        made = quants.sudo()._trace_create_empty(
            [{name: row.get(name) or False for name in FOUND} for row in new]
        )
        for row, quant in zip(new, made, strict=True):
            row["quant_id"] = quant.id
        return quants.browse(row["quant_id"] for row in rows).with_context(inventory_mode=True)

    def _set_counts(self, quants, rows):
        """Write counted quantities, once for all quants of which as much was counted."""
        amounts = {}
        for row in rows:
            amounts.setdefault(row["counted"], []).append(row["quant_id"])
        for amount, ids in amounts.items():
            quants.browse(ids).write(
                {
                    "inventory_quantity": amount,
                    "inventory_quantity_set": True,
                    "user_id": self.env.uid,
                    "inventory_date": fields.Date.context_today(self),
                }
            )
