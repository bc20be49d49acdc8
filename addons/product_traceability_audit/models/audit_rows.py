"""What an audit found: by kind, and by product, warehouse, operation type, responsible, month."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date

# So many records are opened or mended at once.
MOST = 10_000


class TraceabilityAuditFinding(models.Model):
    """A group of records that are alike in everything by which findings are looked at."""

    _name = "traceability.audit.finding"
    _inherit = "traceability.unit.totals"
    _description = "Audit Finding"
    _order = "severity, kind, count desc, id"
    _check_company_auto = True

    audit_id = fields.Many2one(
        "traceability.audit", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection("_select_kinds", readonly=True, required=True)
    severity = fields.Selection("_select_severities", readonly=True, required=True)
    product_id = fields.Many2one("product.product", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    picking_type_id = fields.Many2one("stock.picking.type", "Operation Type", readonly=True)
    user_id = fields.Many2one("res.users", "Responsible", readonly=True)
    month = fields.Date("First of the Month", readonly=True)
    month_name = fields.Char("Month", compute="_compute_month_name")
    count = fields.Integer("Records", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    product_uom_id = fields.Many2one(related="product_id.uom_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    value = fields.Monetary(readonly=True)
    example_id = fields.Many2oneReference("First Record", model_field="model", readonly=True)
    model = fields.Char(readonly=True)
    example = fields.Char(compute="_compute_example")

    def _trace_unit_totals(self):
        return {"quantity:sum"}

    @api.model
    def _select_kinds(self):
        kinds = self.env["traceability.audit.kinds"].get_kinds()
        return [(key, kind.label) for key, kind in kinds.items()]

    @api.model
    def _select_severities(self):
        # In this order they sort.
        return [
            ("1_high", self.env._("High")),
            ("2_medium", self.env._("Medium")),
            ("3_low", self.env._("Low")),
        ]

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_month_name(self):
        """Write months with their year, which lists leave out of dates of this year."""
        for finding in self:
            month = finding.month
            finding.month_name = month and format_date(self.env, month, date_format="MMMM y")

    @api.depends("model", "example_id")
    @api.depends_context("lang")
    def _compute_example(self):
        for model, findings in self.grouped("model").items():
            if model not in self.env:  # of an app that was uninstalled since
                findings.example = False
                continue
            records = self.env[model].browse(findings.mapped("example_id")).exists()
            # Who may read the finding may not read every record.
            readable = records._filtered_access("read")
            names = {each.id: self.name_example(each) for each in readable}
            for finding in findings:
                finding.example = names.get(finding.example_id)

    @api.private
    def name_example(self, record):
        """Return str: a movement is called by its document, for its name is that of its product;
        stock by both its product and its location, for its name is that of its location.
        """
        if record._name == "stock.quant":
            return f"{record.product_id.display_name}, {record.location_id.display_name}"
        reference = "reference" in record._fields and record.reference
        return reference or record.display_name

    @api.private
    def keep(self, audit, keys):
        """Keep what kinds find, grouped.

        :param audit: ``traceability.audit``
        :param keys: of kinds that are asked together
        """
        kinds = self.env["traceability.audit.kinds"].with_company(audit.company_id)
        of_key = kinds.get_kinds()
        words = [SQL("(%s, %s, %s)", key, of_key[key].rank, of_key[key].model) for key in keys]
        self.flush_model()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO traceability_audit_finding (
                    audit_id, company_id, kind, severity, model, product_id, warehouse_id,
                    picking_type_id, user_id, month, count, quantity, value, example_id,
                    create_uid, write_uid, create_date, write_date)
                SELECT %(audit)s, %(company)s, kind.key, kind.severity, kind.model,
                       finding.product_id, finding.warehouse_id, finding.picking_type_id,
                       finding.user_id, finding.month, finding.count, finding.quantity,
                       finding.quantity
                       * (product.standard_price ->> %(company)s::text)::float,
                       finding.example_id, %(user)s, %(user)s, %(now)s, %(now)s
                  FROM (SELECT kind, product_id, warehouse_id, picking_type_id, user_id, month,
                               count(*) AS count, sum(quantity) AS quantity, min(id) AS example_id
                          FROM (%(found)s) found
                         GROUP BY kind, product_id, warehouse_id, picking_type_id, user_id, month
                       ) finding
                  JOIN (VALUES %(words)s) kind (key, severity, model) ON kind.key = finding.kind
                  LEFT JOIN product_product product ON product.id = finding.product_id
                RETURNING id
                """,
                audit=audit.id,
                company=audit.company_id.id,
                words=SQL(", ").join(words),
                user=self.env.uid,
                now=fields.Datetime.now(),
                found=kinds.find(keys, audit.get_scope()),
            )
        )
        self.invalidate_model()

    @api.private
    def find_records(self):
        """Find again what these findings are about, as it is now.

        :return: records of one model, at most ``MOST``; what was mended since is not among them
        :raise UserError: where they are not of one kind, or of none that is known
        """
        kind = self._get_kind()
        kinds, found = self.env["traceability.audit.kinds"], set()
        with kinds.linear():
            for audit, findings in self.grouped("audit_id").items():
                condition = SQL(
                    "(%s) IN (SELECT %s FROM traceability_audit_finding wanted WHERE id IN %s)",
                    self._group_sql("finding"),
                    self._group_sql("wanted"),
                    findings._ids,
                )
                rows = self.env.execute_query(
                    SQL(
                        "SELECT id FROM (%s) found ORDER BY id LIMIT %s",
                        kinds.with_company(audit.company_id).find(
                            [findings[:1].kind], audit.get_scope(), condition
                        ),
                        MOST,
                    )
                )
                found.update(record_id for (record_id,) in rows)
        return self.env[kind.model].browse(sorted(found)[:MOST])

    def _get_kind(self):
        """Return the Kind of these findings.

        :raise UserError: where they are not of one kind, or of none that is known
        """
        if not self:
            raise UserError(
                self.env._(
                    "The findings of this audit are no longer kept. Audit again to see what is"
                    " left."
                )
            )
        if len(set(self.mapped("kind"))) > 1:
            raise UserError(
                self.env._("These findings are of several kinds. Select findings of one kind.")
            )
        kind = self.env["traceability.audit.kinds"].get_kinds().get(self[:1].kind)
        if not kind:
            raise UserError(
                self.env._(
                    "The app that finds this is not installed any more. Audit again to see what is"
                    " left."
                )
            )
        return kind

    @staticmethod
    def _group_sql(row):
        """Return SQL of what the findings of a kind differ in, none of it NULL."""
        names = ("product_id", "warehouse_id", "picking_type_id", "user_id")
        numbers = [SQL("coalesce(%s, 0)", SQL.identifier(row, name)) for name in names]
        month = SQL("coalesce(%s, '-infinity'::date)", SQL.identifier(row, "month"))
        return SQL(", ").join([*numbers, month])

    def action_open_records(self):
        """Open what these findings of one kind are about."""
        records = self.find_records()
        return {
            "type": "ir.actions.act_window",
            "name": self._get_kind().label,
            "res_model": records._name,
            "domain": [("id", "in", records.ids)],
            "context": {"active_test": False},
            "views": [(False, "list"), (False, "form")],
        }

    def action_mend(self):
        """Open the wizard or the records by which these findings of one kind are mended."""
        kinds, method = self.env["traceability.audit.kinds"], self._get_kind().mend
        records = self.find_records()
        action = getattr(kinds, method)(records) if method and records else None
        if action and action.get("target") == "new":
            # Who may not use the wizard reads what was found.
            action = self.env[action["res_model"]].has_access("create") and action
        return action or self.action_open_records()


