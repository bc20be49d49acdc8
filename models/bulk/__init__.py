from . import stock_move_line, stock_lot, stock_quant, check_company
