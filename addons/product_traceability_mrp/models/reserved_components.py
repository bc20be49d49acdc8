"""Core lets an order that waits for another transfer of components pick none of those there."""

from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def pre_button_mark_done(self):
        self._pick_reserved_components()
        return super().pre_button_mark_done()

    def _set_quantities(self):
        result = super()._set_quantities()
        self._pick_reserved_components()
        return result

    def _pick_reserved_components(self):
        """Pick the lots that are reserved for what is produced now, as far as they are enough.

        Core waits for the components of a transfer that is still open; those that it has brought
        already are used all the same.
        """
        for order in self.filtered("qty_producing"):
            if not order.company_id.is_strict():
                continue
            made = order.qty_producing - order.qty_produced
            for move in order.move_raw_ids:
                needed = move.product_uom.round(made * move.unit_factor)
                if move._is_reserved_with_lots(needed):
                    move._set_quantity_done(needed)
                    move.picked = True


class StockMove(models.Model):
    _inherit = "stock.move"

    def _is_reserved_with_lots(self, quantity):
        compare = self.product_uom.compare
        return (
            self.has_tracking != "none"
            and self.state not in ("done", "cancel")
            and not self.picked
            and compare(quantity, 0) > 0
            and compare(self.quantity, quantity) >= 0
            and all(line.lot_id for line in self.move_line_ids)
        )
