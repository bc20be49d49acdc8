from . import mrp_production, traceability_graph
