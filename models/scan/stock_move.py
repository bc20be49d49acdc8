"""What a scan does to the moves and lines of a transfer."""

from odoo import api, models
from odoo.exceptions import UserError


class StockMove(models.Model):
    _inherit = "stock.move"

    def scan(self, text, product_id=None, accept=False):
        """Record on its transfer what was scanned at one of its lines.

        A mere number is of this line's product, unless another product was scanned before.

        :return: as :meth:`stock.picking.scan`, which says what the arguments are
        :raise UserError: when it cannot be recorded; nothing is written then
        """
        self.ensure_one()
        if not self.picking_id:
            raise UserError(self.env._("Only the lines of a transfer can be scanned here."))
        return self.picking_id.scan(text, product_id or self.product_id.id, accept)

    def _picked_quantity(self):
        """Give what was picked, in the product's own unit."""
        return sum(line.quantity_product_uom for line in self.move_line_ids if line.picked)

    def _progress(self):
        return self.env._(
            "%(picked)s of %(demand)s %(unit)s",
            picked=f"{sum(move._picked_quantity() for move in self):g}",
            demand=f"{sum(self.mapped('product_qty')):g}",
            unit=self.product_id.uom_id.name,
        )

    def _move_to_scan(self, name=None):
        """Pick the move of a product that a scan is for."""
        unit = self.product_id.uom_id
        return (
            self.filtered(lambda move: move.move_line_ids._to_pick(name))
            or self.filtered(
                lambda move: unit.compare(move._picked_quantity(), move.product_qty) < 0
            )
            or self
        )[:1]

    # -- without lot ------------------------------------------------------------------------------
    def _scan_units(self, quantity):
        """Pick units of an untracked product. :return: how far it is, in words"""
        move = self._move_to_scan()
        self._check_scanned_units(move, quantity)
        picked = move._picked_quantity()
        total = move.product_id.uom_id._compute_quantity(picked + quantity, move.product_uom)
        move.quantity = total
        move.move_line_ids.picked = True
        return self._progress()

    def _check_scanned_units(self, move, quantity):
        """Refuse more than the demand, where the operation type does not allow it."""
        unit = move.product_id.uom_id
        total = sum(each._picked_quantity() for each in self) + quantity
        demand = sum(self.mapped("product_qty"))
        if unit.compare(total, demand) > 0 and not move.picking_type_id.over_demand_allowed:
            raise UserError(
                self.env._(
                    "%(product)s: demand is %(demand)s %(unit)s, and this would make it %(total)s.",
                    product=move.product_id.display_name,
                    total=f"{total:g}",
                    demand=f"{demand:g}",
                    unit=unit.name,
                )
            )

    # -- with lot ---------------------------------------------------------------------------------
    def _scan_number(self, match, accept):
        """Pick a lot or serial number.

        :return: a warning, None when it was written; how far it is, in words
        """
        name = match["name"]
        move = self._move_to_scan(name)
        move._check_scanned_once(name)
        quantity = match["quantity"] or move.scanned_quantity(name)
        row = {"move_id": move.id, "name": name, "quantity": quantity, **match["values"]}
        warning = move._check_scanned_row(row)
        if warning and not accept:
            return self.env._("%(warning)s Scan it again to accept.", warning=warning), None
        move._pick_number(row)
        return None, self._progress()

    def _check_scanned_row(self, row):
        """Check a lot as a list of one row is checked, together with what was picked of it.

        :return: a warning in words, or None
        :raise UserError: when it cannot be recorded
        """
        total = row["quantity"] + sum(
            line.quantity_product_uom
            for line in self.move_line_ids
            if line.picked and line._lot_or_name() == row["name"]
        )
        [checked] = self.env["traceability.assignment"].check_rows(
            self, [row | {"quantity": total}], are_totals=True
        )
        if checked["severity"] == "error":
            raise UserError(
                self.env._(
                    "%(product)s, %(number)s: %(problem)s",
                    product=self.product_id.display_name,
                    number=row["name"],
                    problem=checked["message"],
                )
            )
        # Where more than the demand is allowed, nobody is asked about each unit of it.
        is_asked = checked["severity"] == "warning" and checked["state"] != "over_demand"
        return checked["message"] if is_asked else None

    @api.private
    def scanned_quantity(self, name):
        """Give one unit where goods are counted, else what is left: nobody scans kilograms."""
        unit = self.product_id.uom_id
        if unit._has_common_reference(self.env.ref("uom.product_uom_unit")):
            return 1.0
        waiting = sum(self.move_line_ids._to_pick(name).mapped("quantity_product_uom"))
        return waiting or max(self.product_qty - self._picked_quantity(), 0.0) or 1.0

    def _check_scanned_once(self, name):
        lines = self.picking_id.move_line_ids.filtered(
            lambda line: line.product_id == self.product_id and line._lot_or_name() == name
        )
        if self.product_id.tracking == "serial" and lines.filtered("picked"):
            raise UserError(
                self.env._(
                    "%(product)s, %(number)s is already scanned.",
                    product=self.product_id.display_name,
                    number=name,
                )
            )

    def _pick_number(self, row):
        """Pick what waits under this number, and assign what is beyond it."""
        assignment = self.env["traceability.assignment"]
        left = self.move_line_ids._to_pick(row["name"])._pick(row["quantity"])
        if self.product_id.uom_id.compare(left, 0) <= 0:
            return
        picked = self.move_line_ids.filtered(
            lambda line: line.picked and line._lot_or_name() == row["name"]
        )
        if not picked:
            lines = assignment.assign(self, [row | {"quantity": left}], accept_warnings=True)
            lines.picked = True
            return
        total = sum(picked.mapped("quantity_product_uom")) + left
        assignment.make_room(self, [row | {"quantity": total, "assigned": True}])
        picked[0]._add_units(left)
