from odoo import models


class UomUom(models.Model):
    _inherit = "uom.uom"

    def write(self, vals):
        self.env["traceability.guard"].check_unit_write(self, vals)
        return super().write(vals)
