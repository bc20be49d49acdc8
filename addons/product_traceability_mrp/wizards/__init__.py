from . import mrp_production_pair
from . import mrp_production_unpaired
