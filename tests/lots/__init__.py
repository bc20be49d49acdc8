from . import test_lot_list
