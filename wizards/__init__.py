from . import stock_quant_identify
