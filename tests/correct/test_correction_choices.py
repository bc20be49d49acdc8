"""What the correction wizard offers makes sense, and what it does not offer is refused."""

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..common.correction import CorrectionCommon


@tagged("post_install", "-at_install")
class TestCorrectionChoices(CorrectionCommon):
    def setUp(self):
        super().setUp()
        with self.on_day(1):
            self.m1, self.m2, self.m3 = (
                self.receive(self.motor, name) for name in ("M-1", "M-2", "M-3")
            )
            self.t1 = self.receive(self.tomato, "T-1", 10)
        with self.on_day(2):
            self.delivery = self.deliver(self.motor, self.m1)
        self.never = self.make_lot(self.motor, "M-8")

    def offered(self, wizard, field="new_lot_id", record=None):
        """:return: the lots that a field of the wizard (or of one of its rows) lets choose"""
        record = record or wizard.line_ids
        names = ("product_id", "lot_id", "company_id", "source_id", "lot_ids")
        values = {
            name: record[name].ids if name == "lot_ids" else record[name].id
            for name in names
            if name in record._fields
        }
        domain = safe_eval(record._fields[field].domain, values)
        return self.env["stock.lot"].with_user(self.stock_manager).search(domain)

    def test_a_delivery_offers_what_was_in_its_place(self):
        self.transfer(self.motor, self.m3)
        wizard = self.wizard(self.delivery)
        self.assertEqual(self.offered(wizard), self.m2 | self.m3)
        back = self.give_back(self.delivery)
        self.assertFalse(self.offered(self.wizard(back)), "no other was with the customer")

    def test_a_receipt_offers_any_number_of_its_product(self):
        receipt = self.line(self.m1._correction_lines().picking_id[0])
        wizard = self.wizard(receipt.picking_id)
        self.assertEqual(self.offered(wizard), self.m2 | self.m3 | self.never)

    def test_numbers_of_another_company_are_not_offered(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.stock_manager.company_ids |= elsewhere
        far = self.env["stock.lot"].create(
            {"name": "M-9", "product_id": self.motor.id, "company_id": elsewhere.id}
        )
        receipt = self.m1._correction_lines().picking_id[0]
        self.assertNotIn(far, self.offered(self.wizard(receipt)))

    def test_what_is_not_offered_is_refused_by_the_server_too(self):
        for lot, message in (
            (self.never, "M-8 was not in"),
            (self.m1, "Select the correct lot"),
            (self.t1, "belongs to another product"),
        ):
            wizard = self.wizard(self.delivery)
            wizard.line_ids.new_lot_id = lot
            with self.subTest(lot=lot.name):
                self.assertFalse(wizard.can_apply)
                self.assert_nothing_corrected(message, wizard.action_apply)

    def test_only_numbers_of_one_product_swap(self):
        with self.on_day(2):
            tomatoes = self.deliver(self.tomato, self.t1, 2)
            other = self.deliver(self.motor, self.m2)
        all_three = self.delivery | tomatoes | other
        wizard = self.wizard(all_three, kind="swap", lot_id=self.m1.id)
        self.assertTrue(wizard.can_swap)
        self.assertEqual(self.offered(wizard, "other_lot_id", wizard), self.m2)
        # A form that does not know the product yet, for the server has not told it.
        form = self.env[wizard._name].new({"line_ids": wizard.line_ids.ids})
        self.assertIn(self.m2, self.offered(form, "other_lot_id", form))
        wizard.other_lot_id = self.t1
        self.assertFalse(wizard.can_apply)
        self.assert_nothing_corrected("belongs to another product", wizard.action_apply)
        wizard.other_lot_id = self.m1
        self.assert_nothing_corrected("Select the correct lot", wizard.action_apply)
        self.assertFalse(self.wizard(self.delivery | tomatoes).can_swap)

    def test_a_swap_or_a_typo_needs_a_number(self):
        for kind in ("swap", "name"):
            wizard = self.wizard(self.delivery, kind=kind, lot_id=False, new_name="M-7")
            with self.subTest(kind=kind), self.assertRaisesRegex(UserError, "that is wrong"):
                wizard.action_apply()

    def test_the_only_number_there_is_chosen_already(self):
        self.assertEqual(self.wizard(self.delivery).lot_id, self.m1)
        with self.on_day(2):
            other = self.deliver(self.motor, self.m2)
        self.assertFalse(self.wizard(self.delivery | other).lot_id)

    def test_a_name_that_cannot_be_is_told_before_it_is_applied(self):
        self.motor.product_tmpl_id.lot_name_pattern = "M-#"
        for name, message in (
            ("M-2", "already exists"),
            ("M-1", "is already M-1"),
            ("N-1", "does not match the pattern"),
        ):
            wizard = self.wizard(self.delivery, kind="name", new_name=name)
            with self.subTest(name=name):
                self.assertFalse(wizard.can_apply)
                self.assertIn(message, wizard.preview)
                self.assert_nothing_corrected("", wizard.action_apply)
        wizard = self.wizard(self.delivery, kind="name", new_name="M-7")
        self.assertTrue(wizard.can_apply)
        blank = self.wizard(self.delivery, kind="name", new_name="   ")
        self.assertFalse(blank.can_apply)
        self.assert_nothing_corrected("Enter the correct lot", blank.action_apply)
