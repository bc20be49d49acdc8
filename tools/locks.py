"""Rows that are locked until a transaction ends, so that what was judged stays true meanwhile."""

from odoo.tools import SQL

# Who judges rows to use them shares them; who changes what was judged has them alone. Core updates
# the same rows while others use them, which takes a lock that conflicts with neither.
SHARED = SQL("FOR KEY SHARE")
ALONE = SQL("FOR UPDATE")


def lock_rows(records, strength):
    """Wait until nobody holds a lock that conflicts, and lock the records' rows.

    Who changes rows under :data:`ALONE` is seen by whoever shares them later: PostgreSQL reports a
    serialization failure to a transaction that began before that change was committed, and Odoo
    starts the request anew. Who shared them and has ended leaves no such mark: what was then
    committed is still unseen by who waited.

    :param records: of one model, any user's
    :param SQL strength: :data:`SHARED` or :data:`ALONE`
    """
    ids = sorted(filter(None, records._ids))  # in one order, so that two do not wait for each other
    if ids:
        records.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id %s",
                SQL.identifier(records._table),
                ids,
                strength,
            )
        )
