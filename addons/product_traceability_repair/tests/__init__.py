from . import test_auditor
from . import test_correct_repairs
from . import test_done_repairs
from . import test_trace_repairs
from . import test_guard_repairs
