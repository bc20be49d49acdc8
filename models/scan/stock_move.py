"""What a scan does to the moves and lines of a transfer."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


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
            raise UserError(self.env._("Only lines of a transfer are scanned here."))
        return self.picking_id.scan(text, product_id or self.product_id.id, accept)

    def _picked_quantity(self):
        """:return: what was picked, in the product's own unit"""
        return sum(line.quantity_product_uom for line in self.move_line_ids if line.picked)

    def _progress(self):
        return self.env._(
            "%(picked)s of %(demand)s %(unit)s",
            picked=f"{sum(move._picked_quantity() for move in self):g}",
            demand=f"{sum(self.mapped('product_qty')):g}",
            unit=self.product_id.uom_id.name,
        )

    def _wanting(self, name=None):
        """:return: which of several moves of a product a scan is for"""
        unit = self.product_id.uom_id
        return (
            self.filtered(lambda move: move.move_line_ids._to_pick(name))
            or self.filtered(
                lambda move: unit.compare(move._picked_quantity(), move.product_qty) < 0
            )
            or self
        )[:1]

    # -- without number -------------------------------------------------------------------------
    def _scan_units(self, quantity):
        """Pick units of an untracked product. :return: how far it is, in words"""
        move = self._wanting()
        self._check_scanned_demand(move, quantity)
        picked = move._picked_quantity()
        total = move.product_id.uom_id._compute_quantity(picked + quantity, move.product_uom)
        move.quantity = total
        move.move_line_ids.picked = True
        return self._progress()

    # -- with number ----------------------------------------------------------------------------
    def _scan_number(self, match, accept):
        """Pick a lot or serial number.

        :return: a warning, None when it was written; how far it is, in words
        """
        name = match["name"]
        move = self._wanting(name)
        move._check_scanned_once(name)
        quantity = match["quantity"] or move._quantity_of_a_scan(name)
        self._check_scanned_demand(move, quantity)
        row = {"move_id": move.id, "name": name, "quantity": quantity, **match["values"]}
        warning = move._check_scanned_row(row)
        if warning and not accept:
            return self.env._("%(warning)s Scan it again to accept.", warning=warning), None
        move._pick_number(row)
        return None, self._progress()

    def _check_scanned_row(self, row):
        """Check a number as the wizard does, and what is known of its lot.

        :return: a warning in words, or None
        :raise UserError: when it cannot be recorded
        """
        [checked] = self.env["traceability.assignment"]._check_rows(self, [row])
        is_over = checked["state"] == "over_demand"
        waiting = sum(self.move_line_ids._to_pick(row["name"]).mapped("quantity_product_uom"))
        # What waits under its number is assigned already: that is not too much.
        if is_over and self.product_id.uom_id.compare(row["quantity"], waiting) <= 0:
            is_over, checked = False, checked | {"severity": "ok"}
        lot = self.env["stock.lot"].browse(checked.get("lot_id") or ())
        problem = checked["message"] if checked["severity"] == "error" else None
        problem = problem or self._stock_problem(lot, row["quantity"])
        problem = problem or self._policy_problem(lot, "block")
        if problem:
            raise UserError(
                self.env._(
                    "%(product)s, %(number)s: %(problem)s",
                    product=self.product_id.display_name,
                    number=row["name"],
                    problem=problem,
                )
            )
        if checked["severity"] == "warning" and not is_over:
            return checked["message"]
        return self._policy_problem(lot, "warn") or self._date_problem(lot, row)

    def _quantity_of_a_scan(self, name):
        """:return: one where goods are counted, else what is left: nobody scans kilograms"""
        unit = self.product_id.uom_id
        if unit._has_common_reference(self.env.ref("uom.product_uom_unit")):
            return 1.0
        waiting = sum(self.move_line_ids._to_pick(name).mapped("quantity_product_uom"))
        return waiting or max(self.product_qty - self._picked_quantity(), 0.0) or 1.0

    def _check_scanned_once(self, name):
        lines = self.picking_id.move_line_ids.filtered(
            lambda line: line.product_id == self.product_id and line._number() == name
        )
        if self.product_id.tracking == "serial" and lines.filtered("picked"):
            raise UserError(
                self.env._(
                    "%(product)s, %(number)s was scanned already.",
                    product=self.product_id.display_name,
                    number=name,
                )
            )

    def _check_scanned_demand(self, move, quantity):
        """Refuse more than is asked for, where the operation type does not allow it."""
        unit = move.product_id.uom_id
        total = sum(each._picked_quantity() for each in self) + quantity
        demand = sum(self.mapped("product_qty"))
        if unit.compare(total, demand) > 0 and not move.picking_type_id.over_demand_allowed:
            raise UserError(
                self.env._(
                    "%(product)s: this would be %(total)s, and %(demand)s %(unit)s are asked for.",
                    product=move.product_id.display_name,
                    total=f"{total:g}",
                    demand=f"{demand:g}",
                    unit=unit.name,
                )
            )

    def _stock_problem(self, lot, quantity):
        """:return: words when more of a lot was scanned, one by one, than lies where it is taken"""
        if self._should_bypass_reservation() or not lot:
            return None
        # Superuser: what lies there counts, whoever may see it.
        quants = self.env["stock.quant"].sudo()
        domain = Domain("lot_id", "=", lot.id) & Domain(
            "location_id", "child_of", self.location_id.id
        )
        [(there,)] = quants._read_group(domain, [], ["quantity:sum"])
        lines = self.move_line_ids.filtered(lambda line: line.picked and line.lot_id == lot)
        picked = sum(lines.mapped("quantity_product_uom"))
        if self.product_id.uom_id.compare(picked + quantity, there) <= 0:
            return None
        return self.env._(
            "only %(there)s %(unit)s of it are in %(place)s.",
            there=f"{there:g}",
            unit=self.product_id.uom_id.name,
            place=self.location_id.display_name,
        )

    def _policy_problem(self, lot, policy):
        """:return: words when the lot is too old for this operation, as the guard judges it"""
        line = self.env["stock.move.line"].new(
            {
                "move_id": self.id,
                "picking_id": self.picking_id.id,
                "company_id": self.company_id.id,
                "product_id": self.product_id.id,
                "location_id": self.location_id.id,
                "location_dest_id": self.location_dest_id.id,
                "lot_id": lot.id,
            }
        )
        problems = self.env["traceability.guard"].date_problems(line, policy) if lot else ()
        return next((problem for _line, problem in problems), None)

    def _date_problem(self, lot, row):
        """:return: words when the label says another last day than the lot has"""
        said = row.get("expiration_date")
        if not lot.expiration_date or not said:
            return None
        scan, operation = self.env["traceability.scan"], self.picking_type_id
        known = scan._local_day(lot.expiration_date, operation)
        said = scan._local_day(said, operation)
        if said == known:
            return None
        return self.env._(
            "the label says that it expires on %(said)s, but it is known to on %(known)s.",
            said=str(said),
            known=str(known),
        )

    def _pick_number(self, row):
        """Pick what waits under this number, and assign what is beyond it."""
        assignment = self.env["traceability.assignment"]
        left = self.move_line_ids._to_pick(row["name"])._pick(row["quantity"])
        if self.product_id.uom_id.compare(left, 0) <= 0:
            return
        picked = self.move_line_ids.filtered(
            lambda line: line.picked and line._number() == row["name"]
        )
        if not picked:
            lines = assignment._assign(self, [row | {"quantity": left}], accept_warnings=True)
            lines.picked = True
            return
        total = sum(picked.mapped("quantity_product_uom")) + left
        assignment._make_room(self, [row | {"quantity": total, "assigned": True}])
        picked[0]._add_units(left)
