"""Quantities as people read them."""

from odoo.tools.misc import formatLang


def say_number(env, quantity):
    """Give a quantity as the user's language writes it, with no more decimals than it has."""
    finest = env["decimal.precision"].precision_get("Product Unit")
    exact = round(quantity, finest)
    digits = next((n for n in range(finest) if round(exact, n) == exact), finest)
    return formatLang(env, exact, digits=digits)


def say_quantity(env, quantity, unit):
    """Give a quantity with its unit, as :func:`say_number` writes it.

    :param str unit: its name, which may be empty
    """
    return f"{say_number(env, quantity)} {unit or ''}".rstrip()
