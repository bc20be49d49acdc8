# The mixin and the graph come before the models that inherit them.
from . import (
    traceability_mixin,
    traceability_graph,
    traceability_events,
    traceability_guard,
    traceability_guard_movement,
    traceability_guard_history,
    traceability_guard_names,
    product,
    res_company,
    res_config_settings,
    stock_lot,
    stock_move,
    stock_move_line,
    stock_picking,
    stock_picking_type,
    stock_quant,
)
