"""*Assign Serial Numbers* on a manufacturing order: what it makes, and what it takes."""

from odoo import api, fields, models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    has_moves_to_number = fields.Boolean(
        "Has Moves Without Lot/Serial Number", compute="_compute_has_moves_to_number"
    )

    @api.depends("move_raw_ids.state", "move_finished_ids.state", "product_id.tracking")
    def _compute_has_moves_to_number(self):
        for order in self:
            moves = order.env["traceability.assignment"].open_moves(order._moves_to_number())
            order.has_moves_to_number = bool(moves)

    def _moves_to_number(self):
        return self.move_finished_ids | self.move_raw_ids

    def action_assign_serials(self):
        """Open *Assign Serial Numbers* on products and components.

        :return: the action
        :raise UserError: when none of them is open and of a tracked product
        """
        return self._moves_to_number().action_assign_serials()

    def action_generate_serial(self, workorder=False):
        """Open *Assign Serial Numbers* where core opens its own dialog, as *Produce All* does too.

        A single unit or lot gets its number at once, as in core; so does what a subcontractor
        makes, whose dialog is that of his receipt.
        """
        self.ensure_one()
        is_one = self.product_qty == 1 and not self.lot_producing_ids
        if (
            self.product_tracking != "serial"
            or is_one
            or self._is_subcontracted()
            or self.env.user.has_group("product_traceability.group_core_assignment")
        ):
            return super().action_generate_serial(workorder)
        return self.action_assign_serials()

    def _note_producing(self, asked):
        """Let *Assign Serial Numbers* go on with *Produce All*, where that is what opened it.

        :param asked: what *Produce All* returned
        :return: the same
        """
        is_asked = isinstance(asked, dict) and asked.get("res_model") == "stock.lot.assign"
        if is_asked and len(self) == 1:
            self.env["stock.lot.assign"].browse(asked["res_id"]).production_id = self
        return asked

    def _is_subcontracted(self):
        receipts = self.move_finished_ids.move_dest_ids
        return "is_subcontract" in receipts._fields and any(receipts.mapped("is_subcontract"))

    def _produce_numbers(self, move, rows):
        """Produce as many units as have numbers, as core's own dialog of serial numbers does.

        An order keeps its lots itself: lines of lots before it is done are, to core, units that
        were made already (``_check_sn_uniqueness``).

        :param move: ``stock.move`` of the order's product
        :param list rows: as :meth:`stock.move._assign_numbers` takes them
        """
        self.ensure_one()
        product = self.product_id
        by_name = move.with_company(move.company_id).lots_of_names(rows)
        for row in rows:
            by_name[row["lot_name"]].fill_assigned_values(row["lot_values"])
        lots = self.lot_producing_ids.union(*(by_name[row["lot_name"]] for row in rows))
        made = len(lots) if product.tracking == "serial" else sum(row["quantity"] for row in rows)
        self.lot_producing_ids = lots
        self.qty_producing = product.uom_id._compute_quantity(made, self.product_uom_id)
        self.set_qty_producing()


class StockMove(models.Model):
    _inherit = "stock.move"

    def _is_made_by_order(self):
        """Tell whether this is what an order makes, and not a by-product."""
        return bool(self.production_id) and self.product_id == self.production_id.product_id

    def _units_of_lots(self):
        """Give [(lot, quantity in its own unit)] of what the order produces so far."""
        order, product = self.production_id, self.product_id
        made = 1.0
        if product.tracking == "lot":
            made = order.product_uom_id._compute_quantity(order.qty_producing, product.uom_id)
        return [(lot, made) for lot in order.lot_producing_ids]

    def _assign_numbers(self, rows, taken=()):
        made = self.filtered(lambda move: move._is_made_by_order())
        by_move = {move.id: [] for move in made}
        others = []
        for row in rows:
            by_move.get(row["move_id"], others).append(row)
        # Components first: what is produced takes of them what it needs.
        lines = super(StockMove, self - made)._assign_numbers(others, taken)
        for move in made.filtered(lambda move: by_move[move.id]):
            move.check_not_done()
            move.production_id._produce_numbers(move, by_move[move.id])
        return lines


class TraceabilityAssignment(models.AbstractModel):
    _inherit = "traceability.assignment"

    def missing_quantity(self, move, but=()):
        # What an order takes is picked by the quantity that it makes, not by hand: as long as the
        # order is open it gives way to what is chosen.
        if move.raw_material_production_id:
            return move.product_qty
        if move._is_made_by_order():
            return self._missing_units(move, but)
        return super().missing_quantity(move, but)

    def reserved_lines(self, move):
        # By the same reason, what is picked for an order gives way too.
        if move.raw_material_production_id:
            return move.move_line_ids.filtered("lot_id")
        return super().reserved_lines(move)

    def lots_without_lines(self, moves):
        told = super().lots_without_lines(moves)
        for move in moves.filtered(lambda move: move._is_made_by_order()):
            told += [(move, lot, quantity) for lot, quantity in move._units_of_lots()]
        return told

    def _missing_units(self, move, but):
        order, unit = move.production_id, move.product_id.uom_id
        numbered = order.lot_producing_ids.filtered(lambda lot: lot.name not in but)
        made = float(len(numbered))
        if numbered and move.product_id.tracking == "lot":
            made = order.product_uom_id._compute_quantity(order.qty_producing, unit)
        return max(0.0, unit.round(move.product_qty - made))

    def assign(self, moves, rows, accept_warnings=False):
        given = {row.get("move_id") for row in rows if isinstance(row, dict)}
        taken = moves.filtered(
            lambda move: move.raw_material_production_id and move.picked and move.id in given
        )
        taken.move_line_ids.picked = False
        lines = super().assign(moves, rows, accept_warnings)
        taken.move_line_ids.picked = True
        return lines
