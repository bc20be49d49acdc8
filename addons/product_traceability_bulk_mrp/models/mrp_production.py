from collections import Counter

from odoo import models
from odoo.fields import Domain

from odoo.addons.product_traceability_bulk.models.stock_move_line import MANY
from odoo.addons.product_traceability_bulk.tools import known_overrides


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _check_sn_uniqueness(self):
        # Core looks through all lines of the components for each of them.
        known = len(self.move_raw_ids.move_line_ids) >= MANY and known_overrides.only_known(
            self, "_check_sn_uniqueness"
        )
        if known and self._uses_and_makes_serials_once():
            return None
        return super()._check_sn_uniqueness()  # names what offends

    def _uses_and_makes_serials_once(self):
        """:return: whether core's check finds nothing; also False where only core can tell"""
        by_products = self.move_finished_ids.filtered(
            lambda move: move.has_tracking == "serial" and move.product_id != self.product_id
        )
        if by_products.move_line_ids or not self._uses_serials_once():
            return False
        made = self.lot_producing_ids - self.move_raw_ids.lot_ids
        return self.product_tracking != "serial" or not (
            made and self._are_finished_serials_already_produced(made)
        )

    def _uses_serials_once(self):
        lines = self.move_raw_ids.move_line_ids.filtered(
            lambda line: line.quantity and line.lot_id.product_id.tracking == "serial"
        )
        if len(lines.lot_id) < len(lines):
            return False
        # Those that were consumed before and came back by an unbuild are new again.
        done = Domain("lot_id", "in", lines.lot_id.ids) & Domain("state", "=", "done")
        used = self._count_by_lot(done & Domain("location_dest_id.usage", "=", "production"))
        back = self._count_by_lot(
            done
            & Domain("quantity", "=", 1)
            & Domain("location_id.usage", "=", "production")
            & Domain("move_id.production_id", "=", False)
        )
        return used <= back

    def _count_by_lot(self, domain):
        groups = self.env["stock.move.line"]._read_group(domain, ["lot_id"], ["__count"])
        return Counter({lot.id: count for lot, count in groups})
