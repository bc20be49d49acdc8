from odoo import api, fields, models

from ...tools.trust import trusted, trusted_names

# What readers and programs do with a message is free: stars, reactions, notifications.
FINAL_OF_NOTE = frozenset(
    "is_final body subject date author_id email_from model res_id subtype_id message_type"
    " is_internal attachment_ids tracking_value_ids parent_id".split()
)


class MailMessage(models.Model):
    _inherit = "mail.message"

    is_final = fields.Boolean(
        "Cannot Be Changed",
        readonly=True,
        copy=False,
        help="What logs a hold, a change of a lot, a pairing or a message to customers, where"
        " traceability is strict.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # Whatever a client sends: what logs nothing may be deleted again.
        messages = super().create([{**vals, "is_final": False} for vals in vals_list])
        messages.keep_logs()
        return messages

    @api.private
    def keep_logs(self):
        """Let nobody change or delete those of the messages that log what is history."""
        # Superuser: what is final is so for whoever writes.
        kept = self.sudo().filtered(lambda message: message._trace_is_log())
        if kept:
            trusted(kept, "is_final").is_final = True

    def _trace_is_log(self):
        """Tell whether a message logs what was changed of a lot, where traceability is strict.

        Addons add the logs of their documents.
        """
        return (
            self.model == "stock.lot"
            and bool(self.tracking_value_ids)
            and self.env["stock.lot"].browse(self.res_id).is_strict()
        )

    def write(self, vals):
        ours = trusted_names(self)
        if FINAL_OF_NOTE & vals.keys() - ours:
            self._check_final()
        if "is_final" not in ours:
            vals = {name: value for name, value in vals.items() if name != "is_final"}
        return super().write(vals)

    def unlink(self):
        self._check_final()
        return super().unlink()

    def _check_final(self):
        """:raise UserError: when one of these notes is final"""
        # Superuser: what is final is so for whoever writes.
        final = self.sudo().filtered("is_final")
        if final:
            self.env["traceability.guard"].refuse(
                self.env._(
                    "The log of holds, changes, pairings and messages to customers cannot be"
                    " changed or deleted. Log another note:"
                ),
                sorted(set(final.mapped("record_name"))),
            )
