"""A new lot is proposed a number at once: the next free one of its product or category."""

from odoo.tests import Form, tagged

from ..common.world import TraceabilityCommon


@tagged("post_install", "-at_install")
class TestLotNumbers(TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sequence = cls.env["ir.sequence"].create(
            {"name": "Tomatoes", "prefix": "TOM-", "padding": 3}
        )
        cls.tomato.lot_sequence_id = cls.sequence
        cls.lots = cls.env["stock.lot"].with_user(cls.stock_user)

    def setUp(self):
        super().setUp()
        # A sequence of the database is not rolled back between tests.
        self.sequence.number_next_actual = 1

    def test_the_form_proposes_a_number_at_once_and_another_with_the_product(self):
        with Form(self.lots) as form:
            self.assertTrue(form.name, "before a product is chosen")
            form.product_id = self.tomato
            self.assertEqual(form.name, "TOM-001")
        with Form(self.lots) as form:
            form.product_id = self.tomato
            self.assertEqual(form.name, "TOM-002")

    def test_a_form_that_is_closed_uses_no_number_up(self):
        for _time in range(3):
            form = Form(self.lots)
            form.product_id = self.tomato
            self.assertEqual(form.name, "TOM-001")

    def test_a_typed_number_stays(self):
        with Form(self.lots) as form:
            form.name = "MINE"
            form.product_id = self.tomato
            self.assertEqual(form.name, "MINE")
        self.assertEqual(self.lots.create({"product_id": self.tomato.id}).name, "TOM-001")

    def test_taken_numbers_are_skipped(self):
        for number in ("TOM-001", "TOM-002"):
            self.lots.create({"product_id": self.tomato.id, "name": number})
        self.sequence.number_next_actual = 1
        self.assertEqual(self.lots.create({"product_id": self.tomato.id}).name, "TOM-003")

    def test_without_a_sequence_the_latest_number_is_followed(self):
        self.lots.create({"product_id": self.motor.id, "name": "M-0041"})
        self.assertEqual(self.lots.create({"product_id": self.motor.id}).name, "M-0042")

    def test_no_number_is_proposed_that_the_pattern_refuses(self):
        self.tomato.product_tmpl_id.lot_name_pattern = "LOT-####"
        form = Form(self.lots)
        form.product_id = self.tomato
        self.assertFalse(form.name)

    def test_without_strict_traceability_all_is_as_in_core(self):
        self.company.strict_traceability = False
        self.assertFalse(Form(self.lots).name)
        self.assertEqual(self.lots.create({"product_id": self.tomato.id}).name, "TOM-001")
        form = Form(self.lots)
        form.product_id = self.tomato
        self.assertEqual(form.name, "TOM-002")
