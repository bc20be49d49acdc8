from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    strict_traceability = fields.Boolean(
        default=True,
        help="Tracked products cannot move without a lot/serial number. Completed operations cannot"
        " be changed.",
    )
    trace_internal_moves = fields.Boolean(
        string="Internal Transfers in Printed Traces",
        default=True,
        help="Also print the movements of a lot between your own locations.",
    )

    @api.private
    def is_strict(self):
        """Tell whether traceability is strict in one of these companies."""
        # Superuser: the rules of a company bind who may not enter it, too.
        return any(self.sudo().mapped("strict_traceability"))
