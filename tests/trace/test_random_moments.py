"""What can be and what cannot, by the dates: the engine against every way by brute force."""

from hypothesis import example, given
from hypothesis import strategies as st

from ..common.in_time import Document, Movement
from ..common.random_cases import cases
from ..common.random_moments import DAYS, MOMENTS, RandomMoments, histories

LOTS = range(7)
# Each of these once told something else.
NEVER_MADE_GOOD = (
    [Document([(0, 2)], [(3, 1)], 2, 2)],
    [Movement("receipt", 0, 3, 1), Movement("delivery", 0, 2, 2)],
)
ROOT_REACHED_LATE = (
    [
        Document([(5, 1)], [(3, 1)], 2, 2),
        Document([(0, 1)], [(5, 1)], 6, 6),
        Document([(5, 1)], [(5, 1)], 6, 6),
    ],
    [],
)


class TestRandomMoments(RandomMoments):
    @cases(120)
    @example(NEVER_MADE_GOOD, 0, None, [5, 5], None)
    @example(ROOT_REACHED_LATE, 5, None, [5, 5], None)
    @given(
        *(histories(LOTS, lambda lot: False), st.sampled_from(LOTS)),
        *(st.sampled_from([None, None, None, 0, 1, 2]), MOMENTS),
        st.one_of(st.none(), st.none(), st.none(), DAYS),
    )
    def test_a_trace_holds_what_the_dates_allow_and_nothing_else(
        self, told, root, max_depth, moment, as_of
    ):
        self.check_history(told, root, max_depth, moment, as_of)
