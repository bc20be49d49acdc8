from . import (
    correctable,
    expired_lots,
    kit,
    mrp_production,
    mrp_production_pairing,
    pairing,
    pairing_links,
    pairing_scan,
    pairing_text,
    stock_lot_orders,
    traceability_graph,
    traceability_guard,
)
