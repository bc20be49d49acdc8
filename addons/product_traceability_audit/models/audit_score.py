"""The score: how much of what moved can be traced, by product and warehouse, and what would raise
it most.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from .audit_rows import MOST

# The kind of what no kind of findings is the cause of.
OTHER = "other"


class TraceabilityAuditScore(models.Model):
    """How much of what moved of a product, in a warehouse, traces unbroken; see ``get_chain``.

    Quantities are in the product's unit. A company or a warehouse has the mean of its products,
    each weighing as much as it has movements: kilograms and pieces are never added up. What is not
    whole is rounded down, so that 100 % says that nothing is broken.
    """

    _name = "traceability.audit.score"
    _description = "Traceability Score"
    _order = "audit_id, share, lines desc, id"  # the latest audit first, as audits are sorted

    audit_id = fields.Many2one(
        "traceability.audit", required=True, readonly=True, index=True, ondelete="cascade"
    )
    moment = fields.Datetime("Audited On", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    moved = fields.Float(digits="Product Unit", readonly=True, aggregator=None)
    unbroken = fields.Float(
        "Traced",
        digits="Product Unit",
        readonly=True,
        aggregator=None,
        help="The quantity that traces unbroken from a vendor or production to where it is now.",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    lines = fields.Integer("Movements", readonly=True, aggregator=None)
    broken_lines = fields.Integer("Broken", readonly=True, aggregator=None)
    share = fields.Float("Score (%)", digits=(5, 2), readonly=True, aggregator="avg")
    previous_share = fields.Float(
        "Before (%)",
        digits=(5, 2),
        compute="_compute_previous_share",
        help="In the audit before; empty where nothing of the product had moved.",
    )

    @api.depends("audit_id")
    def _compute_previous_share(self):
        for audit, rows in self.grouped("audit_id").items():
            before = audit.previous_id.score_ids
            shares = {(row.product_id, row.warehouse_id): row.share for row in before}
            for row in rows:
                row.previous_share = shares.get((row.product_id, row.warehouse_id), 0)

    def _read_group_select(self, aggregate_spec, query):
        """Let each product weigh as much as it has movements."""
        if aggregate_spec != "share:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "floor(100 * sum(%(share)s * %(lines)s) / nullif(sum(%(lines)s), 0)) / 100",
            share=self._field_to_sql(self._table, "share", query),
            lines=self._field_to_sql(self._table, "lines", query),
        )

    @api.private
    def keep(self, audit):
        """Reckon and keep the score of an audit and what would raise it, in one statement.

        :param audit: ``traceability.audit``
        """
        kinds = self.env["traceability.audit.kinds"].with_company(audit.company_id)
        with kinds.linear():
            self.env.execute_query(self._reckon(kinds, audit))
        self.invalidate_model()
        self.env["traceability.audit.gain"].invalidate_model()

    def _reckon(self, kinds, audit):
        """Return SQL that writes the rows of an audit and what would raise them.

        Only kinds of which this audit found something are asked again.
        """
        scope = audit.get_scope()
        groups = self.env["traceability.audit.finding"]._read_group(
            [("audit_id", "=", audit.id)], ["kind"]
        )
        return SQL(
            """
            WITH %(chain)s,
            score AS (
                INSERT INTO traceability_audit_score (
                    audit_id, moment, company_id, product_id, warehouse_id, moved, unbroken,
                    lines, broken_lines, share, create_uid, write_uid, create_date, write_date)
                SELECT %(audit)s, %(moment)s, %(company)s, product_id, warehouse_id,
                       sum(moved), sum(moved) - sum(broken), sum(lines), sum(broken_lines),
                       trunc(100 - 100 * sum(broken) / sum(moved), 2),
                       %(user)s, %(user)s, %(now)s, %(now)s
                  FROM (SELECT product_id, warehouse_id, sum(quantity) AS moved, 0 AS broken,
                               count(*) AS lines, 0 AS broken_lines
                          FROM line
                         GROUP BY product_id, warehouse_id
                         UNION ALL
                        SELECT product_id, warehouse_id,
                               coalesce(sum(moved) FILTER (WHERE id < 0), 0), sum(broken),
                               count(*) FILTER (WHERE id < 0), count(*)
                          FROM broken
                         GROUP BY product_id, warehouse_id) part
                 GROUP BY product_id, warehouse_id
                RETURNING product_id, warehouse_id, moved, lines),
            loss AS (
                SELECT broken.*, 100 * broken.broken * score.lines / score.moved
                       / (SELECT sum(lines) FROM score) AS points
                  FROM broken
                  JOIN score ON score.product_id = broken.product_id
                            AND coalesce(score.warehouse_id, 0)
                                = coalesce(broken.warehouse_id, 0)),
            cause AS MATERIALIZED (%(causes)s)
            INSERT INTO traceability_audit_gain (
                audit_id, company_id, kind, product_id, lines, quantity, points,
                create_uid, write_uid, create_date, write_date)
            SELECT %(audit)s, %(company)s, kind, product_id, count(*), sum(broken),
                   round(sum(points), 2), %(user)s, %(user)s, %(now)s, %(now)s
              FROM (SELECT loss.*, coalesce(cause.kind, %(other)s) AS kind
                      FROM loss
                      LEFT JOIN cause ON cause.id = loss.id) gain
             GROUP BY kind, product_id
            RETURNING id
            """,
            chain=kinds.get_chain(scope),
            causes=kinds.find_causes(scope, {kind for (kind,) in groups}),
            audit=audit.id,
            company=audit.company_id.id,
            moment=audit.moment,
            user=self.env.uid,
            now=fields.Datetime.now(),
            other=OTHER,
        )


class TraceabilityAuditGain(models.Model):
    """By how many points the score of the company would rise without a kind of findings."""

    _name = "traceability.audit.gain"
    _description = "What Would Raise the Traceability Score"
    _order = "audit_id, points desc, id"

    audit_id = fields.Many2one(
        "traceability.audit", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection("_select_kinds", readonly=True, required=True)
    product_id = fields.Many2one("product.product", readonly=True)
    lines = fields.Integer("Movements", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True, aggregator=None)
    uom_id = fields.Many2one(related="product_id.uom_id")
    points = fields.Float(digits=(5, 2), readonly=True)

    @api.model
    def _select_kinds(self):
        kinds = self.env["traceability.audit.finding"]._select_kinds()
        return [*kinds, (OTHER, self.env._("Other gaps between movements"))]

    def action_open(self):
        """Open the findings that are the cause, or else the movements themselves."""
        self.ensure_one()
        if self.kind == OTHER:
            return self._open_movements()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability_audit.action_audit_finding"
        )
        return action | {
            "domain": [
                ("audit_id", "=", self.audit_id.id),
                ("kind", "=", self.kind),
                ("product_id", "=", self.product_id.id),
            ],
            "context": {},
        }

    def _open_movements(self):
        """List what is broken of the product now, and is no finding."""
        kinds = self.env["traceability.audit.kinds"].with_company(self.audit_id.company_id)
        scope = self.audit_id.get_scope()
        with kinds.linear():
            rows = self.env.execute_query(
                SQL(
                    """
                    WITH %(chain)s, cause AS MATERIALIZED (%(causes)s)
                    SELECT id FROM broken
                     WHERE id > 0 AND product_id = %(product)s AND id NOT IN (SELECT id FROM cause)
                     ORDER BY id LIMIT %(most)s
                    """,
                    chain=kinds.get_chain(scope),
                    causes=kinds.find_causes(scope),
                    product=self.product_id.id,
                    most=MOST,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Movements"),
            "res_model": "stock.move.line",
            "domain": [("id", "in", [line_id for (line_id,) in rows])],
            "views": [(False, "list"), (False, "form")],
        }


class TraceabilityAudit(models.Model):
    _inherit = "traceability.audit"

    score = fields.Float(
        "Score (%)",
        digits=(5, 2),
        compute="_compute_score",
        store=True,
        aggregator="avg",
        help="The share of the tracked goods moved that traces unbroken from a vendor or production"
        " to where they are now.",
    )
    score_change = fields.Float("Change", digits=(5, 2), compute="_compute_score_change")
    movement_count = fields.Integer("Movements", compute="_compute_score", store=True)
    finding_count = fields.Integer("Records Found", compute="_compute_finding_count")
    score_ids = fields.One2many("traceability.audit.score", "audit_id", "Scores", readonly=True)
    gain_ids = fields.One2many("traceability.audit.gain", "audit_id", "Gains", readonly=True)

    def _keep_score(self):
        self.env["traceability.audit.score"].keep(self)
        for name in ("score", "movement_count"):
            self.env.add_to_compute(self._fields[name], self)

    def _compute_score(self):
        """Give an audit the mean of its products; what moved nothing has nothing broken."""
        for audit in self:
            rows = self.env["traceability.audit.score"]._read_group(
                [("audit_id", "=", audit.id)], [], ["share:avg", "lines:sum"]
            )
            [(share, audit.movement_count)] = rows
            audit.score = share if audit.movement_count else 100

    @api.depends("score")
    def _compute_score_change(self):
        for audit in self:
            before = audit.previous_id
            audit.score_change = audit.score - before.score if before else 0

    @api.depends("result_ids.count")
    def _compute_finding_count(self):
        for audit in self:
            audit.finding_count = sum(audit.result_ids.mapped("count"))

    def action_open_score(self):
        """Show how the score of this company went over time."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability_audit.action_audit_score"
        )
        return action | {"domain": [("company_id", "=", self.company_id.id)]}
