"""Notices: a letter and an e-mail for each consignee, queued, sent, repeated and escalated."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .recall_consignee import COPY_KEY, WAITING

AT_ONCE = 50


class TraceabilityRecall(models.Model):
    _inherit = "traceability.recall"

    reminder_days = fields.Integer(
        "Remind After", default=2, help="Days without an answer after which a reminder is sent."
    )
    escalation_days = fields.Integer(
        "Escalate After",
        default=5,
        help="Days without an answer after which the coordinator is asked to call.",
    )
    notified_count = fields.Integer(compute="_compute_progress")
    answered_count = fields.Integer(compute="_compute_progress")
    failed_count = fields.Integer(compute="_compute_progress")
    queued_count = fields.Integer(compute="_compute_progress")

    @api.depends("consignee_ids.state")
    def _compute_progress(self):
        counts = {
            (recall, state): count
            for recall, state, count in self.env["traceability.recall.consignee"]._read_group(
                [("recall_id", "in", self.ids)], ["recall_id", "state"], ["__count"]
            )
        }
        for recall in self:
            states = {state: counts.get((recall, state), 0) for state in (*WAITING, "answered")}
            recall.notified_count = sum(states.values())
            recall.answered_count = states["answered"]
            recall.failed_count = counts.get((recall, "failed"), 0)
            recall.queued_count = counts.get((recall, "queued"), 0)

    def action_notify(self):
        """Queue the notices of all who have not been told; those without an address are named.

        :return: the notification that says how many
        :raise UserError: for a drill, and where nobody can be written to
        """
        self.ensure_one()
        self.check_acts()
        waiting = self.consignee_ids.filtered(lambda each: each.state in ("pending", "failed"))
        reachable = waiting.filtered(lambda consignee: consignee.get_usable_email())
        if not reachable:
            raise UserError(self._say_nobody(waiting))
        reachable.open_links()
        # sudo: who is told when is the case's own record.
        reachable.sudo().write({"state": "queued", "error": False})
        self.note_acting()
        self.env.ref("product_traceability_recall.cron_notices")._trigger()
        return self._say_queued(reachable, waiting - reachable)

    def _say_nobody(self, waiting):
        if not waiting:
            return self.env._(
                "All customers of %(recall)s have been notified or are queued.", recall=self.name
            )
        return self.env._(
            "None of the customers of %(recall)s who have not been notified has an e-mail address."
            " Print the letters, or call.",
            recall=self.name,
        )

    def _say_queued(self, queued, unreachable):
        message = (
            self.env._("One notice is queued.")
            if len(queued) == 1
            else self.env._("%(count)s notices are queued.", count=len(queued))
        )
        if unreachable:
            names = ", ".join(unreachable[:10].mapped("name"))
            message += " " + self.env._(
                "Without an e-mail address (%(count)s), print their letters or call: %(names)s",
                count=len(unreachable),
                names=names,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "warning" if unreachable else "success",
                "sticky": bool(unreachable),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_rehearse_notices(self):
        """Of a drill: open the links and count everybody as told, and write to nobody."""
        self.ensure_one()
        self.check_open()
        if not self.is_drill:
            raise UserError(
                self.env._("%(recall)s is no drill. Use Notify Customers.", recall=self.name)
            )
        self.consignee_ids.open_links()
        # sudo: who is told when is the case's own record.
        self.consignee_ids.sudo().write(
            {"state": "sent", "notified_on": fields.Datetime.now(), "notified_by": "drill"}
        )
        self.note_acting()

    @api.model
    def _cron_notices(self):
        """Send what is queued; called by a job, which the button wakes up."""
        consignees = self.env["traceability.recall.consignee"]
        domain = [("state", "=", "queued")]
        self.env["ir.cron"]._commit_progress(remaining=consignees.search_count(domain))
        while batch := consignees.search(domain, limit=AT_ONCE, order="id"):
            for consignee in batch:
                consignee._send()
                # Each for itself: nobody is written to twice because a later one fails.
                if not self.env["ir.cron"]._commit_progress(1):
                    return

    @api.model
    def _cron_reminders(self):
        """Remind who is silent, then ask the coordinator to call; called by a job each day."""
        now = fields.Datetime.now()
        for recall in self.search([("state", "=", "acting"), ("kind", "!=", "drill")]):
            silent = recall.consignee_ids.filtered(lambda each: each.state in WAITING)
            late = silent.filtered(
                lambda each, days=recall.escalation_days: (
                    each.state != "escalated"
                    and each.notified_on <= fields.Datetime.subtract(now, days=days)
                )
            )
            late._escalate()
            early = (silent - late).filtered(
                lambda each, days=recall.reminder_days: (
                    each.state == "sent"
                    and each.notified_on <= fields.Datetime.subtract(now, days=days)
                )
            )
            for consignee in early:
                consignee._send(reminder=True)
                self.env["ir.cron"]._commit_progress(1)


class RecallConsignee(models.Model):
    _inherit = "traceability.recall.consignee"

    def _send(self, reminder=False):
        """Write to one consignee, in its language, with its letter; a failure is kept with it."""
        self.ensure_one()
        template = self.env.ref("product_traceability_recall.mail_template_notice")
        address = self.get_usable_email()
        if not address:
            if not reminder:
                self.write({"state": "failed", "error": self.env._("No e-mail address")})
            return
        try:
            with self.env.cr.savepoint():
                template = template.with_context(is_reminder=reminder, **{COPY_KEY: True})
                mail_id = template.send_mail(
                    self.id, email_values={"email_to": address, "auto_delete": False}
                )
            mail = self.env["mail.mail"].browse(mail_id)
            mail.send(raise_exception=False)
            error = mail.state == "exception" and (mail.failure_reason or mail.failure_type)
            self._keep_notice(mail, is_sent=not error)
        except Exception as failure:  # whatever it is, the others are to be told
            error = str(failure)
        if error:
            self.write({"error": error, **({} if reminder else {"state": "failed"})})
            return
        now = fields.Datetime.now()
        if reminder:
            self.write({"state": "reminded", "reminded_on": now})
        else:
            self.write(
                {"state": "sent", "notified_on": now, "notified_by": "email", "error": False}
            )

    def _keep_notice(self, mail, is_sent):
        """Keep what was sent for good, but for the secret of its link.

        Who reads the case could answer for the customer by it. The mail itself, which only
        administrators read, has it still: it may have to be sent again.

        :param mail: ``mail.mail``
        :param bool is_sent: whether it left
        """
        mail.mail_message_id.body = self.hide_link(mail.body or "")
        if is_sent:
            mail.attachment_ids.keep_final()

    def _escalate(self):
        """Ask the coordinator to call who did not answer."""
        for consignee in self:
            consignee.activity_schedule(
                "mail.mail_activity_data_call",
                summary=self.env._("No answer to %(recall)s", recall=consignee.recall_id.name),
                note=consignee.phone or "",
                user_id=(consignee.recall_id.user_id or self.env.user).id,
            )
        self.write({"state": "escalated"})
