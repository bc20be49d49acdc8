from odoo import fields, models

from ..tools import signature


class ResCompany(models.Model):
    _inherit = "res.company"

    # Whoever has it signs as the company.
    recall_signing_key = fields.Char(groups="base.group_system", copy=False)
    recall_public_key = fields.Text("Public Key", readonly=True, copy=False)
    recall_timestamp_url = fields.Char("Time Stamp Service", copy=False)

    def action_create_signing_key(self):
        """Make the key that signs the evidence of recalls, in place of an earlier one."""
        self.check_access("write")
        for company in self:
            # sudo: the secret is read by the signing code alone.
            company.sudo().recall_signing_key = key = signature.new_key()
            company.sudo().recall_public_key = signature.public_key(key)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    recall_public_key = fields.Text(related="company_id.recall_public_key")
    recall_timestamp_url = fields.Char(
        related="company_id.recall_timestamp_url",
        readonly=False,
        help="Address of a service after RFC 3161 that stamps evidence with the time. Only a hash"
        " is sent. Empty: evidence is not stamped.",
    )

    def action_create_signing_key(self):
        """Make a key for the company."""
        self.company_id.action_create_signing_key()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
