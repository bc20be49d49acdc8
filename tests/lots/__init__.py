from . import test_lot_documents
from . import test_lot_list
from . import test_lot_origin
from . import test_new_lots
from . import test_warranty
