# A model is declared before it is extended.
from . import (
    traceability_correction,
    correction_chain,
    traceability_correctable,
    correction_right,
    stock_lot,
    stock_move_line,
    stock_picking,
    stock_quant,
)
