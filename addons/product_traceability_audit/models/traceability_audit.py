"""An audit: what the record of lots lacked at a moment, kept, and compared with the one before."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_datetime

from odoo.addons.product_traceability.tools.trust import on_clean_context

from .audit_kinds import AuditScope


class TraceabilityAudit(models.Model):
    _name = "traceability.audit"
    _description = "Traceability Audit"
    _order = "id desc"
    _rec_name = "moment"
    _check_company_auto = True

    moment = fields.Datetime("Audited On", readonly=True, default=fields.Datetime.now)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users", "Audited By", readonly=True, default=lambda self: self.env.user
    )
    since = fields.Date(
        "Period From",
        required=True,
        readonly=True,
        default=lambda self: self._default_since(),
        help="Corrections are listed from this day on.",
    )
    previous_id = fields.Many2one(
        "traceability.audit", "Compared With", compute="_compute_previous_id"
    )
    is_latest = fields.Boolean(
        "Latest of its Company", compute="_compute_is_latest", search="_search_is_latest"
    )
    result_ids = fields.One2many("traceability.audit.result", "audit_id", "Results", readonly=True)
    finding_ids = fields.One2many(
        "traceability.audit.finding", "audit_id", "Findings", readonly=True
    )

    @api.model
    def _default_since(self):
        return fields.Date.context_today(self) - relativedelta(years=1, day=1)

    @api.depends("moment")
    @api.depends_context("tz", "lang")
    def _compute_display_name(self):
        for audit in self:
            audit.display_name = format_datetime(
                self.env, audit.moment, tz=self.env.tz.zone, dt_format="short"
            )

    @api.depends("company_id")
    def _compute_previous_id(self):
        for audit in self:
            audit.previous_id = audit.search(
                [("company_id", "=", audit.company_id.id), ("id", "<", audit.id)], limit=1
            )

    def _compute_is_latest(self):
        latest = self._get_latest()
        for audit in self:
            audit.is_latest = audit in latest

    def _search_is_latest(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("id", "in" if True in value else "not in", self._get_latest().ids)

    @api.model
    def _get_latest(self):
        """Return the latest audit of each company of the user."""
        groups = self._read_group([], ["company_id"], ["id:max"])
        return self.browse(latest for _company, latest in groups)

    @api.model_create_multi
    def create(self, vals_list):
        # When, by whom and what was found is not the client's to say, not by defaults either.
        given = [
            {name: vals[name] for name in ("company_id", "since") if name in vals}
            for vals in vals_list
        ]
        audits = super(TraceabilityAudit, on_clean_context(self)).create(given)
        for audit in audits:
            audit._look()
        return audits.with_env(self.env)

    def write(self, vals):
        raise UserError(self.env._("An audit keeps what was found. Make a new audit instead."))

    def action_run(self):
        """Audit now: the company of the audit that is open, else that of the user.

        :return: the action that opens the new audit
        """
        company = self.company_id if len(self) == 1 else self.env.company
        audit = self.create({"company_id": company.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": audit.id,
            "views": [(False, "form")],
            "target": "current",
        }

    @api.private
    def get_scope(self):
        """Return AuditScope, what this audit looks at."""
        return AuditScope(self.company_id, self.since)

    def _look(self):
        """Ask every kind and keep what it finds."""
        kinds = self.env["traceability.audit.kinds"]
        with kinds.linear():
            for keys in kinds.get_batches():
                self.env["traceability.audit.finding"].keep(self, keys)
        # sudo: nobody writes results but an audit, which its user may make.
        self.env["traceability.audit.result"].sudo().keep(self)
        self._keep_score()
