"""The values of the paper of an audit."""

from odoo import api, models
from odoo.tools.misc import format_date, format_datetime, formatLang

from odoo.addons.product_traceability.tools.quantity_words import say_quantity

# Of a table on paper; the workbook has all rows.
MOST_ROWS = 100
MOST_GAINS = 10


def name_of(record):
    """Return the name of what a row is about, or None."""
    # sudo: as on screens, whoever may read a row is told of whom and of what it is.
    return record.sudo().display_name or None


class AuditReport(models.AbstractModel):
    _name = "report.product_traceability_audit.report_audit"
    _description = "Traceability Audit Report"

    @api.model
    def _get_report_values(self, docids, data=None):
        env = self.env
        kinds = dict(env["traceability.audit.gain"]._select_kinds())
        return {
            "docs": env["traceability.audit"].browse(docids),
            "most": MOST_ROWS,
            "most_gains": MOST_GAINS,
            "quantity": lambda value, unit: say_quantity(env, value, unit.name),
            "quantities": lambda row: row.tell_quantities(),
            "points": lambda value: formatLang(env, value, digits=2),
            "money": lambda value, company: formatLang(
                env, value, currency_obj=company.currency_id
            ),
            "moment": lambda moment: format_datetime(env, moment, dt_format="short"),
            # Of an app that was uninstalled since, only the key is known.
            "kind": lambda row: kinds.get(row.kind, row.kind),
            "name": name_of,
            "subject": self._tell_subject,
            "score": self._tell_score,
            "more_rows": lambda count: env._(
                "Of %(count)s rows these are the first %(most)s. The workbook has all.",
                count=count,
                most=MOST_ROWS,
            ),
        }

    def _tell_subject(self, audit):
        """:return: str, what was audited"""
        return self.env._(
            "Audited: movements, stock and lots of products tracked by lot or serial number."
            " Movements: %(movements)s. Products: %(products)s. Warehouses: %(warehouses)s."
            " Corrections: since %(since)s.",
            movements=audit.movement_count,
            products=len(audit.score_ids.product_id),
            warehouses=", ".join(map(name_of, audit.score_ids.warehouse_id)) or "-",
            since=format_date(self.env, audit.since),
        )

    def _tell_score(self, audit):
        """:return: str, the score and that of the audit before"""
        now = formatLang(self.env, audit.score, digits=2)
        if not audit.previous_id:
            return self.env._("Score: %(score)s %%", score=now)
        return self.env._(
            "Score: %(score)s %% (before: %(before)s %%)",
            score=now,
            before=formatLang(self.env, audit.previous_id.score, digits=2),
        )
