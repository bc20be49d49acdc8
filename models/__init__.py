# The mixin and the graph come before the models that inherit them.
from . import (
    traceability_mixin,
    traceability_graph,
    traceability_events,
    res_company,
    res_config_settings,
    stock_lot,
    stock_move_line,
    stock_picking,
)
