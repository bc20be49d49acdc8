from odoo import models
from odoo.fields import Domain


class StockPackage(models.Model):
    """A package is traced by what was ever moved in it, or in packages inside it."""

    _name = "stock.package"
    _inherit = ["stock.package", "traceability.mixin"]
    _trace_report = "product_traceability.action_report_trace_package"

    def _traced_domain(self):
        return Domain("package_id", "child_of", self.ids) | Domain(
            "result_package_id", "child_of", self.ids
        )
