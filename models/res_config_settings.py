from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    trace_internal_moves = fields.Boolean(related="company_id.trace_internal_moves", readonly=False)
