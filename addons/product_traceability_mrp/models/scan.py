"""A scanner at work on a manufacturing order: what it makes, and the components that it uses."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

CLOSED = ("draft", "done", "cancel")


class MrpProduction(models.Model):
    _name = "mrp.production"
    _inherit = ["mrp.production", "traceability.scan.document"]

    def _moves_to_scan(self):
        if self.state == "draft":
            self.action_confirm()
        moves = self._open_moves_to_scan()
        if not moves:
            raise UserError(
                self.env._(
                    "%(order)s is done or cancelled, or has nothing to scan.",
                    order=self.name,
                )
            )
        return moves

    def _open_moves_to_scan(self):
        # Components first: they are there before the product is.
        moves = self.move_raw_ids | self.move_finished_ids
        return self.env["traceability.assignment"].open_moves(moves) | self.move_raw_ids.filtered(
            lambda move: move._is_untracked_component() and move.state not in CLOSED
        )

    def _expected_moves(self, moves):
        # The order takes untracked components by the quantity it makes: who begins to scan some is
        # asked for all of them, and nobody else is.
        untracked = moves.filtered(lambda move: move._is_untracked_component())
        begun = untracked.picked_quantities()
        return moves - untracked.filtered(lambda move: not begun[move])

    def scan_titles(self):
        return [*super().scan_titles(), self.product_id.display_name]

    def _finish_of_scan(self):
        return {
            "method": "button_mark_done",
            "label": self.env._("Produce All"),
            "context": {"asks_pairing": True},
        }

    def _undo_entry(self, entry, quantity):
        move = self.env["stock.move"].browse(entry.move_id.id)
        if move._is_untracked_component():
            return entry.take_back(quantity)
        if not move._is_made_by_order():
            return super()._undo_entry(entry, quantity)
        made = self.lot_producing_ids.filtered(lambda lot: lot.name == entry.lot_name)
        if not made:
            raise self.scan_changed(entry)
        unit = self.product_id.uom_id
        if unit.compare(quantity, entry.quantity) >= 0:
            self.lot_producing_ids -= made
        left = max(0.0, self.qty_producing - unit._compute_quantity(quantity, self.product_uom_id))
        self.qty_producing = left
        self.set_qty_producing()
        entry.take_back(quantity)
        return None


class StockMove(models.Model):
    _inherit = "stock.move"

    def picked_quantities(self):
        """Of components what was scanned; core picks the others by the quantity produced."""
        found = super().picked_quantities()
        used = self.filtered("raw_material_production_id")
        found.update(self.env["traceability.scan.entry"].quantities(used))
        for move in self.filtered(lambda move: move._is_made_by_order()):
            found[move] = sum(quantity for _lot, quantity in move._units_of_lots())
        return found

    def _is_untracked_component(self):
        return bool(self.raw_material_production_id) and self.product_id.tracking == "none"

    def scan_units(self, quantity, places):
        move = self.move_to_scan()
        if not move._is_untracked_component():
            return super().scan_units(quantity, places)
        if not move.picking_type_id.over_demand_allowed:
            self.check_demand_of_scan(quantity)
        # What is reserved stays as it is, for the order takes it all; a scan counts it.
        unit = move.product_id.uom_id
        total = move.picked_quantities()[move] + quantity
        reserved = sum(move.move_line_ids.mapped("quantity_product_uom"))
        if unit.compare(total, reserved) > 0:
            move.quantity += unit._compute_quantity(total - reserved, move.product_uom)
        return move.move_line_ids[:1]

    def _check_scanned_once(self, name):
        made = self.filtered(lambda move: move._is_made_by_order())
        if made.has_tracking == "serial" and name in made.production_id.lot_producing_ids.mapped(
            "name"
        ):
            raise UserError(self.already_scanned(name))
        return super()._check_scanned_once(name)

    def _check_scanned_row(self, row):
        # An order takes what is chosen in place of what is reserved, whatever was scanned before.
        if self.raw_material_production_id and not self.picking_type_id.over_demand_allowed:
            self.check_demand_of_scan(row["quantity"])
        return super()._check_scanned_row(row)

    def _pick_number(self, row, places):
        if self.raw_material_production_id:
            waiting = sum(self.lines_to_scan(row["name"]).mapped("quantity_product_uom"))
            self._free_for_scan(row["quantity"] - waiting)
        return super()._pick_number(row, places)

    def _set_quantity_done(self, qty):
        # Core drops the latest components first, when fewer are used; what was scanned stays.
        if self.id and self._is_untracked_component():
            scanned = self.picked_quantities()[self]
            qty = max(qty, self.product_id.uom_id._compute_quantity(scanned, self.product_uom))
        elif self.id and self.raw_material_production_id:
            scanned = self.env["traceability.scan.entry"].find_lines(self)
            if scanned:
                lines, unit = self.move_line_ids, self.product_id.uom_id
                wanted = self.product_uom._compute_quantity(qty, unit)
                wanted = max(wanted, sum(scanned.mapped("quantity_product_uom")))
                self._free_for_scan(sum(lines.mapped("quantity_product_uom")) - wanted)
                qty = unit._compute_quantity(wanted, self.product_uom)
        return super()._set_quantity_done(qty)

    def _free_for_scan(self, quantity):
        """Give back so much of what is reserved and was not scanned, the last first."""
        unit = self.product_id.uom_id
        scanned = self.env["traceability.scan.entry"].find_lines(self)
        for line in (self.move_line_ids - scanned).sorted("id", reverse=True):
            if unit.compare(quantity, 0) <= 0:
                return
            part = min(quantity, line.quantity_product_uom)
            quantity -= part
            if unit.compare(part, line.quantity_product_uom) >= 0:
                line.unlink()
            else:
                line.add_units(-part)


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _is_scanned(self):
        if self.move_id.raw_material_production_id:
            return self.env["traceability.scan.entry"].is_of_line(self)
        return super()._is_scanned()


class TraceabilityScan(models.AbstractModel):
    _inherit = "traceability.scan"

    def _scanned_models(self):
        is_open = Domain("state", "not in", CLOSED)
        paths = ["product_id", "move_raw_ids.product_id"]
        return [
            *super()._scanned_models(),
            ("mrp.production", is_open, paths, "date_start, id"),
        ]
