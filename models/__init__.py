# The order in which the rooms extend one another: of a method that several extend, the last runs
# first and asks the one before it by `super()`. What others are built on comes first:
# - unit_totals is what lots and stock inherit
# - trace/ declares what lots, transfers and orders are traced by
# - guard/ judges what is done, whoever does it, so that nothing later can pass it by
# - assign/, scan/, count/, identify/ and correct/ are ways to record, which the guard judges
# - dates/ plugs its policies into the guard, and sorts what the guard leaves to be reserved
# - lots/ knows more of lots: whose they are, their documents, holds of new ones, warranties
# - stock_move_line says in which order the rooms take part in making and doing lines
# Within a room the order of files decides nothing.
from . import (
    unit_totals,
    trace,
    guard,
    assign,
    scan,
    count,
    identify,
    correct,
    dates,
    lots,
    stock_move_line,
    ir_model_fields,
    ir_module_module,
    res_company,
    res_config_settings,
)
