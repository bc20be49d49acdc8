from . import test_lot_website
