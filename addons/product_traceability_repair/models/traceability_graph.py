from odoo import models


class TraceabilityGraph(models.AbstractModel):
    _inherit = "traceability.graph"

    def _trace_reference(self):
        # Before core's: the scrap of a repair's part tells more as a scrap.
        scrap, *others = super()._trace_reference()
        return [scrap, ("repair.order", "repair_id"), *others]

    def _trace_taking_out(self):
        return super()._trace_taking_out() | {"repair.order"}
