"""The engine against every way by brute force, on histories told by real documents."""

import random

from hypothesis import given, note
from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.in_time import FOREVER, Answer
from odoo.addons.product_traceability.tests.common.random_cases import cases

from .documents_told import STEP
from .real_documents import RealDocuments

KINDS = (
    *("finish", "make", "unbuild", "kit", "kit", "give_back", "deliver", "take_out", "ship_boxes"),
    *("ship_boxes", "stack", "stack", "unstack", "pack", "receive_rest", "subcontract"),
    *("subcontract", "supply", "receive_motor", "send_on", "count", "scrap", "receive"),
    *("supply_directly", "replenish", "replenish", "cross_dock", "dropship", "batch"),
)
# What is done instead where there is nothing to do it with.
BEFORE_IT = {
    "finish": "make",
    "unbuild": "make",
    "kit": "make",
    "give_back": "deliver",
    "take_out": "pack",
    "ship_boxes": "stack",
    "unstack": "stack",
    "stack": "pack",
    "receive_rest": "subcontract",
    "subcontract": "supply",
    "replenish": "send_on",
    "batch": "deliver",
}
AS_OF = (None, None, None, STEP * 9, STEP * 14, STEP * 19)
LATE = (*[0] * 8, 1, 3)
# Kinds that there are only where an app is installed: a field or model of it.
APPS = {
    **dict.fromkeys(
        ("receive_rest", "subcontract", "supply", "supply_directly"),
        lambda env: "is_subcontract" in env["stock.move"]._fields,
    ),
    "batch": lambda env: "stock.picking.batch" in env,
}
# What there is before anything else happens.
FIRST = [
    *(("receive", lot, lot, 0) for lot in (0, 1, 2)),
    *(("receive_motor", motor, motor, 0) for motor in (0, 1)),
    ("make", 0, 0, 0),
]


def steps_of(seed):
    """Return list of (kind, two numbers that choose what and how, days late)."""
    drawn = random.Random(seed)  # noqa: S311, to draw the same again
    return [
        (drawn.choice(KINDS), *(drawn.randrange(16) for _each in range(2)), drawn.choice(LATE))
        for _step in range(drawn.randint(8, 18))
    ]


def kinds_of(kind, env):
    """Return list of what to try, one after the other."""
    kinds = [kind]
    while kinds[-1] in BEFORE_IT:
        kinds.append(BEFORE_IT[kinds[-1]])
    kinds.append("receive")
    return [kind for kind in kinds if kind not in APPS or APPS[kind](env)]


@tagged("post_install", "-at_install")
class TestRandomDocuments(RealDocuments):
    last_day = (18 + len(FIRST)) * STEP + STEP

    @cases(2)
    @given(st.integers(0, 2**32), st.integers(0, 63), st.sampled_from(AS_OF))
    def test_a_trace_tells_what_was_done_by_real_documents(self, seed, some, as_of):
        with self.env.cr.savepoint() as savepoint:
            self.start()
            for kind, *step in [*FIRST, *steps_of(seed)]:
                self.step(kinds_of(kind, self.env), *step)
            note("\n".join(map(str, [*self.documents_told, *self.movements_told])))
            lots = sorted({movement.lot for movement in self.movements_told})
            root = lots[some % len(lots)]
            self.check_trace({root: None}, as_of)
            self.note_by_hand()
            for record in self.had:
                self.check_record(record)
            self.undo(savepoint)

    def check_trace(self, roots, as_of=None):
        history = self.history(FOREVER if as_of is None else as_of)
        for ways in ((True,), (False,), (True, False)):
            answer = self.trace(roots, ways, None, as_of)
            self.assertFalse(answer["bundles"])
            self.check(answer, Answer(history, roots, ways), self.what)

    def note_by_hand(self):
        """What stands in a pallet by hand is known only as long as it does."""
        for box in self.by_hand:
            for lot, _quantity in self.contents([box]):
                packed = self.had[box][lot]
                self.had.setdefault(self.inside[box], {}).setdefault(lot, []).extend(packed)

    def check_record(self, record):
        """A transfer, an order and a partner are traced by what they moved, and when."""
        moments = self.had[record]
        roots = {lot: [min(days), max(days)] for lot, days in moments.items()}
        lots, _lotless, found = record.with_user(self.stock_user)._traced_lots()
        self.assertEqual(
            {self.number_of(lot) for lot in lots}, set(roots), f"roots of {record.display_name}"
        )
        for lot, days in roots.items():
            # Since when a box stood on a pallet by hand, or until when, nothing tells.
            told = slice(1 if record in self.pallets else 2)
            self.assertEqual(
                found[self.lots[lot].id][told],
                tuple(str(self.at(day)) for day in days)[told],
                f"moments of {record.display_name}",
            )
