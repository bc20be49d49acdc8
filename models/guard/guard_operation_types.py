"""The guard's rule 2: operation types mean what they say about new and existing lots."""

from odoo import api, models
from odoo.fields import Domain

from ...tools.locations import OURS


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    @api.private
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
        # Superuser: an operation type means what it says for who may not read it, too.
        operation = operation.sudo()
        if not operation.lots_optional or not operation.company_id.strict_traceability:
            return
        records.check_access("write")
        # Superuser: the types that they have now need not be readable.
        self.refuse(
            self.env._(
                "Only an Inventory manager can switch to %(operation)s, which does not require"
                " lots:",
                operation=operation.display_name,
            ),
            [
                record.display_name
                for record in records.sudo()
                if record.picking_type_id != operation and record.picking_type_id
            ],
        )

    def _check_lot_known(self, lines, before):
        """Rule 2, *Create New* off: a lot that never was in stock is refused.

        :param dict before: where the lots were, as :meth:`_locate` tells; it counts stock that no
            line explains
        """
        closed = self.filter_by_way(
            lines.filtered(lambda line: line.lot_id and not self._is_made_just_after(line)),
            self._takes_only_known,
        )
        if not closed:
            return
        brought = (lines - closed).lot_id  # by the same operation, as parts in a repair
        known = {key.lot.id for key, quantity in before.items() if quantity}
        known |= set(brought.ids)
        # What is in stock needs no look at its history, which may be long.
        gone = closed.lot_id.filtered(lambda lot: lot.id not in known)
        known |= set(self.read_history(gone, lines))
        self._refuse_lots(
            self.env._("Only lots and serial numbers that have been in stock can be used here."),
            (
                self.env._(
                    "was never in stock. Receive it first, or turn on Create New on %(operation)s."
                ),
                self.env._(
                    "were never in stock. Receive them first, or turn on Create New on"
                    " %(operation)s."
                ),
            ),
            closed.filtered(lambda line: line.lot_id.id not in known),
            "use_create_lots",
            (
                self.env._("was never in stock. Receive it first."),
                self.env._("were never in stock. Receive them first."),
            ),
        )

    def _takes_only_known(self, line):
        """Tell whether the lot of a line must have been in stock before."""
        if self.is_from_outside(line):
            return not all(self.get_lot_operations(line).mapped("use_create_lots"))
        return not self._is_made_on_leaving(line)

    def _is_made_on_leaving(self, line):
        """Tell whether a line that takes from our own stock may take a lot that is new there.

        A manager may tick *Create New* on deliveries and internal transfers. On a receipt the box
        is about what comes in, and excuses nothing that someone takes from stock by it.
        """
        operations = self.get_operations(line)
        return self._leaves_by_kind(line) and all(operations.mapped("use_create_lots"))

    @staticmethod
    def _leaves_by_kind(line):
        return line.move_id.picking_type_id.code in ("outgoing", "internal")

    def _check_lot_new(self, lines):
        """Rule 2, *Use Existing* off: a lot with a history is refused, but for its return."""
        closed = self.filter_by_way(lines.filtered("lot_id"), self.takes_only_new)
        history = self.read_history(closed.lot_id, lines)
        used = closed.filtered(lambda line: line.lot_id.id in history)
        self._refuse_lots(
            self.env._("Only new lots and serial numbers can be used here."),
            (
                self.env._(
                    "has been used before. Enter a new lot/serial number, return this one from"
                    " where it went, or turn on Use Existing on %(operation)s."
                ),
                self.env._(
                    "have been used before. Enter new lots/serial numbers, return these from where"
                    " they went, or turn on Use Existing on %(operation)s."
                ),
            ),
            used - self.filter_returning(used, history),
            "use_existing_lots",
        )

    def _refuse_lots(self, heading, texts, lines, box, without_operation=None):
        """Refuse the lots of lines.

        :param texts: what is wrong with one lot, and with several, with ``operation``
        :param str box: the box that would help, of the operation types that it is off on
        :param without_operation: the same where no box would help
        """
        problems = []
        for line in lines:
            operation = self.get_lot_operations(line).filtered(lambda one: not one[box])[:1]
            if without_operation and not self.is_from_outside(line):
                operation = operation if self._leaves_by_kind(line) else operation.browse()
            told = texts if operation or not without_operation else without_operation
            words = {"operation": operation.display_name or ""}
            problems.append((line, *(text % words for text in told)))
        self.refuse(heading, self.tell_alike(problems))

    @api.private
    def takes_only_new(self, line):
        """Goods that were ours already (between warehouses) or that an order uses up are not new
        by nature, whatever the boxes say."""
        return (
            bool(line.lot_id)
            and line.location_id.usage != "transit"
            and line.location_dest_id.usage != "production"
            and not all(self.get_lot_operations(line).mapped("use_existing_lots"))
        )

    @api.private
    def filter_returning(self, lines, history):
        """Judge by the lot's history: links between moves are written by clients as well.

        :return: the lines whose lot belongs there in spite of its history: the rest of the
            receipt that made it, a return from where it went, the next step of one route, or more
            of a lot that the same vendor sent before
        """
        fed = {move: self._find_fed(move) for move in lines.move_id}
        receipts = lines.move_id.picking_id.union(*(of["pickings"] for of in history.values()))
        first = self._first_of_backorders(receipts)
        families = {
            lot: {first[picking] for picking in of_lot["pickings"]}
            for lot, of_lot in history.items()
        }

        returned_to = self._find_returned_to(lines.lot_id)
        no_partner = self.env["res.partner"]
        vendors = self._find_vendors(lines.filtered(self._is_more_of_a_lot).lot_id)

        def comes_back(line):
            lot, picking, outside = line.lot_id.id, line.move_id.picking_id, line.location_id
            of_lot = history[lot]
            went_there = outside.id in of_lot["locations"]
            if outside.usage in OURS:
                went_there = went_there and line.lot_id in fed[line.move_id]
            elif outside.usage == "customer":  # maybe another of them
                went_there = outside.usage in of_lot["usages"]
            elif outside.usage == "supplier":
                known = returned_to.get(line.lot_id)
                went_there = outside.usage in of_lot["usages"] and (
                    not known or self._partner_of(line) in known
                )
            return (
                went_there
                or (bool(picking) and first[picking] in families[lot])
                or (
                    self._is_more_of_a_lot(line)
                    and bool(self._partner_of(line) & vendors.get(line.lot_id, no_partner))
                )
            )

        return lines.filtered(comes_back)

    def _is_more_of_a_lot(self, line):
        """A vendor's lot may come in parts, but nothing comes with what is done already; a serial
        number is one unit, which came before."""
        return (
            line.state != "done"
            and line.product_id.tracking == "lot"
            and self.get_source_usage(line) == "supplier"
        )

    @staticmethod
    def _partner_of(line):
        """Give the company or person that a line's document names."""
        partner = line.move_id.picking_id.partner_id or line.move_id.partner_id
        return partner.commercial_partner_id

    def _find_vendors(self, lots):
        """Give {lot: ``res.partner`` that sent it}, of the lots that a vendor sent."""
        domain = Domain("lot_id", "in", lots.ids) & Domain("quantity", ">", 0)
        domain &= self._vendor_domain()
        groups = self.group_done(domain, ["lot_id"], ["picking_id:recordset"])
        return {lot: pickings.partner_id.commercial_partner_id for lot, pickings in groups}

    def _find_returned_to(self, lots):
        """Give {lot: ``res.partner`` that it was returned to}, of the lots that went to a vendor;
        no partners where a transfer names none."""
        domain = Domain("lot_id", "in", lots.ids) & Domain("quantity", ">", 0)
        domain &= Domain("location_dest_id.usage", "=", "supplier")
        groups = self.group_done(domain, ["lot_id"], ["picking_id:recordset"])
        return {
            lot: pickings.partner_id.commercial_partner_id
            for lot, pickings in groups
            if all(picking.partner_id for picking in pickings)
        }

    def _vendor_domain(self):
        """Give the domain of lines that vendors and subcontractors sent."""
        domain = Domain("location_id.usage", "=", "supplier")
        if "is_subcontract" in self.env["stock.move"]._fields:
            domain |= Domain("move_id.is_subcontract", "=", True)
        return domain

    @staticmethod
    def _first_of_backorders(pickings):
        """Give {picking: the first of the chain of backorders that it belongs to}."""
        first = {}
        for picking in pickings:
            chain, last, before = {}, picking, picking
            while before and before not in first and before not in chain:  # nor is it a ring
                chain[before] = last = before
                before = before.backorder_id
            first.update(dict.fromkeys(chain, first.get(before, last)))
        return first

    @staticmethod
    def _find_fed(move):
        """Give the lots that the steps before a move brought.

        Core and clients link moves at any time; what is not done, or was done after it, fed none.
        """
        steps = (move.origin_returned_move_id | move.move_orig_ids).filtered(
            lambda step: step.state == "done" and (move.state != "done" or step.date <= move.date)
        )
        return steps.move_line_ids.lot_id

    @api.private
    def read_history(self, lots, lines):
        """Read the history of lots, the given lines left out, in one query.

        :return: {lot id: {"pickings": records, "locations": ids of those it went to, "usages":
            theirs}}
        """
        history = {}
        domain = Domain("lot_id", "in", lots.ids) & Domain("id", "not in", lines.ids)
        groups = self.group_done(
            domain & Domain("quantity", ">", 0),
            ["lot_id", "location_dest_id"],
            ["picking_id:recordset"],
        )
        for lot, location, pickings in groups:
            of_lot = history.setdefault(
                lot.id, {"pickings": pickings.browse(), "locations": set(), "usages": set()}
            )
            of_lot["pickings"] |= pickings
            of_lot["locations"].add(location.id)
            of_lot["usages"].add(location.usage)
        return history
