from odoo import models


class TraceabilityMixin(models.AbstractModel):
    _inherit = "traceability.mixin"

    def action_common_cause(self):
        """Ask what the lots have in common that are traced by these records.

        :return: the action that opens the question
        :raise AccessError: when the user may not read one of the records
        """
        roots = self.get_traceability(max_depth=0)["roots"]
        return self.env["stock.lot"].browse(roots).action_common_cause()
