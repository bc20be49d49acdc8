from . import (
    product_product,
    product_template,
    stock_move,
    stock_move_line,
    stock_quant,
)
