"""Kits among the findings: they are never in stock, so nothing is to be recorded of them."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class TraceabilityAuditKinds(models.AbstractModel):
    _inherit = "traceability.audit.kinds"

    def _find_untracked_product(self, scope):
        """A kit moves as its components, and is refused any tracking of its own."""
        own = Domain("company_id", "in", [False, scope.company.id])
        kits = Domain("type", "=", "phantom") & Domain("active", "=", True)
        return SQL(
            """
            SELECT found.id, found.quantity
              FROM (%(found)s) found
              JOIN product_product product ON product.id = found.id
             WHERE NOT EXISTS (
                    SELECT FROM %(kits)s kit
                     WHERE kit.product_tmpl_id = product.product_tmpl_id
                       AND coalesce(kit.product_id, product.id) = product.id)
            """,
            found=super()._find_untracked_product(scope),
            kits=self.select("mrp.bom", ["product_tmpl_id", "product_id"], own & kits),
        )
