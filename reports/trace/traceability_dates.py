"""Dates of the engine's answer, as the user reads them."""

from odoo import fields


def local_time(env, text):
    """Return datetime without zone, as the user's clock showed it, or None

    :param text: a moment in UTC in Odoo's format, or None
    """
    if not text:
        return None
    moment = fields.Datetime.context_timestamp(env.user, fields.Datetime.to_datetime(text))
    return moment.replace(tzinfo=None)
