"""Write the sub-selects by which set-based SQL keeps to the record rules of its user."""

from odoo.fields import Domain
from odoo.tools import SQL


def select_columns(query, records, names):
    """Give SQL of a sub-select with id and the named fields, which are flushed before it is run.

    :param query: ``Query`` of the rows, as ``_search`` gives it
    :param records: of the model, of which fields are named
    :param names: of stored fields
    """
    return query.subselect(column_list(query, records, names))


def column_list(query, records, names):
    """Give SQL that selects id and the named fields, to stand after SELECT; see
    :func:`select_columns`
    """
    return SQL(", ").join(
        SQL("%s AS %s", records._field_to_sql(query.table, name, query), SQL.identifier(name))
        for name in ("id", *names)
    )


def select_rows(records, names, domain=Domain.TRUE):
    """Give SQL of a sub-select of a model's rows under the user's record rules, archived ones too.

    :param records: of the model
    :param names: of stored fields, which it has besides id
    """
    query = records.with_context(active_test=False)._search(domain, order="id")
    return select_columns(query, records, names)
