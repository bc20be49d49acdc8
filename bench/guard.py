"""The guard: what validating a big receipt costs with it and without, on the same data."""

import gc
import time
from unittest.mock import patch

from odoo.fields import Command

from odoo.addons.product_traceability.models import known_overrides

OURS = known_overrides.OURS
SERIALS = 2_000
ROUNDS = 2


def run(env):
    """Validate the same receipt by turns without and with the rules, and print the row."""
    print("\nReceiving serial numbers ...", flush=True)
    _validate(env, strict=True, serials=SERIALS // 10)  # fills the caches, for both
    timings = {True: [], False: []}
    for turn in range(ROUNDS):
        # By turns, and each goes first once: what a machine does besides hits both.
        for strict in (bool(turn % 2), not turn % 2):
            timings[strict].append(_validate(env, strict, SERIALS))
    core, ours = (
        [min(column) for column in zip(*timings[key], strict=True)] for key in (False, True)
    )
    print(f"{'work':58} {'core':>12} {'ours':>12} {'ratio':>8}")
    names = (f"validation of a receipt of {SERIALS:,} serials", "  processor time", "  queries")
    _row(names[0], core[0], ours[0])
    _row(names[1], core[1], ours[1])
    print(f"{names[2]:58} {core[2]:12,} {ours[2]:12,} {ours[2] / core[2]:7.2f}x")
    print(
        "\nCore's side is this addon with Strict traceability off, each quant created as core does."
        "\nHere the ratio is ours to core's: 1.10 would be a tenth more."
    )


def _row(work, core, ours):
    print(f"{work:58} {core * 1000:9.0f} ms {ours * 1000:9.0f} ms {ours / core:7.2f}x", flush=True)


def _validate(env, strict, serials):
    """Receive serial numbers and take it all back.

    :return: (seconds, seconds of this process' processor, queries) of the validation
    """
    env.company.strict_traceability = strict
    with env.cr.savepoint() as savepoint:
        picking = _receipt(env, serials)
        env.flush_all()
        env.invalidate_all()
        gc.collect()
        queries, wall, processor = env.cr.sql_log_count, time.perf_counter(), time.process_time()
        with patch.object(known_overrides, "OURS", OURS if strict else ()):
            picking.button_validate()
            env.flush_all()
        answer = (time.perf_counter() - wall, time.process_time() - processor)
        answer += (env.cr.sql_log_count - queries,)
        if picking.state != "done":
            raise AssertionError(f"{picking.name} is {picking.state}, not done")
        savepoint.rollback()
    env.invalidate_all()
    return answer


def _receipt(env, serials):
    """:return: a receipt of new serial numbers, typed in, ready to be validated"""
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
    lines = [{**goods, "lot_name": f"BENCH-{n}", "quantity": 1} for n in range(serials)]
    env["stock.move"].create(
        {
            **goods,
            "product_uom_qty": serials,
            "move_line_ids": [Command.create(line) for line in lines],
        }
    )
    picking.action_confirm()
    picking.move_ids.picked = True
    return picking
