from . import test_dates_tour
from . import test_days_and_states
from . import test_expiration_setting
from . import test_expired_lots
from . import test_expiry_alert
from . import test_expiry_board
from . import test_lot_dates
from . import test_product_defaults
