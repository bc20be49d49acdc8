"""Which locations hold what, judged by their usage."""

# Goods there are in the company's own stock, or on the way between its own locations.
OURS = ("internal", "transit")
# Where one unit is, ours or with a customer: for a serial number these exclude each other.
HELD = (*OURS, "customer")
