from . import (
    traceability_assignment,
    assignment_check,
    assignment_file,
    assignment_generate,
    assignment_parse,
    assignment_stock,
    product_category,
    product_product,
    stock_lot,
    stock_move,
    stock_move_line,
    stock_picking,
)
