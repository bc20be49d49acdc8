"""Findings among the lots themselves."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .audit_kinds import Kind


class TraceabilityAuditKinds(models.AbstractModel):
    _inherit = "traceability.audit.kinds"

    def _trace_audit_kinds(self):
        return super()._trace_audit_kinds() | {
            "twin_lots": Kind(
                self.env._("Several lots with this product and number"),
                "medium",
                "stock.lot",
                "_find_twin_lots",
            ),
        }

    def _find_twin_lots(self, scope):
        """Lots of one product share their number: which of them a document means is a guess."""
        lots = self._lots(scope, "product_id", "name", "company_id")
        return SQL(
            """
            SELECT lot.id, NULL::float AS quantity
              FROM (SELECT id, count(*) OVER (PARTITION BY product_id, name) AS alike
                      FROM %s lot) lot
             WHERE lot.alike > 1
            """,
            lots,
        )

    def _lots(self, scope, *names, domain=Domain.TRUE):
        """Return SQL of the lots that the company may use."""
        own = Domain("company_id", "in", [False, scope.company.id])
        return self._rows("stock.lot", names, own & domain)
