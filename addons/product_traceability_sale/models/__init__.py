from . import account_move, account_move_line, res_config_settings, sale_order, sale_order_line
from . import traceability_guard
