from . import mrp_production_pair
