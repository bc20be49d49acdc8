from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def unlink(self):
        self.env["traceability.guard"].check_partner_unlink(self)
        return super().unlink()
