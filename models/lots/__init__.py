# No two files define the same method of a model.
from . import (
    lot_quantity,
    lot_reference,
    lot_origin,
    lot_document,
    new_lot_hold,
    warranty,
)
