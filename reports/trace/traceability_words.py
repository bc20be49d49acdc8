"""The words of the engine's answer, in the user's language, and values as the user reads them."""

from odoo import fields
from odoo.tools.misc import formatLang


def event_kinds(env):
    """:return: {kind of an event: its name}"""
    return {
        "receipt": env._("Receipt"),
        "delivery": env._("Delivery"),
        "return": env._("Return"),
        "internal": env._("Internal transfer"),
        "production": env._("Production"),
        "consumption": env._("Consumption"),
        "scrap": env._("Scrap"),
        "adjustment": env._("Inventory adjustment"),
    }


def gap_kinds(env):
    """:return: {kind of a gap: what happened}"""
    return {
        "consumed_without_lot": env._("Used in production without lot"),
        "produced_without_lot": env._("Produced without lot"),
        "moved_without_lot": env._("Moved without lot"),
        "without_origin": env._("Neither received nor made"),
        "unbalanced": env._("Quantities do not add up"),
        "negative_stock": env._("Less than nothing in stock"),
    }


def reasons(env):
    """:return: {reason of a link: why it is certain, or only possible}"""
    return {
        "only_lot_made": env._("It went into this lot alone"),
        "only_lot_used": env._("No other lot of the product was used"),
        "same_number": env._("One company sent this number to the other"),
        "document": env._("The document names both"),
        "not_paired": env._("Several lots went into several; none recorded which into which"),
        "untracked": env._("Through goods without lot, followed by place and date"),
    }


def states(env):
    """:return: {state of a lot: its name}"""
    return {"ok": env._("Fresh"), "alert": env._("Alert"), "expired": env._("Expired")}


def certainties(env):
    """:return: {certainty of a link: its name}"""
    return {"certain": env._("Certain"), "possible": env._("Possible")}


def balance(env):
    """:return: {part of a lot's balance: its name}, what came before what left and what is there"""
    return {
        "received": env._("Received"),
        "produced": env._("Produced"),
        "returned": env._("Returned"),
        "adjusted": env._("Adjusted"),
        "consumed": env._("Consumed"),
        "shipped": env._("Shipped"),
        "scrapped": env._("Scrapped"),
        "on_hand": env._("On Hand"),
        "in_transit": env._("In Transit"),
        "remainder": env._("Remainder"),
    }


def directions(env):
    """:return: {direction: its title}"""
    return {
        "upstream": env._("Upstream: where it came from"),
        "downstream": env._("Downstream: where it went"),
    }


def local_time(env, text):
    """:return: datetime without zone, as the user's clock showed it, or None

    :param text: a moment in UTC in Odoo's format, or None
    """
    if not text:
        return None
    moment = fields.Datetime.context_timestamp(env.user, fields.Datetime.to_datetime(text))
    return moment.replace(tzinfo=None)


def quantity_text(env, quantity, uom=""):
    """:return: str, a quantity as the user's language writes it, without idle zeros"""
    most = env["decimal.precision"].precision_get("Product Unit")
    digits = next(n for n in range(most + 1) if n == most or round(quantity, n) == quantity)
    return f"{formatLang(env, quantity, digits=digits)} {uom}".rstrip()
