"""A recall case: which lots are bad and why, and how far it has come."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.product_traceability.tools.listing import first_names
from odoo.addons.product_traceability.tools.trust import on_clean_context, trusted, trusted_names

OPEN = ("scoped", "acting")
FINAL_WHEN_BEGUN = frozenset(["kind", "company_id"])
FINAL_WHEN_CLOSED = FINAL_WHEN_BEGUN | {
    *("reason", "hazard", "recall_class", "instructions", "lot_ids", "closing_note"),
}


class TraceabilityRecall(models.Model):
    _name = "traceability.recall"
    _description = "Recall"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Number", readonly=True, copy=False, default="", index="trigram")
    kind = fields.Selection(
        [("recall", "Recall"), ("withdrawal", "Withdrawal"), ("drill", "Drill")],
        required=True,
        default="recall",
        tracking=True,
        help="A recall takes goods back from whoever has them; a withdrawal from trade alone,"
        " before they reach consumers. A drill rehearses a recall: it moves nothing, holds nothing"
        " and writes to nobody outside.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("scoped", "Scoped"),
            ("acting", "Acting"),
            ("closed", "Closed"),
        ],
        "Stage",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
        group_expand=True,
    )
    reason = fields.Text(
        required=True, tracking=True, help="What is wrong with the goods. The letters say it."
    )
    hazard = fields.Text(
        tracking=True, help="What may happen to who uses them. The letters say it."
    )
    recall_class = fields.Selection(
        [
            ("1", "Class I: serious harm is likely"),
            ("2", "Class II: temporary harm, or serious harm is unlikely"),
            ("3", "Class III: harm is unlikely"),
        ],
        "Class",
        tracking=True,
        help="Letters of class I and II are marked URGENT.",
    )
    instructions = fields.Text(
        "What to Do",
        default=lambda self: self._propose_instructions(),
        help="What whoever has the goods is to do. The letters say it. The proposed text is in the"
        " language of each customer; a text of your own is sent as it is.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Coordinator",
        default=lambda self: self.env.user,
        tracking=True,
        domain="[('share', '=', False)]",
    )
    lot_ids = fields.Many2many(
        "stock.lot",
        "traceability_recall_source_rel",
        string="Bad Lots",
        check_company=True,
        copy=False,
        help="Where it began; the scope says what became of them.",
    )
    started_on = fields.Datetime(
        readonly=True, copy=False, default=lambda self: fields.Datetime.now()
    )
    acting_on = fields.Datetime("Acted On", readonly=True, copy=False)
    expected_on = fields.Date("Completion Expected", tracking=True)
    closed_on = fields.Datetime(readonly=True, copy=False)
    closing_note = fields.Text(copy=False, help="What was found and done, for the report.")
    is_drill = fields.Boolean(compute="_compute_is_drill")

    _name_company_unique = models.UniqueIndex("(company_id, name) WHERE name != ''")

    @api.depends("kind")
    def _compute_is_drill(self):
        for recall in self:
            recall.is_drill = recall.kind == "drill"

    @api.depends("name", "kind")
    def _compute_display_name(self):
        for recall in self:
            recall.display_name = recall.name or self.env._("New Recall")

    def _propose_instructions(self):
        return self.env._(
            "Stop selling and using these goods at once, keep them apart, and tell us what you"
            " have. If you passed any of them on, tell those customers, too."
        )

    @api.private
    def get_instructions(self):
        """:return: str, what to do; where nobody changed the proposed text, in the language of the
        context
        """
        if self._is_proposed(self.instructions, type(self)._propose_instructions):
            return self._propose_instructions()
        return self.instructions

    @api.private
    def get_contact(self):
        """:return: list of str, whom customers ask: the coordinator's name, a phone number and an
        e-mail address, those of the company first; without what is not known
        """
        # sudo: a customer that answers by its link reads no users.
        user, company = self.user_id.sudo(), self.company_id.sudo()
        found = (
            user.name or company.name,
            company.phone or user.phone,
            company.email or user.email,
        )
        return [part for part in found if part]

    def _is_proposed(self, text, propose):
        """:return: bool, whether a text is the proposed one, in any of the languages"""
        languages = self.env["res.lang"].get_installed()
        return any(text == propose(self.with_context(lang=code)) for code, _name in languages)

    # -- what may be written ----------------------------------------------------------------------
    def _own_names(self):
        """:return: set of the fields that the case itself keeps, and that nobody sets by hand"""
        return {
            name
            for name, field in self._fields.items()
            if field.readonly
            and field.store
            and field.column_type
            and not field.compute
            and name not in models.MAGIC_COLUMNS
        }

    @api.private
    def record(self, **values):
        """Write what the case itself keeps: its stage, what was found, what was done."""
        begins = self.filtered(lambda recall: recall.state == "draft") if "state" in values else []
        trusted(self, *values).write(values)
        if begins:
            # sudo: what was logged of a draft is evidence too, whoever caused it.
            begins.sudo().message_ids.keep_logs()

    @api.model_create_multi
    def create(self, vals_list):
        # Nobody sets what only administrators read, either.
        names = [name for name in self._own_names() if not self._fields[name].groups]
        own = dict.fromkeys(names, False) | on_clean_context(self).default_get(names)
        recalls = super().create([{**vals, **own} for vals in vals_list])
        for recall in recalls:
            code = "traceability.drill" if recall.is_drill else "traceability.recall"
            sequence = self.env["ir.sequence"].with_company(recall.company_id)
            # sudo: the number of a case is not its coordinator's to set.
            recall.record(name=sequence.sudo().next_by_code(code) or "/")
        return recalls

    def write(self, vals):
        self._check_written(vals)
        begun = self.filtered(lambda recall: recall.state in OPEN and "lot_ids" in vals)
        before = {recall: recall.lot_ids for recall in begun}
        result = super().write(vals)
        for recall, lots in before.items():
            recall._note_added(lots)
        return result

    def _note_added(self, before):
        """Note which lots were added to a case that has begun.

        :param before: the bad lots until now
        :raise UserError: naming those that were taken out, for the scope was found for them
        """
        if gone := before - self.lot_ids:
            raise UserError(
                self.env._(
                    "%(recall)s has begun: its lots can be added to, not taken out (%(lots)s)."
                    " Close it, and start another case for the others.",
                    recall=self.name,
                    lots=first_names(self.env, gone.mapped("display_name")),
                )
            )
        if new := self.lot_ids - before:
            self._message_log(
                body=self.env._(
                    "Lots added: %(lots)s. Update the scope.",
                    lots=first_names(self.env, new.mapped("display_name")),
                )
            )

    def _check_written(self, vals):
        """Refuse what the case keeps itself, and what is final at its stage."""
        if own := (self._own_names() & vals.keys()) - trusted_names(self):
            self._refuse_by_hand(min(own))
        for recall in self:
            if recall.state == "closed" and FINAL_WHEN_CLOSED & vals.keys():
                raise UserError(
                    self.env._(
                        "%(recall)s is closed and can no longer be changed. Start another case.",
                        recall=recall.name,
                    )
                )
            if recall.state in OPEN and FINAL_WHEN_BEGUN & vals.keys():
                raise UserError(
                    self.env._(
                        "%(recall)s has begun: its kind and company stay as they are. Start"
                        " another case.",
                        recall=recall.name,
                    )
                )

    def _refuse_by_hand(self, name):
        """:raise UserError: saying which button sets a field, or that none does"""
        label = self._fields[name]._description_string(self.env)
        button = self._get_buttons().get(name)
        raise UserError(
            self.env._(
                "%(field)s cannot be entered by hand. Use the button %(button)s.",
                field=label,
                button=button,
            )
            if button
            else self.env._("%(field)s is set automatically and cannot be changed.", field=label)
        )

    def _get_buttons(self):
        """:return: {name of a field: label of the button by which the case sets it}"""
        scope, seal = self.env._("Find Scope"), self.env._("Seal Evidence")
        return {
            "state": self.env._("Find Scope or Close"),
            "closed_on": self.env._("Close"),
            "hold_arrivals": self.env._("Hold Everything"),
            "check_seed": self.env._("Draw Sample"),
            **dict.fromkeys(("scoped_on", "scope_attachment_id", "scope_hash"), scope),
            **dict.fromkeys(("statement", "unproven"), scope),
            **dict.fromkeys(("evidence_on", "evidence_attachment_id", "evidence_hash"), seal),
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        for recall in self:
            if recall.state != "draft":
                raise UserError(
                    self.env._(
                        "%(recall)s has begun and is kept as evidence. Close it instead.",
                        recall=recall.name,
                    )
                )

    # -- stages -----------------------------------------------------------------------------------
    @api.private
    def check_open(self):
        """Refuse to act for a case that has no scope, or is closed.

        :raise UserError: naming the case, and what to do
        """
        self.check_access("write")
        for recall in self:
            if recall.state == "draft":
                raise UserError(
                    self.env._(
                        "%(recall)s has no scope yet. Use Find Scope first.", recall=recall.name
                    )
                )
            if recall.state == "closed":
                raise UserError(
                    self.env._("%(recall)s is closed. Start another case.", recall=recall.name)
                )

    @api.private
    def check_acts(self):
        """Refuse to change stock or to write to anybody for a drill.

        :raise UserError: naming the case
        """
        self.check_open()
        for recall in self.filtered("is_drill"):
            raise UserError(
                self.env._(
                    "%(recall)s is a drill: it changes no stock and writes to nobody outside. To do"
                    " that, start a recall.",
                    recall=recall.name,
                )
            )

    @api.private
    def note_acting(self):
        """Move cases on to the stage in which they are acted upon."""
        begun = self.filtered(lambda recall: recall.state == "scoped")
        begun.record(state="acting", acting_on=fields.Datetime.now())

    def action_close(self):
        """Close the case; what was frozen and answered stays."""
        for recall in self:
            recall.check_open()
            recall.check_scope()
            recall._check_explained()
        self.record(state="closed", closed_on=fields.Datetime.now())

    def _check_explained(self):
        """Refuse to close a case whose end nobody put into words."""
        if not (self.closing_note or "").strip():
            raise UserError(
                self.env._(
                    "Before you close %(recall)s, enter what was found and done, on the tab"
                    " Closing.",
                    recall=self.name,
                )
            )

    def _check_no_other(self):
        """Refuse a second open case on the same lots."""
        for recall in self:
            other = self.search(
                Domain("id", "!=", recall.id)
                & Domain("state", "in", OPEN)
                & Domain("company_id", "=", recall.company_id.id)
                & Domain("kind", "=" if recall.is_drill else "!=", "drill")
                & Domain("lot_ids", "in", recall.lot_ids.ids),
                limit=1,
            )
            if other:
                lot = (other.lot_ids & recall.lot_ids)[0]
                raise UserError(
                    self.env._(
                        "%(product)s, %(lot)s is in %(recall)s already, which is still open. Go on"
                        " there, or close it first.",
                        product=lot.product_id.display_name,
                        lot=lot.name,
                        recall=other.name,
                    )
                )
