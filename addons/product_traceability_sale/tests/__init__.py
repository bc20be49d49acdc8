from . import test_auditor
from . import test_invoice_lots
from . import test_sale_history
from . import test_sale_order
from . import test_sale_tour
