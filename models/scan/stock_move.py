"""What a scan does to the moves and lines of a transfer or order."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.quantity_words import say_number
from .places import Places


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

    # -- assigned is picked -----------------------------------------------------------------------
    @api.private
    def filter_only_assigned(self):
        """Pick the moves of which what is picked was assigned, and nothing by a person's hand."""
        groups = self.env["stock.move.line"]._read_group(
            Domain("move_id", "in", self.filtered("picked").ids) & Domain("picked", "=", True),
            ["is_assigned"],
            ["move_id:recordset"],
        )
        moves = dict(groups)
        return moves.get(True, self.browse()) - moves.get(False, self.browse())

    def _has_line(self, **values):
        domain = Domain("move_id", "in", self.ids)
        for name, value in values.items():
            domain &= Domain(name, "=", value)
        return bool(self.env["stock.move.line"].search_count(domain, limit=1))

    def _compute_picked(self):
        # As core, but that one reads every line of a move whenever one of them is scanned.
        stored = self.filtered(lambda move: move.id and move.state != "done")
        groups = self.env["stock.move.line"]._read_group(
            Domain("move_id", "in", stored.ids), ["move_id"], ["picked:bool_or"]
        )
        for move, is_picked in groups:
            move.picked = bool(is_picked)
        without_lines = stored - self.browse(move.id for move, _is_picked in groups)
        return super(StockMove, self - stored + without_lines)._compute_picked()

    def _action_assign(self, force_qty=False):
        # What was only assigned keeps no move from reserving the rest of its demand.
        with self.env["stock.move.line"].proposing():
            result = super()._action_assign(force_qty=force_qty)
            if not force_qty:
                for move in self.filtered(lambda move: move._waits_beside_assigned()):
                    missing = move.product_uom_qty - move.quantity
                    super(StockMove, move)._action_assign(force_qty=missing)
        return result

    def _waits_beside_assigned(self):
        return (
            self.picked
            and self.state in ("confirmed", "waiting", "partially_available")
            and not self._should_bypass_reservation()
            and self.product_uom.compare(self.quantity, self.product_uom_qty) < 0
            and bool(self.filter_only_assigned())
        )

    def _set_quantity_done(self, qty):
        with self.env["stock.move.line"].proposing():
            return super()._set_quantity_done(qty)

    # -- how far it is ----------------------------------------------------------------------------
    @api.private
    def picked_quantities(self):
        """Add up what was picked, without reading the lines.

        :return: {move: quantity in the product's own unit}; an addon adds what has no lines
        """
        groups = self.env["stock.move.line"]._read_group(
            Domain("move_id", "in", self.ids) & Domain("picked", "=", True),
            ["move_id"],
            ["quantity_product_uom:sum"],
        )
        return dict.fromkeys(self, 0.0) | dict(groups)

    def _progress(self):
        return self.env._(
            "%(picked)s of %(demand)s %(unit)s",
            picked=say_number(self.env, sum(self.picked_quantities().values())),
            demand=say_number(self.env, sum(self.mapped("product_qty"))),
            unit=self.product_id.uom_id.name,
        )

    @api.private
    def move_to_scan(self, name=None):
        """Pick the move of a product that a scan is for."""
        if len(self) == 1:
            return self
        unit, picked = self.product_id.uom_id, self.picked_quantities()
        return (
            (name and self.lines_to_scan(name).move_id)
            or self.filtered(lambda move: unit.compare(picked[move], move.product_qty) < 0)
            or self
        )[:1]

    @api.private
    def lines_to_scan(self, name):
        """Give the lines that wait to be scanned, with this number."""
        return self.lines_named([name]).filtered(lambda line: not line._is_scanned())

    # -- without lot ------------------------------------------------------------------------------
    @api.private
    def scan_units(self, quantity, places):
        """Pick units of an untracked product.

        :return: the line that has them
        :raise UserError: for more than the demand, where the operation type does not allow it
        """
        move = self.move_to_scan()
        unit = move.product_id.uom_id
        if not move.picking_type_id.over_demand_allowed:
            self.check_demand_of_scan(quantity)
        waiting = move.move_line_ids.filtered(lambda line: not line.picked)
        left, line = waiting._pick(quantity, places)
        if unit.compare(left, 0) > 0:
            more = unit._compute_quantity(left, move.product_uom)
            move.quantity += more
            line = move.move_line_ids[-1:]
            move.move_line_ids.filtered(lambda line: not line.picked).picked = True
        return line

    @api.private
    def check_demand_of_scan(self, quantity):
        """:raise UserError: when with so much more, more than the demand is scanned"""
        unit = self.product_id.uom_id
        total = sum(self.picked_quantities().values()) + quantity
        demand = sum(self.mapped("product_qty"))
        if unit.compare(total, demand) > 0:
            raise UserError(
                self.env._(
                    "%(product)s: demand is %(demand)s %(unit)s, and this would make it %(total)s.",
                    product=self.product_id.display_name,
                    total=say_number(self.env, total),
                    demand=say_number(self.env, demand),
                    unit=unit.name,
                )
            )

    # -- with lot ---------------------------------------------------------------------------------
    @api.private
    def scan_number(self, match, quantity, accept=False, places=None):
        """Pick a lot or serial number.

        :param dict match: see :meth:`traceability.scan.match`
        :param float quantity: in the product's own unit, None for what is usual
        :param bool accept: whether a warning is meant to be passed over
        :param places: :class:`.places.Places`
        :return: a warning, None when it was written; the line that has it then
        :raise UserError: when it cannot be recorded; nothing is written then
        """
        name, places = match["name"], places or Places(self.env)
        move = self.move_to_scan(name)
        self._check_scanned_once(name)
        quantity = quantity or move.scanned_quantity(name)
        row = {"move_id": move.id, "name": name, "quantity": quantity, **match["values"]}
        row |= places.row_values()
        warning = move._check_scanned_row(row)
        places.check_source(move, row)
        if warning and not accept:
            return self.env._("%(warning)s Scan it again to accept.", warning=warning), None
        return None, move._pick_number(row, places)

    @api.private
    def proposed_quantity(self, match, places=None):
        """Tell how much of a lot to ask for, once it is known that the lot can be taken at all.

        :return: float, in the product's own unit
        :raise UserError: when it cannot be recorded
        """
        name = match["name"]
        move = self.move_to_scan(name)
        unit = move.product_id.uom_id
        waiting = sum(move.lines_to_scan(name).mapped("quantity_product_uom"))
        left = sum(self.mapped("product_qty")) - sum(self.picked_quantities().values())
        if not waiting and unit.compare(left, 0) > 0 and not move._should_bypass_reservation():
            left = min(left, (places or Places(self.env)).quantity_at_source(move, name) or left)
        quantity = waiting or (left if unit.compare(left, 0) > 0 else 1.0)
        row = {"move_id": move.id, "name": name, "quantity": min(quantity, 1.0), **match["values"]}
        move._check_scanned_row(row)
        return quantity

    def _check_scanned_row(self, row):
        """Check a lot as a list of one row is checked, together with what was scanned of it.

        :return: a warning in words, or None
        :raise UserError: when it cannot be recorded
        """
        total = row["quantity"] + sum(
            line.quantity_product_uom
            for line in self.lines_named([row["name"]])
            if line._is_scanned()
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
        waiting = sum(self.lines_to_scan(name).mapped("quantity_product_uom"))
        picked = sum(self.picked_quantities().values())
        return waiting or max(self.product_qty - picked, 0.0) or 1.0

    def _check_scanned_once(self, name):
        if self.product_id.tracking != "serial":
            return
        if any(line._is_scanned() for line in self.lines_named([name])):
            raise UserError(self.already_scanned(name))

    @api.private
    def already_scanned(self, name):
        return self.env._(
            "%(product)s, %(number)s is already scanned.",
            product=self.product_id.display_name,
            number=name,
        )

    def _pick_number(self, row, places):
        """Pick what waits under this number, and assign what is beyond it.

        :return: the line that has it
        """
        assignment = self.env["traceability.assignment"]
        waiting = places.nearest_first(self.lines_to_scan(row["name"]))
        left, line = waiting._pick(row["quantity"], places)
        if self.product_id.uom_id.compare(left, 0) <= 0:
            return line
        scanned = self.lines_named([row["name"]]).filtered(lambda line: line._is_scanned())
        if not scanned:
            lines = assignment.assign(self, [row | {"quantity": left}], accept_warnings=True)
            for line in lines:
                line.write({"picked": True, **places.values_for(line)})
            return lines[:1]
        total = sum(scanned.mapped("quantity_product_uom")) + left
        assignment.make_room(self, [row | {"quantity": total, "assigned": True}])
        first = scanned[0]
        values = places.values_for(first)
        twin = first if not values else first._scanned_twin(values)
        if twin:
            twin.add_units(left)
            return twin
        unit = self.product_id.uom_id
        return first.copy(
            {
                "quantity": unit._compute_quantity(left, first.product_uom_id),
                "picked": True,
                "lot_name": first.lot_name,
                **values,
            }
        )
