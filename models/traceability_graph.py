from odoo import models


class TraceabilityGraph(models.AbstractModel):
    _name = "traceability.graph"
    _description = "Traceability Graph"
