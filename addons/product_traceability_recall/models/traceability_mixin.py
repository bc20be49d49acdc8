from odoo import models


class TraceabilityMixin(models.AbstractModel):
    _inherit = "traceability.mixin"

    def action_start_recall(self):
        """Give a new case on the lots that are traced by these records, for the trace page.

        :raise AccessError: when the user may not read one of the records
        """
        roots = self.get_traceability(max_depth=0)["roots"]
        return self.env["stock.lot"].browse(roots).action_start_recall()
