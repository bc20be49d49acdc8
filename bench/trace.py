"""Tracing: this addon against core's own traceability report, on the same data in one run."""

import contextlib
import gc
import time

from .history import History

TRANSFERS = 400
MANY_TRANSFERS = 10_000
ORDERS = 10_000
DELIVERIES_EACH = 5
# The mass: two generations of orders, and lots that are received, moved and shipped.
PASTES = 2_000
SAUCES = 18_000
SIZES = (10_000, 100_000, 1_000_000)
LOTS = 200_000
PATIENCE = 120  # seconds for core to unfold a report to the end


def run(env):
    """Build the history, time each piece of work and print the table."""
    started = time.perf_counter()
    bench = Bench(env)
    for size in SIZES:
        say(f"Building the history up to {size:,} movements ...")
        bench.grow(size)
        bench.note_growth(size)
    bench.compare()
    bench.show_growth()
    print(f"\nThe whole took {time.perf_counter() - started:,.0f} s.")


def say(text):
    print(text, flush=True)


class Bench:
    def __init__(self, env):
        self.env, self.history = env, History(env)
        self.patterns = self._patterns()
        self.typical = self.travelled = self.far_travelled = self.raw = None
        self.growth, self.lots = [], 0

    # -- the history --------------------------------------------------------------------------
    def _patterns(self):
        """:return: {name: a real done line to copy}"""
        history, house = self.history, self.history.warehouse
        ways = {
            "received": (house.in_type_id, history.vendors, history.stock),
            "moved": (house.int_type_id, history.stock, history.shelf),
            "shipped": (house.out_type_id, history.stock, history.customers),
            "used": (house.int_type_id, history.stock, history.production),
            "made": (house.in_type_id, history.production, history.stock),
        }
        patterns = {}
        for name, product in (
            *(("received", history.raw), ("used", history.raw), ("used", history.paste)),
            *(("made", history.paste), ("made", history.made), ("shipped", history.made)),
            *(("received", history.other), ("moved", history.other), ("shipped", history.other)),
            ("moved", history.raw),
        ):
            lot = history.lot(product, f"BENCH-{name}-{product.name}")
            if ways[name][1] in (history.stock, history.shelf):
                self._stock_up(lot)
            patterns[name, product] = history.transfer(*ways[name], lot)
        return patterns

    def _stock_up(self, lot):
        self.env["stock.quant"]._update_available_quantity(
            lot.product_id, self.history.stock, 10, lot_id=lot
        )

    def grow(self, size):
        """Add movements until there are so many."""
        if not self.typical:
            self._small()
        elif size == SIZES[-1]:
            self._large()
        lines = self._count()
        room = size - lines
        if room <= 0:
            return
        each = 5
        number = room // each
        if size == SIZES[-1]:
            # As many lots as wanted share the movements that are still missing.
            number = max(LOTS - self.lots, 1)
            each = max(room // number, 1)
        history, other = self.history, self.history.other
        lots = history.lots(other, number, f"BENCH-O{size}")
        self.lots += number
        for name, times in (("received", 1), ("moved", each - 2), ("shipped", 1)):
            if times > 0:
                self._move(name, other, lots, each=times)
        self._move("moved", other, lots[: room - number * each])
        self.env.cr.execute("ANALYZE")

    def _small(self):
        """Build what is traced at every size: lots of two generations, and a lot that travels."""
        self.typical = self._two_generations(100, 900)
        self.travelled = self._travelled("BENCH-TRAVELLED", TRANSFERS)

    def _large(self):
        self._two_generations(PASTES - 100, SAUCES - 900)
        self.far_travelled = self._travelled("BENCH-FAR", MANY_TRANSFERS)
        self.raw = self._widely_used()

    def _two_generations(self, pastes, sauces):
        """Each raw lot goes into 6 lots of paste, each of these into 18 lots of sauce.

        :return: one of the raw lots
        """
        history, prefix = self.history, f"BENCH-{pastes}"
        raws = history.lots(history.raw, pastes // 2, f"{prefix}-RAW")
        self._move("received", history.raw, raws)
        paste_lots = history.lots(history.paste, pastes, f"{prefix}-PASTE")
        self._make(history.paste, paste_lots, history.raw, raws, parts=3)
        sauce_lots = history.lots(history.made, sauces, f"{prefix}-SAUCE")
        self._make(history.made, sauce_lots, history.paste, paste_lots, parts=2)
        self._move("shipped", history.made, sauce_lots)
        self.lots += len(raws) + pastes + sauces
        return self.env["stock.lot"].browse(raws[len(raws) // 2])

    def _move(self, name, product, lots, **options):
        return self.history.movements(self.patterns[name, product], lots, **options)

    def _make(self, product, lots, component, component_lots, parts):
        """Make each lot from several of the component lots, in an order of its own."""
        history, number = self.history, len(component_lots)
        orders = history.orders(product, len(lots))
        made = self._move("made", product, lots, orders=orders and ("production_id", orders))
        for part in range(parts):
            chosen = [
                component_lots[(index + part * number // parts) % number]
                for index in range(len(lots))
            ]
            documents = orders and ("raw_material_production_id", orders)
            used = self._move("used", component, chosen, orders=documents)
            history.link(used, made)

    def _travelled(self, name, transfers):
        """:return: the delivery of a lot that went to and fro"""
        history, house = self.history, self.history.warehouse
        lot = history.lot(history.raw, name)
        history.transfer(house.in_type_id, history.vendors, history.stock, lot)
        line = history.transfer(house.int_type_id, history.stock, history.shelf, lot)
        history.movements(line, [lot.id], each=transfers, reverse_every=2)
        history.transfer(house.int_type_id, history.shelf, history.stock, lot)
        self.lots += 1
        return history.transfer(house.out_type_id, history.stock, history.customers, lot).picking_id

    def _widely_used(self):
        """:return: a raw lot that went into many finished lots, each delivered several times"""
        history = self.history
        raw = history.lot(history.raw, "BENCH-RAW")
        self._move("received", history.raw, [raw.id])
        finished = history.lots(history.made, ORDERS, "BENCH-MADE")
        self._make(history.made, finished, history.raw, [raw.id], parts=1)
        self._move("shipped", history.made, finished, each=DELIVERIES_EACH)
        self.lots += ORDERS + 1
        return raw

    def _count(self):
        return self.env["stock.move.line"].search_count([("state", "=", "done")])

    # -- the measures -------------------------------------------------------------------------
    def note_growth(self, size):
        self.growth.append((size, self._best(self.typical.get_traceability)))

    def _best(self, work, rounds=5):
        """:return: the least (seconds, queries) of some rounds, on an empty cache"""
        return min(self._measure(work)[:2] for _round in range(rounds))

    def _measure(self, work):
        """:return: (seconds, queries, megabytes at the highest, what it gave)"""
        self.env.invalidate_all()
        gc.collect()
        before = _memory(reset=True)
        queries, start = self.env.cr.sql_log_count, time.perf_counter()
        result = work()
        seconds = time.perf_counter() - start
        return seconds, self.env.cr.sql_log_count - queries, _memory() - before, result

    def compare(self):
        """Print the table of ours against core's."""
        print(f"\n{self._count():,} done move lines\n")
        print(f"{'work':58} {'core':>12} {'ours':>12} {'ratio':>8}")
        self._row("a typical lot, both ways", self._core_of(self.typical), self.typical)
        self._row(
            f"a delivery whose lot made {TRANSFERS} internal transfers",
            self._core_of(self.travelled),
            self.travelled,
        )
        self._row(f"the same with {MANY_TRANSFERS:,}", None, self.far_travelled)
        deliveries = ORDERS * DELIVERIES_EACH
        self._row(
            f"one raw lot in {ORDERS:,} lots and {deliveries:,} deliveries",
            lambda: self.raw.delivery_ids,
            self.raw,
            "downstream",
        )
        print(
            "\nCore's side is its traceability report, unfolded to the end; a + says that it was"
            f"\nstopped after {PATIENCE} s. In the last row it is its list of deliveries, which has"
            "\nneither movements nor generations."
        )

    def _core_of(self, record):
        return lambda: _unfold_core(self.env, record)

    def _row(self, work, core, record, direction="both"):
        record.get_traceability(direction)  # Odoo's own caches
        seconds, queries, megabytes, answer = min(
            (self._measure(lambda: record.get_traceability(direction)) for _round in range(3)),
            key=lambda measured: measured[0],
        )
        their, plus, ratio, their_queries = "", "", "", ""
        if core:
            core_seconds, count, _memory_used, stopped = self._measure(core)
            plus = "+" if stopped is True else ""
            their = f"{core_seconds * 1000:,.0f} ms{plus}"
            ratio, their_queries = f"{core_seconds / seconds:,.1f}x{plus}", f"{count:,}"
        print(f"{work:58} {their:>12} {seconds * 1000:9,.0f} ms {ratio:>8}")
        print(f"{'  queries':58} {their_queries:>12} {queries:12,}")
        size = f"  {len(answer['nodes']):,} nodes, {len(answer['events']):,} movements"
        say(f"{size:58} {'':12} {megabytes:9,.0f} MB")

    def show_growth(self):
        print("\nThe same typical lot in a growing database:")
        for size, (seconds, queries) in self.growth:
            say(f"{size:12,} movements {seconds * 1000:9,.1f} ms {queries:6} queries")
        ratio = self.growth[-1][1][0] / self.growth[0][1][0]
        print(f"ratio of the largest to the smallest: {ratio:.2f}")


def _memory(reset=False):
    """:return: megabytes that this process holds, or held at the highest since the reset"""
    if reset:
        with contextlib.suppress(OSError), open("/proc/self/clear_refs", "w") as refs:
            refs.write("5")
    name = "VmRSS" if reset else "VmHWM"
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith(name))
    return int(line.split()[1]) / 1024


def _unfold_core(env, record):
    """Open core's report on a lot or transfer and unfold it to the end, as a person does.

    :return: whether it was stopped before its end
    """
    report = env["stock.traceability.report"].with_context(active_id=record.id, model=record._name)
    deadline, waiting, seen = time.monotonic() + PATIENCE, list(report.get_lines()), set()
    while waiting:
        line = waiting.pop()
        key = line["model"], line["model_id"]
        if not line.get("unfoldable") or key in seen:
            continue
        seen.add(key)
        if time.monotonic() > deadline:
            return True
        waiting += report.get_lines(
            line["id"], model_id=line["model_id"], model_name=line["model"], level=line["level"]
        )
    return False
