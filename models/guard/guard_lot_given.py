"""The guard's rule 1: every unit of a tracked product has a lot or serial number."""

from contextlib import contextmanager

from odoo import api, models
from odoo.fields import Domain

from ...tools.trust import trusted


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    def _check_lot_given(self, lines):
        """Rule 1: a done line of a tracked product has a lot, or its operation type waives it."""
        excused = self.now_without_lot()
        lotless = lines.filtered(lambda line: not line.lot_id and line.move_id.id not in excused)
        waived = lotless.filtered(self.may_lack_lot)
        trusted(waived.filtered(lambda line: not line.lot_waived), "lot_waived").lot_waived = True
        # A client can write the flag on a line that is not done, but only this rule may set it.
        trusted((lines - waived).filtered("lot_waived"), "lot_waived").lot_waived = False
        self.refuse(
            self.env._("Every unit of a tracked product needs a lot or serial number."),
            [
                self._explain_missing_lot(lines)
                for lines in (lotless - waived)
                .grouped(
                    lambda line: (line.product_id, line.picking_id or line.move_id, line.lot_name)
                )
                .values()
            ],
        )

    @api.private
    def may_lack_lot(self, line):
        """Tell whether a manager allowed that this line has no lot.

        Both the operation type of its move and that of the move's document must allow it.
        """
        operations = line.move_id.picking_type_id | line.move_id.picking_id.picking_type_id
        return bool(operations) and all(operations.mapped("lots_optional"))

    @api.private
    def check_generated(self, product, operation, names):
        """Refuse that *Generate* makes lots for an operation type that creates none.

        :param product: ``product.product`` of the lots
        :param operation: ``stock.picking.type``, empty where core asks none
        :param list names: of lots, of which core makes those that are not there
        :raise UserError: naming every lot that would be made
        """
        # Superuser: an operation type means what it says for who may not read it, too.
        operation = operation.sudo()
        if operation.use_create_lots or not operation.company_id.strict_traceability:
            return
        # Superuser: a name is taken whether or not the user may see who has it.
        taken = (
            self.env["stock.lot"]
            .sudo()
            .search(Domain("product_id", "=", product.id) & Domain("name", "in", names))
        )
        new = sorted(set(names) - set(taken.mapped("name")))
        self.refuse(
            self.env._("Lots and serial numbers cannot be generated here."),
            [
                self.env._(
                    "%(line)s: %(operation)s does not create lots or serial numbers. Select an"
                    " existing one.",
                    line=f"{product.display_name}, {name}",
                    operation=operation.display_name,
                )
                for name in new
            ],
        )

    @api.private
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

    def _resolve_lots(self, lines):
        """Find or make the lots that are typed by name, so that every rule judges records.

        As ``stock.move.line._action_done`` would do it after them, where its operation type makes
        lots of names.

        :param lines: ``stock.move.line``, about to be done, of the user who does them
        """
        named = lines.filtered(
            lambda line: (
                line.lot_name
                and not line.lot_id
                and line.product_id.tracking != "none"
                and line.move_id.picking_type_id.use_create_lots
            )
        )
        for (product, company), typed in named.grouped(
            lambda line: (line.product_id, line.company_id)
        ).items():
            lots = self.env["stock.lot"].search(
                Domain("product_id", "=", product.id)
                & Domain("company_id", "in", (False, company.id))
                & Domain("name", "in", typed.mapped("lot_name"))
            )
            of_name = typed.grouped("lot_name")
            for lot in lots:
                of_name[lot.name].lot_id = lot
        named.filtered(lambda line: not line.lot_id)._create_and_assign_production_lot()

    def _explain_missing_lot(self, lines):
        """Tell what to do about the lot of lines, and how many they are.

        :param lines: of one product, document and typed lot name
        :return: one sentence or two
        """
        line = lines[:1]
        operation = line.move_id.picking_type_id
        words = {"line": self.describe(line), "operation": operation.display_name}
        if line.lot_name and operation.use_existing_lots:
            return self.env._(
                "%(line)s: %(operation)s does not create lots or serial numbers. Select an"
                " existing one.",
                **words,
            )
        if operation and not operation.use_create_lots and not operation.use_existing_lots:
            return self.env._(
                "%(line)s: turn on Create New or Use Existing on %(operation)s and enter the"
                " lot/serial number, or ask an Inventory manager to turn on Lots Optional there.",
                **words,
            )
        if len(lines) == 1:
            return self.env._("%(line)s: enter the lot/serial number.", **words)
        quantity = self.format_quantity(
            sum(lines.mapped("quantity_product_uom")), line.product_id.uom_id
        )
        return self.env._(
            "%(line)s: %(quantity)s have no lot/serial number. Use Assign Serial Numbers.",
            quantity=quantity,
            **words,
        )
