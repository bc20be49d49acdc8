from . import (
    expiration_dates,
    expiration_forecast,
    product_days,
    product_category,
    lot_dates,
    lot_state,
    reserve_first,
    expiry_board,
    expiry_alert,
    expired_lots,
    guard_dates,
    guard_lot_dates,
)
