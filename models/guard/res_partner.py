from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_traced(self):
        self.env["traceability.guard"].check_partner_unlink(self)
