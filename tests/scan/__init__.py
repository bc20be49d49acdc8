from . import test_assigned_is_picked
from . import test_keyboard_tour
from . import test_scan_delivery
from . import test_scan_page
from . import test_scan_parse
from . import test_scan_receipt
from . import test_scan_tour
from . import test_scan_wizard
