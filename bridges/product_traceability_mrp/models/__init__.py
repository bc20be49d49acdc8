from . import correctable, expired_lots, kit, mrp_production, traceability_graph
