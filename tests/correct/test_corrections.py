"""What an Inventory manager puts right, and what the stock is then."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common.correction import CorrectionCommon


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
        self.assertEqual(
            (self.m1.location_id, self.m2.location_id.usage), (self.stock_location, "customer")
        )
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
            "does not fit the recorded stock", lambda: self.correct({self.line(second): self.m1})
        )
        self.assertIn(second.name, message)
        self.assertIn("M-1", message)
        # The other way round it would leave before, and could not leave again.
        message = self.assert_nothing_corrected(
            "does not fit the recorded stock", lambda: self.correct({self.line(first): self.m2})
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
            "does not fit the recorded stock", lambda: self.correct(changes)
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
        self.assert_nothing_corrected("more than once", lambda: self.correct({receipt: self.m2}))

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
            {
                "product_id": self.motor.id,
                "lot_id": self.m1.id,
                "scrap_qty": 1,
                "location_id": self.stock_location.id,
            }
        )
        scrap.do_scrap()
        self.env.flush_all()
        self.env.cr.postcommit.data.clear()  # scrapped in an earlier transaction
        self.correct({scrap.move_ids.move_line_ids: self.m2})
        self.assertEqual(scrap.lot_id, self.m2)
        self.assertEqual(self.on_hand(self.m1), 1)
        self.assert_stock_is_sum_of_lines()

    def test_only_an_inventory_manager_corrects_and_says_why(self):
        line = self.line(self.deliver(self.motor, self.m1))
        self.assert_nothing_corrected(
            "Ask an Inventory manager",
            lambda: self.correct({line: self.m2}, user=self.stock_user),
        )
        with self.assertRaisesRegex(UserError, "Enter the reason"):
            line.with_user(self.stock_manager).correct_lots({line: self.m2}, "  ")

    def test_another_products_number_and_open_movements_are_refused(self):
        line = self.line(self.deliver(self.motor, self.m1))
        tomato = self.receive(self.tomato, "T-1", 5)
        self.assert_nothing_corrected(
            "belongs to another product", lambda: self.correct({line: tomato})
        )
        self.assert_nothing_corrected("correct lot", lambda: self.correct({line: self.m1}))
        self._add_move(
            picking := self.env["stock.picking"].create(
                {"picking_type_id": self.warehouse.out_type_id.id}
            ),
            self.motor,
            [(self.m2, 1)],
        )
        self.assert_nothing_corrected(
            "not done", lambda: self.correct({self.line(picking): self.m3})
        )

    def test_when_someone_else_moves_the_goods_it_waits_for_another_time(self):
        line = self.line(self.deliver(self.motor, self.m1))
        quants = type(self.env["stock.quant"])
        with patch.object(quants, "try_lock_for_update", lambda some, **_options: some.browse()):
            self.assert_nothing_corrected("right now", lambda: self.correct({line: self.m2}))
