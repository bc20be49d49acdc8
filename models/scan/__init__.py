from . import (
    traceability_scan,
    scan_match,
    barcode_rule,
    stock_move,
    stock_move_line,
    stock_picking,
)
