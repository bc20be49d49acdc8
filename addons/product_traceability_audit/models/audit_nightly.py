"""An audit a night of each company, so that the score has a history."""

import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

# Nobody asked for these audits: OdooBot made them.
NIGHTLY = Domain("user_id", "=", SUPERUSER_ID)
# A job that was cut off goes on with the companies that have none yet.
SAME_NIGHT = timedelta(hours=12)
# So long the findings of a night are kept; results and scores stay.
KEPT_DAYS = 31
MOST_DELETED = 100_000


class TraceabilityAudit(models.Model):
    _inherit = "traceability.audit"

    @api.model
    def _cron_audit(self):
        """Audit each company that moved tracked products, whoever the job runs as."""
        audits = self.with_user(SUPERUSER_ID)
        tonight = Domain("create_date", ">", fields.Datetime.now() - SAME_NIGHT)
        done = audits.search(NIGHTLY & tonight).company_id
        companies = audits.env["res.company"].search([("id", "not in", done.ids)])
        for company in companies.filtered(audits._has_moved):
            try:
                with self.env.cr.savepoint():
                    audits.with_company(company).create({})
            # Whatever is wrong in one company keeps no other from its audit.
            except Exception:  # pylint: disable=broad-exception-caught
                _logger.exception("The nightly audit of %s failed.", company.name)
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _has_moved(self, company):
        """Tell whether a company has any movement that an audit looks at."""
        moved = (
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "done")
            & Domain("product_id.tracking", "!=", "none")
        )
        lines = self.env["stock.move.line"].with_context(active_test=False)
        return bool(lines.search(moved, order="id", limit=1))

    @api.autovacuum
    def _gc_findings(self):
        """Forget what single findings of older nights were about."""
        old = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        audits = self.with_user(SUPERUSER_ID).search(NIGHTLY & Domain("create_date", "<", old))
        for model in ("traceability.audit.finding", "traceability.audit.gain"):
            rows = audits.env[model].search(
                [("audit_id", "in", audits.ids)], order="id", limit=MOST_DELETED
            )
            rows.unlink()
