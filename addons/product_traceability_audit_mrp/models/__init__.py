from . import audit_details
from . import audit_of_kits
from . import audit_of_orders
from . import common_cause
