from . import correctable, expired_lots, mrp_production, traceability_graph
