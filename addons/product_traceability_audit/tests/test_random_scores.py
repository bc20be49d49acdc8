from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.product_traceability.tests.common.random_cases import cases
from odoo.addons.product_traceability.tests.common.random_record import (
    START,
    RandomRecordCommon,
)

from .reckoned import OURS, Moved, broken_parts, score_of

LOTS = range(4)
WAYS = (
    *(("vendor", "stock"), ("vendor", "stock"), ("production", "stock"), ("vendor", "customer")),
    *(("stock", "customer"), ("stock", "customer"), ("stock", "shelf"), ("shelf", "stock")),
    *(("stock", "production"), ("customer", "stock"), ("customer", "shelf"), ("stock", "vendor")),
    *(("stock", "inventory"), ("inventory", "stock")),
)
MOVEMENTS = st.lists(
    st.tuples(
        st.sampled_from((*LOTS, *LOTS, *LOTS, None)),
        st.sampled_from(WAYS),
        st.integers(1, 4),
        st.integers(1, 6),
    ),
    max_size=14,
)
# The stock that is wrong: of which lot, where, by how much.
WRONG = st.lists(
    st.tuples(
        st.sampled_from((*LOTS, None)), st.sampled_from(OURS), st.sampled_from([-2, -1, 1, 2])
    ),
    max_size=1,
)


class TestRandomScores(RandomRecordCommon):
    """The score against a walk, which follows each lot step by step."""

    product_of_lot = (0, 0, 1, 1)
    trackings = ("lot", "lot")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        loss = cls.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.places = {
            "vendor": cls.supplier_location,
            "production": cls.production,
            "stock": cls.stock_location,
            "shelf": cls.shelf,
            "customer": cls.customer_location,
            "inventory": loss,
        }
        cls.audit = cls.env["traceability.audit"].create({})
        cls.audit.score_ids.unlink()
        cls.hundreds = 0

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        if cls.hundreds < 10:
            raise AssertionError("Hardly any of the histories was unbroken.")

    @cases(150)
    @given(MOVEMENTS, WRONG, st.booleans())
    def test_the_score_is_what_a_walk_finds(self, drawn, wrong, is_honest):
        moves = [
            Moved(0 if lot is None else self.product_of(lot), lot, *way, quantity, day)
            for lot, way, quantity, day in drawn
        ]
        if is_honest:
            moves, wrong = self.only_possible(moves), []
        stock = defaultdict(int, broken_parts(moves)[1])
        for lot, place, change in wrong:
            stock[self.product_of(lot), lot, place] += change
        expected = score_of(moves, stock)
        with self.env.cr.savepoint() as savepoint:
            self.write(moves, stock)
            self.audit._keep_score()
            self.check(expected)
            self.undo(savepoint)

    def only_possible(self, moves):
        """:return: the movements, without those that would take what is not there"""
        kept = []
        for move in sorted(moves, key=lambda move: move.day):
            if move.lot is not None and not any(broken_parts([*kept, move])[0]):
                kept.append(move)
        return kept

    def write(self, moves, stock):
        for move in moves:
            places = self.places[move.source], self.places[move.target]
            self.write_lines([(move.lot, move.quantity, move.day)], *places)
        self._insert(
            "stock_quant",
            [
                {
                    "product_id": self.products[product].id,
                    "lot_id": None if lot is None else self.lots[lot].id,
                    "location_id": self.places[place].id,
                    "company_id": self.company.id,
                    "quantity": int(quantity),
                    "reserved_quantity": 0,
                    "in_date": START,
                }
                for (product, lot, place), quantity in stock.items()
                if quantity
            ],
        )
        self.env.invalidate_all()

    def check(self, expected):
        found = defaultdict(lambda: [0.0, 0.0, 0])
        for row in self.audit.score_ids:
            values = found[self.products.index(row.product_id)]
            for index, value in enumerate((row.moved, row.moved - row.unbroken, row.lines)):
                values[index] += value
            is_whole = row.moved == row.unbroken
            self.assertEqual(row.share == 100, is_whole)
            self.assertEqual(row.broken_lines == 0, is_whole)
        self.assertEqual(set(found), set(expected))
        for product, values in expected.items():
            for told, value in zip(found[product], values, strict=True):
                self.assertAlmostEqual(told, float(value), 6)
        is_broken = any(broken for _moved, broken, _lines in expected.values())
        self.assertEqual(self.audit.score == 100, not is_broken)
        self.assertEqual(bool(self.audit.gain_ids), is_broken)
        type(self).hundreds += bool(expected) and not is_broken
        # All that is broken has one cause.
        points = sum(self.audit.gain_ids.mapped("points"))
        self.assertAlmostEqual(points, 100 - self.audit.score, delta=0.04)
