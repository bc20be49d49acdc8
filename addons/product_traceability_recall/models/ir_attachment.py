"""Files that prove something are neither changed nor deleted."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.product_traceability.tools.trust import trusted, trusted_names

FINAL = "is_recall_evidence"


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    is_recall_evidence = fields.Boolean(readonly=True, copy=False)

    @api.private
    def create_final(self, record, name, content, mimetype):
        """Attach a file to a record for good.

        :param record: the record whose evidence it is
        :param str name: of the file
        :param bytes content: what it holds
        :param str mimetype: of the file
        :return: the attachment
        """
        attachment = self.create(
            {
                "name": name,
                "raw": content,
                "mimetype": mimetype,
                "res_model": record._name,
                "res_id": record.id,
            }
        )
        attachment.keep_final()
        return attachment

    @api.private
    def keep_final(self):
        """Keep these files for good."""
        trusted(self, FINAL).write({FINAL: True})

    def write(self, vals):
        if FINAL not in trusted_names(self) and (FINAL in vals or self._is_final()):
            raise UserError(self.env._("Evidence of a recall cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_no_evidence(self):
        if self._is_final():
            raise UserError(self.env._("Evidence of a recall cannot be deleted."))

    def _is_final(self):
        # sudo: whether it may be changed is no secret to who tries.
        return any(self.sudo().mapped(FINAL))
