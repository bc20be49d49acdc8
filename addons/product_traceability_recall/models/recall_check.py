"""Effectiveness checks: a sample of the consignees is asked whether the recall reached them."""

import secrets

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.sample import draw


class TraceabilityRecall(models.Model):
    _inherit = "traceability.recall"

    check_level = fields.Selection(
        [
            ("a", "A: all customers"),
            ("b", "B: more than 10 %"),
            ("c", "C: 10 %"),
            ("d", "D: 2 %"),
            ("e", "E: none"),
        ],
        "Level of Checks",
        help="How many customers are asked whether the notice reached them, as 21 CFR 7.42(b)(3).",
    )
    check_percent = fields.Integer("Percentage", default=25)
    check_seed = fields.Char(
        "Seed",
        readonly=True,
        copy=False,
        help="With it anyone draws the same sample again: the customers whose SHA-256 of seed,"
        " line break and key is the smallest.",
    )
    check_ids = fields.One2many("traceability.recall.check", "recall_id", "Effectiveness Checks")

    def action_draw_sample(self):
        """Draw the customers to check; those who were checked already stay in."""
        self.ensure_one()
        self.check_open()
        if not self.check_level:
            raise UserError(self.env._("Select the level of the checks first."))
        self.record(check_seed=self.check_seed or secrets.token_hex(8))
        by_key = {consignee.key: consignee for consignee in self.consignee_ids}
        try:
            keys = draw(by_key, self.check_level, self.check_seed, self.check_percent)
        except ValueError:
            raise ValidationError(
                self.env._("Level B checks more than 10 % and less than 100 % of the customers.")
            ) from None
        drawn = {by_key[key] for key in keys}
        # sudo: who is checked is for the draw to say, not for who checks.
        checks = self.check_ids.sudo()
        checks.filtered(lambda check: check.consignee_id not in drawn and not check.result).unlink()
        known = set(self.check_ids.consignee_id)
        checks.create(
            [
                {"recall_id": self.id, "consignee_id": consignee.id}
                for consignee in (by_key[key] for key in keys)
                if consignee not in known
            ]
        )


class RecallCheck(models.Model):
    _name = "traceability.recall.check"
    _description = "Effectiveness Check"
    _order = "id"

    recall_id = fields.Many2one(
        "traceability.recall", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="recall_id.company_id", store=True, index=True)
    consignee_id = fields.Many2one(
        "traceability.recall.consignee", required=True, readonly=True, ondelete="cascade"
    )
    phone = fields.Char(related="consignee_id.phone")
    result = fields.Selection(
        [
            ("effective", "Told, and acted"),
            ("not_acted", "Told, but did not act"),
            ("not_told", "Was not reached"),
        ]
    )
    method = fields.Selection(
        [("phone", "Phone"), ("visit", "Visit"), ("letter", "Letter"), ("email", "E-mail")]
    )
    checked_on = fields.Date()
    user_id = fields.Many2one("res.users", "Checked By")
    note = fields.Char()

    def write(self, vals):
        self.recall_id.check_open()
        if vals.keys() & {"recall_id", "consignee_id"} and not self.env.su:
            raise UserError(
                self.env._(
                    "The customers to check are selected at random. Use Draw Sample to select them."
                )
            )
        if vals.get("result"):
            vals = {"checked_on": fields.Date.context_today(self), "user_id": self.env.uid, **vals}
        return super().write(vals)
