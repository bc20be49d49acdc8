from . import expired_lots, mrp_production, traceability_graph
