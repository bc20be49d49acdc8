"""Orders and unbuilds among all else that is tried: what the guard promises stays true."""

from collections import Counter

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.invariants import LOTS, WAYS, Steps

from .common import FactoryCommon

NUMBER = st.integers(0, 30)
MADE = ("B1", "B2")
STEP = st.one_of(
    st.tuples(st.just("make_one"), st.sampled_from(MADE), st.sampled_from(LOTS)),
    st.tuples(st.just("make_one"), st.sampled_from(MADE), st.sampled_from(LOTS)),
    st.tuples(st.just("unbuild_some"), NUMBER),
    st.tuples(st.just("unbuild_some"), NUMBER),
    st.tuples(
        *(st.just("transfer"), st.sampled_from(WAYS), st.sampled_from([*LOTS, *MADE])),
        *(st.just(1), st.just(False)),
    ),
    st.tuples(st.just("give_back_some"), NUMBER),
    st.tuples(st.just("correct_some"), NUMBER, st.sampled_from([*LOTS, *MADE])),
    st.tuples(st.just("rewrite"), NUMBER, st.sampled_from([*LOTS, *MADE])),
)
KINDS = {"make_one", "unbuild_some", "transfer", "give_back_some", "correct_some"}


@tagged("post_install", "-at_install")
class TestProductionInvariants(Steps, FactoryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tracked |= cls.blender
        cls.lots |= {name: cls.make_lot(cls.blender, name) for name in MADE}

    @classmethod
    def product(cls, name):
        return cls.blender if name in MADE else super().product(name)

    def make_one(self, name, component):
        """A blender of one component, a serial number or of a lot."""
        self.make(self.blender, [name], [(self.lots[component], 1)])

    def unbuild_some(self, number):
        orders = self.env["mrp.production"].search(
            [("product_id", "=", self.blender.id), ("state", "=", "done")]
        )
        if not orders:
            raise UserError(self.env._("Nothing to take apart."))
        order = orders[number % len(orders)]
        unbuild = self.unbuild(order, order.move_finished_ids.move_line_ids.lot_id)
        if unbuild.state != "done":
            unbuild.action_unbuild()  # it asked whether to go on
        self.assertEqual(unbuild.state, "done")

    def test_whatever_is_made_and_taken_apart_the_promises_hold(self):
        tally = Counter()

        @settings(
            max_examples=20,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
        )
        @given(st.lists(STEP, min_size=4, max_size=12))
        def live(steps):
            with self.env.cr.savepoint() as savepoint:
                self.receive(self.motor, "M1")
                self.receive(self.tomato, "T1", 3)
                for kind, *arguments in steps:
                    tally[kind, self.attempt(kind, arguments)] += 1
                savepoint.rollback()
            self.env.invalidate_all()

        live()
        for happened in (True, False):
            missing = {kind for kind in KINDS if not tally[kind, happened]}
            self.assertFalse(missing, "this test shows too little")
