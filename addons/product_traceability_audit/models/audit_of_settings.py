"""Findings in what is set: operations and products that record no lots, exemptions, corrections."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .audit_kinds import Kind


class TraceabilityAuditKinds(models.AbstractModel):
    _inherit = "traceability.audit.kinds"

    def _trace_audit_kinds(self):
        return super()._trace_audit_kinds() | {
            "untracked_product": Kind(
                self.env._("Product without tracking in a category whose products are tracked"),
                "medium",
                "product.product",
                mend="_mend_tracking",
                proves=self.env._(
                    "Products of this category are tracked, but this one is not: its"
                    " movements name no lots."
                ),
            ),
            "tracking_ended": Kind(
                self.env._("Product without tracking that has lots in stock"),
                "medium",
                "product.product",
                mend="_mend_tracking",
                proves=self.env._(
                    "Lots of this product are in stock, but it is no longer tracked: what"
                    " moves from now on does not say of which lot."
                ),
            ),
            "type_without_lots": Kind(
                self.env._("Operation type that neither creates lots nor uses existing ones"),
                "medium",
                "stock.picking.type",
                mend="_open",
                proves=self.env._(
                    "Operations of this type ask nobody for lots, so tracked products can"
                    " move without them."
                ),
            ),
            "exempt_type": Kind(
                self.env._("Operation type that does not require lots"),
                "low",
                "stock.picking.type",
                mend="_open",
                proves=self.env._(
                    "A manager allowed operations of this type without lots: wherever that"
                    " was used, the record has a gap."
                ),
            ),
            "corrected": Kind(
                self.env._("Correction in the period"),
                "low",
                "traceability.correction",
                proves=self.env._(
                    "What was recorded was changed afterwards. The log of corrections says"
                    " by whom, what and why."
                ),
            ),
        }

    def _find_untracked_product(self, scope):
        """Products of a category are tracked, as it or the nearest of its parents says, and this
        one is not: it was made before, or somebody switched it off.
        """
        untracked = (
            Domain("tracking", "=", "none")
            & Domain("is_storable", "=", True)
            & Domain("company_id", "in", (False, scope.company.id))
        )
        return SQL(
            """
            SELECT product.id, NULL::float8 AS quantity
              FROM %s product
              JOIN (SELECT category.id,
                           (SELECT parent.lot_tracking
                              FROM product_category parent
                             WHERE parent.lot_tracking IS NOT NULL
                               AND starts_with(category.parent_path, parent.parent_path)
                             ORDER BY length(parent.parent_path) DESC
                             LIMIT 1) AS tracking
                      FROM product_category category) category
                ON category.id = product.categ_id
             WHERE category.tracking IN ('lot', 'serial')
            """,
            self.select("product.product", ["categ_id"], untracked),
        )

    def _find_tracking_ended(self, scope):
        """A product is not tracked any more, and lots of it are in stock: what moves from now on
        does not say of which.
        """
        quants = self.select(
            "stock.quant",
            ["product_id", "quantity"],
            Domain("location_id.usage", "in", ("internal", "transit"))
            & Domain("company_id", "=", scope.company.id)
            & Domain("product_id.tracking", "=", "none")
            & Domain("lot_id", "!=", False)
            & Domain("quantity", "!=", 0),
        )
        return SQL(
            "SELECT product_id AS id, sum(quantity) AS quantity FROM %s quant GROUP BY product_id",
            quants,
        )

    def _mend_tracking(self, products):
        """Change how they are tracked, all at once."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Tracking and Dates"),
            "res_model": "product.template.track",
            "views": [(False, "form")],
            "target": "new",
            "context": {"active_model": "product.product", "active_ids": products.ids},
        }

    def _find_type_without_lots(self, scope):
        """An operation type has both *Create New* and *Use Existing* off: Odoo asks nobody for lots
        there, and without strict traceability tracked products pass without them.
        """
        return self._types(
            scope, Domain("use_create_lots", "=", False) & Domain("use_existing_lots", "=", False)
        )

    def _find_exempt_type(self, scope):
        """An operation type has *Lots Optional*: a manager allowed that the record has gaps."""
        return self._types(scope, Domain("lots_optional", "=", True))

    def _types(self, scope, domain):
        own = Domain("company_id", "=", scope.company.id) & Domain("active", "=", True)
        return SQL(
            "SELECT id, NULL::float8 AS quantity FROM %s operation",
            self.select("stock.picking.type", [], own & domain),
        )

    def _find_corrected(self, scope):
        """The record was corrected in the period: by whom, what and why the log says. Of a lot that
        companies share, it is found in those that moved it.
        """
        log = Domain("date", ">=", scope.since) & Domain(
            "company_id", "in", (False, scope.company.id)
        )
        lines = self.env["traceability.correction"]._fields["move_line_ids"]
        return SQL(
            """
            SELECT correction.id, NULL::float8 AS quantity
              FROM %(corrections)s correction
             WHERE correction.company_id IS NOT NULL
                OR NOT EXISTS (
                    SELECT FROM %(links)s link WHERE link.%(correction)s = correction.id)
                OR EXISTS (
                    SELECT FROM %(links)s link
                      JOIN stock_move_line line ON line.id = link.%(line)s
                     WHERE link.%(correction)s = correction.id AND line.company_id = %(company)s)
            """,
            corrections=self.select("traceability.correction", ["company_id"], log),
            links=SQL.identifier(lines.relation),
            correction=SQL.identifier(lines.column1),
            line=SQL.identifier(lines.column2),
            company=scope.company.id,
        )
