"""Whatever is tried in whatever order, legal or not: what the guard promises stays true.

Hypothesis invents days in a small warehouse. Each step is carried out, or refused in words.
"""

from collections import Counter

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..common.invariants import LOTS, PLACES, WAYS, Steps

LOT = st.sampled_from(LOTS)
INSIDE = st.sampled_from(PLACES[1:4])
AMOUNT = st.sampled_from([1, 1, 1, 2])
OWNED = st.sampled_from([False, False, False, True])
NUMBER = st.integers(0, 30)
STEP = st.one_of(
    st.tuples(st.just("transfer"), st.sampled_from(WAYS), LOT, AMOUNT, OWNED),
    st.tuples(st.just("transfer"), st.sampled_from(WAYS), LOT, AMOUNT, OWNED),
    st.tuples(st.just("receive_by_name"), LOT),
    st.tuples(st.just("give_back_some"), NUMBER),
    st.tuples(st.just("scrap"), LOT, INSIDE, AMOUNT),
    st.tuples(st.just("count_goods"), LOT, INSIDE, st.integers(0, 2)),
    st.tuples(st.just("correct_some"), NUMBER, LOT),
    st.tuples(st.just("without_lot"), st.sampled_from(WAYS), LOT, st.booleans()),
    st.tuples(st.just("count_without_lot"), LOT, st.integers(0, 2)),
    st.tuples(st.just("identify_some"), NUMBER, LOT),
    st.tuples(st.just("rewrite"), NUMBER, LOT),
)
KINDS = {
    *("transfer", "receive_by_name", "give_back_some", "scrap", "count_goods", "correct_some"),
    *("without_lot", "count_without_lot", "identify_some", "rewrite"),
}


@tagged("post_install", "-at_install")
class TestInvariants(Steps):
    def test_whatever_is_tried_the_promises_hold(self):
        tally = Counter()

        @settings(
            max_examples=40,
            deadline=None,
            derandomize=True,
            database=None,
            # To make a failing day shorter, or to explain it, takes minutes: the day is told.
            phases=[Phase.generate],
        )
        @given(st.lists(STEP, min_size=3, max_size=12))
        def live(steps):
            with self.env.cr.savepoint() as savepoint:
                self.receive(self.motor, "M1")
                self.receive(self.tomato, "T1", 3)
                self.without_lot(WAYS[0], "M1", optional=True)
                self.without_lot(WAYS[0], "T1", optional=True)
                for kind, *arguments in steps:
                    tally[kind, self.attempt(kind, arguments)] += 1
                savepoint.rollback()
            self.env.invalidate_all()

        live()
        done = {kind for kind, happened in tally if happened}
        refused = {kind for kind, happened in tally if not happened}
        self.assertEqual(done, KINDS - {"rewrite"}, "this test shows too little")
        self.assertEqual(refused, KINDS, "this test shows too little")
