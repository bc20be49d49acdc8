from . import (
    created_at_once,
    mail_message,
    stock_lot,
    stock_move,
    stock_move_line,
    stock_package,
    stock_quant,
    stock_scrap,
)
