"""What can be and what cannot, by the dates: the engine against every way by brute force."""

from hypothesis import given
from hypothesis import strategies as st

from ..common.random_cases import cases
from ..common.random_moments import DAYS, MOMENTS, RandomMoments, histories

LOTS = range(7)


class TestRandomMoments(RandomMoments):
    @cases(120)
    @given(
        *(histories(LOTS, lambda lot: False), st.sampled_from(LOTS)),
        *(st.sampled_from([None, None, None, 0, 1, 2]), MOMENTS),
        st.one_of(st.none(), st.none(), st.none(), DAYS),
    )
    def test_a_trace_holds_what_the_dates_allow_and_nothing_else(
        self, told, root, max_depth, moment, as_of
    ):
        self.check_history(told, root, max_depth, moment, as_of)
