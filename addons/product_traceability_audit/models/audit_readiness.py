"""An audit of a company that is not strict leads to what keeps it from being so."""

from odoo import fields, models


class TraceabilityAudit(models.Model):
    _inherit = "traceability.audit"

    is_strict = fields.Boolean(related="company_id.strict_traceability", string="Strict")

    def action_readiness(self):
        """:return: the action that shows what the rules would refuse now in the audit's company"""
        company = self.company_id if len(self) == 1 else self.env.company
        return self.env["traceability.readiness"].with_company(company).action_open()
