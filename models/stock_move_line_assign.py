"""The lines of a move tell rows of numbers, or are filled with them."""

from collections import defaultdict

from odoo import models

# What a row may say of its line besides its number.
PLACES = ("location_id", "location_dest_id", "package_id", "result_package_id", "owner_id")


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _that_tell(self, row):
        """:return: those of these lines, of the row's lot, that stand for the row"""
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

    def _retell(self, rows):
        """Let lines say what else rows say of the numbers that the lines have already.

        A lot that has moved keeps its reference and dates; what it lacks, it gets.

        :param list rows: as :meth:`stock.move._assign_numbers` takes them
        """
        saying = [
            row
            for row in rows
            if row["lot_values"] or row["location_dest_id"] or row["result_package_id"]
        ]
        if not saying:
            return
        known = defaultdict(self.browse)
        for line in self:
            known[line.move_id.id, line.lot_id.name or line.lot_name] |= line
        guard = self.env["traceability.guard"]
        moved = guard._moved_before(self.lot_id, self.browse())
        for line, row in _paired(known, saying):
            line._say(row, line.lot_id.id in moved)

    def _say(self, row, is_settled):
        """:param bool is_settled: whether the lot has moved before"""
        names = ("location_dest_id", "result_package_id")
        values = {name: row[name] for name in names if row[name]}
        given = dict(row["lot_values"])
        if self.lot_id and is_settled:
            self.lot_id._fill_assigned_values(given)
        elif self.lot_id:
            if other := {
                name: value for name, value in given.items() if self.lot_id[name] != value
            }:
                self.lot_id.write(other)
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
            lines._write_each(name, [value for _line, value in pairs])

    def _changed_values(self, values):
        """:return: those values that are others than the line has"""
        changed = {}
        for name, value in values.items():
            field = self._fields[name]
            old = field.convert_to_cache(self[name], self, validate=False)
            if (old or False) != (field.convert_to_cache(value, self, validate=False) or False):
                changed[name] = value
        return changed


def _paired(known, rows):
    """Find the line of each row: the one that says the same of it, else one of its quantity.

    :param dict known: {(move id, number): lines}, of which those found are taken out
    :return: [(line, row)]
    """
    pairs, others = [], []
    for row in rows:
        key = row["move_id"], row["lot_name"]
        lines = known[key]._that_tell(row)
        known[key] -= lines
        pairs += [(line, row) for line in lines]
        if not lines:
            others.append(row)
    for row in others:
        key = row["move_id"], row["lot_name"]
        lines = known[key]._that_tell(row | dict.fromkeys(PLACES))
        known[key] -= lines
        pairs += [(line, row) for line in lines]
    return pairs
