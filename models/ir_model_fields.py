from odoo import models
from odoo.fields import Domain

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    def _prepare_update(self):
        """Keep the inherited fields that another addon declares.

        With a field that an uninstall removes, Odoo takes every inherited field that depends on it:
        the days of ``product.product``, which those of ``product_expiry`` are, with the days of the
        category, which are ours.
        """
        removed = super()._prepare_update()
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            return removed
        taken = removed - self
        going = self.env["ir.module.module"].search(Domain("state", "=", "to remove"))
        kept = self.env["ir.model.data"].search(
            Domain("model", "=", self._name)
            & Domain("res_id", "in", taken.ids)
            & Domain("module", "not in", going.mapped("name"))
        )
        return removed - self.browse(kept.mapped("res_id"))
