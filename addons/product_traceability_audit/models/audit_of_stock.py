"""Findings in the stock there is."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .audit_kinds import Kind


class TraceabilityAuditKinds(models.AbstractModel):
    _inherit = "traceability.audit.kinds"

    def _trace_audit_kinds(self):
        return super()._trace_audit_kinds() | {
            "stock_without_lot": Kind(
                self.env._("Stock without lots"),
                "high",
                "stock.quant",
                "_find_stock_without_lot",
                mend="_mend_stock_without_lot",
                breaks=True,
            ),
        }

    def _find_stock_without_lot(self, scope):
        """Units of a tracked product are in stock, and which lots they are of is not recorded
        (rule 5 of the guard).
        """
        unidentified = Domain("lot_id", "=", False) & Domain("quantity", ">", 0)
        return SQL(
            "SELECT id, quantity FROM %s quant",
            self._quants(scope, "quantity", domain=unidentified),
        )

    def _mend_stock_without_lot(self, quants):
        """Identify them, where they are of one product; else list them to choose from."""
        if len(quants.product_id) == 1:
            return quants.action_identify()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability.action_stock_without_lots"
        )
        return action | {"domain": [("id", "in", quants.ids)]}
