from . import traceability_scan, scan_match, barcode_rule, stock_picking, stock_move
