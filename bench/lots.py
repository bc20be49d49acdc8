"""The list of lots, opened by product on 200,000 lots: quantities of groups and of a page."""

import time

from odoo.tools import SQL

from .history import History

LOTS = 200_000
PRODUCTS = 500
ROUNDS = 3


def run(env):
    """Open the list of lots as the client does, and print what it takes."""
    print(f"\nMaking {LOTS:,} lots in {PRODUCTS} products ...", flush=True)
    _make(env)
    lots = env["stock.lot"].with_user(env.ref("base.user_admin"))
    print(f"{'work':58} {'core':>12} {'ours':>12}")
    _row(env, "groups of the list by product", lots, ["__count"], ["__count", "product_qty:sum"])
    page = lots.search([], limit=80)
    _show("  a page of 80 lots", None, _measure(env, lambda: page.read(["name", "product_qty"])))
    domain = [("expiry_state", "in", ["alert", "expired"])]
    _show("  filter Expiration Alert", None, _measure(env, lambda: lots.search(domain, limit=80)))


def _row(env, work, lots, core, ours):
    def opening(aggregates):
        return _measure(
            env, lambda: lots.formatted_read_group([], ["product_id"], aggregates, limit=80)
        )

    _show(work, opening(core), opening(ours))


def _show(work, core, ours):
    text = f"{core * 1000:9.0f} ms" if core is not None else ""
    print(f"{work:58} {text:>12} {ours * 1000:9.0f} ms", flush=True)


def _measure(env, work):
    """:return: seconds of the fastest of some rounds, nothing cached in Odoo"""
    times = []
    for _round in range(ROUNDS):
        env.invalidate_all()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def _make(env):
    """Copy one real lot and one real quant; each lot has ten units in the stock."""
    history = History(env)
    pattern = history.lot(history.raw, "LIST-0")
    history.transfer(
        history.warehouse.in_type_id, history.vendors, history.stock, pattern, quantity=10
    )
    products = env["product.product"].create(
        [
            {"name": f"Bench list {number}", "is_storable": True, "tracking": "lot"}
            for number in range(PRODUCTS)
        ]
    )
    product = {"product_id": SQL("(%s::int[])[n %% %s + 1]", products.ids, PRODUCTS)}
    names = {"name": SQL("'LIST-' || n"), **product}
    first = history._copy("stock_lot", pattern.id, LOTS, names)
    quant = pattern.quant_ids.filtered(lambda quant: quant.quantity > 0)
    history._copy("stock_quant", quant.id, LOTS, {"lot_id": SQL("%s + n", first), **product})
    env.cr.execute(SQL("ANALYZE stock_lot, stock_quant, product_product, product_template"))
