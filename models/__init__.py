from . import stock_lot, stock_picking, traceability_graph
