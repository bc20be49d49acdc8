"""Hold the dates of lots, the day they are judged by, and the state that the two give a lot.

A lot is good until the end of its day where the goods are, not where whoever looks at them is.
"""

from datetime import datetime, time, timedelta

import pytz

from odoo.tools.misc import format_date

GROUP = "product_traceability.group_expiration_dates"
# The four dates of a lot, and the product's days that count each of them.
DATES = ("expiration_date", "use_date", "removal_date", "alert_date")
DAYS = ("expiration_time", "use_time", "removal_time", "alert_time")
# Dates that are counted back from the expiration date, which itself is counted from the arrival.
COUNTED_BACK = dict(zip(DATES[1:], DAYS[1:], strict=True))

# The states of a lot, the worst first.
STATES = ("expired", "remove", "best_before", "alert", "fresh")
# The date after whose day a lot is in the state, the worst first.
ENDS = {"expired": "expiration_date", "remove": "removal_date", "best_before": "use_date"}


def dates_are_on(env):
    """Tell whether *Expiration Dates* is switched on, for the whole database."""
    return env["res.groups"]._is_feature_enabled(GROUP)


# -- whose day -----------------------------------------------------------------------------------
def company_zone(company):
    """Give the time zone that states, alerts and papers follow, whoever looks at them.

    :param company: ``res.company``
    :return: the time zone of the company's contact, or UTC
    """
    # Superuser: a user of a warehouse may not be allowed to read the company's contact.
    return pytz.timezone(company.partner_id.sudo().tz or "UTC")


def warehouse_zone(operation):
    """Give the time zone that the policies of an operation type follow.

    :param operation: ``stock.picking.type``
    :return: the time zone of its warehouse's address, or that of its company
    """
    name = operation.warehouse_id.partner_id.tz
    return pytz.timezone(name) if name else company_zone(operation.company_id)


def location_zone(location):
    """Give the time zone that the stock of a location follows.

    :param location: ``stock.location``
    :return: the time zone of its warehouse's address, or that of its company or the user's
    """
    # Superuser: who reserves goods may not be allowed to read the warehouse's contact.
    location = location.sudo()
    name = location.warehouse_id.partner_id.tz
    company = location.company_id or location.env.company
    return pytz.timezone(name) if name else company_zone(company)


# -- days and moments, these all in UTC without zone, as the database keeps them -----------------
def to_utc(moment, zone):
    """Give the datetime in UTC of what the clocks of a zone show."""
    return zone.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)


def local_day(moment, zone):
    """Give the date of a moment in UTC on the calendar of a zone."""
    return pytz.utc.localize(moment).astimezone(zone).date()


def today(zone):
    """Give the date of now on the calendar of a zone."""
    return datetime.now(pytz.utc).astimezone(zone).date()


def start_of_day(day, zone):
    """Give the datetime in UTC at which a day (a date) begins in a zone."""
    return to_utc(datetime.combine(day, time()), zone)


def end_of_day(day, zone):
    """Give the datetime in UTC of the last second of a day (a date) in a zone."""
    return to_utc(datetime.combine(day, time(23, 59, 59)), zone)


def day_text(company, moment):
    """Write the date of a moment in UTC, where a company is, as the reader's language does.

    :return: str, empty without a moment
    """
    return format_date(company.env, local_day(moment, company_zone(company))) if moment else ""


def start_of_today(company):
    """Give the datetime in UTC at which today began where a company is."""
    zone = company_zone(company)
    return start_of_day(today(zone), zone)


def starts_of_today(companies):
    """Give {company id: datetime in UTC at which today began there}."""
    return {company.id: start_of_today(company) for company in companies}


# -- states --------------------------------------------------------------------------------------
def lot_state(dates, start):
    """Tell the state of a lot's dates on a day.

    :param dates: what gives each of :data:`DATES` by its name: a lot or a dict
    :param datetime start: when the day began, in UTC, see :func:`starts_of_today`
    :return: one of :data:`STATES`, or False for a lot without dates
    """
    for state, name in ENDS.items():
        if dates[name] and dates[name] < start:
            return state
    if dates["alert_date"] and dates["alert_date"] < start + timedelta(days=1):
        return "alert"
    return "fresh" if any(dates[name] for name in DATES) else False
