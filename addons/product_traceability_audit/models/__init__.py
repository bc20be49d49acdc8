# The kinds first: each file after `audit_kinds` adds some; the audit asks them all.
from . import audit_kinds
from . import audit_details
from . import audit_of_lines
from . import audit_of_lots
from . import audit_of_settings
from . import audit_of_shipments
from . import audit_of_stock
from . import traceability_audit
from . import audit_rows
from . import audit_readiness
from . import common_causes
from . import stock_lot
from . import traceability_mixin
