"""The guard's rule 4: completed operations cannot be changed."""

from odoo import api, models
from odoo.fields import Domain

from ...tools.trust import is_trusted

FINAL_OF_LINE = frozenset(
    "lot_id product_id quantity quantity_product_uom product_uom_id location_id location_dest_id"
    " owner_id package_id result_package_id move_id picking_id company_id lot_waived quant_id"
    " lot_name reference state".split()
)
FINAL_OF_MOVE = frozenset(
    "state product_id product_uom location_id location_dest_id picking_id company_id"
    " is_inventory inventory_name reference partner_id scrap_id".split()
)
# Core sets these just after a line is done, and so they are final once committed.
DATED = frozenset(["date", "consume_line_ids", "produce_line_ids"])


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    def _find_changes(self, record, values, names):
        """Give the fields among names that the values would really change on the record."""
        return [
            name
            for name in names & values.keys()
            if self._is_change(record, record._fields[name], values[name])
        ]

    @staticmethod
    def _is_change(record, field, value):
        if field.type in ("one2many", "many2many") or (not field.store and not field.related):
            return bool(value)
        old = field.convert_to_cache(record[field.name], record, validate=False)
        new = field.convert_to_cache(value, record, validate=False)
        if field.type == "float":
            return bool(record.product_id.uom_id.compare(old or 0, new or 0))
        return (old or False) != (new or False)

    # -- lines --------------------------------------------------------------------------------
    @api.private
    def check_line_write(self, lines, values):
        """Refuse to rewrite done lines, or to make lines done without moving their goods.

        :param lines: ``stock.move.line`` about to be written
        :param dict values: what is about to be written
        :raise UserError: naming every line that would change
        """
        names = (FINAL_OF_LINE | DATED) & values.keys()
        if not names or is_trusted(self.env):
            return
        if DATED & names and any(line.state != "done" for line in lines):
            self._check_links(values, lines.filtered(lambda line: line.state != "done").move_id)
        joins_done = "state" in names or self._is_done_move(values.get("move_id"))
        written = lines if joins_done else lines.filtered(lambda line: line.state == "done")
        lines = self.filter_guarded(written)
        if not lines:
            return
        fresh = self._done_now()
        changed = []
        for line in lines:
            final = FINAL_OF_LINE if line.id in fresh else FINAL_OF_LINE | DATED
            names = self._find_changes(line, values, final)
            if line.state != "done":
                names = [name for name in names if name in ("state", "move_id")]
            elif values.get("lot_name") == line.lot_id.name:
                names = [name for name in names if name != "lot_name"]
            if names:
                changed.append((line, names))
        self._refuse_history(changed, written)

    def _is_done_move(self, move):
        if not isinstance(move, models.BaseModel):
            move = self.env["stock.move"].browse(move or ())
        return bool(move) and move.sudo().state == "done"

    @api.private
    def without_done(self, lines, values):
        """Leave out what is done, when core sets the owner of all lines of a transfer at once.

        ``stock.picking._action_done`` does so, to the scrap made from the transfer before too.

        :return: the lines to write; all of them when every one is done
        """
        if values.keys() != {"owner_id"}:
            return lines
        done = self.filter_guarded(lines.filtered(lambda line: line.state == "done"))
        return lines - done or lines

    @api.private
    def check_line_unlink(self, lines):
        """Refuse to delete done lines; core's own check gives way to a context key.

        :raise UserError: naming every done line
        """
        if not is_trusted(self.env):
            lines.check_access("unlink")
            self._refuse_delete(
                self.filter_guarded(lines.filtered(lambda line: line.state == "done"))
            )

    # -- moves --------------------------------------------------------------------------------
    @api.private
    def check_move_write(self, moves, values):
        """Refuse to rewrite done moves, and to write moves as done whose lines were not moved.

        :param moves: ``stock.move`` about to be written
        :param dict values: what is about to be written
        :raise UserError: naming every move that would change
        """
        if is_trusted(self.env) or not (FINAL_OF_MOVE | DATED) & values.keys():
            return
        fresh = self._done_now()
        if values.get("state") == "done":
            self.refuse(
                self.env._(
                    "Movements are completed by validating their document, not by writing their"
                    " state."
                ),
                [
                    self.describe(move)
                    for move in self.filter_guarded(
                        moves.filtered(lambda move: move.state != "done")
                    )
                    if not move.move_line_ids
                    or set(self.filter_moving(move.move_line_ids).ids) - fresh
                ],
            )
        changed = []
        for move in self.filter_guarded(moves.filtered(lambda move: move.state == "done")):
            final = FINAL_OF_MOVE if self._is_fresh(move) else FINAL_OF_MOVE | DATED
            names = self._find_changes(move, values, final)
            if names:
                changed.append((move, names))
        self._refuse_history(changed, moves)

    def _is_fresh(self, move):
        """Tell whether a move was done in this transaction."""
        return set(self.filter_moving(move.move_line_ids).ids) <= self._done_now()

    @api.private
    def without_history(self, moves, values):
        """Leave out what was done before, when core dates all moves of a transfer at once.

        ``stock.picking.write`` gives every done move of a transfer the date at which its last was
        done, the scrap of last week too. That keeps its date.

        :param moves: ``stock.move`` about to be written
        :param dict values: what is about to be written
        :return: the moves to write
        """
        if values.keys() != {"date"}:
            return moves
        done = self.filter_guarded(moves.filtered(lambda move: move.state == "done"))
        before = done.filtered(lambda move: not self._is_fresh(move))
        return moves - before if done - before else moves

    @api.private
    def check_move_unlink(self, moves):
        """Refuse to delete done moves.

        :raise UserError: naming every done move
        """
        if not is_trusted(self.env):
            moves.check_access("unlink")
            self._refuse_delete(
                self.filter_guarded(moves.filtered(lambda move: move.state == "done"))
            )

    def _refuse_history(self, changed, written=None):
        """Refuse to change what is done.

        :param list changed: (record, names of its fields that would change)
        :param written: the records as the user who writes has them; who may not write them is
            told that, and no more
        """
        if changed and written:
            written.check_access("write")
        self.refuse(
            self.env._(
                "Completed operations cannot be changed. To correct what was recorded, an"
                " Inventory manager clicks Correct on the document; to undo a movement, return"
                " the products."
            ),
            [
                self.env._(
                    "%(line)s: %(fields)s cannot be changed.",
                    line=self.describe(record),
                    fields=self._field_names(record, names),
                )
                for record, names in changed
            ],
        )

    def _refuse_delete(self, records):
        self.refuse(
            self.env._(
                "Completed operations cannot be deleted. To undo them, return the products."
            ),
            [self.describe(record) for record in records],
        )

    # -- lots ---------------------------------------------------------------------------------
    @api.private
    def check_lot_write(self, lots, values):
        """Refuse another name or product for lots that moved.

        :param lots: ``stock.lot`` about to be written
        :param dict values: what is about to be written
        :raise UserError: naming every lot that would change
        """
        names = frozenset(["name", "product_id"]) & values.keys()
        if not names or is_trusted(self.env):
            return
        lots.check_access("write")  # who may not write is told that, and no more
        self.refuse(
            self.env._(
                "A lot or serial number that has moved cannot be renamed or given another"
                " product. An Inventory manager can click Correct on it:"
            ),
            self._lot_labels(
                self._moved_lots(lots.filtered(lambda lot: self._find_changes(lot, values, names)))
            ),
        )

    @api.private
    def check_lot_unlink(self, lots):
        """Refuse to delete lots that moved.

        :raise UserError: naming every lot that moved
        """
        if not is_trusted(self.env):
            lots.check_access("unlink")
            self.refuse(
                self.env._(
                    "A lot or serial number that has moved cannot be deleted, because its"
                    " history would be lost:"
                ),
                self._lot_labels(self._moved_lots(lots)),
            )

    def _moved_lots(self, lots):
        """Give the lots that moved in a strict company."""
        if not lots:
            return lots
        groups = (
            self.env["stock.move.line"]
            .sudo()
            ._read_group(
                Domain("lot_id", "in", lots.ids)
                & Domain("state", "=", "done")
                & Domain("company_id.strict_traceability", "=", True),
                ["lot_id"],
            )
        )
        return self.env["stock.lot"].sudo().concat(*(lot for (lot,) in groups))

    def _lot_labels(self, lots):
        return [f"{lot.product_id.display_name}, {lot.name}" for lot in lots]
