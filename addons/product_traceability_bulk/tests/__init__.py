from . import (
    test_fast_ways,
    test_log,
    test_same_as_core,
    test_stock_same_as_core,
)
