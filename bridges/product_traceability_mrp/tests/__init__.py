from . import test_genealogy, test_guard_production, test_policies
