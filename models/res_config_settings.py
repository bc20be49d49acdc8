from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    strict_traceability = fields.Boolean(related="company_id.strict_traceability", readonly=False)
    trace_internal_moves = fields.Boolean(related="company_id.trace_internal_moves", readonly=False)
