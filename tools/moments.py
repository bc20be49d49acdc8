"""Dates as the trace compares them: text to the second, in UTC. Plain functions, no database."""

from odoo.tools import groupby

FORMAT = "YYYY-MM-DD HH24:MI:SS"  # PostgreSQL's
# Before and after every date.
ALWAYS, FOREVER = "", "~"
EPSILON = 1e-5


def negative_runs(changes):
    """Say when the balance of a lot was negative: goods left that the record has not brought yet.

    What is of one second comes and goes together.

    :param list changes: (moment, quantity that came, below 0 that left), in the order of time
    :return: list of (moment it became negative, moment it was made good again, or when the last of
        what came later came)
    """
    runs, balance, start, last = [], 0.0, None, None
    for moment, group in groupby(changes, key=lambda change: change[0]):
        quantities = [quantity for _moment, quantity in group]
        balance += sum(quantities)
        if balance >= -EPSILON:
            if start:
                runs.append((start, moment))
            start = last = None
        elif not start:
            start = moment
        elif max(quantities) > 0:
            last = moment
    return [*runs, (start, last)] if last else runs


def later(runs, moment):
    """Return when a balance that was negative at a moment was made good; else that moment."""
    if not runs:
        return moment
    return next((end for start, end in runs if start <= moment < end), moment)


def earlier(runs, moment):
    """Return since when a balance was negative that was so until a moment; else that moment."""
    return next((start for start, end in runs if start < moment <= end), moment)
