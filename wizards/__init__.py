from . import (
    expiry_picking_confirmation,
    product_template_track,
    stock_count_import,
    stock_lot_adjust,
    stock_lot_assign,
    stock_lot_hold,
    stock_quant_clear,
    stock_quant_correct,
    stock_quant_found,
    stock_quant_identify,
    traceability_correction_request,
    traceability_message,
)
