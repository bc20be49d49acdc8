"""A done transfer gets the Effective Date on which it was really done, and it is logged."""

from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..common.correction import CorrectionCommon


@tagged("post_install", "-at_install")
class TestCorrectionsOfDates(CorrectionCommon):
    def setUp(self):
        super().setUp()
        with self.on_day(5):
            self.receipt = self.plan_goods(
                self.warehouse.in_type_id,
                self.supplier_location,
                self.stock_location,
                [(self.motor, "M-1", 1)],
            )
            self.receipt.with_user(self.stock_user).button_validate()
        self.lot = self.receipt.move_line_ids.lot_id

    def correct_date(self, date, picking=None, user=None):
        picking = (picking or self.receipt).with_user(user or self.stock_manager)
        return picking.correct_date(date, "Delivery note says so")

    def test_the_form_dates_the_transfer_and_its_movements(self):
        action = self.receipt.with_user(self.stock_user).action_correct()
        requests = self.env[action["res_model"]].with_user(self.stock_user)
        form = Form(requests.with_context(**action["context"]))
        form.reason, form.kind = "Delivery note says so", "date"
        self.assertEqual(form.picking_id, self.receipt)
        self.assertFalse(form.can_apply)
        form.new_date = "2026-03-03 08:00:00"
        self.assertTrue(form.can_apply)
        self.assertIn(self.receipt.name, form.preview)
        form.save().action_apply()
        right = datetime(2026, 3, 3, 8)
        self.assertEqual(self.receipt.date_done, right)
        self.assertEqual(self.receipt.move_ids.date, right)
        self.assertEqual(self.receipt.move_line_ids.date, right)
        [log] = self.env["traceability.correction"].search([("lot_ids", "in", self.lot.ids)])
        self.assertEqual((log.kind, log.user_id), ("date", self.stock_user))
        self.assertEqual(
            log.details["picking"],
            {
                "id": self.receipt.id,
                "date_before": "2026-03-05 12:00:00",
                "date_after": "2026-03-03 08:00:00",
            },
        )
        self.assertIn(self.receipt.name, log.before)
        self.assertNotEqual(log.before, log.after)

    def test_it_came_before_it_left(self):
        with self.on_day(7):
            delivery = self.deliver(self.motor, self.lot)
        for picking, date in ((self.receipt, 8), (delivery, 4)):
            self.assert_nothing_corrected(
                f"{delivery.name}.*before it would have been there",
                lambda p=picking, d=date: self.correct_date(datetime(2026, 3, d), p),
            )
        self.correct_date(datetime(2026, 3, 6), delivery)
        self.correct_date(datetime(2026, 3, 6), self.receipt)
        self.assertEqual(self.receipt.date_done, delivery.date_done)

    def test_a_record_out_of_order_may_be_put_right(self):
        with self.on_day(3):
            late = self.make_lot(self.tomato, "T-1")
        with self.on_day(8):
            self.receive(self.tomato, "T-1", 5)
        with self.on_day(9):
            shipped = self.deliver(self.tomato, late, 2)
        self.correct_date(datetime(2026, 3, 8, 18), shipped)
        self.assertEqual(shipped.move_line_ids.date, datetime(2026, 3, 8, 18))

    def test_it_is_not_in_the_future(self):
        self.assert_nothing_corrected(
            "in the future", lambda: self.correct_date(datetime.now() + timedelta(days=1))
        )

    def test_what_was_scrapped_later_keeps_its_date(self):
        self.receive(self.tomato, "T-1", 5)
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.motor.id,
                "lot_id": self.lot.id,
                "scrap_qty": 1,
                "location_id": self.stock_location.id,
                "picking_id": self.receipt.id,
            }
        )
        with self.on_day(9):
            scrap.do_scrap()
        self.correct_date(datetime(2026, 3, 2))
        self.assertEqual(scrap.move_ids.date, datetime(2026, 3, 9, 12))

    def test_who_may(self):
        with self.on_day(7):
            self.deliver(self.motor, self.lot)
        with self.assertRaisesRegex(AccessError, "until the products move again"):
            self.correct_date(datetime(2026, 3, 4), user=self.stock_user)
        self.correct_date(datetime(2026, 3, 4))
