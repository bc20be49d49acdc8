"""How quantities flow, and where goods without lot may have gone: the plain functions of the engine
against slow and simple reckoning.
"""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ...tools.batches import Carried, Line
from ...tools.shares import spread

NODES = range(6)
FLOWS = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.integers(1, 9)), max_size=12
)
TOTALS = st.lists(st.integers(1, 20), min_size=6, max_size=6)


def slow_spread(flows, source, totals, most):
    """Let everything flow one step at a time, until nothing changes."""
    rates = dict.fromkeys(NODES, 0.0) | {source: 1.0}
    for _step in range(5_000):
        new = {}
        for node in NODES:
            held = sum(rates[origin] * q for origin, to, q in flows if to == node != origin)
            limit = totals[node] if most is None else most
            new[node] = 1.0 if node == source else min(held, limit) / totals[node]
        if all(abs(new[node] - rates[node]) < 1e-13 for node in NODES):
            break
        rates = new
    return rates


class TestSpread(BaseCase):
    @settings(max_examples=1_500, deadline=None, derandomize=True)
    @given(FLOWS, TOTALS, st.booleans())
    def test_quantities_flow_as_they_do_step_by_step(self, flows, totals, is_downstream):
        totals = dict(zip(NODES, totals, strict=True))
        most = totals[0] if is_downstream else None
        expected = slow_spread(flows, 0, totals, most)
        found = spread(flows, {0: 1.0}, totals, most)
        for node in NODES:
            self.assertAlmostEqual(found.get(node, 0.0), expected[node], 5)

    def test_a_quarter_of_a_lot_holds_a_quarter_of_what_went_into_it(self):
        flows = [("tomato", "sauce", 20.0), ("sauce", "meal", 2.5)]
        rates = spread(flows, {"tomato": 1.0}, {"tomato": 100, "sauce": 10, "meal": 50}, 100)
        self.assertEqual(rates["sauce"] * 10, 20)
        self.assertEqual(rates["meal"] * 50, 5)

    def test_what_is_made_of_itself_again_and_again_comes_to_an_end(self):
        flows = [("root", "dough", 5.0), ("dough", "rest", 5.0), ("rest", "dough", 5.0)]
        rates = spread(flows, {"root": 1.0}, {"root": 5, "dough": 10, "rest": 5}, 5)
        self.assertAlmostEqual(rates["dough"] * 10, 5)


PLACES = {1: "internal", 2: "internal", 3: "production", 4: "customer", 5: "inventory"}
MOVEMENTS = st.lists(
    st.tuples(st.sampled_from(list(PLACES)), st.sampled_from(list(PLACES)), st.integers(1, 3)),
    max_size=10,
)
START = datetime(2026, 1, 1)


def may_have_moved(lines, batch):
    """Follow one batch along every way there is. :return: ids of the lines that may have moved it

    A way stays at a place from one movement to a later one as long as the place was never empty
    in between.
    """
    moved, ways = {batch.id}, [batch]
    for line in ways:
        for later in lines:
            if later.id <= line.id or later.source != line.target or line.target == 3:
                continue
            if later.id in moved or any(
                stock_after(lines, middle, line.target) == 0
                for middle in lines
                if line.id <= middle.id < later.id and middle.source == line.target
            ):
                continue
            moved.add(later.id)
            ways.append(later)
    return moved


def stock_after(lines, last, place):
    before = [line for line in lines if line.id <= last.id]
    came = sum(line.quantity for line in before if line.target == place)
    return came - sum(line.quantity for line in before if line.source == place)


class TestGoodsWithoutLot(BaseCase):
    @settings(max_examples=1_500, deadline=None, derandomize=True)
    @given(MOVEMENTS)
    def test_a_batch_may_be_where_some_way_of_movements_leads(self, movements):
        lines = [
            Line(
                number,
                1,
                100 + number,
                START + timedelta(minutes=number),
                source,
                target,
                *(PLACES[source], PLACES[target], quantity),
            )
            for number, (source, target, quantity) in enumerate(movements, 1)
            if source != target
        ]
        made = {line.id: -line.move for line in lines if line.source == 3}
        carried = Carried(lines, made)
        for batch in (line for line in lines if line.id in made):
            expected = may_have_moved(lines, batch)
            found = {line for line in carried.lines if -batch.move in carried.carriers(line)}
            self.assertEqual(found, expected)
            self.assertLessEqual(carried.left[-batch.move], batch.quantity)
