from . import product_template, stock_move, stock_quant
