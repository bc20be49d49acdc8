"""Drills: the same case rehearsed against the clock, and when the next one is due."""

from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain

# Schemes ask for a test of each at least once a year (BRCGS Food 9, 3.9.3 and 3.11; SQF 9, 2.6).
YEARLY_DAYS = 365
# What makes a lot worth following in a direction.
FOLLOWED = {
    "downstream": Domain("location_dest_id.usage", "in", ("customer", "production")),
    "upstream": Domain("location_id.usage", "=", "production"),
}


class TraceabilityRecall(models.Model):
    _inherit = "traceability.recall"

    direction = fields.Selection(
        [
            ("downstream", "Downstream: to the customers"),
            ("upstream", "Upstream: to the vendors"),
        ],
        default="downstream",
        required=True,
        help="Of a drill: what is rehearsed. Schemes ask for both.",
    )
    origin_note = fields.Text("Where It Came From", readonly=True, copy=False)
    balanced_percent = fields.Float(
        "Accounted For (%)",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Of what was received or made of the bad lots: what the records can account for.",
    )
    # In hours, as times are shown.
    until_scope = fields.Float(compute="_compute_until")
    until_letters = fields.Float(compute="_compute_until")
    until_evidence = fields.Float(compute="_compute_until")

    @api.depends("started_on", "first_scoped_on", "scoped_on", "acting_on", "evidence_on")
    def _compute_until(self):
        for recall in self:
            for name, moment in (
                ("until_scope", recall.get_first_scope()),
                ("until_letters", recall.acting_on),
                ("until_evidence", recall.evidence_on),
            ):
                recall[name] = recall.get_duration(moment).total_seconds() / 3600

    @api.private
    def get_duration(self, moment):
        """:return: timedelta, from the start of the case to a moment; none where it has not come"""
        return moment - self.started_on if moment and self.started_on else timedelta()

    def _note_balance(self):
        """Keep how much of the bad lots is explained; of a drill upstream, whence they came."""
        sources = self.affected_ids.search([("recall_id", "=", self.id), ("role", "=", "source")])
        shares = [
            100 * (1 - min(1, abs(row.remainder) / row.quantity_in))
            for row in sources
            if row.quantity_in > 0
        ]
        self.record(
            balanced_percent=sum(shares) / len(shares) if shares else 0.0,
            origin_note=self._say_origin() if self._goes_upstream() else False,
        )

    def _goes_upstream(self):
        return self.is_drill and self.direction == "upstream"

    def _say_origin(self):
        """Give the lots and vendors that the bad lots came from, a line each."""
        answer = self.lot_ids.get_traceability("upstream")
        nodes = {node["key"]: node for node in answer["nodes"]}
        lines = {}
        for event in answer["events"]:
            if event["kind"] == "receipt":
                node = nodes[event["node"]]
                vendor = event["from_partner_name"] or event["partner_name"]
                lot = f"{node['product_name']}, {node['lot_name']}"
                lines[f"{lot}: {vendor or event['location_from']} ({event['reference']})"] = True
        return "\n".join(lines)

    def action_start_drill(self):
        """Start the clock, and find the scope.

        :raise UserError: for a case that is no drill, or a drill that has begun
        """
        self.ensure_one()
        self.check_access("write")
        if not self.is_drill or self.state != "draft":
            raise UserError(
                self.env._("%(recall)s is no drill, or has begun already.", recall=self.name)
            )
        self.record(started_on=fields.Datetime.now())
        return self.action_scope()


class DrillCalendar(models.Model):
    """For each category of tracked products and each direction: when it was last rehearsed."""

    _name = "traceability.drill.calendar"
    _description = "Drill Calendar"
    _auto = False
    _order = "due_on, category_id, direction"
    _depends = {
        "traceability.recall": ["kind", "state", "direction", "scoped_on", "company_id"],
        "traceability.recall.lot": ["recall_id", "role", "product_id"],
        "product.template": ["tracking", "categ_id", "active", "company_id"],
        "product.product": ["product_tmpl_id"],
    }

    category_id = fields.Many2one("product.category", readonly=True)
    name = fields.Char("Product Category", compute="_compute_name")
    company_id = fields.Many2one("res.company", readonly=True)
    direction = fields.Selection(
        [("downstream", "Downstream: to the customers"), ("upstream", "Upstream: to the vendors")],
        readonly=True,
    )
    last_on = fields.Date("Last Drill", readonly=True)
    due_on = fields.Date(readonly=True)
    is_due = fields.Boolean(compute="_compute_is_due", search="_search_is_due")

    @api.depends("category_id")
    def _compute_name(self):
        for row in self:
            row.name = row.category_id.display_name or self.env._("Products without category")

    @api.depends("due_on")
    def _compute_is_due(self):
        today = fields.Date.context_today(self)
        for row in self:
            row.is_due = not row.due_on or row.due_on <= today

    def _search_is_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        return Domain("due_on", "<=" if True in value else ">", today)

    @property
    def _table_query(self):
        return tools.SQL(
            """
            WITH categories AS (
                SELECT DISTINCT t.categ_id, company.id AS company_id
                  FROM product_template t
                 CROSS JOIN res_company company
                 WHERE t.tracking != 'none' AND t.active
                   AND (t.company_id IS NULL OR t.company_id = company.id)
            ), drills AS (
                SELECT t.categ_id, r.company_id, r.direction, max(r.scoped_on)::date AS last_on
                  FROM traceability_recall r
                  JOIN traceability_recall_lot l ON l.recall_id = r.id AND l.role = 'source'
                  JOIN product_product p ON p.id = l.product_id
                  JOIN product_template t ON t.id = p.product_tmpl_id
                 WHERE r.kind = 'drill' AND r.state = 'closed'
                 GROUP BY t.categ_id, r.company_id, r.direction
            )
            SELECT row_number() OVER (ORDER BY c.company_id, c.categ_id, d.direction) AS id,
                   c.categ_id AS category_id, c.company_id, d.direction,
                   drills.last_on,
                   coalesce(drills.last_on + %s, current_date) AS due_on
              FROM categories c
             CROSS JOIN (VALUES ('downstream'), ('upstream')) AS d (direction)
              LEFT JOIN drills ON drills.categ_id IS NOT DISTINCT FROM c.categ_id
                   AND drills.company_id = c.company_id AND drills.direction = d.direction
            """,
            YEARLY_DAYS,
        )

    def _propose_lot(self):
        """:return: ``stock.lot`` of this category that was delivered or used last, or, upstream,
        made; the newest one where there is none
        """
        in_category = Domain("product_id.categ_id", "=", self.category_id.id)
        lines = self.env["stock.move.line"].search(
            in_category
            & Domain("company_id", "=", self.company_id.id)
            & Domain("lot_id", "!=", False)
            & Domain("state", "=", "done")
            & FOLLOWED[self.direction],
            order="id desc",
            limit=1,
        )
        return lines.lot_id or self.env["stock.lot"].search(
            in_category & Domain("company_id", "in", [False, self.company_id.id]),
            order="id desc",
            limit=1,
        )

    def action_drill(self):
        """Open a new drill on a lot of this category that has something to follow."""
        self.ensure_one()
        lot = self._propose_lot()
        return {
            "type": "ir.actions.act_window",
            "res_model": "traceability.recall",
            "view_mode": "form",
            "context": {
                "default_kind": "drill",
                "default_direction": self.direction,
                "default_company_id": self.company_id.id,
                "default_lot_ids": lot.ids,
                "default_reason": self.env._("Yearly drill"),
            },
        }
