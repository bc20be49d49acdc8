"""Dates and quantities of the engine's answer, as the user reads them."""

from odoo import fields
from odoo.tools.misc import formatLang


def local_time(env, text):
    """Return datetime without zone, as the user's clock showed it, or None

    :param text: a moment in UTC in Odoo's format, or None
    """
    if not text:
        return None
    moment = fields.Datetime.context_timestamp(env.user, fields.Datetime.to_datetime(text))
    return moment.replace(tzinfo=None)


def quantity_text(env, quantity, uom=""):
    """Return str, a quantity as the user's language writes it, without idle zeros."""
    most = env["decimal.precision"].precision_get("Product Unit")
    digits = next(n for n in range(most + 1) if n == most or round(quantity, n) == quantity)
    return f"{formatLang(env, quantity, digits=digits)} {uom}".rstrip()
