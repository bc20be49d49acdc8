from . import account_move, res_config_settings, sale_order, sale_order_line, traceability_guard
