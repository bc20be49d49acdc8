"""The values of the paper of an audit."""

from odoo import api, models
from odoo.tools.misc import format_date, format_datetime, formatLang

from odoo.addons.product_traceability.reports.trace.traceability_values import quantity_text

# Of a table on paper; the workbook has all rows.
MOST_ROWS = 100
MOST_GAINS = 10


class AuditReport(models.AbstractModel):
    _name = "report.product_traceability_audit.report_audit"
    _description = "Traceability Audit Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        env = self.env
        return {
            "docs": env["traceability.audit"].browse(docids),
            "most": MOST_ROWS,
            "most_gains": MOST_GAINS,
            "quantity": lambda value, unit: quantity_text(env, value, unit.name or ""),
            "points": lambda value: formatLang(env, value, digits=2),
            "money": lambda value, company: formatLang(
                env, value, currency_obj=company.currency_id
            ),
            "moment": lambda moment: format_datetime(env, moment, dt_format="short"),
            "day": lambda day: format_date(env, day),
            "month": lambda day: format_date(env, day, date_format="MMM y"),
            "products": lambda audit: len(audit.score_ids.product_id),
            "warehouses": lambda audit: ", ".join(audit.score_ids.warehouse_id.mapped("name")),
        }
