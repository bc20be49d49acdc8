"""The wizard Assign Serial Numbers on receipts: generate, paste, check, assign."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common.assign import AssignCommon


@tagged("-at_install", "post_install")
class TestAssignOnReceipts(AssignCommon):
    def setUp(self):
        super().setUp()
        self.receipt = self.order_receipt((self.motor, 5))

    def test_five_serials_are_generated_assigned_and_received(self):
        wizard = self.wizard(self.receipt)
        self.assertEqual((wizard.source, wizard.count), ("generate", 5))
        wizard.first_number = "SN-098"
        wizard.action_generate()
        self.assertEqual(self.states(wizard), ["new"] * 5)
        wizard.action_assign()
        names = ["SN-098", "SN-099", "SN-100", "SN-101", "SN-102"]
        self.assertEqual(sorted(self.numbers(self.receipt)), names)
        self.receipt.button_validate()
        self.assertEqual(self.receipt.state, "done")
        self.assertEqual(sorted(self.receipt.move_line_ids.lot_id.mapped("name")), names)

    def test_a_pasted_list_is_checked_and_assigned(self):
        wizard = self.wizard(self.receipt)
        self.paste(wizard, "A1\r\nA2\r\n\r\nA3\r\n")
        self.assertEqual(self.states(wizard), ["new"] * 3)
        wizard.action_assign()
        self.assertEqual(sorted(self.numbers(self.receipt)), ["A1", "A2", "A3"])

    def test_a_bad_row_stops_the_whole_list(self):
        wizard = self.wizard(self.receipt)
        self.paste(wizard, "A1\nA1\nA2")
        self.assertEqual(self.states(wizard), ["new", "duplicate", "new"])
        with self.refused(UserError, "row 2, Motor, A1: it is already in row 1"):
            wizard.action_assign()
        self.assertFalse([name for name in self.numbers(self.receipt) if name])

    def test_assigning_twice_changes_nothing(self):
        wizard = self.wizard(self.receipt)
        self.paste(wizard, "A1\nA2")
        wizard.action_assign()
        lines = self.receipt.move_line_ids
        wizard.action_assign()
        self.assertEqual(self.receipt.move_line_ids, lines)
        self.assertEqual(sorted(self.numbers(self.receipt)), ["A1", "A2"])
