from . import stock_lot_hold, stock_quant_identify
