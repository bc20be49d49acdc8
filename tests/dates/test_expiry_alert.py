"""Alerts of expiration: one list for who is responsible, told once, at the company's day."""

from unittest.mock import patch

from freezegun import freeze_time
from markupsafe import Markup

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ...hooks import restore_core
from ...models.dates import expiry_alert
from ..common.dates import DatesCommon

NOON = "2031-06-10 12:00:00"


@tagged("post_install", "-at_install")
class TestExpiryAlert(DatesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What other data brings is told of beforehand.
        cls.env["stock.lot"]._alert_date_exceeded()
        cls.kind = cls.env.ref("product_traceability.mail_activity_expiry")
        cls.tomato.responsible_id = cls.motor.responsible_id = cls.stock_manager
        cls.stock_manager.write({"email": "manager@example.com", "lang": "en_US"})

    def lot(self, name, alert=NOON, product=None, quantity=5):
        lot = self.receive(product or self.tomato, name, quantity)
        lot.write(
            {
                "expiration_date": "2031-06-20 12:00:00",
                "removal_date": False,
                "use_date": False,
                "alert_date": alert,
            }
        )
        return lot

    def alert(self, moment=NOON):
        with freeze_time(moment):
            self.env.invalidate_all()
            self.env["stock.lot"]._alert_date_exceeded()
            self.env.flush_all()

    def alerts(self, user=None):
        return self.env["mail.activity"].search(
            [
                ("activity_type_id", "=", self.kind.id),
                ("user_id", "=", (user or self.stock_manager).id),
            ]
        )

    def test_one_activity_lists_all_lots_and_twice_is_once(self):
        lots = self.lot("T1") | self.lot("T2") | self.lot("T3", "2031-06-11 12:00:00")
        self.alert()
        activity = self.alerts()
        self.assertEqual(len(activity), 1)
        for text in ("T1", "T2", "5.00", "06/20/2031", "Alert", f"/odoo/lots/{lots[0].id}"):
            self.assertIn(text, activity.note)
        self.assertNotIn("T3", activity.note)
        self.assertFalse(lots.activity_ids)
        before = activity.note
        self.alert()
        self.assertEqual((self.alerts(), activity.note), (activity, before))

    def test_what_comes_later_joins_the_open_list_and_after_it_is_done_a_new_one(self):
        self.lot("T1")
        self.alert()
        first = self.alerts()
        self.lot("T2", "2031-06-11 12:00:00")
        self.alert("2031-06-11 12:00:00")
        self.assertEqual(self.alerts(), first)
        self.assertRegex(str(first.note), "(?s)T2.*T1")
        first.action_done()
        self.lot("T4", "2031-06-12 12:00:00")
        self.alert("2031-06-12 12:00:00")
        self.assertNotIn("T1", self.alerts().note)
        self.assertIn("T4", self.alerts().note)

    def test_the_day_begins_where_the_company_is(self):
        lot = self.lot("T1", "2031-06-10 12:00:00")
        self.company.partner_id.tz = "America/Los_Angeles"
        self.alert("2031-06-10 06:30:00")
        self.assertFalse(lot.product_expiry_reminded, "there it is the ninth still")
        self.alert("2031-06-10 07:30:00")
        self.assertTrue(lot.product_expiry_reminded)

    def test_goods_that_are_gone_are_not_told_of(self):
        lot = self.lot("T1")
        self.deliver(self.tomato, lot, 5)
        self.alert()
        self.assertFalse(self.alerts())

    def test_each_responsible_gets_the_own_list_and_nobody_that_of_a_strange_company(self):
        other = self.env["res.company"].create({"name": "Other Works"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "base.group_user,stock.group_stock_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        product = self.make_product("Milk", use_expiration_date=True, expiration_time=9)
        product.sudo().product_tmpl_id.write({"responsible_id": self.stock_user.id})
        self.lot("T1")
        self.lot("M1", product=product)
        self.env["stock.quant"].with_company(other)._update_available_quantity(
            self.tomato,
            self.env["stock.warehouse"].search([("company_id", "=", other.id)]).lot_stock_id,
            3,
            lot_id=self.env["stock.lot"].create(
                {
                    "name": "FAR",
                    "product_id": self.tomato.id,
                    "expiration_date": "2031-06-01 12:00:00",
                }
            ),
        )
        self.alert()
        self.assertRegex(str(self.alerts().note), "T1")
        self.assertNotRegex(str(self.alerts().note), "M1|FAR")
        self.assertIn("M1", self.alerts(self.stock_user).note)
        self.assertIn("FAR", self.alerts(stranger).note)

    def test_by_email_where_that_is_wanted(self):
        mails = self.env["mail.mail"]
        self.lot("T1")
        self.alert()
        domain = [("subject", "=", "Lots that expire soon")]
        self.assertFalse(mails.search(domain))
        self.company.expiry_email = True
        self.lot("T2")
        self.alert()
        self.alert()
        mail = mails.search(domain)
        self.assertEqual(mail.recipient_ids, self.stock_manager.partner_id)
        self.assertIn("T2", mail.body_html)
        self.assertNotIn("T1", mail.body_html)

    def test_someone_emptied_the_list_and_the_next_lots_are_told_all_the_same(self):
        self.lot("T1")
        self.alert()
        self.alerts().note = False
        self.lot("T2", "2031-06-11 12:00:00")
        self.alert("2031-06-11 12:00:00")
        self.assertIn("T2", self.alerts().note)

    def test_a_list_that_nobody_closes_keeps_the_newest_and_what_people_wrote(self):
        with patch.object(expiry_alert, "LISTED", 2):
            for day in 10, 11, 12:
                self.lot(f"T{day}", f"2031-06-{day} 12:00:00")
                self.alert(f"2031-06-{day} 12:00:00")
                if day == 10:
                    self.alerts().note += Markup("<p>Ask the kitchen</p>")
        note = str(self.alerts().note)
        self.assertRegex(note, "(?s)T12.*T11.*Ask the kitchen")
        self.assertNotIn("T10", note)
        self.assertEqual(note.count("<table"), 2)

    def test_the_alert_goes_on_without_the_activity_type_and_the_mail_someone_deleted(self):
        self.env.ref("product_traceability.mail_template_expiry_alert").unlink()
        self.kind.unlink()
        self.company.expiry_email = True
        todo = self.env.ref("mail.mail_activity_data_todo")
        own = self.env["mail.activity"].create(
            {"activity_type_id": todo.id, "user_id": self.stock_manager.id, "note": "Own"}
        )
        lot = self.lot("T1")
        self.alert()
        told = self.env["mail.activity"].search(
            [("user_id", "=", self.stock_manager.id), ("activity_type_id", "=", todo.id)]
        )
        self.assertIn("T1", (told - own).note)
        self.assertNotIn("T1", own.note)
        self.assertTrue(lot.product_expiry_reminded)

    def test_an_upgrade_keeps_what_administrators_changed(self):
        data = self.env["ir.model.data"].search(
            [
                ("module", "=", "product_traceability"),
                ("name", "like", "%expiry_alert%"),
                ("model", "in", ("ir.cron", "mail.template")),
            ]
        ) | self.env["ir.model.data"].search([("name", "=", "mail_activity_expiry")])
        self.assertEqual(data.mapped("noupdate"), [True] * 3)

    def test_the_hourly_job_leaves_cores_alerts_to_cores_scheduler(self):
        self.company.strict_traceability = False
        lot = self.lot("T1", "2031-06-09 12:00:00")
        cron = self.env.ref("product_traceability.cron_expiry_alert")
        with freeze_time(NOON):
            cron.ir_actions_server_id.run()
            self.assertFalse(lot.product_expiry_reminded)
            self.env["stock.rule"]._run_scheduler_tasks()
        self.assertTrue(lot.product_expiry_reminded)
        self.assertEqual(len(lot.activity_ids), 1)

    def test_a_lot_in_two_companies_is_told_of_in_both(self):
        other = self.env["res.company"].create({"name": "Loose", "strict_traceability": False})
        keeper = new_test_user(
            self.env,
            "keeper",
            "base.group_user,stock.group_stock_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        lot = self.lot("T1")
        place = self.env["stock.warehouse"].search([("company_id", "=", other.id)]).lot_stock_id
        self.env["stock.quant"].with_company(other)._update_available_quantity(
            self.tomato, place, 3, lot_id=lot
        )
        self.alert()
        for user in self.stock_manager, keeper:
            self.assertIn("T1", self.alerts(user).note or "")

    def test_an_open_alert_outlives_the_addon(self):
        self.lot("T1")
        self.alert()
        activity = self.alerts()
        restore_core(self.env)
        self.kind.unlink()
        self.assertEqual(activity.activity_type_id, self.env.ref("mail.mail_activity_data_todo"))
        self.assertIn("T1", activity.note)

    def test_without_strict_traceability_alerts_are_cores(self):
        self.company.strict_traceability = False
        lots = self.lot("T1", "2031-06-09 12:00:00") | self.lot("T2", "2031-06-09 12:00:00")
        self.alert()
        self.assertEqual(len(lots.activity_ids), 2)
        self.assertFalse(self.alerts())

    def test_expired_is_marked_from_the_end_of_the_day_and_not_at_the_moment(self):
        lot = self.lot("T1", False)
        formatted = lot.with_context(formatted_display_name=True)
        for moment, expired, marker in (
            ("2031-06-20 11:00:00", False, "T1"),
            ("2031-06-20 13:00:00", False, "T1"),
            ("2031-06-21 00:30:00", True, "T1\t--Expired--"),
        ):
            with freeze_time(moment):
                self.env.invalidate_all()
                self.assertEqual(lot.product_expiry_alert, expired)
                self.assertEqual(formatted.display_name, marker)
        self.settings(group_expiration_dates=False)
        with freeze_time("2031-06-22"):
            self.assertEqual((lot.product_expiry_alert, formatted.display_name), (False, "T1"))
