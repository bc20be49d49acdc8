from . import test_auditor
from . import test_purchase_history
from . import test_purchase_order
from . import test_purchase_tour
