from . import test_findings_of_orders
from . import test_readiness_of_open_documents
from . import test_causes_in_production
