from . import test_trace
from . import test_random_histories
from . import test_js
from . import test_documents
from . import test_printing
from . import test_trace_tour
from . import test_trace_api
