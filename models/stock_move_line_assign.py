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
