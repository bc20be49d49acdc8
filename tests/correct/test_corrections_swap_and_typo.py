"""Two lots swapped, and typing errors in numbers, put right by an Inventory manager."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common.correction import CorrectionCommon


@tagged("post_install", "-at_install")
class TestSwapped(CorrectionCommon):
    def setUp(self):
        super().setUp()
        with self.on_day(1):
            self.m1, self.m2 = (self.receive(self.motor, name) for name in ("M-1", "M-2"))

    def test_two_customers_got_each_others_unit(self):
        with self.on_day(2):
            shop = self.deliver(self.motor, self.m1)
        with self.on_day(3):
            hotel = self.deliver(self.motor, self.m2, partner=self.other_customer)
        log = self.correct({self.line(shop): self.m2, self.line(hotel): self.m1})
        self.assertEqual((self.line(shop).lot_id, self.line(hotel).lot_id), (self.m2, self.m1))
        self.assertEqual(log.kind, "swap")
        self.assert_stock_is_sum_of_lines()

    def test_the_return_of_a_swapped_unit_is_corrected_with_it(self):
        with self.on_day(2):
            shop = self.deliver(self.motor, self.m1)
            hotel = self.deliver(self.motor, self.m2, partner=self.other_customer)
        with self.on_day(3):
            wizard = self.env["stock.return.picking"].create({"picking_id": shop.id})
            wizard.product_return_moves.quantity = 1
            back = wizard._create_return()
            back.move_line_ids.lot_id = self.m1
            back.move_ids.picked = True
            back.button_validate()
        self.correct({self.line(shop): self.m2, self.line(hotel): self.m1})
        self.assertEqual(self.line(back).lot_id, self.m2)
        self.assertEqual((self.on_hand(self.m1), self.on_hand(self.m2)), (0, 1))
        self.assert_stock_is_sum_of_lines()

    def test_swapped_lots_of_one_transfer_in_the_wizard(self):
        apples = self.make_product("Apple")
        a1, a2 = self.receive(apples, "A-1", 10), self.receive(apples, "A-2", 10)
        delivery = self.move_goods(
            self.warehouse.out_type_id,
            self.stock_location,
            self.customer_location,
            [(apples, a1, 7), (apples, a2, 2)],
            self.customer,
        )
        wizard = self.wizard(delivery, kind="swap", lot_id=a1.id, other_lot_id=a2.id)
        self.assertTrue(wizard.can_apply)
        wizard.action_apply()
        self.assertEqual((self.on_hand(a1), self.on_hand(a2)), (8, 3))
        self.assert_stock_is_sum_of_lines()

    def test_a_swap_that_leaves_too_little_is_refused(self):
        apples = self.make_product("Apple")
        a1, a2 = self.receive(apples, "A-1", 10), self.receive(apples, "A-2", 3)
        delivery = self.move_goods(
            self.warehouse.out_type_id,
            self.stock_location,
            self.customer_location,
            [(apples, a1, 7), (apples, a2, 2)],
            self.customer,
        )
        wizard = self.wizard(delivery, kind="swap", lot_id=a1.id, other_lot_id=a2.id)
        self.assertFalse(wizard.can_apply)
        self.assertIn("A-2", wizard.preview)
        self.assert_nothing_corrected("A-2", wizard.action_apply)


@tagged("post_install", "-at_install")
class TestTypoInANumber(CorrectionCommon):
    def test_a_lot_that_moved_gets_its_right_number(self):
        lot = self.receive(self.tomato, "T-O1", 5)
        delivery = self.deliver(self.tomato, lot, 2)
        lot.with_user(self.stock_manager).correct_name(" T-01 ", "Letter O for zero")
        self.assertEqual(lot.name, "T-01")
        self.assertEqual(self.line(delivery).lot_id, lot)
        self.assert_stock_is_sum_of_lines()

    def test_the_number_typed_at_the_receipt_is_corrected_with_it(self):
        lot = self.receive(self.tomato, "T-O1", 5)
        line = self.env["stock.move.line"].search([("lot_id", "=", lot.id)])
        line.lot_name = "T-O1"
        lot.with_user(self.stock_manager).correct_name("T-01", "Letter O for zero")
        self.assertEqual(line.lot_name, "T-01")

    def test_a_number_that_is_taken_or_unclean_is_refused(self):
        lot, _other = self.receive(self.tomato, "T-O1", 5), self.receive(self.tomato, "T-02", 5)
        self.tomato.lot_name_pattern = "T-*"
        lot = lot.with_user(self.stock_manager)
        for name in ("T-02", "X-1", "T-\x07"):
            with self.subTest(name=name), self.assertRaises(ValidationError):
                lot.correct_name(name, "Read from the label")
            self.env.invalidate_all()
        for name in ("", "   ", "T-O1", None):
            with self.subTest(name=name), self.assertRaises(UserError):
                lot.correct_name(name, "Read from the label")

    def test_only_an_inventory_manager_and_with_a_reason(self):
        lot = self.receive(self.tomato, "T-O1", 5)
        with self.assertRaises(AccessError):
            lot.with_user(self.stock_user).correct_name("T-01", "Letter O for zero")
        with self.assertRaisesRegex(UserError, "Enter the reason"):
            lot.with_user(self.stock_manager).correct_name("T-01", "")
        self.assertEqual(lot.name, "T-O1")
