from odoo import models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "traceability.mixin"]
    _trace_report = "product_traceability.action_report_trace_picking"
