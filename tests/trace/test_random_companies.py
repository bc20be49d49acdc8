"""Lots of one number that go from company to company, against every way by brute force."""

from hypothesis import example, given
from hypothesis import strategies as st

from ..common.companies import CompaniesCommon
from ..common.in_time import Document, Movement
from ..common.random_cases import cases
from ..common.random_moments import AS_OF, DAYS, DEPTHS, MOMENTS, RandomMoments

# A lot of tomatoes and one of sauce of each of three companies: all tomatoes share a number, and so
# do all sauces.
LOTS = range(6)
TWINS = [(lot, twin) for lot in LOTS for twin in LOTS if lot != twin and (lot - twin) % 2 == 0]
NOT_YET = 4
KINDS = ("receipt", "receipt", "delivery", "delivery", "return", "use", "make")
MOVED = st.builds(
    *(Movement, st.sampled_from(KINDS), st.sampled_from(LOTS), st.integers(1, 3), DAYS),
    st.integers(0, 1),
)
CROSSED = st.tuples(st.sampled_from(TWINS), DAYS, st.integers(-1, NOT_YET), st.integers(1, 3))
MADE = st.builds(
    lambda lot, day, later: Document([(lot, 1)], [(lot + 1, 1)], day, day + later),
    *(st.sampled_from(LOTS[::2]), DAYS, st.sampled_from([0, 0, 0, 1])),
)
ROOTS = st.dictionaries(st.sampled_from(LOTS), MOMENTS, min_size=1, max_size=2)
# Each of these once told something else: what is still on its way has not arrived;
STILL_ON_ITS_WAY = [((0, 2), 2, 1, 1), ((0, 2), 6, NOT_YET, 1)]
# what came from the third company is not what the second one sent later.
FROM_THE_THIRD = [((4, 2), 1, 0, 1), ((0, 2), 5, 1, 1)]
# what arrived after all was there when the books were below zero, however early the rest had come.
MADE_GOOD_LATER = (
    [Document([(4, 1)], [(5, 1)], 4, 4)],
    [((4, 0), 3, 0, 2), ((2, 4), 2, 0, 2), ((2, 4), 6, 0, 3)],
)


def movements_of(crossed):
    """Return what a company sends, and what arrives at another: some days later, not yet, or a day
    before by the record.
    """
    movements = []
    for (sender, taker), day, later, quantity in crossed:
        movements.append(Movement("send", sender, quantity, day))
        if later < NOT_YET:
            movements.append(Movement("arrive", taker, quantity, day + later))
    return movements


class TestRandomCompanies(RandomMoments, CompaniesCommon):
    product_of_lot, trackings, twins = (0, 1) * 3, ("lot", "lot"), TWINS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number, lot in enumerate(cls.lots):
            lot.company_id = cls.everyone[number // 2]
            lot.name = f"TWIN-{number % 2}"
        cls.places |= {
            "send": (cls.stock_location, cls.crossing),
            "arrive": (cls.crossing, cls.stock_location),
        }

    def graph(self):
        graph = self.env["traceability.graph"].with_user(self.reader)
        return graph.with_context(allowed_company_ids=self.everyone.ids)

    @cases(40)
    @example([], STILL_ON_ITS_WAY, [], {0: [5, 7]}, None, None)
    @example([], FROM_THE_THIRD, [], {2: None}, None, None)
    @example(*MADE_GOOD_LATER, [], {5: [5, 5]}, None, None)
    @given(
        *(st.lists(MADE, max_size=5), st.lists(CROSSED, max_size=5), st.lists(MOVED, max_size=6)),
        *(ROOTS, DEPTHS, AS_OF),
    )
    def test_what_went_from_company_to_company_is_followed_in_its_time(
        self, documents, crossed, moved, roots, max_depth, as_of
    ):
        self.check_history((documents, movements_of(crossed) + moved), roots, max_depth, as_of)
