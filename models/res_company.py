from odoo import fields, models


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
