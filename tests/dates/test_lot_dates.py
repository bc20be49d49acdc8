"""Dates of lots: counted from the real arrival, filled in, following the product's days."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..common.dates import DatesCommon


@tagged("post_install", "-at_install")
class TestLotDates(DatesCommon):
    def plan(self, lot=None, name=None):
        """:return: a receipt planned for the tenth of March, of a lot that is, or of a number"""
        with freeze_time("2031-03-01 08:00:00"):
            picking = self.plan_goods(
                self.warehouse.in_type_id,
                self.supplier_location,
                self.stock_location,
                [(self.tomato, lot, 5)],
            )
            picking.scheduled_date = "2031-03-10 08:00:00"
            if name:
                picking.move_line_ids.lot_name = name
        return picking

    def found(self, name):
        lots = self.env["stock.lot"]
        return lots.search([("name", "=", name), ("product_id", "=", self.tomato.id)])

    def expires(self, lot):
        return fields.Date.to_string(lot.expiration_date.date())

    def test_counted_from_the_actual_receipt_and_not_from_the_planned_one(self):
        picking = self.plan(name="LATE")
        with freeze_time("2031-03-20 10:00:00"):
            picking.button_validate()
        lot = self.found("LATE")
        self.assertEqual(self.expires(lot), "2031-04-19")
        self.assertEqual(lot.expiration_date - lot.use_date, timedelta(days=10))
        self.assertEqual(lot.expiration_date - lot.alert_date, timedelta(days=12))

    def test_a_lot_entered_before_its_goods_came_counts_from_their_arrival(self):
        with freeze_time("2031-02-01 08:00:00"):
            lot = self.make_lot(self.tomato, "EARLY")
        self.env.cr.execute(
            "UPDATE stock_lot SET create_date = '2031-02-01 08:00:00' WHERE id = %s", [lot.id]
        )
        lot.invalidate_recordset()
        picking = self.plan(lot)
        with freeze_time("2031-03-20 10:00:00"):
            picking.button_validate()
        self.assertEqual(self.expires(lot), "2031-04-19")
        self.assertEqual(lot.expiration_date - lot.removal_date, timedelta(days=5))

    def reschedule(self, picking):
        # On another day: what core counted is in the database by then.
        self.env.flush_all()
        self.env.invalidate_all()
        with freeze_time("2031-03-05 08:00:00"):
            picking.scheduled_date = "2031-03-18 08:00:00"

    def test_a_receipt_planned_anew_counts_from_the_day_it_really_came(self):
        picking = self.plan(name="ANEW")
        self.reschedule(picking)
        with freeze_time("2031-03-20 10:00:00"):
            picking.button_validate()
        self.assertEqual(self.expires(self.found("ANEW")), "2031-04-19")

    def test_a_date_typed_on_a_receipt_planned_anew_stays(self):
        picking = self.plan(name="TYPED")
        picking.move_line_ids.expiration_date = "2031-05-05 12:00:00"
        self.reschedule(picking)
        with freeze_time("2031-03-20 10:00:00"):
            picking.button_validate()
        self.assertEqual(self.expires(self.found("TYPED")), "2031-05-05")

    def test_a_typed_date_stays(self):
        picking = self.plan(name="TYPED")
        picking.move_line_ids.expiration_date = "2031-05-05 12:00:00"
        with freeze_time("2031-03-20 10:00:00"):
            picking.button_validate()
        self.assertEqual(self.expires(self.found("TYPED")), "2031-05-05")

    def test_more_of_a_lot_does_not_make_it_younger(self):
        with freeze_time("2031-03-20 10:00:00"):
            self.plan(name="TWICE").button_validate()
        lot = self.found("TWICE")
        self.warehouse.in_type_id.use_existing_lots = True
        with freeze_time("2031-03-28 10:00:00"):
            self.plan(lot).button_validate()
        self.assertEqual(self.expires(lot), "2031-04-19")

    def test_without_strict_traceability_dates_are_cores(self):
        picking = self.plan(name="CORE")
        expected = picking.move_line_ids.expiration_date
        self.company.strict_traceability = False
        with freeze_time("2031-03-20 10:00:00"):
            picking.button_validate()
        self.assertEqual(self.found("CORE").expiration_date, expected)

    def test_missing_dates_are_filled_from_the_arrival_and_given_ones_stay(self):
        self.motor.use_expiration_date = False
        with freeze_time("2031-03-20 10:00:00"):
            lots = self.receive(self.motor, "M1") | self.receive(self.motor, "M2")
        self.assertFalse(any(lots.mapped("expiration_date")))
        self.motor.write({"use_expiration_date": True, "expiration_time": 100, "use_time": 20})
        lots[1].write({"expiration_date": "2032-01-31 12:00:00", "use_date": "2032-01-01 12:00:00"})
        answer = lots.with_user(self.stock_user).action_fill_dates()
        self.assertIn("2 lots", answer["params"]["message"])
        self.env.cr.execute("SELECT min(date) FROM stock_move_line WHERE lot_id = %s", [lots[0].id])
        [[arrival]] = self.env.cr.fetchall()
        self.assertEqual(lots[0].expiration_date, arrival + timedelta(days=100))
        self.assertEqual(lots[0].use_date, arrival + timedelta(days=80))
        self.assertEqual(self.expires(lots[1]), "2032-01-31")
        self.assertEqual(str(lots[1].use_date), "2032-01-01 12:00:00")
        self.assertEqual(lots[1].alert_date, lots[1].expiration_date)
        with self.refused(UserError, "already have all their dates"):
            lots.action_fill_dates()

    def test_changed_days_ask_whether_lots_on_hand_follow(self):
        lot, typed = self.receive(self.tomato, "T1", 5), self.receive(self.tomato, "T2", 5)
        gone = self.receive(self.tomato, "T3", 5)
        self.deliver(self.tomato, gone, 5)
        typed.write({"expiration_date": "2039-05-05 12:00:00", "use_date": "2039-05-01 12:00:00"})
        before = {record: record.expiration_date for record in (lot, typed, gone)}
        template = self.tomato.product_tmpl_id
        with Form(template) as form:
            form.expiration_time = 40
            form.use_time = 8
        self.assertIn("from 30 to 40", template.days_question)
        self.assertIn("2 lots", template.days_question)
        self.assertEqual(lot.expiration_date, before[lot], "nothing changes unasked")
        template.action_lots_follow()
        self.assertFalse(template.days_question)
        self.assertEqual(lot.expiration_date, before[lot] + timedelta(days=10))
        self.assertEqual(lot.use_date, lot.expiration_date - timedelta(days=8))
        self.assertEqual(typed.expiration_date, before[typed])
        self.assertEqual(str(typed.use_date), "2039-05-01 12:00:00")
        self.assertEqual(gone.expiration_date, before[gone])

    def test_the_form_of_a_variant_asks_and_answers_too(self):
        lot = self.receive(self.tomato, "T1", 5)
        before = lot.expiration_date
        variant = Form(self.tomato)
        variant.expiration_time = 40
        variant.save()
        self.tomato.action_lots_follow()
        self.assertEqual(lot.expiration_date, before + timedelta(days=10))
        # Every update of an app that adds to this form validates it, buttons and all.
        self.env.ref("product.product_normal_form_view")._check_xml()

    def test_lots_may_keep_their_dates(self):
        lot = self.receive(self.tomato, "T1", 5)
        before, template = lot.expiration_date, self.tomato.product_tmpl_id
        template.expiration_time = 40
        template.expiration_time = 50
        self.assertIn("from 30 to 50", template.days_question)
        template.action_lots_keep()
        self.assertFalse(template.days_question)
        self.assertEqual(lot.expiration_date, before)

    def test_products_ask_when_the_days_of_their_category_change(self):
        category = self.env["product.category"].create(
            {"name": "Fresh", "use_expiration_date": True, "expiration_time": 20}
        )
        milk = self.make_product("Milk", "lot", categ_id=category.id)
        lot = self.receive(milk, "MILK", 5)
        before = lot.expiration_date
        category.expiration_time = 25
        self.assertIn("from 20 to 25", milk.product_tmpl_id.days_question)
        milk.product_tmpl_id.action_lots_follow()
        self.assertEqual(lot.expiration_date, before + timedelta(days=5))

    def test_no_question_without_dated_lots_on_hand(self):
        self.tomato.product_tmpl_id.expiration_time = 40
        self.assertFalse(self.tomato.product_tmpl_id.days_question)
