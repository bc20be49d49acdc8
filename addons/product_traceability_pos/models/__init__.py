from . import account_move
from . import pos_order_line
from . import stock_move
from . import stock_move_line
from . import stock_picking
from . import traceability_guard
