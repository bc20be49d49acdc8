from . import lot_quantity, lot_reference
