"""What an Inventory manager puts right, and what the stock is then."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..models import correction_stock
from .correction_common import CorrectionCommon


@tagged("post_install", "-at_install")
class TestWrongNumberPicked(CorrectionCommon):
    def setUp(self):
        super().setUp()
        with self.on_day(1):
            self.m1, self.m2, self.m3 = (
                self.receive(self.motor, name) for name in ("M-1", "M-2", "M-3")
            )

    def test_the_right_serial_leaves_the_stock_and_the_wrong_one_is_back(self):
        with self.on_day(2):
            delivery = self.deliver(self.motor, self.m1)
        self.correct({self.line(delivery): self.m2})
        self.assertEqual(self.line(delivery).lot_id, self.m2)
        self.assertEqual((self.on_hand(self.m1), self.on_hand(self.m2)), (1, 0))
        self.assertEqual(self.on_hand(self.m2, self.customer_location), 1)
        self.assertEqual((self.m1.location_id, self.m2.location_id.usage), (
            self.stock_location, "customer"
        ))
        self.assert_stock_is_sum_of_lines()

    def test_the_trace_tells_the_corrected_history(self):
        delivery = self.deliver(self.motor, self.m1)
        self.correct({self.line(delivery): self.m2})
        kinds = {event["kind"] for event in self.m2.get_traceability()["events"]}
        self.assertEqual(kinds, {"receipt", "delivery"})
        self.assertEqual(
            {event["kind"] for event in self.m1.get_traceability()["events"]}, {"receipt"}
        )

    def test_a_serial_that_had_already_gone_cannot_have_been_picked(self):
        with self.on_day(2):
            first = self.deliver(self.motor, self.m1)
        with self.on_day(3):
            second = self.deliver(self.motor, self.m2)
        message = self.assert_nothing_corrected(
            "would break the stock", lambda: self.correct({self.line(second): self.m1})
        )
        self.assertIn(second.name, message)
        self.assertIn("M-1", message)
        # The other way round it would leave before, and could not leave again.
        message = self.assert_nothing_corrected(
            "would break the stock", lambda: self.correct({self.line(first): self.m2})
        )
        self.assertIn(second.name, message)

    def test_every_wrong_movement_is_named_at_once(self):
        with self.on_day(2):
            gone = [self.deliver(self.motor, lot) for lot in (self.m1, self.m2)]
        with self.on_day(3):
            self.receive(self.motor, "M-4"), self.receive(self.motor, "M-5")
        late = [self.make_lot(self.motor, name) for name in ("M-4", "M-5")]
        changes = {self.line(picking): lot for picking, lot in zip(gone, late, strict=True)}
        message = self.assert_nothing_corrected(
            "would break the stock", lambda: self.correct(changes)
        )
        for picking in gone:
            self.assertIn(picking.name, message)

    def test_a_serial_not_received_by_then_cannot_have_been_picked(self):
        with self.on_day(2):
            delivery = self.deliver(self.motor, self.m1)
        with self.on_day(3):
            late = self.receive(self.motor, "M-9")
        self.assert_nothing_corrected(
            "M-9 was not in", lambda: self.correct({self.line(delivery): late})
        )

    def test_a_receipt_cannot_bring_what_is_in_stock_already(self):
        receipt = self.env["stock.move.line"].search([("lot_id", "=", self.m1.id)])
        self.assert_nothing_corrected(
            "more than once", lambda: self.correct({receipt: self.m2})
        )

    def test_where_the_goods_moved_on_their_movements_are_corrected_too(self):
        with self.on_day(2):
            inside = self.transfer(self.motor, self.m1)
        with self.on_day(3):
            out = self.move_goods(
                self.warehouse.out_type_id,
                self.shelf,
                self.customer_location,
                [(self.motor, self.m1, 1)],
                self.customer,
            )
        change = {self.line(inside): self.m2}
        message = self.assert_nothing_corrected(
            "no longer be in", lambda: self.correct(change, follow=False)
        )
        self.assertIn(out.name, message)
        log = self.correct(change)
        self.assertEqual((inside | out).move_line_ids.lot_id, self.m2)
        self.assertEqual(log.picking_ids, inside | out)
        self.assertEqual(self.on_hand(self.m1), 1)
        self.assert_stock_is_sum_of_lines()

    def test_a_typing_error_at_the_receipt_follows_the_unit_to_the_customer_and_back(self):
        new = self.make_lot(self.motor, "M-1X")
        with self.on_day(2):
            delivery = self.deliver(self.motor, self.m1)
        with self.on_day(3):
            back = self.move_goods(
                self.warehouse.in_type_id,
                self.customer_location,
                self.stock_location,
                [(self.motor, self.m1, 1)],
            )
        receipt = self.env["stock.move.line"].search(
            [("lot_id", "=", self.m1.id), ("location_id", "=", self.supplier_location.id)]
        )
        self.correct({receipt: new})
        self.assertEqual((delivery | back).move_line_ids.lot_id, new)
        self.assertFalse(self.env["stock.move.line"].search([("lot_id", "=", self.m1.id)]))
        self.assert_stock_is_sum_of_lines()

    def test_package_and_owner_stay_on_the_goods(self):
        package = self.env["stock.package"].create({"name": "BOX-1"})
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.int_type_id.id,
                "location_id": self.stock_location.id,
                "location_dest_id": self.shelf.id,
            }
        )
        self._add_move(picking, self.motor, [(self.m1, 1)])
        picking.move_line_ids.result_package_id = package
        picking.action_confirm()
        picking.move_ids.picked = True
        picking.button_validate()
        self.correct({self.line(picking): self.m2})
        quant = self.m2.quant_ids.filtered(lambda quant: quant.quantity > 0)
        self.assertEqual((quant.package_id, quant.location_id), (package, self.shelf))
        self.assert_stock_is_sum_of_lines()

    def test_age_in_stock_is_kept(self):
        with self.on_day(5):
            inside = self.transfer(self.motor, self.m1)
        since = self.m1.quant_ids.filtered(lambda quant: quant.location_id == self.shelf).in_date
        with self.on_day(9):
            self.correct({self.line(inside): self.m2})
        moved = self.m2.quant_ids.filtered(lambda quant: quant.location_id == self.shelf)
        self.assertEqual(moved.in_date, since)

    def test_a_scrap_names_the_right_lot_too(self):
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.motor.id, "lot_id": self.m1.id, "scrap_qty": 1,
             "location_id": self.stock_location.id}
        )
        scrap.do_scrap()
        self.correct({scrap.move_ids.move_line_ids: self.m2})
        self.assertEqual(scrap.lot_id, self.m2)
        self.assertEqual(self.on_hand(self.m1), 1)
        self.assert_stock_is_sum_of_lines()

    def test_only_an_inventory_manager_corrects_and_says_why(self):
        line = self.line(self.deliver(self.motor, self.m1))
        self.assert_nothing_corrected(
            "Only an Inventory manager",
            lambda: self.correct({line: self.m2}, user=self.stock_user),
        )
        with self.assertRaisesRegex(UserError, "Say why"):
            line.with_user(self.stock_manager)._correct_lots({line: self.m2}, "  ")

    def test_another_products_number_and_open_movements_are_refused(self):
        line = self.line(self.deliver(self.motor, self.m1))
        tomato = self.receive(self.tomato, "T-1", 5)
        self.assert_nothing_corrected(
            "number of another product", lambda: self.correct({line: tomato})
        )
        self.assert_nothing_corrected("right lot", lambda: self.correct({line: self.m1}))
        self._add_move(picking := self.env["stock.picking"].create(
            {"picking_type_id": self.warehouse.out_type_id.id}
        ), self.motor, [(self.m2, 1)])
        self.assert_nothing_corrected(
            "not done", lambda: self.correct({self.line(picking): self.m3})
        )

    def test_when_someone_else_moves_the_goods_it_waits_for_another_time(self):
        line = self.line(self.deliver(self.motor, self.m1))
        lots = type(self.m1)
        with patch.object(lots, "try_lock_for_update", lambda lots, **_options: lots.browse()):
            self.assert_nothing_corrected(
                "right now", lambda: self.correct({line: self.m2})
            )
        self.assertTrue(correction_stock.lock)


@tagged("post_install", "-at_install")
class TestWrongLotPicked(CorrectionCommon):
    def setUp(self):
        super().setUp()
        with self.on_day(1):
            self.t1 = self.receive(self.tomato, "T-1", 10)
            self.t2 = self.receive(self.tomato, "T-2", 10)

    def test_the_quantity_moves_from_one_lot_to_the_other(self):
        with self.on_day(2):
            delivery = self.deliver(self.tomato, self.t1, 4)
        self.correct({self.line(delivery): self.t2})
        self.assertEqual((self.on_hand(self.t1), self.on_hand(self.t2)), (10, 6))
        self.assert_stock_is_sum_of_lines()

    def test_a_lot_of_which_too_little_is_left_is_refused(self):
        with self.on_day(2):
            delivery = self.deliver(self.tomato, self.t1, 4)
        with self.on_day(3):
            self.deliver(self.tomato, self.t2, 8)
        self.assert_nothing_corrected(
            "T-2", lambda: self.correct({self.line(delivery): self.t2})
        )

    def test_of_a_lot_that_was_there_anyway_only_the_wrong_movement_changes(self):
        with self.on_day(2):
            wrong = self.transfer(self.tomato, self.t1, 4)
            right = self.transfer(self.tomato, self.t1, 4)
        with self.on_day(3):
            out = self.move_goods(
                self.warehouse.out_type_id, self.shelf, self.customer_location,
                [(self.tomato, self.t1, 3)], self.customer,
            )
        self.correct({self.line(wrong): self.t2})
        self.assertEqual((right | out).move_line_ids.lot_id, self.t1)
        self.assertEqual(self.on_hand(self.t2, self.shelf), 4)
        self.assert_stock_is_sum_of_lines()

    def test_stock_without_lot_is_not_touched(self):
        self.tomato.tracking = "none"
        self.receive(self.tomato, None, 5)
        self.tomato.tracking = "lot"
        delivery = self.deliver(self.tomato, self.t1, 10)
        self.correct({self.line(delivery): self.t2})
        quants = self.env["stock.quant"].search(
            [("product_id", "=", self.tomato.id), ("lot_id", "=", False)]
        )
        self.assertEqual(sorted(quants.mapped("quantity")), [-5, 5])
        self.assert_stock_is_sum_of_lines()

    def reserve(self, lot, quantity):
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.stock_location.id,
                "location_dest_id": self.customer_location.id,
            }
        )
        self._add_move(picking, self.tomato, [(lot, quantity)])
        picking.action_confirm()
        return picking

    def test_a_proposed_delivery_takes_other_goods_instead(self):
        delivery = self.deliver(self.tomato, self.t1, 4)
        waiting = self.reserve(self.t2, 8)
        self.correct({self.line(delivery): self.t2})
        lots = {line.lot_id: line.quantity for line in waiting.move_line_ids}
        self.assertLessEqual(lots.get(self.t2, 0), 6)
        self.assertEqual(sum(lots.values()), 8)
        self.assert_reservations_match()
        self.assert_stock_is_sum_of_lines()

    def test_what_somebody_has_picked_is_not_taken_away(self):
        delivery = self.deliver(self.tomato, self.t1, 4)
        waiting = self.reserve(self.t2, 8)
        waiting.move_ids.picked = True
        message = self.assert_nothing_corrected(
            "has picked it", lambda: self.correct({self.line(delivery): self.t2})
        )
        self.assertIn(waiting.name, message)

    def test_the_next_step_that_waits_for_the_goods_reserves_the_right_lot(self):
        with self.on_day(2):
            inside = self.transfer(self.tomato, self.t1, 4)
        waiting = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.shelf.id,
                "location_dest_id": self.customer_location.id,
            }
        )
        self._add_move(waiting, self.tomato, [(self.t1, 4)])
        waiting.move_ids.write(
            {"move_orig_ids": [Command.link(inside.move_ids.id)], "procure_method": "make_to_order"}
        )
        waiting.action_confirm()
        self.correct({self.line(inside): self.t2})
        self.assertEqual(waiting.move_line_ids.lot_id, self.t2)
        self.assert_reservations_match()
        self.assert_stock_is_sum_of_lines()

    def test_a_done_movement_without_lot_gets_the_one_it_should_have_had(self):
        self.warehouse.in_type_id.lots_optional = True
        receipt = self.move_goods(
            self.warehouse.in_type_id, self.supplier_location, self.stock_location,
            [(self.tomato, None, 3)],
        )
        self.correct({self.line(receipt): self.t1})
        self.assertEqual(self.on_hand(self.t1), 13)
        self.assertFalse(self.line(receipt).lot_waived)
        self.assert_stock_is_sum_of_lines()


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
            self.warehouse.out_type_id, self.stock_location, self.customer_location,
            [(apples, a1, 7), (apples, a2, 2)], self.customer,
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
            self.warehouse.out_type_id, self.stock_location, self.customer_location,
            [(apples, a1, 7), (apples, a2, 2)], self.customer,
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
        lot.with_user(self.stock_manager)._correct_name(" T-01 ", "Letter O for zero")
        self.assertEqual(lot.name, "T-01")
        self.assertEqual(self.line(delivery).lot_id, lot)
        self.assert_stock_is_sum_of_lines()

    def test_the_number_typed_at_the_receipt_is_corrected_with_it(self):
        lot = self.receive(self.tomato, "T-O1", 5)
        line = self.env["stock.move.line"].search([("lot_id", "=", lot.id)])
        line.lot_name = "T-O1"
        lot.with_user(self.stock_manager)._correct_name("T-01", "Letter O for zero")
        self.assertEqual(line.lot_name, "T-01")

    def test_a_number_that_is_taken_or_unclean_is_refused(self):
        lot, _other = self.receive(self.tomato, "T-O1", 5), self.receive(self.tomato, "T-02", 5)
        self.tomato.lot_name_pattern = "T-*"
        lot = lot.with_user(self.stock_manager)
        for name in ("T-02", "X-1", "T-\x07"):
            with self.subTest(name=name), self.assertRaises(ValidationError):
                lot._correct_name(name, "Read from the label")
            self.env.invalidate_all()
        for name in ("", "   ", "T-O1", None):
            with self.subTest(name=name), self.assertRaises(UserError):
                lot._correct_name(name, "Read from the label")

    def test_only_an_inventory_manager_and_with_a_reason(self):
        lot = self.receive(self.tomato, "T-O1", 5)
        with self.assertRaises(AccessError):
            lot.with_user(self.stock_user)._correct_name("T-01", "Letter O for zero")
        with self.assertRaisesRegex(UserError, "Say why"):
            lot.with_user(self.stock_manager)._correct_name("T-01", "")
        self.assertEqual(lot.name, "T-O1")
