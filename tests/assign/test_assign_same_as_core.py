"""Assigned lots and serial numbers are stored as those that core's *Generate* makes."""

from odoo.tests import tagged

from ..common.same_as_core import SameAsCoreCommon


@tagged("post_install", "-at_install")
class TestAssignSameAsCore(SameAsCoreCommon):
    def test_numbers_are_assigned_as_core_generates_them(self):
        for existing in (False, True):
            self.receipts.use_existing_lots = existing
            move = self.plan_empty(self.motor, 5)
            rows = self.rows(move, *(f"S{number:03}" for number in range(1, 6)))
            self.env.flush_all()
            known = self.known_ids()
            core = self.outcome(lambda move=move: self.generate(move), known)
            ours = self.outcome(lambda move=move, rows=rows: self.assign(move, rows), known)
            self.assert_same(core, ours)

    def generate(self, move):
        move._generate_serial_numbers("S001", 5)
        move.picked = True
        move.picking_id.button_validate()

    def assign(self, move, rows):
        move._assign_numbers(rows)
        move.picked = True
        move.picking_id.button_validate()
