"""The score and the number of findings in a digest, by choice."""

from odoo import fields, models
from odoo.exceptions import AccessError

DIGEST = "product_traceability_audit.digest_traceability"


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    kpi_traceability_score = fields.Boolean("Traceability Score (%)")
    kpi_traceability_score_value = fields.Float(
        compute="_compute_kpi_traceability_score_value", digits=(5, 2)
    )
    kpi_traceability_findings = fields.Boolean("Traceability Findings")
    kpi_traceability_findings_value = fields.Integer(
        compute="_compute_kpi_traceability_findings_value"
    )

    def _compute_kpi_traceability_score_value(self):
        self._take_from_audit("kpi_traceability_score_value", "score")

    def _compute_kpi_traceability_findings_value(self):
        self._take_from_audit("kpi_traceability_findings_value", "finding_count")

    def _take_from_audit(self, name, source):
        """Set a value to what the last audit before the end of the digest's period said.

        :raise AccessError: for who reads no audits; core leaves the value out of the mail
        """
        audits = self.env["traceability.audit"]
        if not audits.has_access("read"):
            raise AccessError(self.env._("You may not read audits."))
        _start, end, _companies = self._get_kpi_compute_parameters()
        for digest in self:
            company = digest.company_id or self.env.company
            domain = [("company_id", "=", company.id)]
            if end:
                domain.append(("moment", "<=", end))
            digest[name] = audits.search(domain, limit=1)[source]

    def _compute_kpis_actions(self, company, user):
        """Open the trend from the score, the audits from what they found."""
        module = "product_traceability_audit"
        return super()._compute_kpis_actions(company, user) | {
            "kpi_traceability_score": f"{module}.action_audit_score",
            "kpi_traceability_findings": f"{module}.action_audit",
        }


class TraceabilityAudit(models.Model):
    _inherit = "traceability.audit"

    is_subscribed = fields.Boolean(compute="_compute_is_subscribed")

    def _compute_is_subscribed(self):
        self.is_subscribed = self._get_digest().is_subscribed

    def _get_digest(self):
        return self.env.ref(DIGEST, raise_if_not_found=False) or self.env["digest.digest"]

    def action_subscribe(self):
        """Send the user the weekly digest of the score and of what was found.

        :raise AccessError: for who may not read audits
        """
        self.check_access("read")
        digest = self._get_digest() or self._make_digest()
        digest.action_subscribe()

    def action_unsubscribe(self):
        """Send the user no digest any more.

        :raise AccessError: for who may not read audits
        """
        self.check_access("read")
        digest = self._get_digest()
        if digest:
            digest.action_unsubscribe()

    def _make_digest(self):
        """Make the digest anew that somebody deleted."""
        # sudo: whoever may read audits may have their digest; only administrators make digests.
        digest = self.env["digest.digest"].sudo()
        digest = digest.create(
            {
                "name": self.env._("Weekly Traceability"),
                "periodicity": "weekly",
                "user_ids": [fields.Command.clear()],
                "company_id": False,
                "kpi_traceability_score": True,
                "kpi_traceability_findings": True,
            }
        )
        names = self.env["ir.model.data"].sudo()  # sudo: as above
        names._update_xmlids([{"xml_id": DIGEST, "record": digest, "noupdate": True}])
        return digest.with_env(self.env)
