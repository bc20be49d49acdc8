from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _lot_or_name(self):
        return self.lot_id.name or self.lot_name

    def _to_pick(self, name):
        """Give those of these lines that wait to be picked, with this number."""
        return self.filtered(lambda line: not line.picked and name and line._lot_or_name() == name)

    def _add_units(self, quantity):
        """Change the quantity of a line, by units of the product itself."""
        unit = self.product_id.uom_id
        total = self.quantity_product_uom + quantity
        self.quantity = unit._compute_quantity(total, self.product_uom_id)

    def _pick(self, quantity):
        """Pick so much of lines that wait under one number; the rest of them keeps waiting.

        :param float quantity: in the product's own unit
        :return: how much more was scanned than waited
        """
        for line in self:
            unit, waiting = line.product_id.uom_id, line.quantity_product_uom
            if unit.compare(quantity, 0) <= 0:
                break
            part = min(quantity, waiting)
            quantity -= part
            if unit.compare(part, waiting) == 0 and not line._picked_twin():
                line.picked = True
            else:
                line._move_to_picked(part)
        return quantity

    def _picked_twin(self):
        """Give the line that has picked some of the same goods."""
        same = ("lot_id", "lot_name", "location_id", "location_dest_id", "package_id", "owner_id")
        return self.move_id.move_line_ids.filtered(
            lambda line: line.picked and all(line[name] == self[name] for name in same)
        )[:1]

    def _move_to_picked(self, quantity):
        twin, unit = self._picked_twin(), self.product_id.uom_id
        rest = self.quantity_product_uom - quantity
        if unit.compare(rest, 0) <= 0:
            self.unlink()
        else:
            self._add_units(-quantity)
        if twin:
            twin._add_units(quantity)
            return
        self.copy(
            {
                "quantity": unit._compute_quantity(quantity, self.product_uom_id),
                "picked": True,
                "lot_name": self.lot_name,
            }
        )
