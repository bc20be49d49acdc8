from . import (
    test_correct_orders,
    test_done_orders,
    test_genealogy,
    test_guard_invariants,
    test_guard_production,
    test_guard_subcontracting,
    test_kit,
    test_pairing,
    test_pairing_bad_input,
    test_pairing_cost,
    test_pairing_scan,
    test_policies,
    test_production_tour,
)
from . import test_trace_orders
