"""Who got affected goods: what they are told, and what they answer."""

import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

TOKEN_BYTES = 24
ANSWER_DAYS = 90
# In the context: letters are rendered without the link, which nobody but the customer is to read:
# those that are kept, and those that go with an e-mail, which has the link itself.
COPY_KEY = "recall_copy"
# The states of one who was told and has not answered.
WAITING = ("sent", "reminded", "escalated")


class RecallConsignee(models.Model):
    _name = "traceability.recall.consignee"
    _description = "Consignee of a Recall"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    # Nobody writes a consignee by hand; notes of calls are welcome.
    _mail_post_access = "read"

    recall_id = fields.Many2one(
        "traceability.recall", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="recall_id.company_id", store=True, index=True)
    key = fields.Char(readonly=True, required=True)
    name = fields.Char(readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, ondelete="set null", index="btree_not_null"
    )
    email = fields.Char(compute="_compute_contact")
    phone = fields.Char(compute="_compute_contact")
    state = fields.Selection(
        [
            ("pending", "Not Notified"),
            ("queued", "Queued"),
            ("failed", "Not Delivered"),
            ("sent", "Notified"),
            ("reminded", "Reminded"),
            ("escalated", "Silent"),
            ("answered", "Answered"),
        ],
        required=True,
        readonly=True,
        default="pending",
        index=True,
    )
    notified_on = fields.Datetime(readonly=True)
    notified_by = fields.Selection(
        [
            ("email", "E-mail"),
            ("letter", "Letter"),
            ("phone", "Phone"),
            ("drill", "Drill: nobody was written to"),
        ],
        readonly=True,
    )
    reminded_on = fields.Datetime(readonly=True)
    error = fields.Char("Why Not Delivered", readonly=True)
    answered_on = fields.Datetime(readonly=True)
    access_token = fields.Char(readonly=True, copy=False, groups="base.group_system")
    token_until = fields.Datetime("Link Valid Until", readonly=True)
    delivery_ids = fields.One2many("traceability.recall.delivery", "consignee_id", "Deliveries")
    account_ids = fields.One2many("traceability.recall.account", "consignee_id", "Accounting")
    answer_ids = fields.One2many("traceability.recall.answer", "consignee_id", "Answers")

    _key_unique = models.UniqueIndex("(recall_id, key)")

    @api.depends("partner_id.email", "partner_id.phone")
    def _compute_contact(self):
        for consignee in self:
            partner = consignee.partner_id
            company = partner.commercial_partner_id
            consignee.email = partner.email or company.email
            consignee.phone = partner.phone or company.phone

    def _read_accounts_anew(self):
        """Forget the figures of the accounting, which the database adds up."""
        self.invalidate_recordset(["account_ids"], flush=False)
        self.recall_id.invalidate_recordset(["account_ids", "recovered_percent"], flush=False)
        self.env["traceability.recall.account"].invalidate_model(flush=False)

    @api.private
    def get_lang(self):
        """:return: str, the language in which the consignee is written to"""
        return self.partner_id.lang or self.recall_id.company_id.partner_id.lang or self.env.lang

    @api.private
    def get_usable_email(self):
        """:return: str, the address without the name, '' where there is none that can be used"""
        return email_normalize(self.email or "", strict=False) or ""

    # -- the link ---------------------------------------------------------------------------------
    @api.private
    def open_links(self):
        """Give each a link of its own, good for some months.

        :raise AccessError: for who may not act for the recall
        """
        self.recall_id.check_access("write")
        until = fields.Datetime.add(fields.Datetime.now(), days=ANSWER_DAYS)
        for consignee in self.sudo():  # sudo: nobody reads the secret
            consignee.access_token = consignee.access_token or secrets.token_urlsafe(TOKEN_BYTES)
        self.sudo().write({"token_until": until})

    @api.private
    def get_answer_url(self):
        """:return: str, where the consignee answers without a login"""
        # sudo: nobody reads the secret; whoever writes to the consignee sends it.
        return f"{self.get_base_url()}/recall/answer/{self.id}/{self.sudo().access_token}"

    @api.private
    def hide_link(self, text):
        """:return: str, a text in which nobody reads the secret of the link"""
        secret = self.sudo().access_token  # sudo: nobody reads the secret
        return text.replace(secret, "…") if secret else text

    def message_post(self, **kwargs):
        # Who answers by e-mail quotes the one with the link.
        if len(self) == 1 and kwargs.get("body"):
            kwargs["body"] = self.hide_link(kwargs["body"])
        return super().message_post(**kwargs)

    # -- by hand ----------------------------------------------------------------------------------
    def action_told_by_phone(self):
        """Note that they were told by phone."""
        self._note_told("phone")

    def action_told_by_letter(self):
        """Note that the printed letter was sent."""
        self._note_told("letter")

    def _note_told(self, how):
        self.recall_id.check_acts()
        self.open_links()
        open_ones = self.filtered(lambda consignee: consignee.state != "answered")
        # sudo: how they were told is the case's own record.
        open_ones.sudo().write(
            {
                "state": "sent",
                "notified_on": fields.Datetime.now(),
                "notified_by": how,
                "error": False,
            }
        )
        self.recall_id.note_acting()

    def action_print_letter(self):
        """Print the letters of these consignees."""
        self.recall_id.check_open()
        self.open_links()
        return self.env.ref("product_traceability_recall.action_report_letter").report_action(self)

    def action_answer(self):
        """Give the form in which an answer by phone or on paper is entered."""
        self.ensure_one()
        self.recall_id.check_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer of %(consignee)s", consignee=self.name),
            "res_model": "traceability.recall.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_consignee_id": self.id, "default_source": "paper"},
        }

    def action_proof(self):
        """Download what proves this consignee's deliveries, and shows nothing of the others."""
        self.ensure_one()
        if not self.recall_id.evidence_on:
            raise UserError(
                self.env._("Seal the evidence of %(recall)s first.", recall=self.recall_id.name)
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"/product_traceability_recall/proof/{self.id}",
            "target": "download",
        }
