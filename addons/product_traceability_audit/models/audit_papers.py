"""What the papers of an audit say of each kind, and how they are opened."""

from collections import defaultdict

from odoo import api, fields, models

from odoo.addons.product_traceability.tools.quantity_words import say_quantity


class TraceabilityAuditResult(models.Model):
    _inherit = "traceability.audit.result"

    quantity_text = fields.Char("Quantity", compute="_compute_quantity_text")
    proves = fields.Char("What It Proves", compute="_compute_proves")

    @api.depends("kind", "audit_id.finding_ids.quantity")
    @api.depends_context("lang")
    def _compute_quantity_text(self):
        for result, quantities in self._words_of_quantities().items():
            result.quantity_text = ", ".join(quantities)

    @api.private
    def tell_quantities(self):
        """Return list of the quantities found of one kind, in words, for papers."""
        return self._words_of_quantities()[self]

    def _words_of_quantities(self):
        """Return {result: list of str}, one a unit: what has several units has no total."""
        return {
            result: [
                say_quantity(self.env, quantity, unit.name) for unit, quantity in of_unit.items()
            ]
            for result, of_unit in self.sum_quantities().items()
        }

    @api.private
    def sum_quantities(self):
        """Return {result: {unit: quantity found}}."""
        groups = self.env["traceability.audit.finding"]._read_group(
            [("audit_id", "in", self.audit_id.ids), ("quantity", "!=", 0)],
            ["audit_id", "kind", "product_id"],
            ["quantity:sum"],
        )
        sums = defaultdict(lambda: defaultdict(float))
        for audit, kind, product, quantity in groups:
            sums[audit, kind][product.uom_id] += quantity
        return {result: sums[result.audit_id, result.kind] for result in self}

    @api.depends_context("lang")
    @api.depends("kind")
    def _compute_proves(self):
        kinds = self.env["traceability.audit.kinds"].get_kinds()
        for result in self:
            kind = kinds.get(result.kind)
            result.proves = kind and kind.proves


class TraceabilityAudit(models.Model):
    _inherit = "traceability.audit"

    def action_print(self):
        """Print the audit for whoever checks it."""
        self.check_access("read")
        return self.env.ref("product_traceability_audit.action_report_audit").report_action(self)

    def action_export(self):
        """Download the audit as a workbook, with every row."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/product_traceability_audit/workbook/{self.id}",
            "target": "download",
        }
