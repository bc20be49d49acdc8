from . import (
    traceability_scan,
    scan_match,
    scan_vendor_lot,
    barcode_rule,
    scan_entry,
    scan_document,
    scan_package,
    scan_start,
    assignment,
    stock_move,
    stock_move_line,
    stock_picking,
)
