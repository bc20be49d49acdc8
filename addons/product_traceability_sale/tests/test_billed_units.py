"""The plain code that matches goods and papers: any history, no database."""

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.billed_units import PRECISION, BilledUnits

LOTS = st.sampled_from("AB")
QUANTITIES = st.integers(1, 5)
EVENTS = st.one_of(
    st.tuples(st.just("deliver"), LOTS, QUANTITIES),
    st.tuples(st.just("come_back"), LOTS, QUANTITIES),
    st.tuples(st.just("bill"), QUANTITIES),
    st.tuples(st.just("credit"), QUANTITIES),
)


@tagged("post_install", "-at_install")
class TestBilledUnits(BaseCase):
    def tell(self, events):
        """:return: the units, and {key: (event, quantity)} of the papers"""
        units, papers = BilledUnits(), {}
        for key, (name, *arguments) in enumerate(events):
            if name in ("bill", "credit"):
                papers[key] = (name, arguments[0])
                arguments.insert(0, key)
            getattr(units, name)(*arguments)
        units.settle()
        return units, papers

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(st.lists(EVENTS, max_size=12))
    def test_no_paper_tells_more_than_it_bills_and_no_unit_is_billed_twice(self, events):
        units, papers = self.tell(events)
        kept = 0
        for key, (name, quantity) in papers.items():
            told = units.told(key)
            lots = sum(told.lots.values())
            self.assertLessEqual(lots + told.missing + told.unsure, quantity + PRECISION)
            if name == "credit":
                self.assertFalse(told.returned or told.missing)
            else:
                self.assertGreaterEqual(
                    lots + sum(told.returned.values()) + told.missing + told.unsure,
                    0,
                )
                kept += lots
        delivered = sum(event[2] for event in events if event[0] == "deliver")
        credited = sum(
            sum(units.told(key).lots.values())
            for key, (name, _) in papers.items()
            if name == "credit"
        )
        self.assertLessEqual(kept, delivered + credited + PRECISION)

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(st.lists(st.tuples(st.just("deliver"), LOTS, QUANTITIES), max_size=8), st.data())
    def test_without_returns_invoices_tell_all_that_went_out_in_order(self, deliveries, data):
        left = sum(event[2] for event in deliveries)
        bills = []
        while left:
            bills.append(data.draw(st.integers(1, left)))
            left -= bills[-1]
        order = data.draw(st.permutations(["d"] * len(deliveries) + ["b"] * len(bills)))
        rows, waiting = iter(deliveries), iter([("bill", quantity) for quantity in bills])
        units, papers = self.tell([next(rows if kind == "d" else waiting) for kind in order])
        told = [units.told(key) for key in papers]
        self.assertEqual([sum(one.lots.values()) for one in told], bills)
        sent = [name for _event, name, quantity in deliveries for _ in range(quantity)]
        start = 0
        for one, quantity in zip(told, bills, strict=True):
            part = sent[start : start + quantity]
            self.assertEqual(one.lots, {name: part.count(name) for name in set(part)})
            start += quantity

    def test_2000_serials_billed_returned_and_credited(self):
        names = [f"S{number}" for number in range(2000)]
        events = [("deliver", name, 1) for name in names]
        events += [("bill", 2000), *(("come_back", name, 1) for name in names[:1000])]
        units, _papers = self.tell([*events, ("credit", 1000)])
        self.assertEqual(list(units.told(2000).lots), names[1000:])
        self.assertEqual(list(units.told(3001).lots), names[:1000])
