from . import test_production_same_as_core
