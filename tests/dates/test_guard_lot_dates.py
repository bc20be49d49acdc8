"""Rule 8: the dates of a lot that moved are changed by who may, and the change is logged."""

from odoo.tests import tagged

from ..common.dates import DatesCommon
from ..common.guard import GuardCommon

LATER = "2099-01-01 00:00:00"
REFUSED = "dates of a lot or serial number that has moved(.|\n)*Tomato, T1"


@tagged("post_install", "-at_install")
class TestDatesOfLotsThatMoved(DatesCommon, GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls.receive(cls.tomato, "T1", 5)
        cls.lot.expiration_date = "2020-01-01 00:00:00"

    def write(self, user, **values):
        context = {"tracking_disable": True}
        self.rpc(user, "stock.lot", "write", self.lot.ids, values, context=context)

    def test_a_clerk_does_not_make_an_expired_lot_fresh(self):
        for value in (LATER, False):
            with self.subTest(value), self.refused(REFUSED):
                self.write(self.clerk, expiration_date=value)
        with self.refused(REFUSED):
            self.write(self.clerk, use_date=LATER)
        values = {"expiration_date": LATER}
        answer = (
            self.env["stock.lot"]
            .with_user(self.clerk)
            .load([".id", *values], [[str(self.lot.id), *values.values()]])
        )
        self.assertIn("has moved", answer["messages"][0]["message"])
        self.assertEqual(self.lot.expiration_date.year, 2020)

    def test_a_manager_does_and_that_is_logged_whatever_is_sent_along(self):
        before = self.lot.message_ids
        self.write(self.manager, expiration_date=LATER)
        note = self.lot.message_ids - before
        self.assertIn("01/01/2020", note.body)
        self.assertIn("01/01/2099", note.body)
        self.assertEqual(note.author_id, self.manager.partner_id)

    def test_who_recorded_a_lot_mends_it_until_its_goods_moved_on(self):
        receipt = self.plan_receipt((self.tomato, None, 5))
        receipt.move_line_ids.lot_name = "T2"
        receipt.with_user(self.clerk).button_validate()
        self.lot = receipt.move_line_ids.lot_id
        self.assertEqual(self.lot.create_uid, self.clerk)
        self.write(self.clerk, expiration_date=LATER)
        self.assertEqual(self.lot.expiration_date.year, 2099)
        self.transfer(self.tomato, self.lot, 1)
        with self.refused("has moved(.|\n)*T2"):
            self.write(self.clerk, expiration_date="2098-01-01 00:00:00")

    def test_missing_dates_are_filled_in_and_the_same_dates_are_no_change(self):
        self.write(self.clerk, expiration_date="2020-01-01 00:00:00")
        self.lot.write({"use_date": False, "expiration_date": False})
        self.write(self.clerk, use_date=LATER)
        self.lot.with_user(self.clerk).action_fill_dates()
        self.assertTrue(self.lot.expiration_date)

    def test_without_strict_traceability_and_before_it_moved_all_is_as_in_core(self):
        new = self.make_lot(self.tomato, "NEW")
        new.with_user(self.clerk).expiration_date = LATER
        self.company.strict_traceability = False
        self.write(self.clerk, expiration_date=LATER)
        self.assertEqual(self.lot.expiration_date.year, 2099)
