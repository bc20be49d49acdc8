# A model is declared before it is extended.
from . import traceability_count, count_check, count_parse, stock_quant
