"""A recall of one raw lot: in 10,000 lots and 50,000 deliveries to 5,000 customers."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tools import SQL, mute_logger

from .measure import judge, measure
from .world import ORDERS, World

CUSTOMERS = 5_000
LETTERS = 20  # rendered, to tell the rate
SCOPE, HOLD, QUEUE, DRILL, MEMORY = 5, 20, 60, 120, 700  # seconds, the last in megabytes


def run(env):
    """Recall the lot, rehearse a recall of it, and print what each step takes."""
    if "traceability.recall" not in env:
        print("\nRecall: its addon is not installed.", flush=True)
        return
    raw = _raw_lot(env)
    _name_customers(env, raw)
    _stock(env)
    env.cr.commit()
    print(f"\nRecall of one raw lot in {ORDERS:,} lots, delivered to {CUSTOMERS:,} customers")
    recall = _start(env, raw, "recall")
    costs = [
        _step(env, "scope", recall.action_scope, SCOPE, "processor"),
        _step(env, "hold", recall.action_hold, HOLD, "clock"),
        _step(env, "letters queued", recall.action_notify, QUEUE, "clock"),
    ]
    _render(env, recall)
    recall.closing_note = "Bench"
    recall.action_close()
    drill = _start(env, raw, "drill")

    def rehearse():
        drill.action_start_drill()
        drill.action_rehearse_notices()
        drill.action_seal_evidence()

    costs.append(_step(env, "drill to sealed evidence", rehearse, DRILL, "clock"))
    most = max(cost.megabytes for cost in costs)
    judge(f"under {MEMORY} MB: {most:.0f}", most < MEMORY)
    env.cr.rollback()


def _raw_lot(env):
    """:return: the lot of the large world; it is built here where the trace was not measured"""
    raw = env["stock.lot"].search([("name", "=", "BENCH-RAW")], limit=1)
    if not raw:
        world = World(env)
        raw = world.raw = world._widely_used()
        world._settle()
    return raw


def _name_customers(env, raw):
    """Let the deliveries of what was made of a lot go to so many customers in turn."""
    customers = env["res.partner"].create(
        [
            {"name": f"Customer {number}", "email": f"customer{number}@example.com"}
            for number in range(CUSTOMERS)
        ]
    )
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            UPDATE stock_move move
               SET partner_id = (%s::int[])[1 + line.id %% %s]
              FROM stock_move_line line
              JOIN stock_lot lot ON lot.id = line.lot_id
             WHERE move.id = line.move_id AND lot.name LIKE 'BENCH-MADE-%%'
               AND line.location_dest_id = %s
            """,
            customers.ids,
            CUSTOMERS,
            env.ref("stock.stock_location_customers").id,
        )
    )
    env.invalidate_all()


def _stock(env):
    """Let one unit of each lot be left."""
    stock = env["stock.warehouse"].search([], limit=1).lot_stock_id
    env.cr.execute(
        SQL(
            """
            INSERT INTO stock_quant (product_id, company_id, location_id, lot_id, quantity,
                                     reserved_quantity, in_date)
            SELECT product_id, %s, %s, id, 1, 0, now() at time zone 'UTC'
              FROM stock_lot WHERE name LIKE 'BENCH-MADE-%%'
            """,
            stock.company_id.id,
            stock.id,
        )
    )
    env.invalidate_all()


def _start(env, raw, kind):
    return env["traceability.recall"].create(
        {"reason": "Glass", "hazard": "Cuts", "kind": kind, "lot_ids": [Command.set(raw.ids)]}
    )


def _step(env, name, work, bar, measured):
    with mute_logger("odoo.addons.base.models.ir_actions_report"):
        cost = measure(env, lambda: (work(), env.flush_all()))
    print(
        f"{name:26} {cost.clock:7.1f} s on the clock, {cost.processor:6.1f} s of processor,"
        f" {cost.queries:6,} queries, {cost.megabytes:5.0f} MB",
        flush=True,
    )
    took = getattr(cost, measured)
    judge(f"{name} under {bar} s: {took:.1f}", took < bar)
    return cost


def _render(env, recall):
    """Render a few letters as the job does, and print the rate."""
    queued = recall.consignee_ids.filtered(lambda each: each.state == "queued")[:LETTERS]

    def send():
        for consignee in queued:
            consignee._send()

    with patch.object(type(env["mail.mail"]), "send", lambda mails, **options: None):
        queued[:1]._send()  # the stylesheets, which take far longer than a letter
        cost = measure(env, send)
    print(
        f"{'letters rendered':26} {60 * LETTERS / cost.clock:7.0f} a minute on the clock,"
        f" {60 * LETTERS / cost.processor:.0f} a minute of processor",
        flush=True,
    )
