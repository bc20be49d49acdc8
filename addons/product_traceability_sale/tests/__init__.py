from . import test_auditor
from . import test_billed_units
from . import test_invoice_in_time
from . import test_invoice_lots
from . import test_sale_history
from . import test_sale_order
from . import test_sale_tour
