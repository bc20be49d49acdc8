"""Rows of a list that were checked: those with an error, or a warning, are refused together."""

from odoo.exceptions import UserError

from .listing import first_lines
from .number_text import shown


def refuse_rows(env, rows, product_of, accept_warnings):
    """Refuse a list in which something is wrong.

    :param env: whose language the refusal has
    :param list rows: checked, with ``row``, ``name``, ``severity`` and ``message``
    :param product_of: gives the text that names the product of a row, or None
    :param bool accept_warnings: whether rows with a warning are meant as they are
    :raise UserError: naming row, product and lot of each
    """
    if not rows:
        raise UserError(env._("The list is empty. Add rows first."))
    bad = [row for row in rows if row["severity"] == "error"]
    heading = env._("These rows cannot be recorded. Nothing was changed:")
    if not bad and not accept_warnings:
        bad = [row for row in rows if row["severity"] == "warning"]
        heading = env._(
            "Check these rows. Nothing was changed. Accept the warnings if the list is right:"
        )
    if not bad:
        return
    raise UserError("\n".join([heading, list_rows(env, bad, product_of)]))


def list_rows(env, rows, product_of):
    """Give rows and what is wrong with each, one a line, as :func:`refuse_rows` names them."""
    lines = [
        env._(
            "row %(row)s, %(what)s: %(message)s",
            row=row["row"],
            what=", ".join(filter(None, [product_of(row), shown(row["name"])])),
            message=row["message"],
        )
        for row in rows
    ]
    return first_lines(env, lines)
