"""Quantities of a lot recorded under another, put right by an Inventory manager."""

from contextlib import contextmanager

from odoo.fields import Command
from odoo.tests import tagged

from ..common.correction import CorrectionCommon


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
        self.assert_nothing_corrected("T-2", lambda: self.correct({self.line(delivery): self.t2}))

    def test_of_a_lot_that_was_there_anyway_only_the_wrong_movement_changes(self):
        with self.on_day(2):
            wrong = self.transfer(self.tomato, self.t1, 4)
            right = self.transfer(self.tomato, self.t1, 4)
        with self.on_day(3):
            out = self.move_goods(
                self.warehouse.out_type_id,
                self.shelf,
                self.customer_location,
                [(self.tomato, self.t1, 3)],
                self.customer,
            )
        self.correct({self.line(wrong): self.t2})
        self.assertEqual((right | out).move_line_ids.lot_id, self.t1)
        self.assertEqual(self.on_hand(self.t2, self.shelf), 4)
        self.assert_stock_is_sum_of_lines()

    @contextmanager
    def untracked_as_before(self):
        """Record data from before traceability was strict and the product tracked."""
        self.company.strict_traceability = False
        self.tomato.tracking = "none"
        yield
        self.tomato.tracking = "lot"
        self.company.strict_traceability = True

    def test_stock_without_lot_is_not_touched(self):
        with self.untracked_as_before():
            self.receive(self.tomato, None, 5)
        delivery = self.deliver(self.tomato, self.t1, 10)
        self.correct({self.line(delivery): self.t2})
        quants = self.env["stock.quant"].search(
            [("product_id", "=", self.tomato.id), ("lot_id", "=", False)]
        )
        self.assertEqual(sorted(quants.mapped("quantity")), [-5, 5])
        self.assert_stock_is_sum_of_lines()

    def test_stock_without_lot_gets_back_what_a_lot_took_of_it(self):
        """Received before the product was tracked, delivered by lot: Odoo took it from there."""
        places = (self.supplier_location, self.stock_location)
        lot = self.make_lot(self.tomato, "T-9")
        for day, (came, went) in enumerate(((5, 5), (10, 3)), start=2):
            with self.subTest(came=came, went=went):
                with self.untracked_as_before(), self.on_day(day):
                    receipt = self.move_goods(
                        self.warehouse.in_type_id, *places, [(self.tomato, None, came)]
                    )
                    self.tomato.tracking = "lot"
                    self.deliver(self.tomato, lot, went)
                self.assertEqual(self.on_hand(lot), 0)
                self.correct({self.line(receipt): lot})
                self.assertEqual(self.on_hand(lot), came - went)
                self.assert_stock_is_sum_of_lines()

    def test_a_receipt_gets_another_lot_though_the_vendor_has_stock_without_lot(self):
        with self.untracked_as_before():
            self.transfer(self.tomato, None, 5, destination=self.supplier_location)
        receipt = self.env["stock.move.line"].search(
            [("lot_id", "=", self.t1.id), ("location_id", "=", self.supplier_location.id)]
        )
        self.correct({receipt: self.make_lot(self.tomato, "T-9")})
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
            "already picked in", lambda: self.correct({self.line(delivery): self.t2})
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
            self.warehouse.in_type_id,
            self.supplier_location,
            self.stock_location,
            [(self.tomato, None, 3)],
        )
        self.correct({self.line(receipt): self.t1})
        self.assertEqual(self.on_hand(self.t1), 13)
        self.assertFalse(self.line(receipt).lot_waived)
        self.assert_stock_is_sum_of_lines()

    def test_what_followed_a_receipt_without_lot_gets_its_lot_where_nothing_else_was_there(self):
        with self.untracked_as_before():
            with self.on_day(1):
                receipt = self.receive_unknown(10)
            with self.on_day(2):
                deliveries = [self.deliver(self.tomato, None, quantity) for quantity in (4, 5)]
        t3 = self.make_lot(self.tomato, "T-3")
        self.correct({self.line(receipt): t3})
        self.assertEqual([self.line(delivery).lot_id for delivery in deliveries], [t3, t3])
        self.assertEqual(self.on_hand(t3), 1)
        self.assert_stock_is_sum_of_lines()

    def test_of_two_receipts_without_lot_the_other_may_have_been_delivered(self):
        with self.untracked_as_before():
            with self.on_day(1):
                receipt = self.receive_unknown(10)
                self.receive_unknown(10)
            with self.on_day(2):
                delivery = self.deliver(self.tomato, None, 4)
        t3 = self.make_lot(self.tomato, "T-3")
        self.correct({self.line(receipt): t3})
        self.assertFalse(self.line(delivery).lot_id)
        self.assertEqual(self.on_hand(t3), 10)
        self.assert_stock_is_sum_of_lines()

    def receive_unknown(self, quantity):
        """:return: a done receipt of tomatoes without lot"""
        places = (self.supplier_location, self.stock_location)
        return self.move_goods(self.warehouse.in_type_id, *places, [(self.tomato, None, quantity)])

    def test_movements_are_corrected_from_their_list(self):
        with self.on_day(2):
            deliveries = [self.deliver(self.tomato, self.t1, 2) for _index in range(2)]
        lines = self.line(deliveries[0]) | self.line(deliveries[1])
        wizard = self.wizard(lines)
        self.assertEqual(wizard.line_ids.move_line_id, lines)
        wizard.line_ids.new_lot_id = self.t2
        wizard.action_apply()
        self.assertEqual(lines.lot_id, self.t2)
        self.assertEqual(lines.mapped("correction_count"), [1, 1])
