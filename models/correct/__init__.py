# A model is declared before it is extended.
from . import (
    traceability_correction,
    traceability_correctable,
    stock_lot,
    stock_move_line,
    stock_picking,
)
