from . import test_identify_tour
from . import test_stock_without_lots
from . import test_tracking_switch
