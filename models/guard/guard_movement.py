"""The guard's rules for goods on the move: they have a lot (1), and it is the right one (2)."""

from contextlib import contextmanager

from odoo import models
from odoo.fields import Domain

from ...tools.locations import OURS
from ...tools.trust import trusted


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    # -- rule 1 -------------------------------------------------------------------------------
    def _check_lot_given(self, lines):
        """Rule 1: a done line of a tracked product has a lot, or its operation type waives it."""
        lotless = lines.filtered(lambda line: not self._has_lot(line))
        waived = lotless.filtered(self._is_waived)
        trusted(waived.filtered(lambda line: not line.lot_waived)).lot_waived = True
        # A client can write the flag on a line that is not done, but only this rule may set it.
        trusted((lines - waived).filtered("lot_waived")).lot_waived = False
        self._refuse(
            self.env._("Every unit of a tracked product needs a lot or serial number."),
            [self._missing_lot(line) for line in lotless - waived],
        )

    def _is_waived(self, line):
        """:return: whether a manager allowed that this line has no lot, on the operation type of
        its move and that of the document which the move belongs to"""
        operations = line.move_id.picking_type_id | line.move_id.picking_id.picking_type_id
        return bool(operations) and all(operations.mapped("lots_optional"))

    def check_operation_write(self, records, values):
        """Refuse that who is no manager points open goods at an operation that asks for no lots.

        :param records: transfers, moves or orders about to be written
        :param dict values: what is about to be written
        :raise UserError: naming every such record
        """
        operation = values.get("picking_type_id")
        if not operation or self.env.su or self.env.user.has_group("stock.group_stock_manager"):
            return
        if not isinstance(operation, models.BaseModel):
            operation = self.env["stock.picking.type"].browse(operation)
        operation = operation.sudo()
        if not operation.lots_optional or not operation.company_id.strict_traceability:
            return
        records.check_access("write")
        self._refuse(
            self.env._(
                "Lots are optional to %(operation)s, so only an Inventory manager moves what was"
                " begun elsewhere there.",
                operation=operation.display_name,
            ),
            [
                record.display_name
                for record in records.sudo()
                if record.picking_type_id != operation and record.picking_type_id
            ],
        )

    @contextmanager
    def lots_are_optional(self, waived):
        """While core does these lines, let them pass without lot.

        ``stock.move.line._action_done`` asks a lot of every line unless both boxes of its operation
        type are off, and has no hook there: meanwhile the boxes read as off, in this transaction's
        cache alone.

        :param waived: ``stock.move.line`` without lot that :meth:`_check_lot_given` waived
        """
        operations = waived.move_id.picking_type_id
        names = ["use_create_lots", "use_existing_lots"]
        operations.flush_recordset(names)
        for name in names:
            operations._fields[name]._update_cache(operations, False)
        try:
            yield
        finally:
            operations.invalidate_recordset(names, flush=False)

    def _has_lot(self, line):
        """A name typed in a line becomes a lot only where core makes lots of names."""
        by_name = line.state != "done" and line.move_id.picking_type_id.use_create_lots
        return bool(line.lot_id or (by_name and line.lot_name))

    def _missing_lot(self, line):
        operation = line.move_id.picking_type_id
        words = {"line": self._label(line), "operation": operation.display_name}
        if line.lot_name and operation.use_existing_lots:
            return self.env._(
                "%(line)s: choose an existing number, for %(operation)s makes no new ones.", **words
            )
        if operation and not operation.use_create_lots and not operation.use_existing_lots:
            return self.env._(
                "%(line)s: tick Create New or Use Existing on %(operation)s and enter the number;"
                " an Inventory manager may set Lots optional there.",
                **words,
            )
        return self.env._("%(line)s: enter its lot or serial number.", **words)

    # -- rule 2 -------------------------------------------------------------------------------
    def _check_lot_known(self, lines, places):
        """Rule 2, *Create New* off: a lot that never was in stock is refused.

        :param dict places: where the lots were before; it counts stock that no line explains
        """
        closed = lines.filtered(self._takes_only_known)
        if not closed:
            return
        brought = (lines - closed).lot_id  # by the same operation, as parts in a repair
        known = {lot for (lot, _stand), quantity in places.items() if quantity}
        known |= set(brought.ids)
        # What is in stock needs no look at its history, which may be long.
        gone = closed.lot_id.filtered(lambda lot: lot.id not in known)
        known |= set(self._moved_before(gone, lines))
        self._refuse_lots(
            self.env._("Only lots and serial numbers that were in stock can be used here."),
            self.env._(
                "%(line)s: it never was in stock. Receive it first, or tick Create New on"
                " %(operation)s."
            ),
            closed.filtered(lambda line: line.lot_id.id not in known),
            self.env._("%(line)s: it never was in stock. Receive it first."),
        )

    def _takes_only_known(self, line):
        """:return: whether the lot of a line must have been in stock before"""
        operation = line.move_id.picking_type_id
        if not line.lot_id or self._is_made_just_after(line):
            return False
        # Where core keeps no stock, and between companies, goods are new to us.
        place = line.location_id
        is_between = place.usage == "transit" and not place.company_id
        if is_between or place.should_bypass_reservation():
            return bool(operation) and not operation.use_create_lots
        return not self._is_made_on_leaving(line)

    def _is_made_on_leaving(self, line):
        """:return: whether a line that takes from our own stock may take a lot that is new there

        A manager may tick *Create New* on deliveries and internal transfers. On a receipt the box
        is about what comes in, and excuses nothing that someone takes from stock by it.
        """
        operation = line.move_id.picking_type_id
        return operation.use_create_lots and operation.code in ("outgoing", "internal")

    def _check_lot_new(self, lines):
        """Rule 2, *Use Existing* off: a lot with a history is refused, but for its return."""
        closed = lines.filtered(self._takes_only_new)
        history = self._moved_before(closed.lot_id, lines)
        used = closed.filtered(lambda line: line.lot_id.id in history)
        self._refuse_lots(
            self.env._("Only new lots and serial numbers can be used here."),
            self.env._(
                "%(line)s: it has been used before. Enter a new number, return it from where it"
                " went, or tick Use Existing on %(operation)s."
            ),
            used - self._coming_back(used, history),
        )

    def _refuse_lots(self, heading, problem, lines, without_operation=None):
        """:param str problem: what is wrong with each line, with ``line`` and ``operation``
        :param str without_operation: the same where no box of an operation type would help, with
            ``line``
        """
        problems = []
        for line in lines:
            operation = line.move_id.picking_type_id
            words = {"line": self._label(line), "operation": operation.display_name}
            helps = operation and not (without_operation and operation.use_create_lots)
            problems.append((problem if helps else without_operation) % words)
        self._refuse(heading, problems)

    def _takes_only_new(self, line):
        """Goods that were ours already (between warehouses) or that an order uses up are not new
        by nature, whatever the boxes say."""
        operation = line.move_id.picking_type_id
        return (
            line.lot_id
            and operation
            and not operation.use_existing_lots
            and line.location_id.usage != "transit"
            and line.location_dest_id.usage != "production"
        )

    def _coming_back(self, lines, history):
        """Judge by the lot's history: links between moves are written by clients as well.

        :return: the lines whose lot belongs there in spite of its history: the rest of the
            receipt that made it, a return from where it went, or the next step of one route
        """
        fed = {
            move: frozenset(
                (move.origin_returned_move_id | move.move_orig_ids).move_line_ids.lot_id.ids
            )
            for move in lines.move_id
        }
        receipts = lines.move_id.picking_id.union(*(of["pickings"] for of in history.values()))
        first = self._first_of_backorders(receipts)
        families = {
            lot: {first[picking] for picking in of_lot["pickings"]}
            for lot, of_lot in history.items()
        }

        def comes_back(line):
            lot, picking, outside = line.lot_id.id, line.move_id.picking_id, line.location_id
            of_lot = history[lot]
            went_there = outside.id in of_lot["places"]
            if outside.usage in OURS:
                went_there = went_there and lot in fed[line.move_id]
            elif outside.usage in ("customer", "supplier"):  # maybe another of that kind
                went_there = outside.usage in of_lot["usages"]
            return went_there or (bool(picking) and first[picking] in families[lot])

        return lines.filtered(comes_back)

    @staticmethod
    def _first_of_backorders(pickings):
        """:return: {picking: the first of the chain of backorders that it belongs to}"""
        first = {}
        for picking in pickings:
            chain, last, before = {}, picking, picking
            while before and before not in first and before not in chain:  # nor is it a ring
                chain[before] = last = before
                before = before.backorder_id
            first.update(dict.fromkeys(chain, first.get(before, last)))
        return first

    def _moved_before(self, lots, lines):
        """Read the history of lots, the given lines left out, in one query.

        :return: {lot id: {"pickings": records, "places": ids of the places it went to, "usages":
            theirs}}
        """
        if not lots:
            return {}
        history = {}
        domain = Domain("lot_id", "in", lots.ids) & Domain("state", "=", "done")
        groups = (
            self.env["stock.move.line"]
            .sudo()
            ._read_group(
                domain & Domain("id", "not in", lines.ids) & Domain("quantity", ">", 0),
                ["lot_id", "location_dest_id"],
                ["picking_id:recordset"],
            )
        )
        for lot, place, pickings in groups:
            of_lot = history.setdefault(
                lot.id,
                {"pickings": self.env["stock.picking"].sudo(), "places": set(), "usages": set()},
            )
            of_lot["pickings"] |= pickings
            of_lot["places"].add(place.id)
            of_lot["usages"].add(place.usage)
        return history
