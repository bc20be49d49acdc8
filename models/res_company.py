from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    trace_internal_moves = fields.Boolean(
        string="Internal transfers in printed traces",
        default=True,
        help="Print also the movements of a lot between places of your own.",
    )
