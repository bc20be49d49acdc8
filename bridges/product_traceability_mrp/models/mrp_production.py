from odoo import models


class MrpProduction(models.Model):
    _name = "mrp.production"
    _inherit = ["mrp.production", "traceability.mixin"]
    _trace_report = "product_traceability_mrp.action_report_trace_production"

    def _traced_lines(self):
        """An order is traced by what it made; what it used shows upstream."""
        return self.move_finished_ids.move_line_ids
