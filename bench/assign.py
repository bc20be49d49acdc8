"""Assigning and receiving thousands of serial numbers: this addon against core's own way."""

import resource
from functools import partial

from .guard import in_cores_way
from .receipt import live_in, measure, plan, taken_back

SERIALS = 10_000
FEW, MANY = 1_000, 20_000
WARM_UP = 100
WORK = ("assigning", "validating", "identifying")


def run(env):
    """Assign and validate the same receipt in core's way and in ours, and print the rows."""
    print(f"\nReceiving {SERIALS:,} serial numbers ...", flush=True)
    live_in(env)
    for work in (_core, _ours):
        work(env, WARM_UP)  # fills the caches
    core, ours = _core(env, SERIALS), _ours(env, SERIALS)
    print(f"{'work':58} {'core':>12} {'ours':>12} {'ratio':>8}")
    for name, before, now in zip(WORK, core, ours, strict=True):
        _row(f"{name} {SERIALS:,} serial numbers", before[0], now[0])
        _row("  processor time", before[1], now[1])
        print(f"{'  queries':58} {before[2]:12,} {now[2]:12,}", flush=True)
    print(
        "\nCore's side is its own way of doing the same in this process, with Strict traceability"
        "\noff; ours checks every number and keeps the rules."
    )


def run_size(env):
    """Measure ours alone, few and many, in a process that does nothing else: its memory is ours."""
    live_in(env)
    _ours(env, WARM_UP)
    before = _peak()
    few, many = _ours(env, FEW), _ours(env, MANY)
    print(f"\n{'work':46} {f'{FEW:,}':>12} {f'{MANY:,}':>12} {'ratio':>8}")
    for name, small, big in zip(WORK, few, many, strict=True):
        each = [small[1] / FEW, big[1] / MANY]
        print(
            f"{f'{name}, processor time a serial number':46} {each[0] * 1000:9.2f} ms"
            f" {each[1] * 1000:9.2f} ms {each[1] / each[0]:7.2f}x"
        )
    print(f"{'memory of the process, peak':46} {before:9.0f} MB {_peak():9.0f} MB", flush=True)


def _row(work, core, ours):
    print(f"{work:58} {core * 1000:9.0f} ms {ours * 1000:9.0f} ms {core / ours:7.1f}x", flush=True)


def _peak():
    """:return: the most memory that this process has had, in MB"""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _core(env, serials):
    with in_cores_way():
        generate = partial(_generate, serials=serials)
        # Core cannot identify stock; that is by its own moves what it would take.
        return *_receive(env, serials, generate, strict=False), _identify(env, serials, False)


def _ours(env, serials):
    assign = partial(_assign, names=_names(serials))
    return *_receive(env, serials, assign, strict=True), _identify(env, serials, True)


def _generate(move, serials):
    move._generate_serial_numbers("B-00001", serials)


def _names(serials):
    return [f"B-{number:05}" for number in range(1, serials + 1)]


def _assign(move, names):
    """Paste the numbers into the wizard, which parses and checks them, and apply it."""
    wizard = move.env["stock.lot.assign"].create({"move_ids": move.ids, "text": "\n".join(names)})
    wizard.action_read_text()
    wizard.action_assign()


def _identify(env, serials, strict):
    """Give stock without lots its numbers, and take it back.

    :return: as :func:`.receipt.measure`
    """
    with taken_back(env, strict):
        stock = env["stock.warehouse"].search([], limit=1).lot_stock_id
        product = env["product.product"].create({"name": "Bench old", "is_storable": True})
        quants = env["stock.quant"].with_context(inventory_mode=True)
        place = {"product_id": product.id, "location_id": stock.id}
        quant = quants.create(place | {"inventory_quantity": serials})
        quant.action_apply_inventory()
        product.tracking = "serial"
        rows = [{"name": name, "quantity": 1} for name in _names(serials)]
        return measure(env, lambda: quant.identify(rows, serials))


def _receive(env, serials, assign, strict):
    """Plan a receipt, assign its numbers, validate it, and take it all back.

    :return: (seconds, seconds of this process' processor, queries) of assigning and of validating
    """
    with taken_back(env, strict):
        move = plan(env, serials)
        assigned = measure(env, lambda: assign(move))
        move.picked = True
        validated = measure(env, move.picking_id.button_validate)
        if move.state != "done" or len(move.lot_ids) != serials:
            raise AssertionError(f"{move.state}, {len(move.lot_ids)} of {serials}")
        return assigned, validated
