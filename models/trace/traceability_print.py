"""Traces too long to wait for, printed in the background."""

from odoo import api, fields, models

# The shorter ones are printed at once, as every report is: some twenty pages.
AT_ONCE = 1500
KEPT_DAYS = 30


class TraceabilityPrint(models.Model):
    """One request for a printed trace; its reader is told when the PDF is there."""

    _name = "traceability.print"
    _inherit = ["mail.thread"]
    _description = "Printed Trace"
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True)
    company_ids = fields.Many2many("res.company", readonly=True)
    res_model = fields.Char("Model", required=True, readonly=True)
    res_ids = fields.Json("Records", required=True, readonly=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("done", "Done"), ("failed", "Failed")],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
    )
    error = fields.Text(readonly=True)
    attachment_id = fields.Many2one("ir.attachment", "PDF", readonly=True)

    @api.model
    @api.private
    def request(self, records):
        """Have the trace of some records printed as soon as the server has time.

        :param records: what ``action_print_trace`` was called on; the caller may read them
        :return: the client action that tells the user so
        """
        # sudo: a request is made by this code alone, for the user who asks and with his rights.
        printing = self.sudo().create(
            {
                "name": records.trace_title(),
                "user_id": self.env.uid,
                "company_ids": [fields.Command.set(self.env.companies.ids)],
                "res_model": records._name,
                "res_ids": records.ids,
            }
        )
        self.env.ref("product_traceability.cron_print_traces")._trigger()
        message = self.env._(
            "%(name)s is long. It is printed in the background; you will receive a message with"
            " the PDF.",
            name=printing.name,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "info", "message": message},
        }

    @api.model
    def _cron_print(self):
        """Print what waits, the oldest first, each in a transaction of its own."""
        waiting = self.search([("state", "=", "waiting")], order="id")
        self.env["ir.cron"]._commit_progress(remaining=len(waiting))
        for printing in waiting:
            printing._print()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _print(self):
        """Print one request with the rights, companies and language of who asked."""
        reader = self.with_user(self.user_id).with_context(
            allowed_company_ids=self.company_ids.ids, lang=self.user_id.lang, tz=self.user_id.tz
        )
        records = reader.env[self.res_model].browse(self.res_ids)
        try:
            with self.env.cr.savepoint():
                report = reader.env.ref(records._trace_report)
                content, _kind = report._render_qweb_pdf(report.report_name, records.ids)
        except Exception as error:  # whatever it is, the reader must hear of it
            self.write({"state": "failed", "error": str(error)})
            self._tell(
                self.env._("%(name)s could not be printed: %(error)s", name=self.name, error=error)
            )
            return
        self.attachment_id = self.env["ir.attachment"].create(
            {
                "name": f"{self.name}.pdf",
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        self.state = "done"
        self._tell(self.env._("%(name)s has been printed.", name=self.name), self.attachment_id)

    def _tell(self, words, attachments=None):
        self.message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=self.name,
            body=words,
            attachment_ids=attachments.ids if attachments else [],
        )

    @api.autovacuum
    def _gc_printed(self):
        day = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        self.search([("create_date", "<", day)]).unlink()
