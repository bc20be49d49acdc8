from . import test_genealogy
from . import test_guard_production
