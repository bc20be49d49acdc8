"""Where goods came from and who had them, judged by the locations that they moved between.

A location is known by its usage, and ``intercompany`` is the transit between companies.
"""

# Operations in the name of who gives the goods, wherever they go.
PAST_US = ("incoming", "dropship")
# Who has the goods there is a partner.
OUTSIDE = ("supplier", "customer", "intercompany")
# Which list of a trace a movement out of, or into, a location stands in: where goods came from or
# where they went; -1 where it takes back what the other movements of that list gave.
OUT_OF = {
    **dict.fromkeys(("supplier", "intercompany", "production", "inventory"), ("upstream", 1)),
    "customer": ("downstream", -1),
}
INTO = {
    **dict.fromkeys(("customer", "intercompany", "production", "inventory"), ("downstream", 1)),
    "supplier": ("upstream", -1),
}


def side_of(source, target):
    """Say in which list of a trace a movement stands, and with which sign.

    :return: (``upstream``, ``downstream`` or ``both``; 1, -1 or, inside the company, 0). Both are
        for goods that came and left at once, as from a vendor straight to the customer.
    """
    came, went = OUT_OF.get(source), INTO.get(target)
    if source == target or not (came or went):
        return "downstream", 0
    if not came or not went:
        return came or went
    return went if came[0] == went[0] else ("both", went[1])


def is_past_us(source, target):
    """Return whether goods go from the vendor to the customer, or back from there, and never come
    to the company.
    """
    if source == "customer":
        return target in ("supplier", "intercompany")
    return (source, target) == ("supplier", "customer")


def partners_of(source, target, of_document, of_move, operation):
    """Say who gave goods and who got them.

    A document names the vendor, and its move who gets the goods or, as core copies returns, who
    gives them back.

    :param of_document: the partner of the transfer, or None
    :param of_move: the partner of the move, or None
    :param str operation: code of the operation type; it tells who a lone partner is
    :return: (who gave, who got), None for the company itself and where nobody is named
    """
    came, went = source in OUTSIDE, target in OUTSIDE
    if source == target or not (came or went):
        return None, None
    if came and went:
        return _both(source, of_document, of_move, operation)
    if target == "customer" and operation in PAST_US and of_document and of_move:
        # What a subcontractor has, and ships to the customer, is ours by the books.
        return (of_document if of_document != of_move else None), of_move
    one = (of_move or of_document) if source == "customer" else (of_document or of_move)
    return (one, None) if came else (None, one)


def _both(source, of_document, of_move, operation):
    is_back = source == "customer"
    if of_document and of_move and of_document != of_move:
        return (of_move, of_document) if is_back else (of_document, of_move)
    one = of_document or of_move
    # Core's operation for such goods names the vendor.
    is_giver = operation == "incoming" or (operation != "outgoing" and not is_back)
    return (one, None) if is_giver else (None, one)
