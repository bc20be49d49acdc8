"""What really moves, from where to where: every rule judges by it, not by a document's name."""

from contextlib import contextmanager

from odoo import api, models

from ...tools.locations import OURS, USED

WAYS_KEY = "product_traceability.ways"
LAST_KEY = "product_traceability.last_lines"
# The kinds of operation types that say what they do. For any other kind, or none, the warehouse's
# own type of the first kind counts as well: by where goods come from, and by where they go.
COMING = {"supplier": ("incoming", "dropship"), "customer": ("incoming",), "transit": ("incoming",)}
GOING = {
    "customer": ("outgoing",),
    "transit": ("outgoing",),
    "production": ("mrp_operation", "repair_operation"),
}
OF_WAREHOUSE = {
    "incoming": "in_type_id",
    "outgoing": "out_type_id",
    "internal": "int_type_id",
    "mrp_operation": "manu_type_id",
}


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    # -- from where, to where -----------------------------------------------------------------
    @api.private
    def filter_by_way(self, lines, holds):
        """Pick lines by their move and locations; of many that go the same way, one is judged.

        :param lines: ``stock.move.line``
        :param holds: function of a line that looks at these, and its product, alone
        """
        kept, judged = self.env.cr.precommit.data.get(WAYS_KEY, {}), {}

        def is_picked(line):
            way = kept.get(line.id) or self._way_of(line)
            if way not in judged:
                judged[way] = holds(line)
            return judged[way]

        return lines.filtered(is_picked)

    @api.private
    @contextmanager
    def keeping_ways(self, lines):
        """Within, where nothing writes lines, what is asked of them is read once for all rules."""
        data = self.env.cr.precommit.data
        data[WAYS_KEY] = {line.id: self._way_of(line) for line in lines}
        data[LAST_KEY] = {}
        try:
            yield
        finally:
            del data[WAYS_KEY], data[LAST_KEY]

    @staticmethod
    def _way_of(line):
        records = (line.move_id, line.location_id, line.location_dest_id, line.product_id)
        return tuple(record._ids for record in records)

    @staticmethod
    def _move_of(record):
        return record if record._name == "stock.move" else record.move_id

    @api.private
    def get_source_usage(self, record):
        """Tell the usage of where goods come from.

        What a subcontractor sends comes from an internal location, and counts as from a vendor.

        :param record: ``stock.move.line`` or ``stock.move``
        """
        if self._is_subcontracted(self._move_of(record), record.location_id):
            return "supplier"
        return record.location_id.usage

    @staticmethod
    def _is_subcontracted(move, location):
        """Tell whether a move is a subcontractor's, in a database with subcontracting."""
        return (
            "is_subcontract" in move._fields and move.is_subcontract and location.is_subcontract()
        )

    @api.private
    def get_target_usage(self, record):
        """Tell the usage of where goods go to; where they are used counts, on line or move.

        What goes back to a subcontractor goes to an internal location, and counts as to a vendor.

        :param record: ``stock.move.line`` or ``stock.move``
        """
        move = self._move_of(record)
        if self._is_subcontracted(move.origin_returned_move_id, record.location_dest_id):
            return "supplier"
        usages = (record.location_dest_id.usage, move.location_dest_id.usage)
        return next((usage for usage in usages if usage in USED), usages[0])

    @api.private
    def is_from_outside(self, record):
        """Tell whether goods are new to us: where core keeps no stock, and between companies."""
        location = record.location_id
        is_between = location.usage == "transit" and not location.company_id
        return is_between or location.should_bypass_reservation()

    @api.private
    def get_lot_operations(self, record):
        """Find the operation types that say whether a lot must be new or known.

        :param record: ``stock.move.line`` or ``stock.move``
        :return: ``stock.picking.type``: by where the goods come from, if that is not our stock
        """
        is_ours = self.get_source_usage(record) in OURS and not self.is_from_outside(record)
        return self.get_operations(record, going=is_ours)

    @api.private
    def get_operations(self, record, going=True):
        """Find the operation types whose boxes and policies count for a movement.

        :param record: ``stock.move.line`` or ``stock.move``
        :param bool going: by where the goods go, else by where they come from
        :return: ``stock.picking.type``: that of the move, and the warehouse's own where that of the
            move is another kind or none
        """
        own = self._move_of(record).picking_type_id
        if going:
            usage = self.get_target_usage(record)
            kinds = GOING.get(usage) or (("internal",) if usage == "internal" and not own else ())
        else:
            kinds = COMING.get(self.get_source_usage(record), ())
        if not kinds or own.code in kinds:
            return own
        return own | self._warehouse_of(record)[OF_WAREHOUSE[kinds[0]]]

    def _warehouse_of(self, record):
        """Find the warehouse that goods leave, or enter, or whose operation type moves them."""
        move = self._move_of(record)
        warehouse = (
            record.location_id.warehouse_id
            or record.location_dest_id.warehouse_id
            or move.picking_type_id.warehouse_id
            or move.warehouse_id
        )
        # Superuser: a company has its warehouse, whoever may see it.
        return warehouse or warehouse.sudo().search(
            [("company_id", "=", record.company_id.id)], limit=1
        )

    # -- what is no movement at all -----------------------------------------------------------
    def _check_movement(self, lines):
        """Refuse lines that lead elsewhere than their document, or that need one and have none.

        :param lines: ``stock.move.line``, about to be done
        :raise UserError: naming every such line
        """
        heading = self.env._("These products cannot be moved this way.")
        made = {move: self._trace_made_lots(move) for move in lines.move_id}
        doubtful = self.filter_by_way(lines, self._find_movement_problem) | lines.filtered(
            lambda line: line.lot_id and line.lot_id in made[line.move_id]
        )
        problems = [(line, self._find_movement_problem(line)) for line in lines & doubtful]
        self.refuse(
            heading, self.tell_alike((line, problem) for line, problem in problems if problem)
        )

    def _find_movement_problem(self, line):
        """Tell why a line is no movement of its document, in words, or None."""
        move = line.move_id
        for name in ("location_id", "location_dest_id"):
            if move and not line[name]._child_of(move[name]):
                return self.env._(
                    "%(location)s is not inside %(expected)s, the location on the document. Change"
                    " the document, or enter a location inside it.",
                    location=line[name].display_name,
                    expected=move[name].display_name,
                )
        usages = {line.location_id.usage, line.location_dest_id.usage}
        if (line.is_inventory or move.scrap_id) and not usages <= {*OURS, "inventory"}:
            return self.env._(
                "%(origin)s to %(target)s needs a document that says who sent or got it. Use a"
                " transfer or an order.",
                origin=line.location_id.display_name,
                target=line.location_dest_id.display_name,
            )
        for document in self._trace_closing_documents(move):
            if self._is_closed(document):
                return self.tell_closed(document)
        # Without manufacturing there is no order that could say it.
        if (
            "production" in usages
            and "mrp.production" in self.env
            # An order moves its goods without a transfer; which order a transfer's move is of, a
            # client can write.
            and (move.picking_id or not self._trace_has_order(move))
        ):
            return self.env._(
                "what production uses and makes needs a manufacturing, repair or unbuild order."
            )
        return self._find_document_problem(line, usages)

    def _find_document_problem(self, line, usages):
        """Tell why a line does not fit what its document makes and uses, in words, or None.

        :param set usages: of the locations between which it moves
        """
        move = line.move_id
        if line.lot_id and line.lot_id in self._trace_made_lots(move):
            return self.env._(
                "it cannot be a part of itself. Select the lot/serial number of the part."
            )
        if not move.scrap_id and "production" not in usages and self._trace_is_of_production(move):
            return self.env._(
                "its order neither uses nor makes this product. Create a new transfer for these"
                " products."
            )
        return None

    def _trace_is_of_production(self, move):
        """Tell whether a move says that an order used or made its goods. Addons add theirs."""
        return False

    def _check_added(self, lines):
        """Refuse lines that are added as done where Odoo adds none.

        It adds them to transfers and manufacturing orders that are done, and never to a scrap, a
        repair, an unbuild order or a count, nor to nothing at all.

        :param lines: ``stock.move.line`` that were created in what is done
        :raise UserError: naming every line of anything else, or of what the user may not write
        """
        self.refuse(
            self.env._("These products cannot be moved this way."),
            self.tell_alike(
                (
                    line,
                    self.env._(
                        "nothing can be added to this document, or you may not change it. Create a"
                        " transfer or an order for these products, and validate it."
                    ),
                )
                for line in lines
                if self._is_of_another_transfer(line) or not self._takes_more(line.move_id)
            ),
        )

    def _takes_more(self, move):
        # What is scrapped of a done transfer, core creates as done.
        closing = self._trace_closing_documents(move)
        if closing:
            return all(one.id in self.now_done(one._name) for one in closing)
        return self._trace_takes_more(move)

    def _trace_closing_documents(self, move):
        """Give the documents of a move that take nothing more once they are done. Addons add
        theirs.

        :return: list of one record each
        """
        return list(move.scrap_id)

    def _trace_takes_more(self, move):
        """Tell whether the document of a done move takes more from this user. Addons add theirs."""
        return self.may_write(move.picking_id)

    @api.private
    def may_write(self, document):
        """Tell whether the user may write a document that was found in superuser mode."""
        return bool(document) and document.with_env(self.env).has_access("write")

    def _trace_has_order(self, move):
        """Tell whether an order says what became of the goods. Addons add their documents."""
        return False

    def _trace_made_lots(self, move):
        """Give the lots that the document of these parts makes or repairs. Addons add theirs."""
        return self.env["stock.lot"]
