from . import expiry_picking_confirmation
from . import mrp_production_pair
from . import mrp_production_unpaired
from . import stock_lot_assign
