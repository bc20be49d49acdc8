"""The typical lot among ten times as many movements as in the other benches.

They are made by SQL once and kept, in a database beside that of 1,000,000: see dev/large.py.
"""

import json
import time

from odoo.tools import SQL

from .measure import best, measure
from .world import SIZES, World

MILLION, LARGE = SIZES[-1], 10 * SIZES[-1]
PART = MILLION  # movements that are made at once
TABLES = ("stock_move_line", "stock_move", "stock_lot", "stock_quant")
# The lot that `World.grow` traces at every size, and one like it.
TYPICAL, OTHER = "BENCH-100-RAW-26", "BENCH-100-RAW-7"


def grow(env):
    """Build the history of 1,000,000 movements, as the bench of the trace has it."""
    world = World(env)
    for size in (SIZES[0], MILLION):
        world.grow(size)


def grow_on(env, size=LARGE):
    """Add lots with their movements, without indexes; then build these, and print what each took.

    :param int size: how many movements there are to be
    """
    world, started = World(env), time.perf_counter()
    made_again = _drop(env)
    for part in range(MILLION + PART, size + 1, PART):
        world._fill_up(part)
        env.cr.commit()
        print(f"{part:12,} movements {time.perf_counter() - started:8,.0f} s", flush=True)
    print(f"\n{'index built again':54} {'time':>9} {'size':>9}")
    whole = 0
    for name, is_index, statement in made_again:
        started = time.perf_counter()
        env.cr.execute(SQL(statement.replace("%", "%%")))  # pylint: disable=sql-injection
        took = time.perf_counter() - started
        whole += took
        size = _size(env, name) if is_index else "0 kB"
        if size.endswith(("MB", "GB")):
            print(f"{name:54} {took:7,.1f} s {size:>9}", flush=True)
    print(f"{f'all {len(made_again)} indexes and foreign keys':54} {whole:7,.1f} s")
    env.cr.commit()
    world._settle()
    print(f"\n{world.count():,} done move lines")
    print(f"\n{'table':30} {'rows only':>10} {'with indexes':>13}")
    for table in TABLES:
        [[rows, whole]] = env.execute_query(
            SQL(
                "SELECT pg_size_pretty(pg_relation_size(%s)),"
                " pg_size_pretty(pg_total_relation_size(%s))",
                *(table, table),
            )
        )
        print(f"{table:30} {rows:>10} {whole:>13}", flush=True)


def trace(env, is_cold=False):
    """Print as JSON what the trace of the typical lot costs.

    :param bool is_cold: PostgreSQL was started just now; Odoo's own caches are filled by a lot
        without movements
    """
    lots = env["stock.lot"].search([("name", "in", [TYPICAL, OTHER])], order="name")
    if is_cold:
        lots.browse().get_traceability()
        cost = measure(env, lots[0].get_traceability)
    else:
        cost = best(env, lots[0].get_traceability, rounds=15)
    print(
        json.dumps(
            {
                "processor": cost.processor,
                "clock": cost.clock,
                "queries": cost.queries,
                "nodes": len(cost.result["nodes"]),
            }
        )
    )


def _drop(env):
    """Drop the indexes and foreign keys of the tables that grow: kept up row by row, they take
    most of the time.

    :return: list of (name, whether it is an index, SQL that makes it again)
    """
    rows = env.execute_query(
        SQL(
            """
            SELECT index.relname, TRUE, pg_get_indexdef(index.oid),
                   'DROP INDEX ' || quote_ident(index.relname)
              FROM pg_index
              JOIN pg_class index ON index.oid = indexrelid
              JOIN pg_class own ON own.oid = indrelid
             WHERE own.relname IN %(tables)s AND NOT indisunique
               AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = index.oid)
             UNION ALL
            SELECT conname, FALSE,
                   format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s',
                          own.relname, conname, pg_get_constraintdef(pg_constraint.oid)),
                   format('ALTER TABLE %%I DROP CONSTRAINT %%I', own.relname, conname)
              FROM pg_constraint
              JOIN pg_class own ON own.oid = conrelid
             WHERE own.relname IN %(tables)s AND contype = 'f'
            """,
            tables=TABLES,
        )
    )
    for _name, _is_index, _made, dropped in rows:
        env.cr.execute(SQL(dropped))  # pylint: disable=sql-injection
    env.cr.commit()
    return [row[:3] for row in rows]


def _size(env, name):
    [[size]] = env.execute_query(SQL("SELECT pg_size_pretty(pg_relation_size(%s::regclass))", name))
    return size
