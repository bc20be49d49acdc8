"""The lines of a move tell rows of numbers, or are filled with them."""

from collections import defaultdict

from odoo import api, fields, models

# What a row may say of its line besides its number.
PLACES = ("location_id", "location_dest_id", "package_id", "result_package_id", "owner_id")


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    is_assigned = fields.Boolean(
        copy=False,
        readonly=True,
        help="Picked because its lot/serial number was assigned, neither scanned nor ticked.",
    )
    lot_values = fields.Json(
        copy=False,
        help="Reference and dates of the lot or serial number that this line will make.",
    )

    def _prepare_new_lot_vals(self):
        values = super()._prepare_new_lot_vals()
        if not isinstance(self.lot_values, dict):  # a client may write it
            return values
        allowed = set(self.env["stock.lot"]._assignable_fields())
        given = {name: value for name, value in self.lot_values.items() if name in allowed}
        return self.product_id.completed_lot_values(given | values)

    def _standing_for(self, row):
        """Give those of these lines, of the row's lot, that stand for the row."""
        if not self:
            return self
        if self.product_id.tracking == "serial":
            return self[:1]
        fitting = self.filtered(
            lambda line: all(row[name] in (None, line[name].id) for name in PLACES)
        )
        compare = self.product_id.uom_id.compare
        for line in fitting:
            if not compare(line.quantity_product_uom, row["quantity"]):
                return line
        # What lies in several places has a line for each.
        total = sum(fitting.mapped("quantity_product_uom"))
        return self.browse() if compare(total, row["quantity"]) else fitting

    def _update_from_rows(self, rows):
        """Let lines say what else rows say of the numbers that the lines have already.

        A lot that has moved keeps its reference and dates; what it lacks, it gets.

        :param list rows: as :meth:`stock.move._assign_numbers` takes them
        :return: the lines that stand for the rows
        """
        known = defaultdict(self.browse)
        for line in self:
            known[line.move_id.id, line.lot_id.name or line.lot_name] |= line
        guard = self.env["traceability.guard"]
        lots = self.lot_id if any(row["lot_values"] for row in rows) else self.lot_id.browse()
        moved = guard.read_history(lots, self.browse())
        # Rows that say a place have the first choice, lest others take the line that is there.
        pairs = _paired(known, sorted(rows, key=lambda row: not _says_place(row)))
        for line, row in pairs:
            if row["lot_values"] or _says_place(row):
                line._update_from_row(row, line.lot_id.id in moved)
        return self.browse(line.id for line, _row in pairs)

    def _update_from_row(self, row, is_settled):
        """:param bool is_settled: whether the lot has moved before"""
        names = ("location_dest_id", "result_package_id")
        values = {name: row[name] for name in names if row[name]}
        given = dict(row["lot_values"])
        if self.lot_id:
            self.lot_id._take_assigned_values(given, is_settled)
        elif given:
            if expires := given.pop("expiration_date", None):
                values["expiration_date"] = expires
            known = self.lot_values if isinstance(self.lot_values, dict) else {}
            values["lot_values"] = known | self.env["stock.lot"]._assigned_to_json(given)
        if changed := self._changed_values(values):
            self.write(changed)

    def _fill_numbers(self, rows):
        """Write rows on lines without number, one row a line."""
        groups, named, found = defaultdict(list), [], []
        for line, row in zip(self, rows, strict=True):
            values = line.move_id._row_values(row)
            lot_id, lot_name = values.pop("lot_id", None), values.pop("lot_name", None)
            if lot_id:
                found.append((line.id, lot_id))
            else:
                named.append((line.id, lot_name))
            if changed := line._changed_values(values):
                groups[repr(changed)].append((line.id, changed))
        for group in groups.values():
            self.browse(line for line, _values in group).write(group[0][1])
        for name, pairs in (("lot_name", named), ("lot_id", found)):
            lines = self.browse(line for line, _value in pairs)
            lines.write_each(name, [value for _line, value in pairs])

    @api.private
    def write_each(self, name, values):
        """Write one field, another value on each line; an addon may write many at once.

        :param str name: ``lot_id`` or ``lot_name``
        :param list values: one for each line, in their order; ids for ``lot_id``
        """
        for line, value in zip(self, values, strict=True):
            line.write({name: value})

    def _changed_values(self, values):
        """Give those values that are others than the line has."""
        changed = {}
        for name, value in values.items():
            field = self._fields[name]
            old = field.convert_to_cache(self[name], self, validate=False)
            if (old or False) != (field.convert_to_cache(value, self, validate=False) or False):
                changed[name] = value
        return changed


def _says_place(row):
    return bool(row["location_dest_id"] or row["result_package_id"])


def _paired(known, rows):
    """Find the line of each row: the one that says the same of it, else one of its quantity.

    :param dict known: {(move id, number): lines}, of which those found are taken out
    :return: [(line, row)]
    """
    pairs, others = [], []
    for row in rows:
        key = row["move_id"], row["lot_name"]
        lines = known[key]._standing_for(row)
        known[key] -= lines
        pairs += [(line, row) for line in lines]
        if not lines:
            others.append(row)
    for row in others:
        key = row["move_id"], row["lot_name"]
        lines = known[key]._standing_for(row | dict.fromkeys(PLACES))
        known[key] -= lines
        pairs += [(line, row) for line in lines]
    return pairs
