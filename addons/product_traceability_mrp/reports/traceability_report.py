from odoo import models


class TraceabilityProductionReport(models.AbstractModel):
    _name = "report.product_traceability_mrp.report_trace_production"
    _inherit = ["report.product_traceability.report_trace_lot"]
    _description = "Traceability Report of Manufacturing Orders"
    _traced_model = "mrp.production"
