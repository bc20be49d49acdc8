# The rooms in the order in which they extend one another.
from . import (
    trace,
    guard,
    assign,
    scan,
    identify,
    correct,
    dates,
    lots,
    res_company,
    res_config_settings,
    stock_move_line_batch,
    stock_lot_log,
    stock_quant_gather,
    check_company_batch,
)