class TraceabilityAuditResult(models.Model):
    """What an audit says of one kind, also that nothing was found."""

    _name = "traceability.audit.result"
    _description = "Audit Result"
    _order = "severity, count desc, id"

    audit_id = fields.Many2one(
        "traceability.audit", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="audit_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        lambda self: self.env["traceability.audit.finding"]._select_kinds(),
        readonly=True,
        required=True,
    )
    severity = fields.Selection(
        lambda self: self.env["traceability.audit.finding"]._select_severities(),
        readonly=True,
        required=True,
    )
    count = fields.Integer("Records", readonly=True)
    value = fields.Monetary(readonly=True)
    previous_count = fields.Integer("Before", compute="_compute_previous_count")
    example = fields.Char(compute="_compute_example")

    @api.private
    def keep(self, audit):
        """Sum up by kind what an audit has kept."""
        findings = self.env["traceability.audit.finding"]
        groups = findings._read_group(
            [("audit_id", "=", audit.id)], ["kind"], ["count:sum", "value:sum"]
        )
        sums = {kind: (count, value) for kind, count, value in groups}
        kinds = self.env["traceability.audit.kinds"].get_kinds()
        self.create(
            [
                {
                    "audit_id": audit.id,
                    "kind": key,
                    "severity": kind.rank,
                    "count": sums.get(key, (0, 0))[0],
                    "value": sums.get(key, (0, 0))[1],
                }
                for key, kind in kinds.items()
            ]
        )

    @api.depends("audit_id.previous_id", "kind")
    def _compute_previous_count(self):
        for result in self:
            before = result.audit_id.previous_id.result_ids
            counts = {row.kind: row.count for row in before}
            result.previous_count = counts.get(result.kind, 0)

    @api.depends("kind")
    def _compute_example(self):
        for result in self:
            result.example = result._get_findings()[:1].example

    def _get_findings(self):
        return self.env["traceability.audit.finding"].search(
            [("audit_id", "in", self.audit_id.ids), ("kind", "in", self.mapped("kind"))]
        )

    def action_open_findings(self):
        """List the findings of this kind by product, warehouse, operation type and month."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability_audit.action_audit_finding"
        )
        # Of this audit, be it the latest or not.
        return action | {"domain": [("id", "in", self._get_findings().ids)], "context": {}}

    def action_mend(self):
        """Open the wizard or the records by which what was found is mended."""
        return self._get_findings().action_mend()
