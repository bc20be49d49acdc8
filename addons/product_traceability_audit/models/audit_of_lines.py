"""Findings among the done movements."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .audit_kinds import Kind


class TraceabilityAuditKinds(models.AbstractModel):
    _inherit = "traceability.audit.kinds"

    def _trace_audit_kinds(self):
        return super()._trace_audit_kinds() | {
            "moved_without_lot": Kind(
                self.env._("Moved without a lot"),
                "high",
                "stock.move.line",
                "_find_moved_without_lot",
                breaks=True,
            ),
        }

    def _find_moved_without_lot(self, scope):
        """A tracked product moved, of which lot is not recorded (rule 1 of the guard)."""
        lines = self._lines(scope, "quantity_product_uom", domain=Domain("lot_id", "=", False))
        return SQL("SELECT id, quantity_product_uom AS quantity FROM %s line", lines)
