"""The scope of a recall: what the trace says at a moment, kept, and compared with now."""

import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.product_traceability.tools.garbage import kept
from odoo.addons.product_traceability.tools.listing import first_names

from ..tools.scope import Scope, ancestors, differences

# Of the siblings; what lies beyond is said.
MOST_SIBLINGS = 5000


class TraceabilityRecall(models.Model):
    _inherit = "traceability.recall"

    scoped_on = fields.Datetime(readonly=True, copy=False, tracking=True)
    first_scoped_on = fields.Datetime("Scope First Found On", readonly=True, copy=False)
    scope_attachment_id = fields.Many2one(
        "ir.attachment", "Trace", readonly=True, copy=False, ondelete="restrict"
    )
    scope_hash = fields.Char("SHA-256 of the Scope", readonly=True, copy=False)
    statement = fields.Text("What the Records Do Not Prove", readonly=True, copy=False)
    # What the statement counts, so that each reader has it in the own language.
    unproven = fields.Json(readonly=True, copy=False)
    statement_read = fields.Text(
        "What the Records Do Not Prove, as Read", compute="_compute_statement_read"
    )
    affected_ids = fields.One2many("traceability.recall.lot", "recall_id", "Affected Lots")
    stock_ids = fields.One2many("traceability.recall.stock", "recall_id")
    stop_ids = fields.One2many("traceability.recall.stop", "recall_id", "Can Be Stopped")
    delivery_ids = fields.One2many("traceability.recall.delivery", "recall_id", "Deliveries")
    consignee_ids = fields.One2many("traceability.recall.consignee", "recall_id", "Consignees")
    doubt_ids = fields.One2many("traceability.recall.doubt", "recall_id", "Missing Records")
    extent_ids = fields.One2many("traceability.recall.extent", "recall_id", "Narrowest and Widest")
    currency_id = fields.Many2one(related="company_id.currency_id")
    narrowest_value = fields.Monetary(
        "Narrowest Recall",
        compute="_compute_extent_values",
        help="Value at cost of the lots that are certainly affected.",
    )
    widest_value = fields.Monetary(
        "Widest Recall",
        compute="_compute_extent_values",
        help="Value at cost of the lots that are certainly or possibly affected.",
    )
    affected_count = fields.Integer("Lots", compute="_compute_counts")
    consignee_count = fields.Integer("Customers", compute="_compute_counts")
    stop_count = fields.Integer("Open Documents", compute="_compute_counts")

    @api.depends("statement", "unproven")
    @api.depends_context("lang")
    def _compute_statement_read(self):
        graph = self.env["traceability.graph"]
        for recall in self:
            # A case of an earlier version has no counts.
            said = recall.unproven and "\n".join(graph.say_statement(recall.unproven))
            recall.statement_read = said or recall.statement

    @api.depends("affected_ids", "consignee_ids", "stop_ids")
    def _compute_counts(self):
        for name, rows in (
            ("affected_count", "lot"),
            ("consignee_count", "consignee"),
            ("stop_count", "stop"),
        ):
            domain = [("recall_id", "in", self.ids)]
            if rows == "lot":
                domain.append(("role", "!=", "sibling"))
            counts = dict(
                self.env[f"traceability.recall.{rows}"]._read_group(
                    domain, ["recall_id"], ["__count"]
                )
            )
            for recall in self:
                recall[name] = counts.get(recall, 0)

    @api.depends("extent_ids")
    def _compute_extent_values(self):
        for recall in self:
            rows = recall.extent_ids.grouped("certainty")
            certain, possible = (
                sum(rows.get(name, recall.extent_ids.browse()).mapped("value"))
                for name in ("certain", "possible")
            )
            recall.narrowest_value, recall.widest_value = certain, certain + possible

    def action_scope(self):
        """Ask the trace what became of the bad lots, and keep what it says.

        Asked again later, it takes up what came since; what was said before stays in the chatter.

        :raise UserError: on no lot, on lots of an open case, and for a closed case
        """
        self.check_access("write")
        # Two who ask at once would each put their rows in the place of the other's.
        self.lock_for_update()
        with kept():
            for recall in self:
                recall._scope()
        return True

    def _scope(self):
        if self.state == "closed":
            raise UserError(
                self.env._("%(recall)s is closed. Start another case.", recall=self.name)
            )
        if not self.lot_ids:
            raise UserError(
                self.env._(
                    "%(recall)s has no lots. Select those that are bad first.", recall=self.name
                )
            )
        self._check_no_other()
        answer = self._ask()
        content = _canonical(answer)
        self._keep(Scope(answer, self._ask_siblings()))
        now = fields.Datetime.now()
        name = f"trace-{now:%Y%m%d-%H%M%S}.json"
        self.record(
            scope_attachment_id=self._attach(name, content, "application/json").id,
            scope_hash=hashlib.sha256(content).hexdigest(),
            scoped_on=now,
            first_scoped_on=self.get_first_scope() or now,
            statement="\n".join(answer["statement"]),
            unproven={name: answer[name] for name in ("unproven", "truncated", "beyond")},
            state="scoped" if self.state == "draft" else self.state,
        )
        self._note_balance()

    @api.private
    def get_first_scope(self):
        """:return: datetime, when the scope was found, however often it was updated since"""
        return self.first_scoped_on or self.scoped_on

    @api.private
    def check_scope(self):
        """Refuse to go on with lots that the scope was not found for.

        :raise UserError: naming the case and the lots
        """
        rows = self.affected_ids.search(
            [("recall_id", "in", self.ids), ("role", "=", "source")]
        ).grouped("recall_id")
        for recall in self:
            missing = recall.lot_ids - rows.get(recall, recall.affected_ids.browse()).lot_id
            if missing:
                raise UserError(
                    self.env._(
                        "%(recall)s has lots that were added since its scope was found: %(lots)s."
                        " Use Update Scope first.",
                        recall=recall.name,
                        lots=first_names(self.env, missing.mapped("display_name")),
                    )
                )

    def _ask(self):
        """Return the trace of what became of the bad lots, as the coordinator may see it."""
        return self.lot_ids.get_traceability("downstream")

    def _ask_siblings(self):
        """Return the trace of what else was made of what the bad lots were made of, or None."""
        found = ancestors(self.lot_ids.get_traceability("upstream"))
        lots = self.env["stock.lot"].browse(found)
        return lots and lots.get_traceability("downstream", limit=MOST_SIBLINGS)

    def _attach(self, name, content, mimetype):
        """Keep a file that nobody changes any more. :return: ``ir.attachment``"""
        # sudo: the record of a case is kept, whoever may attach files.
        return self.env["ir.attachment"].sudo().create_final(self, name, content, mimetype)

    def _keep(self, scope):
        """Write what the scope says, in place of what an earlier one said."""
        self._keep_lots(scope)
        self._keep_stock(scope)
        self._keep_stops(scope)
        self._keep_consignees(scope)
        self._keep_deliveries(scope)
        self._keep_doubts(scope)
        self._keep_extent(scope)

    # -- compared with now ------------------------------------------------------------------------
    def action_compare(self):
        """Say what came since the scope was kept.

        :return: the notification
        """
        self.ensure_one()
        if not self.scope_attachment_id:
            raise UserError(
                self.env._("%(recall)s has no scope yet. Use Find Scope first.", recall=self.name)
            )
        told = self._compare()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.name,
                "message": "\n".join(told)
                or self.env._("Nothing has changed since the scope was found."),
                "type": "warning" if told else "success",
                "sticky": bool(told),
            },
        }

    def _compare(self):
        """:return: list of sentences, what is other than in the scope that was kept"""
        kept = json.loads(self.scope_attachment_id.sudo().raw)  # sudo: who reads the case may
        changes = differences(kept, self._ask())
        sentences = {
            "lots": (
                self.env._("One more lot is affected."),
                self.env._("%(count)s more lots are affected."),
            ),
            "deliveries": (
                self.env._("One more delivery to a customer."),
                self.env._("%(count)s more deliveries to customers."),
            ),
            "returns": (
                self.env._("One more return by a customer."),
                self.env._("%(count)s more returns by customers."),
            ),
            "stock": (
                self.env._("One lot has another quantity on hand."),
                self.env._("%(count)s lots have another quantity on hand."),
            ),
        }
        return [
            one if changes[name] == 1 else many % {"count": changes[name]}
            for name, (one, many) in sentences.items()
            if changes[name]
        ]


def _canonical(answer):
    """Return bytes, JSON that is the same for what is the same: traces order their keys alike."""
    return json.dumps(answer, separators=(",", ":"), ensure_ascii=False).encode()
