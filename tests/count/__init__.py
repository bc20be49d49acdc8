from . import test_import_counts
from . import test_import_counts_tour
