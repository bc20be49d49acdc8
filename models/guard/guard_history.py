"""The guard's rule 4: completed operations cannot be changed."""

from odoo import api, models
from odoo.fields import Domain

from ...tools.trust import on_clean_context

# A line made for a done document: Odoo then gives it its move, and ties it to what was made.
OF_NEW_LINES = frozenset(["move_id", "consume_line_ids", "produce_line_ids"])
LINKS = OF_NEW_LINES - {"move_id"}
# What a movement is of, once done for good.
DOCUMENTS = {"stock.move": {"picking_id", "scrap_id"}, "stock.move.line": {"picking_id"}}


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    # -- lines --------------------------------------------------------------------------------
    @api.private
    def on_context_of_history(self, lines, values_list):
        """Let no default that a client sent reach what Odoo makes for lines of a done document.

        Odoo makes a done move for such a line, and what else belongs to it.

        :param lines: the model, in the context to create them in
        :param list values_list: the values of the new lines
        :return: the same; where a line is of a done document, on a clean context and with the
            defaults for lines among the values
        """
        context = lines.env.context
        defaults = {
            name: context[f"default_{name}"]
            for name in lines._fields
            if f"default_{name}" in context
        }
        merged = [defaults | values for values in values_list] if defaults else values_list
        # Superuser: what is done is so for who may not read it, too.
        moves, pickings = self.env["stock.move"].sudo(), self.env["stock.picking"].sudo()
        documents = (
            *moves.browse({values.get("move_id") or 0 for values in merged} - {0}),
            *pickings.browse({values.get("picking_id") or 0 for values in merged} - {0}),
        )
        if any(
            document.state == "done" and document.company_id.strict_traceability
            for document in documents
        ):
            return on_clean_context(lines), merged
        return lines, values_list

    @api.private
    def check_line_write(self, lines, values):
        """Refuse to rewrite done lines, or to make lines done without moving their goods.

        :param lines: ``stock.move.line`` about to be written
        :param dict values: what is about to be written
        :raise UserError: naming every line that would change
        """
        names = self.find_final_names(lines, values)
        if not names:
            return
        made = self.now_made()
        if LINKS & names:
            open_lines = lines.filtered(lambda line: line.state != "done" and line.id not in made)
            if open_lines:
                self._check_links(values, open_lines.move_id)
        fresh = self.now_done()
        if names <= self._final_but_of(lines._name).at_once:
            # Of thousands that Odoo does just now, none need be looked at.
            lines = lines.browse(line_id for line_id in lines._ids if line_id not in fresh)
        joins_done = "state" in names or self._is_done_move(values.get("move_id"))
        written = lines if joins_done else lines.filtered(lambda line: line.state == "done")
        lines = self.filter_historic(written)
        if not lines:
            return
        changed = []
        for line in lines:
            final = names - OF_NEW_LINES if self._is_being_made(line, made) else names
            if line.state != "done":
                final &= {"state", "move_id"}
            elif values.get("lot_name") == line.lot_id.name:
                final -= {"lot_name"}
            if found := self.find_final_changes(line, values, final, line.id in fresh):
                changed.append((line, found))
        self._refuse_history(changed, written)

    def _is_being_made(self, line, made):
        """Tell whether Odoo is still creating this line, for a document that is done."""
        return line.id in made and (not line.move_id or line.state == "done")

    def _is_done_move(self, move):
        if not isinstance(move, models.BaseModel):
            move = self.env["stock.move"].browse(move or ())
        # Superuser, as above.
        return bool(move) and move.sudo().state == "done"

    @api.private
    def without_done(self, lines, values):
        """Leave out what is done, when core sets the owner of all lines of a transfer at once.

        ``stock.picking._action_done`` does so, to the scrap made from the transfer before too.

        :return: the lines to write; all of them when every one is done
        """
        if values.keys() != {"owner_id"}:
            return lines
        done = self.filter_historic(lines.filtered(lambda line: line.state == "done"))
        return lines - done or lines

    @api.private
    def check_line_unlink(self, lines):
        """Refuse to delete done lines; core's own check gives way to a context key.

        :raise UserError: naming every done line
        """
        self._refuse_delete(lines, self.filter_historic(self._of_state_done(lines)))

    # -- of which document --------------------------------------------------------------------
    @api.model
    def _trace_document_names(self, model):
        """Give the fields of moves or lines that name their documents. Addons add theirs.

        :param str model: ``stock.move`` or ``stock.move.line``
        :return: set
        """
        return DOCUMENTS[model]

    @api.private
    def check_joins(self, records, values=None):
        """Refuse open movements of documents that are done, which would grow, or open, by them.

        :param records: ``stock.move`` or ``stock.move.line``, about to be written, or just created
        :param dict values: what is about to be written; None when they are created
        :raise UserError: naming every one, and the document
        """
        names = self._trace_document_names(records._name)
        names = names & values.keys() if values is not None else names
        problems = [
            (record, document)
            for name in sorted(names)
            # Superuser: what is done is so for who may not read it, too.
            for record in records.sudo()
            if record.state != "done"
            and (document := self._get_document(record, name, values))
            and (values is None or document != record[name])
            and self._is_closed(document)
            # What is scrapped of a done transfer or order, core moves there.
            and not self._is_scrapped_now(record)
        ]
        if problems:
            records.check_access("write")
        self.refuse(
            self.env._("These products cannot be moved this way."),
            self.tell_alike((record, self.tell_closed(document)) for record, document in problems),
        )

    @staticmethod
    def _get_document(record, name, values):
        if values is None:
            return record[name]
        value = values[name]
        return value if isinstance(value, models.BaseModel) else record[name].browse(value or ())

    def _is_closed(self, document):
        """Tell whether a document of a strict company was done before this transaction did it."""
        # Superuser: what is done is so for who may not read it, too.
        document = document.sudo()
        return (
            document.state == "done"
            and document.company_id.strict_traceability
            and document.id not in self.now_done(document._name)
        )

    def _is_scrapped_now(self, record):
        scrap = self._move_of(record).scrap_id
        return bool(scrap) and scrap.id in self.now_done("stock.scrap")

    @api.private
    def tell_closed(self, document):
        """Say that a document takes nothing more, and what to do."""
        return self.env._(
            "%(document)s is done, and takes no more. Create another one.",
            document=document.display_name,
        )

    # -- moves --------------------------------------------------------------------------------
    @api.private
    def check_move_write(self, moves, values):
        """Refuse to rewrite done moves, and to write moves as done whose lines were not moved.

        :param moves: ``stock.move`` about to be written
        :param dict values: what is about to be written
        :raise UserError: naming every move that would change
        """
        names = self.find_final_names(moves, values)
        if not names:
            return
        doing = moves.browse()
        if values.get("state") == "done":
            doing = moves.filtered(lambda move: move.state != "done")
            self.check_done_moves(doing, values)
        fresh = self.now_done("stock.move")
        changed = []
        for move in self.filter_historic(self._of_state_done(moves)):
            if found := self.find_final_changes(move, values, names, move.id in fresh):
                changed.append((move, found))
        self._refuse_history(changed, moves)
        fresh.update(doing.ids)

    @api.private
    def check_done_moves(self, moves, values=None):
        """Refuse moves that are done by anything but Odoo's own way to do them.

        It moves the goods of their lines first, which pass :meth:`before_done`.

        :param moves: ``stock.move`` created as done, or about to be written as done
        :param dict values: what is about to be written; None when they are created
        :raise UserError: naming every such move
        """
        fresh = self.now_done()
        problems = []
        judged = self.filter_historic(moves) if values is None else self.filter_guarded(moves)
        moving_of = judged.move_line_ids.filtered(
            lambda line: line.product_uom_id.compare(line.quantity, 0) > 0
        ).grouped("move_id")
        for move in judged:
            moving = moving_of.get(move)
            demand = (values or {}).get("product_uom_qty", move.product_uom_qty)
            if values is None:
                # Its lines are moved as they are created, and are judged then.
                passed = moving or (move.product_uom.is_zero(demand) and self._takes_more(move))
            elif moving:
                passed = fresh.issuperset(moving.ids)
            else:
                passed = move.product_uom.is_zero(demand) and self._trace_may_move_nothing(move)
            if not passed:
                problems.append(move)
        if problems:
            moves.check_access("write")  # who may not write is told that, and no more
        self.refuse(
            self.env._(
                "Movements are completed by validating their document, not by writing their state."
            ),
            [self.describe(move) for move in problems],
        )

    def _trace_may_move_nothing(self, move):
        """Tell whether Odoo's own method may do this move, which has neither demand nor goods.

        A count that finds what was expected is one; addons add theirs.
        """
        return move.is_inventory and move.id in self.now_done("stock.move")

    @api.private
    def without_history(self, moves, values):
        """Leave out what was done before, when core writes all moves of a transfer at once.

        ``stock.picking.write`` gives every done move of a transfer the date at which its last was
        done, and ``_action_done`` its owner, the scrap of last week too. That keeps its own.

        :param moves: ``stock.move`` about to be written
        :param dict values: what is about to be written
        :return: the moves to write
        """
        if values.keys() not in ({"date"}, {"restrict_partner_id"}):
            return moves
        done = self.filter_historic(self._of_state_done(moves))
        fresh = self.now_done("stock.move")
        before = done.filtered(lambda move: move.id not in fresh)
        return moves - before or moves

    @api.private
    def check_move_unlink(self, moves):
        """Refuse to delete done moves.

        :raise UserError: naming every done move
        """
        self._refuse_delete(moves, self.filter_historic(self._of_state_done(moves)))

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
            self.tell_alike(
                (
                    record,
                    self.env._(
                        "%(fields)s cannot be changed.", fields=self.name_fields(record, names)
                    ),
                )
                for record, names in changed
            ),
        )

    def _refuse_delete(self, records, done):
        """Refuse to delete what is done; who may not delete at all is told that, and no more."""
        if done:
            records.check_access("unlink")
        self.refuse(
            self.env._(
                "Completed operations cannot be deleted. To undo them, return the products."
            ),
            [self.describe(record) for record in done],
        )

    @staticmethod
    def _of_state_done(records):
        return records.filtered(lambda record: record.state == "done")

    # -- lots ---------------------------------------------------------------------------------
    @api.private
    def check_lot_write(self, lots, values):
        """Refuse another name, product or origin for lots that moved.

        :param lots: ``stock.lot`` about to be written
        :param dict values: what is about to be written
        :raise UserError: naming every lot that would change
        """
        names = self.find_final_names(lots, values)
        if not names:
            return
        # Superuser: the rules judge the whole record, whoever writes it.
        changed = {
            lot.id: found
            for lot in lots.sudo()
            if (found := self.find_final_changes(lot, values, names, fresh=False))
        }
        moved = self.find_moved_lots(lots.browse(changed))
        if moved:
            lots.check_access("write")  # who may not write is told that, and no more
        self.refuse(
            self.env._(
                "A lot or serial number that has moved cannot be renamed or given another"
                " product, company, vendor's lot number or production date. An Inventory manager"
                " can click Correct on it:"
            ),
            [
                f"{label}: {self.name_fields(lot, changed[lot.id])}"
                for lot, label in zip(moved, self._lot_labels(moved), strict=True)
            ],
        )

    @api.private
    def check_lot_unlink(self, lots):
        """Refuse to delete lots that moved.

        :raise UserError: naming every lot that moved
        """
        moved = self.find_moved_lots(lots)
        if moved:
            lots.check_access("unlink")
        self.refuse(
            self.env._(
                "A lot or serial number that has moved cannot be deleted, because its history"
                " would be lost:"
            ),
            self._lot_labels(moved),
        )

    @api.private
    def find_moved_lots(self, lots):
        """Give the lots that moved in a strict company."""
        groups = self.group_done(
            Domain("lot_id", "in", lots.ids) & Domain("company_id.strict_traceability", "=", True),
            ["lot_id"],
        )
        # Superuser: a lot that moved stays as it is, whoever may see it.
        return lots.sudo().browse().concat(*(lot for (lot,) in groups))

    def _lot_labels(self, lots):
        return [f"{lot.product_id.display_name}, {lot.name}" for lot in lots]
