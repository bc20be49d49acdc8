from . import test_trace
from . import test_random_histories
