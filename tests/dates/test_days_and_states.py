"""The day in one place: where it begins and ends, and the state it gives the dates of a lot."""

from datetime import date, datetime

import pytz

from odoo.tests import TransactionCase, tagged

from ...tools import dates, listing


@tagged("post_install", "-at_install")
class TestDaysAndStates(TransactionCase):
    def test_a_day_begins_and_ends_by_the_clocks_of_its_zone(self):
        berlin = pytz.timezone("Europe/Berlin")
        for day, start, end in (
            (date(2031, 1, 15), "2031-01-14 23:00:00", "2031-01-15 22:59:59"),
            (date(2031, 6, 15), "2031-06-14 22:00:00", "2031-06-15 21:59:59"),
            # Clocks are put forward, and back.
            (date(2031, 3, 30), "2031-03-29 23:00:00", "2031-03-30 21:59:59"),
            (date(2031, 10, 26), "2031-10-25 22:00:00", "2031-10-26 22:59:59"),
        ):
            with self.subTest(day=day):
                found = dates.start_of_day(day, berlin), dates.end_of_day(day, berlin)
                self.assertEqual(tuple(map(str, found)), (start, end))
                self.assertEqual([dates.local_day(moment, berlin) for moment in found], [day] * 2)

    def test_a_warehouse_without_zone_has_that_of_its_company(self):
        operation = self.env["stock.picking.type"].search([("warehouse_id", "!=", False)], limit=1)
        operation.company_id.partner_id.tz = "Asia/Tokyo"
        operation.warehouse_id.partner_id = self.env["res.partner"].create({"name": "Yard"})
        operation.warehouse_id.partner_id.tz = False
        self.assertEqual(dates.warehouse_zone(operation).zone, "Asia/Tokyo")
        operation.warehouse_id.partner_id.tz = "Europe/Berlin"
        self.assertEqual(dates.warehouse_zone(operation).zone, "Europe/Berlin")

    def test_a_lot_and_a_dict_of_its_dates_have_the_same_state(self):
        start = datetime(2031, 6, 10)
        before, later = datetime(2031, 6, 9, 23), datetime(2031, 7, 1)
        product = self.env["product.product"].create(
            {"name": "Tomato", "is_storable": True, "tracking": "lot"}
        )
        for state, moments in {
            "expired": (before, before, before, before),
            "remove": (later, later, before, before),
            "best_before": (later, before, later, before),
            "alert": (later, later, later, datetime(2031, 6, 10, 20)),
            "fresh": (later, False, False, False),
            False: (False, False, False, False),
        }.items():
            with self.subTest(state=state):
                plain = dict(zip(dates.DATES, moments, strict=True))
                lot = self.env["stock.lot"].create(
                    {"name": str(state), "product_id": product.id, **plain}
                )
                self.assertEqual(dates.lot_state(plain, start), state)
                self.assertEqual(dates.lot_state(lot, start), state)

    def test_the_states_have_a_label_each(self):
        labels = self.env["stock.lot"]._fields["expiry_state"].selection
        self.assertEqual(tuple(state for state, _label in labels), dates.STATES)

    def test_a_message_names_ten_and_counts_the_rest(self):
        names = [f"L{index}" for index in range(50)]
        self.assertEqual(listing.first_names(self.env, names[:2]), "L0, L1")
        self.assertTrue(listing.first_names(self.env, names).endswith("L9 and 40 more"))
        self.assertEqual(len(listing.first_lines(self.env, names[:10]).splitlines()), 10)
        self.assertEqual(listing.first_lines(self.env, names).splitlines()[-1], "and 40 more")
        self.assertEqual(listing.first_lines(self.env, names[:11]).splitlines()[-1], "and one more")
