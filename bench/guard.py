"""The guard: what validating a big receipt costs with it and without, on the same data."""

from contextlib import nullcontext
from unittest.mock import patch

from odoo.addons.product_traceability_bulk.tools import known_overrides

from .receipt import live_in, measure, plan, taken_back

SERIALS = 2_000
ROUNDS = 2


def in_cores_way():
    """Let the fast ways step aside, as for a module that they do not know."""
    return patch.object(known_overrides, "only_known", return_value=False)


def run(env):
    """Validate the same receipt by turns without and with the rules, and print the row."""
    print("\nReceiving serial numbers ...", flush=True)
    live_in(env)
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
    with taken_back(env, strict):
        move = plan(env, serials, [f"BENCH-{n}" for n in range(serials)])
        move.picked = True
        with nullcontext() if strict else in_cores_way():
            answer = measure(env, move.picking_id.button_validate)
        if move.state != "done":
            raise AssertionError(f"{move.reference} is {move.state}, not done")
        return answer
