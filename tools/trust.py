"""How code of the addon writes history that the guard refuses to everybody else.

Trust is for one write: these fields of these records, and nothing that the write sets off. No call
from outside can claim it, for what a client sends is JSON.
"""

from typing import NamedTuple

TRUST_KEY = "traceability_trust"
KEPT = ("lang", "tz", "uid", "allowed_company_ids")
JSON_TYPES = (str, int, float, list, dict, type(None))


class Trust(NamedTuple):
    """What one write may set; no ids at all are those of records that are created by it."""

    model: str
    names: frozenset
    ids: frozenset | None  # None: whichever the write finds


def on_clean_context(records):
    """Leave out what a client may have sent along, as defaults or otherwise.

    :return: the same records, with language, time zone and companies, and what only code can have
        put into their context, for it is no JSON
    """
    kept = {
        key: value
        for key, value in records.env.context.items()
        if key in KEPT or type(value) not in (*JSON_TYPES, bool)
    }
    return records.with_env(records.env(context=kept))


def trusted(records, *names, any_records=False):
    """:return: the same records on a clean context, for a write of these fields that the guard
    lets through; no records, for their creation with these fields

    :param bool any_records: for code of Odoo that finds the records to write itself
    """
    ids = None if any_records else frozenset(records._ids)
    trust = Trust(records._name, frozenset(names), ids)
    return on_clean_context(records).with_context(**{TRUST_KEY: trust})


def trusted_names(records):
    """:return: frozenset of the fields of these records that the code which runs may write"""
    trust = records.env.context.get(TRUST_KEY)
    if not isinstance(trust, Trust) or trust.model != records._name:
        return frozenset()
    covers = trust.ids is None or trust.ids.issuperset(records._ids)
    return trust.names if covers else frozenset()
