"""The whole audit of a large record, and the common cause of fifty lots in it."""

import random

from .measure import best, judge, measure
from .world import SIZES, World

LARGE = 10_000_000
AUDIT, LARGE_AUDIT, MEMORY, CAUSE = 30, 300, 500, 2  # seconds of processor; memory in megabytes
# Of the bad lots so many come from one raw lot; the others are as they come.
BAD, GUILTY, GOOD = 50, 40, 100
HISTORIES, FIRST = 100, 3


def run(env, size=SIZES[-1], bar=AUDIT):
    """Audit the record and find a common cause; print what each takes.

    :param int size: movements that there are at least; they are made where they are missing
    :param int bar: seconds of processor that the audit may take
    """
    if "traceability.audit" not in env:
        print("\nAudit: its addon is not installed.", flush=True)
        return
    _grow(env, size)
    count = env["stock.move.line"].search_count([("state", "=", "done")])
    print(f"\nAudit of {count:,} movements")
    # What other processes of PostgreSQL do is not measured.
    env.cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")
    cost = measure(env, lambda: (env["traceability.audit"].create({}), env.flush_all()))
    _tell("the whole audit", cost)
    judge(f"audit under {bar} s: {cost.processor:.1f}", cost.processor < bar)
    judge(f"audit under {MEMORY} MB: {cost.megabytes:.0f}", cost.megabytes < MEMORY)
    _find_cause(env)
    _simulate()
    env.cr.rollback()


def run_large(env):
    """Audit ten million movements: by hand, on the database that ``make bench-large`` makes."""
    run(env, LARGE, LARGE_AUDIT)


def _grow(env, size):
    if env["stock.move.line"].search_count([("state", "=", "done")]) >= size * 0.99:
        return
    world = World(env)
    for each in dict.fromkeys((*SIZES, size)):
        world.grow(each)


def _tell(name, cost):
    print(
        f"{name:26} {cost.clock:7.1f} s on the clock, {cost.processor:6.1f} s of processor,"
        f" {cost.queries:6,} queries, {cost.megabytes:5.0f} MB",
        flush=True,
    )


def _find_cause(env):
    """Let most of the bad lots come from one raw lot, and none of the good."""
    lots = env["stock.lot"]
    raws = lots.search([("name", "=like", "BENCH-%-RAW-%")], order="id", limit=500)
    guilty = raws[len(raws) // 2]
    made = [("product_id.name", "=", "Bench made"), ("name", "=like", "BENCH-%-SAUCE-%")]
    reached, _is_more = env["traceability.graph"].reached(guilty, "downstream")
    drawn = random.Random(1)
    bad = drawn.sample(lots.search([*made, ("id", "in", list(reached))], order="id").ids, GUILTY)
    free = lots.search([*made, ("id", "not in", list(reached))], order="id", limit=5_000).ids
    free = drawn.sample(free, BAD - GUILTY + GOOD)
    bad, good = lots.browse(bad + free[GOOD:]), lots.browse(free[:GOOD])
    for name, compared in (("with good lots", good), ("with none", lots)):
        cost = best(env, lambda compared=compared: env["traceability.causes"].find(bad, compared))
        _tell(f"cause of {len(bad)}, {name}", cost)
        facts = [(cause.fact.kind, cause.fact.value) for cause in cost.result.causes[:FIRST]]
        judge(f"cause under {CAUSE} s: {cost.processor:.2f}", cost.processor < CAUSE)
        judge(f"the raw lot is among the first {FIRST}", ("lot", guilty.id) in facts)


def _simulate():
    # Only where its addon is installed.
    from odoo.addons.product_traceability_audit.tests.simulated import count_found  # noqa: PLC0415

    found = count_found(HISTORIES, FIRST)
    judge(
        f"the planted cause is among the first {FIRST} in 95 of {HISTORIES} simulated histories:"
        f" {found}",
        found >= HISTORIES * 0.95,
    )
