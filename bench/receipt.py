"""What the benches of receipts share: a warehouse that has been in use, receipts, and a watch."""

import contextlib
import gc
import time

from odoo.fields import Command

from .history import History

LIVED_IN = 50_000
FIRST_LOT = "LIVED-IN"


def live_in(env):
    """Let the tables have a history, once for all benches, as where someone works.

    In an empty database PostgreSQL plans to read whole tables and keeps to it while they fill: each
    row then takes longer the more there are, of neither way that is measured. It is committed, for
    what PostgreSQL counts from outside a transaction decides on plans inside it.
    """
    if env["stock.lot"].search_count([("name", "=", FIRST_LOT)], limit=1):
        return
    history = History(env)
    first = history.lot(history.other, FIRST_LOT)
    receipts = history.warehouse.in_type_id
    line = history.transfer(receipts, history.vendors, history.stock, first)
    lots = history.lots(history.other, LIVED_IN, "LIVED-IN")
    history.movements(line, lots)
    for quant in first.quant_ids:
        history.quants(quant, lots)
    env.cr.execute("ANALYZE")
    env.cr.commit()


def plan(env, serials, names=()):
    """Confirm a receipt of new serial numbers.

    :param names: those typed already; without, it has the lines without number that core makes
    :return: its move
    """
    operation = env["stock.warehouse"].search([], limit=1).in_type_id
    places = {
        "location_id": env.ref("stock.stock_location_suppliers").id,
        "location_dest_id": operation.default_location_dest_id.id,
    }
    product = env["product.product"].create(
        {"name": "Bench serial", "is_storable": True, "tracking": "serial"}
    )
    picking = env["stock.picking"].create({**places, "picking_type_id": operation.id})
    goods = {**places, "product_id": product.id, "picking_id": picking.id}
    lines = [Command.create({**goods, "lot_name": name, "quantity": 1}) for name in names]
    values = {**goods, "product_uom_qty": serials, **({"move_line_ids": lines} if lines else {})}
    move = env["stock.move"].create(values)
    picking.action_confirm()
    return move


@contextlib.contextmanager
def taken_back(env, strict):
    """Do something in a transaction of its own, as a request does, and take it back.

    :param bool strict: whether the company is strict meanwhile
    """
    env.company.strict_traceability = strict
    try:
        yield
    finally:
        env.cr.rollback()


def measure(env, work):
    """:return: (seconds, seconds of this process' processor, queries) that it takes"""
    env.flush_all()
    env.invalidate_all()
    gc.collect()
    queries, wall, processor = env.cr.sql_log_count, time.perf_counter(), time.process_time()
    work()
    env.flush_all()
    answer = time.perf_counter() - wall, time.process_time() - processor
    return *answer, env.cr.sql_log_count - queries
