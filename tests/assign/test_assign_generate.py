"""Numbers are counted up: from a sequence or the latest one, free ones only."""

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.assign.assignment_generate import count_up, split_number
from ..common.assign import AssignCommon

SETTINGS = settings(max_examples=60, deadline=None, database=None, derandomize=True)


@tagged("-at_install", "post_install")
class TestAssignGenerate(AssignCommon):
    def setUp(self):
        super().setUp()
        self.receipt = self.order_receipt((self.motor, 5))
        self.move = self.receipt.move_ids

    def generate(self, first, count):
        return [row["name"] for row in self.assignment.generate(self.move, first, count)]

    def first(self, moves=None):
        return self.wizard(moves or self.receipt).first_number

    def test_prefix_suffix_and_zeros_are_kept(self):
        self.assertEqual(self.generate("SN-009/X", 3), ["SN-009/X", "SN-010/X", "SN-011/X"])
        self.assertEqual(self.generate("2026-08", 2), ["2026-08", "2026-09"])
        self.assertEqual(self.generate("SN", 2), ["SN0", "SN1"])

    def test_numbers_that_exist_or_wait_on_another_receipt_are_skipped(self):
        self.receive(self.motor, "A2")
        other = self.wizard(self.order_receipt((self.motor, 1)))
        self.paste(other, "A4")
        other.action_assign()
        self.assertEqual(self.generate("A1", 4), ["A1", "A3", "A5", "A6"])

    def test_numbers_of_a_company_that_the_user_does_not_see_are_skipped(self):
        company = self.env["res.company"].create({"name": "Other Works"})
        self.env["stock.lot"].create(
            {"product_id": self.motor.id, "name": "A2", "company_id": company.id}
        )
        assignment = self.assignment.with_user(self.stock_user)
        rows = assignment.generate(self.move, "A1", 2)
        self.assertEqual([row["name"] for row in rows], ["A1", "A3"])

    @SETTINGS
    @given(
        st.text("AB-/é", max_size=4),
        st.integers(0, 99_999).map(str) | st.from_regex("[0-9]{1,6}", fullmatch=True),
        st.text("xy_", max_size=3),
        st.integers(1, 40),
    )
    def test_twice_as_many_are_those_and_those_that_follow(self, prefix, digits, suffix, count):
        first = f"{prefix}{digits}{suffix}"
        counted = [name for name, _longer in self.assignment._free_names(self.motor, first, count)]
        onward = [
            name
            for name, _longer in self.assignment._free_names(self.motor, counted[-1], count + 1, ())
        ][1:]
        both = [name for name, _longer in self.assignment._free_names(self.motor, first, 2 * count)]
        self.assertEqual(counted + onward, both)
        self.assertEqual(len(set(both)), 2 * count)

    @SETTINGS
    @given(st.text(max_size=300))
    def test_any_text_counts_up_from_itself(self, text):
        parts = split_number(text)
        self.assertIn("".join(parts), (text, f"{text}0"))
        if len(parts[1]) < 4000:
            first, longer = next(count_up(text))
            self.assertEqual((first, longer), ("".join(parts), False))

    def test_bad_first_numbers_and_counts(self):
        for first, count, words in (
            ("", 1, "Motor, no lot/serial number"),
            ("A" * 300, 1, "longer than 255"),
            ("A\n1", 1, "printed|printable"),
            ("A1", 0, "enter how many"),
            ("A1", -5, "enter how many"),
            ("A1", 10**9, "at most 100000 rows"),
        ):
            with self.refused(UserError, words):
                self.generate(first, count)

    def test_the_proposal_follows_the_latest_number_of_the_product(self):
        self.receive(self.motor, "M-0041")
        self.receive(self.tomato, "T-9")
        self.assertEqual(self.first(), "M-0042")

    def test_the_proposal_follows_what_is_in_the_list(self):
        wizard = self.wizard(self.receipt)
        wizard.write({"first_number": "Z-08", "count": 2})
        wizard.action_generate()
        self.assertEqual((wizard.first_number, wizard.count), ("Z-10", 3))

    def test_the_proposal_of_a_product_that_has_no_number_yet_is_the_common_sequence(self):
        sequence = self.env.ref("stock.sequence_production_lots")
        expected = sequence.get_next_char(sequence.number_next_actual)
        self.assertEqual(self.first(), expected)

    def test_the_proposal_is_of_the_sequence_of_the_product_and_skips_what_exists(self):
        self.motor.product_tmpl_id.serial_prefix_format = "MOT"
        self.receive(self.motor, "MOT0000001")
        self.receive(self.motor, "OTHER-5")
        self.assertEqual(self.first(), "MOT0000002")

    def test_the_category_has_a_sequence_and_the_product_overrides_it(self):
        parent = self.env["product.category"].create(
            {
                "name": "Machines",
                "lot_sequence_id": self.env["ir.sequence"]
                .create({"name": "Machines", "prefix": "MA/", "padding": 4, "company_id": False})
                .id,
            }
        )
        self.motor.categ_id = self.env["product.category"].create(
            {"name": "Motors", "parent_id": parent.id}
        )
        self.assertEqual(self.first(), "MA/0001")
        self.motor.product_tmpl_id.serial_prefix_format = "MOT"
        self.assertEqual(self.first(), "MOT0000001")

    def test_the_sequence_goes_on_after_the_numbers_that_were_assigned(self):
        self.motor.product_tmpl_id.serial_prefix_format = "MOT"
        wizard = self.wizard(self.receipt)
        wizard.action_generate()
        wizard.action_assign()
        self.assertEqual(max(self.numbers(self.receipt)), "MOT0000005")
        self.assertEqual(self.first(self.order_receipt((self.motor, 1))), "MOT0000006")
        self.assertEqual(self.motor.lot_sequence_id.number_next_actual, 6)

    def test_a_number_typed_far_ahead_leaves_the_sequence_where_it_is(self):
        self.motor.product_tmpl_id.serial_prefix_format = "MOT"
        wizard = self.wizard(self.receipt)
        self.paste(wizard, "MOT0900000")
        wizard.action_assign()
        self.assertEqual(self.motor.lot_sequence_id.number_next_actual, 1)

    def test_lots_share_the_demand(self):
        wizard = self.wizard(self.order_receipt((self.tomato, 25)))
        wizard.write({"first_number": "L1", "units_per_lot": 10})
        wizard.action_generate()
        self.assertEqual(
            [(row["name"], row["quantity"]) for row in wizard.rows],
            [("L1", 10), ("L2", 10), ("L3", 5)],
        )
        wizard.action_assign()
        self.assertEqual(sum(wizard.move_ids.move_line_ids.mapped("quantity")), 25)
