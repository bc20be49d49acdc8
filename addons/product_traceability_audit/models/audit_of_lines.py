"""Findings among the done movements: what is missing in them, or cannot be."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .audit_kinds import NOTHING, Kind


class TraceabilityAuditKinds(models.AbstractModel):
    _inherit = "traceability.audit.kinds"

    def _trace_audit_kinds(self):
        return super()._trace_audit_kinds() | {
            "moved_without_lot": Kind(
                self.env._("Moved without a lot"),
                "high",
                "stock.move.line",
                mend="_correct",
                breaks=True,
                proves=self.env._(
                    "A tracked product moved and no lot was recorded. Which goods these"
                    " were, and where they came from or are now, cannot be told."
                ),
            ),
            "lot_not_required": Kind(
                self.env._("Moved without a lot: lot not required"),
                "low",
                "stock.move.line",
                mend="_correct",
                breaks=True,
                proves=self.env._(
                    "The same, but a manager had allowed it for the operation type: the gap"
                    " is known and was accepted."
                ),
            ),
            "nothing_moved": Kind(
                self.env._("Completed, but nothing was moved"),
                "medium",
                "stock.move",
                mend="_mend_nothing_moved",
                breaks=True,
                proves=self.env._(
                    "A document is completed although nothing was moved of what it asked"
                    " for. Whatever did move is not in the record."
                ),
            ),
            "wrong_product": Kind(
                self.env._("Moved with a lot of another product"),
                "high",
                "stock.move.line",
                mend="_correct",
                breaks=True,
                proves=self.env._(
                    "A movement names a lot that belongs to another product: the history of"
                    " the lot and that of the product contradict each other."
                ),
            ),
            "serial_quantity": Kind(
                self.env._("Serial number moved with a quantity other than 1"),
                "medium",
                "stock.move.line",
                mend="_mend_quantity",
                proves=self.env._(
                    "A serial number stands for one unit, but more or less than one was"
                    " moved with it."
                ),
            ),
        }

    def _find_moved_without_lot(self, scope):
        """A tracked product moved, of which lot is not recorded (rule 1 of the guard)."""
        return self._lotless(scope, Domain("lot_waived", "=", False))

    def _find_lot_not_required(self, scope):
        """The same, and a manager had allowed it: the operation type had Lots Optional."""
        return self._lotless(scope, Domain("lot_waived", "=", True))

    def _lotless(self, scope, domain):
        """Return SQL of lines without lot, but for those that took unidentified stock out so that
        it came back with its lots (rule 5), and their reversal.
        """
        lines = self._lines(
            scope, "quantity_product_uom", "move_id", domain=domain & Domain("lot_id", "=", False)
        )
        return SQL(
            """
            SELECT line.id, line.quantity_product_uom AS quantity
              FROM %s line
              LEFT JOIN stock_move move ON move.id = line.move_id
             WHERE coalesce(move.origin_returned_move_id, move.id, 0) NOT IN (
                    SELECT identifies_id FROM stock_move WHERE identifies_id IS NOT NULL)
            """,
            lines,
        )

    def _find_nothing_moved(self, scope):
        """A done move of a tracked product had a demand and moved nothing: whatever was moved, the
        record does not have it. What was corrected to nothing never came.
        """
        done = (
            Domain("state", "=", "done")
            & Domain("quantity", "=", 0)
            & Domain("product_uom_qty", ">", 0)
            & Domain("company_id", "=", scope.company.id)
            & Domain("product_id.tracking", "!=", "none")
        )
        log = self.env["traceability.correction"]._fields["move_line_ids"]
        return SQL(
            """
            SELECT move.id, move.product_qty AS quantity
              FROM %(moves)s move
             WHERE NOT EXISTS (
                    SELECT FROM stock_move_line line
                      JOIN %(log)s log ON log.%(corrected)s = line.id
                     WHERE line.move_id = move.id)
            """,
            moves=self.select("stock.move", ["product_qty"], done),
            log=SQL.identifier(log.relation),
            corrected=SQL.identifier(log.column2),
        )

    def _mend_nothing_moved(self, moves):
        """Open their transfers, to which a line with what was moved is added."""
        if not moves.picking_id or not all(move.picking_id for move in moves):
            return None
        return self._open(moves.picking_id)

    def _find_wrong_product(self, scope):
        """A movement names a lot of another product, as imports and old versions left it."""
        lines = self._lines(scope, "quantity_product_uom", "product_id", "lot_id")
        return SQL(
            """
            SELECT line.id, line.quantity_product_uom AS quantity
              FROM %s line
              JOIN stock_lot lot ON lot.id = line.lot_id
             WHERE lot.product_id <> line.product_id
            """,
            lines,
        )

    def _find_serial_quantity(self, scope):
        """A movement of a serial number has another quantity than 1 (rule 3 of the guard)."""
        lines = self._lines(
            scope,
            "quantity_product_uom",
            domain=Domain("product_id.tracking", "=", "serial") & Domain("lot_id", "!=", False),
        )
        return SQL(
            """
            SELECT id, quantity_product_uom AS quantity
              FROM %s line
             WHERE abs(quantity_product_uom - 1) > %s
            """,
            lines,
            NOTHING,
        )

    def _mend_quantity(self, lines):
        """Take back what was received too much; else the wrong number is corrected."""
        receipts = all(line.is_receipt_line() for line in lines)
        return self._correct(lines, "quantity" if receipts else "lot")
