"""Tracing: this addon against core's own traceability report, on the same data in one run."""

import time

from .history import History

TRANSFERS = 100
ORDERS = 2_000
DELIVERIES_EACH = 5
OTHER_LOTS = 20_000
OTHER_LINES_EACH = 5


def run(env):
    """Build the history, time each piece of work and print the table."""
    print("Building the history ...", flush=True)
    history = History(env)
    travelled = _travelled(history)
    raw = _widely_used(history)
    _everything_else(history)
    env.cr.execute("ANALYZE")
    lines = env["stock.move.line"].search_count([("state", "=", "done")])
    print(f"{lines:,} done move lines\n")
    print(f"{'work':58} {'core':>12} {'ours':>12} {'ratio':>8}")
    _row(
        env,
        f"a delivery whose lot made {TRANSFERS} internal transfers",
        lambda: _unfold_core(env, travelled),
        travelled.get_traceability,
    )
    deliveries = ORDERS * DELIVERIES_EACH
    _row(
        env,
        f"one raw lot in {ORDERS:,} lots and {deliveries:,} deliveries",
        lambda: raw.delivery_ids,
        lambda: raw.get_traceability("downstream"),
    )
    print(
        "\nCore's side is its traceability report, unfolded by one level, and in the last row its"
        "\nlist of deliveries, which has neither movements nor generations."
    )


def _travelled(history):
    """:return: the delivery of a lot that went to and fro"""
    lot = history.lot(history.raw, "BENCH-TRAVELLED")
    history.transfer(history.warehouse.in_type_id, history.vendors, history.stock, lot)
    line = history.transfer(history.warehouse.int_type_id, history.stock, history.shelf, lot)
    history.movements(line, [lot.id], each=TRANSFERS, reverse_every=2)
    history.transfer(history.warehouse.int_type_id, history.shelf, history.stock, lot)
    shipped = history.transfer(history.warehouse.out_type_id, history.stock, history.customers, lot)
    return shipped.picking_id


def _widely_used(history):
    """:return: a raw lot that went into many finished lots, each delivered several times"""
    raw = history.lot(history.raw, "BENCH-RAW")
    internal = history.warehouse.int_type_id
    history.transfer(history.warehouse.in_type_id, history.vendors, history.stock, raw, ORDERS)
    used = history.transfer(internal, history.stock, history.production, raw)
    finished = history.lots(history.made, ORDERS, "BENCH-MADE")[1:]
    pattern = history.lot(history.made, "BENCH-PATTERN")
    made = history.transfer(
        history.warehouse.in_type_id, history.production, history.stock, pattern
    )
    shipped = history.transfer(
        history.warehouse.out_type_id, history.stock, history.customers, pattern
    )
    inputs = history.movements(used, [raw.id] * ORDERS)
    history.link(inputs, history.movements(made, finished))
    history.movements(shipped, finished, each=DELIVERIES_EACH)
    return raw


def _everything_else(history):
    """Add movements of lots that no trace here meets."""
    pattern = history.lot(history.made, "BENCH-OTHER")
    line = history.transfer(history.warehouse.in_type_id, history.vendors, history.stock, pattern)
    lots = history.lots(history.made, OTHER_LOTS, "BENCH-O")
    history.movements(line, lots, each=OTHER_LINES_EACH)


def _unfold_core(env, picking):
    """Open core's report on a transfer and unfold its first level, as a person does."""
    report = env["stock.traceability.report"].with_context(
        active_id=picking.id, model="stock.picking"
    )
    for line in report.get_lines():
        report.get_lines(
            line["id"], model_id=line["model_id"], model_name=line["model"], level=line["level"]
        )


def _row(env, work, core, ours):
    timings = []
    for measured in (core, ours):
        env.invalidate_all()
        queries = env.cr.sql_log_count
        start = time.perf_counter()
        measured()
        timings.append((time.perf_counter() - start, env.cr.sql_log_count - queries))
    (core_time, core_queries), (our_time, our_queries) = timings
    print(
        f"{work:58} {core_time * 1000:9.0f} ms {our_time * 1000:9.0f} ms"
        f" {core_time / our_time:7.1f}x"
    )
    print(f"{'  queries':58} {core_queries:12,} {our_queries:12,}", flush=True)
