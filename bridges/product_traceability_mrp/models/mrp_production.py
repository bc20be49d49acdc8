from odoo import models
from odoo.fields import Domain


class MrpProduction(models.Model):
    _name = "mrp.production"
    _inherit = ["mrp.production", "traceability.mixin"]
    _trace_report = "product_traceability_mrp.action_report_trace_production"

    def _traced_domain(self):
        """An order is traced by what it made; what it used shows upstream."""
        return Domain("move_id.production_id", "in", self.ids)
