from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    strict_traceability = fields.Boolean(
        default=True,
        help="No tracked product moves without its lot or serial number, and what is done stays"
        " done.",
    )
    trace_internal_moves = fields.Boolean(
        string="Internal transfers in printed traces",
        default=True,
        help="Print also the movements of a lot between places of your own.",
    )
