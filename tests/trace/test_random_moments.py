"""What can be and what cannot, by the dates: the engine against every way by brute force."""

from hypothesis import example, given

from ..common.in_time import Document, Movement
from ..common.random_cases import cases
from ..common.random_moments import AS_OF, DEPTHS, RandomMoments, histories, roots_of

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
    @example(NEVER_MADE_GOOD, {0: [5, 5]}, None, None)
    @example(ROOT_REACHED_LATE, {5: [5, 5]}, None, None)
    @given(
        *(histories(LOTS, lambda lot: False), roots_of(LOTS), DEPTHS, AS_OF),
    )
    def test_a_trace_holds_what_the_dates_allow_and_nothing_else(
        self, told, roots, max_depth, as_of
    ):
        self.check_history(told, roots, max_depth, as_of)
