from . import (
    traceability_scan,
    scan_match,
    barcode_rule,
    scan_entry,
    scan_document,
    scan_start,
    assignment,
    stock_move,
    stock_move_line,
    stock_picking,
)
