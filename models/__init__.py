# The rooms in the order in which they extend one another.
from . import (
    trace,
    guard,
    assign,
    scan,
    identify,
    correct,
    dates,
    res_company,
    res_config_settings,
    stock_move_line_batch,
    stock_lot_log,
    lot_quantity,
    lot_reference,
    stock_quant_gather,
    check_company_batch,
)
