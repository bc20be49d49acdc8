"""The guard: what validating a big receipt costs with it and without, on the same data."""

from contextlib import nullcontext
from unittest.mock import patch

from odoo.addons.product_traceability_bulk.tools import known_overrides

from .measure import judge, measure
from .receipt import live_in, plan, taken_back

SERIALS = 2_000
ROUNDS = 2
# What the guard may cost at most, in times of what core takes.
BAR = 1.1
# Each way to validate the receipt: whether the rules are on, whether the bulk addon helps.
CORE, GUARD, HELPED = (False, False), (True, False), (True, True)
WAYS = (CORE, GUARD, HELPED)
COLUMNS = {
    "processor": lambda seconds: f"{seconds * 1000:,.0f} ms",
    "clock": lambda seconds: f"{seconds * 1000:,.0f} ms",
    "queries": "{:,}".format,
}


def in_cores_way():
    """Let the fast ways step aside, as for a module that they do not know."""
    return patch.object(known_overrides, "only_known", return_value=False)


def run(env):
    """Validate the same receipt by turns in each way, print the table and judge the guard."""
    print("\nReceiving serial numbers ...", flush=True)
    live_in(env)
    for way in WAYS:
        _validate(env, way, SERIALS // 10)  # fills the caches, for all
    costs = {way: [] for way in WAYS}
    for turn in range(ROUNDS):
        # By turns, and in both orders: what a machine does besides hits all.
        for way in WAYS[:: -1 if turn % 2 else 1]:
            costs[way].append(_validate(env, way, SERIALS))
    best = {
        way: {name: min(getattr(cost, name) for cost in costs[way]) for name in COLUMNS}
        for way in WAYS
    }
    print(f"validation of a receipt of {SERIALS:,} serials")
    print(f"{'':58} {'core':>12} {'guard':>12} {'with bulk':>12}")
    for name, text in COLUMNS.items():
        print(f"  {name:56} " + " ".join(f"{text(best[way][name]):>12}" for way in WAYS))
    ratios = {way: best[way]["processor"] / best[CORE]["processor"] for way in WAYS}
    judge(
        f"the guard, helped by product_traceability_bulk, takes {BAR} times core at most:"
        f" {ratios[HELPED]:.2f} (without that addon: {ratios[GUARD]:.2f})",
        ratios[HELPED] <= BAR,
    )
    print("Core's side is this addon with Strict traceability off, without help from bulk.")


def _validate(env, way, serials):
    """Receive serial numbers and take it all back. :return: the Cost of the validation"""
    strict, helped = way
    with taken_back(env, strict):
        move = plan(env, serials, [f"BENCH-{n}" for n in range(serials)])
        move.picked = True
        env.flush_all()
        with nullcontext() if helped else in_cores_way():
            cost = measure(env, lambda: (move.picking_id.button_validate(), env.flush_all()))
        if move.state != "done":
            raise AssertionError(f"{move.reference} is {move.state}, not done")
        return cost
