from . import (
    traceability_assignment,
    assignment_generate,
    assignment_parse,
    assignment_file,
    assignment_stock,
    assignment_check,
    product_category,
    stock_lot_assign,
    stock_move_line,
    stock_move_assign,
    stock_move_numbers,
    lot_numbers,
)
