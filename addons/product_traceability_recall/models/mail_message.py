from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _trace_is_log(self):
        """What a case that has begun logs is evidence; what people write there is theirs."""
        if self.model != "traceability.recall" or self.message_type == "comment":
            return super()._trace_is_log()
        # sudo: whoever caused what is logged.
        return self.env["traceability.recall"].sudo().browse(self.res_id).state != "draft"
