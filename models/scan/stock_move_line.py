from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# While core proposes lots, what it writes is reserved and not assigned.
PROPOSING = "product_traceability.proposing"


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    # -- assigned is picked -----------------------------------------------------------------------
    @api.private
    @contextmanager
    def proposing(self):
        """Within, a lot that a line gets is a proposal of Odoo's, and nobody has assigned it."""
        data = self.env.cr.precommit.data
        before = data.get(PROPOSING)
        data[PROPOSING] = True
        try:
            yield
        finally:
            data[PROPOSING] = before

    def _is_proposed(self):
        return bool(self.env.cr.precommit.data.get(PROPOSING))

    @api.private
    def note_assigned(self, vals_list):
        """Let lines that are made with a lot be picked, whoever makes them but a reservation.

        :param list vals_list: of new lines, before core makes them
        :return: as many values
        """
        moves = self.env["stock.move"].browse(
            {vals["move_id"] for vals in vals_list if vals.get("move_id")}
        )
        only_assigned = set(moves.filter_only_assigned().ids)
        moves = {move.id: move for move in moves}
        return [
            self._noted(vals, moves.get(vals.get("move_id")), vals.get("move_id") in only_assigned)
            for vals in vals_list
        ]

    def _noted(self, vals, move, is_only_assigned):
        if self._is_proposed():
            # Core picks whatever comes to a picked move, which here was only assigned.
            return vals | {"picked": vals.get("picked", False)} if is_only_assigned else vals
        picking = (move and move.picking_id) or self.env["stock.picking"].browse(
            vals.get("picking_id") or ()
        )
        if not picking.company_id.is_strict():
            return vals
        vals = self._with_lot_of_name(vals, move)
        quant = self.env["stock.quant"].browse(vals.get("quant_id") or ())
        has_lot = vals.get("lot_id") or vals.get("lot_name") or quant.lot_id
        is_ticked = vals.get("picked") and not is_only_assigned
        return vals | {"picked": True, "is_assigned": True} if has_lot and not is_ticked else vals

    def write(self, vals):
        if "picked" in vals:
            return super().write({"is_assigned": False, **vals})
        if not {"lot_id", "lot_name", "quant_id"} & vals.keys() or self._is_proposed():
            return super().write(vals)
        if vals.get("lot_name") and not vals.get("lot_id"):
            for line in self.filtered(lambda line: line._is_open_in_transfer()):
                found = line._with_lot_of_name(vals, line.move_id)
                if found != vals:
                    self -= line
                    line.write(found)
        before = {line: (line.lot_id, line.lot_name) for line in self}
        result = super().write(vals)
        self._pick_changed_lots(before)
        return result

    def unlink(self):
        # Core leaves a move picked of which no line is left: nothing would be reserved for it.
        moves = self.filtered("is_assigned").move_id.filter_only_assigned()
        result = super().unlink()
        moves.filtered(lambda move: not move.move_line_ids).picked = False
        return result

    def _is_open_in_transfer(self):
        return (
            self.picking_id and self.state not in ("done", "cancel") and self.company_id.is_strict()
        )

    def _pick_changed_lots(self, before):
        """Pick lines that have got another lot now; of those that have lost it, none is left."""
        changed = self.filtered(
            lambda line: (
                line._is_open_in_transfer() and before[line] != (line.lot_id, line.lot_name)
            )
        )
        numbered = changed.filtered(lambda line: line.lot_id or line.lot_name)
        numbered.filtered(lambda line: not line.picked).write({"picked": True, "is_assigned": True})
        (changed - numbered).filtered("is_assigned").write({"picked": False})

    @api.onchange("lot_name", "lot_id")
    def _onchange_serial_number(self):
        # Core warns that a typed name exists, which is right where goods are taken from stock; it
        # is found or refused when it is saved.
        is_typed = self.lot_name and not self.lot_id and self.move_id
        if is_typed and not self.move_id._should_bypass_reservation():
            return None
        return super()._onchange_serial_number()

    def _with_lot_of_name(self, vals, move):
        """Let a name that is typed where goods are taken from stock be a lot, or refuse it.

        Core would leave the name alone and deliver what was reserved.
        """
        name = (vals.get("lot_name") or "").strip()
        takes = move and not move._should_bypass_reservation() and move.has_tracking != "none"
        if not name or vals.get("lot_id") or not takes:
            return vals
        if vals.get("quant_id"):  # chosen after a name was typed
            return {key: value for key, value in vals.items() if key != "lot_name"}
        lot = self.env["stock.lot"].search(
            Domain("product_id", "=", move.product_id.id)
            & Domain("name", "=", name)
            & Domain("company_id", "in", (False, move.company_id.id)),
            limit=1,
        )
        if not lot and self._trace_may_be_new(move):
            return vals
        if not lot:
            raise UserError(
                self.env._(
                    "%(product)s, %(lot)s, %(document)s: this lot/serial number does not exist."
                    " Select one that is in %(location)s.",
                    product=move.product_id.display_name,
                    lot=name,
                    document=move.picking_id.name or move.reference,
                    location=move.location_id.display_name,
                )
            )
        vals = {key: value for key, value in vals.items() if key not in ("lot_name", "quant_id")}
        return vals | {"lot_id": lot.id}

    def _trace_may_be_new(self, move):
        """Hook: tell whether a typed name that no lot has may wait until the goods move, when its
        lot is made, or the name is refused.
        """
        return move.picking_type_id.use_create_lots

    # -- scanned ----------------------------------------------------------------------------------
    def _lot_or_name(self):
        return self.lot_id.name or self.lot_name

    def _is_scanned(self):
        """Tell whether a person picked this line, and not only assigned its lot."""
        return self.picked and not self.is_assigned

    @api.private
    def add_units(self, quantity):
        """Change the quantity of a line, by units of the product itself."""
        unit = self.product_id.uom_id
        total = self.quantity_product_uom + quantity
        self.quantity = unit._compute_quantity(total, self.product_uom_id)

    def _pick(self, quantity, places):
        """Pick so much of lines that wait for one lot; the rest of them keeps waiting.

        :param float quantity: in the product's own unit
        :param places: :class:`.places.Places`
        :return: how much more was scanned than waited, and the line that was picked last
        """
        last = self.browse()
        for line in self:
            unit, waiting = line.product_id.uom_id, line.quantity_product_uom
            if unit.compare(quantity, 0) <= 0:
                break
            part = min(quantity, waiting)
            quantity -= part
            values = places.values_for(line)
            twin = line._scanned_twin(values)
            if unit.compare(part, waiting) == 0 and not twin:
                line.write({"picked": True, **values})
                last = line
            else:
                last = line._move_to_picked(part, twin, values)
        return quantity, last

    def _scanned_twin(self, values):
        """Give the line that a person picked some of the same goods on, to the same places."""
        same = ("lot_id", "lot_name", "location_id", "location_dest_id", "package_id")
        wanted = {name: self[name].id if name.endswith("_id") else self[name] for name in same}
        wanted |= {"owner_id": self.owner_id.id, "result_package_id": self.result_package_id.id}
        domain = Domain("move_id", "=", self.move_id.id) & Domain("picked", "=", True)
        for name, value in (wanted | values).items():
            domain &= Domain(name, "=", value)
        return (self.search(domain & Domain("is_assigned", "=", False)) - self)[:1]

    def _move_to_picked(self, quantity, twin, values):
        """:return: the line that has the goods now"""
        unit = self.product_id.uom_id
        rest = self.quantity_product_uom - quantity
        picked = {
            "quantity": unit._compute_quantity(quantity, self.product_uom_id),
            "picked": True,
            "lot_name": self.lot_name,
            **values,
        }
        if unit.compare(rest, 0) <= 0:
            self.unlink()
        else:
            self.add_units(-quantity)
        if twin:
            twin.add_units(quantity)
            return twin
        return self.copy(picked)

    def copy(self, default=None):
        with self.proposing():  # who copies a line assigns nothing
            return super().copy(default)

    @api.private
    def unpick(self, quantity):
        """Take back what was scanned: what was reserved waits again, what came in is forgotten.

        :param float quantity: in the product's own unit
        :return: how much of it these lines did not have
        """
        for line in self:
            unit = line.product_id.uom_id
            part = min(quantity, line.quantity_product_uom)
            if unit.compare(part, 0) <= 0:
                continue
            quantity -= part
            is_whole = unit.compare(part, line.quantity_product_uom) == 0
            move = line.move_id
            is_proposed = not move._should_bypass_reservation() or move.move_orig_ids
            waits = is_proposed or line.tracking == "none"
            if is_whole and waits:
                line.picked = False
            elif is_whole:
                line.unlink()
            else:
                line.add_units(-part)
                if waits:
                    back = unit._compute_quantity(part, line.product_uom_id)
                    line.copy({"quantity": back, "picked": False, "lot_name": line.lot_name})
        return quantity
