"""A recall from the bad lot to the closed case, as its coordinator goes through it."""

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..tools.plain_words import find_softening
from .common import RecallCommon


@tagged("post_install", "-at_install")
class TestRecall(RecallCommon):
    def send_queued(self, **how):
        """Let the job run that sends notices."""
        self.run_cron("_cron_notices", **how)

    def test_the_scope_names_every_customer_and_what_is_left(self):
        recall = self.scoped()
        self.assertEqual(recall.state, "scoped")
        self.assertEqual(recall.affected_ids.lot_id, self.bad)
        self.assertEqual(
            {
                (row.consignee_id.partner_id, row.lot_id, row.quantity, row.reference)
                for row in recall.delivery_ids
            },
            {
                (self.customer, self.bad, 30.0, self.first.name),
                (self.other_customer, self.bad, 20.0, self.second.name),
            },
        )
        self.assertEqual(
            [(row.location_id, row.lot_id, row.quantity) for row in recall.stock_ids],
            [(self.stock_location, self.bad, 50.0)],
        )
        row = recall.affected_ids
        self.assertEqual(
            (row.quantity_in, row.delivered, row.on_hand, row.remainder), (100, 50, 50, 0)
        )

    def test_what_went_back_to_the_vendor_is_with_no_customer(self):
        self.move_goods(
            self.warehouse.out_type_id,
            self.stock_location,
            self.supplier_location,
            [(self.tomato, self.bad, 15)],
            self.vendor,
        )
        recall = self.scoped()
        self.assertEqual(
            recall.consignee_ids.partner_id.sorted(),
            (self.customer | self.other_customer).sorted(),
        )
        row = recall.affected_ids
        self.assertEqual((row.delivered, row.to_vendors, row.on_hand), (50, 15, 35))
        self.assertEqual(row.remainder, 0)
        self.assertEqual(recall.extent_ids.delivered, 50)

    def test_open_documents_are_named_and_lose_their_reservation(self):
        picking = self.plan_goods(
            self.warehouse.out_type_id,
            self.stock_location,
            self.customer_location,
            [(self.tomato, self.bad, 5)],
            self.customer,
        )
        recall = self.scoped()
        self.assertEqual(recall.stop_ids.document, picking)
        recall.action_hold()
        self.assertTrue(self.bad.is_on_hold)
        self.assertFalse(self.good.is_on_hold)
        self.assertNotIn(self.bad, picking.move_line_ids.lot_id)
        self.assertIn(recall.name, picking.message_ids[0].body)
        with self.refused(UserError, "T-BAD"):
            self.deliver(self.tomato, self.bad, 1, self.customer)
        recall.action_release()
        self.assertFalse(self.bad.is_on_hold)

    def test_what_a_hold_stops_is_counted_before(self):
        worse = self.receive(self.tomato, "T-WORSE", 4)
        place = self.env["stock.location"].create(
            {"name": "Cold Store", "location_id": self.stock_location.id}
        )
        self.move_goods(
            self.warehouse.int_type_id,
            self.stock_location,
            place,
            [(self.tomato, worse, 4)],
        )
        worse.with_user(self.stock_manager).hold("Smells")
        plans = [
            self.plan_goods(
                self.warehouse.out_type_id,
                self.stock_location,
                self.customer_location,
                [(self.tomato, self.bad, quantity)],
                self.customer,
            )
            for quantity in (5, 2)
        ]
        recall = self.scoped(lots=self.bad | worse)
        action = recall.action_ask_hold()
        asked = self.env[action["res_model"]].with_user(self.coordinator).browse(action["res_id"])
        form = Form(asked)
        self.assertEqual((form.lot_count, form.held_count), (1, 1))
        self.assertEqual((form.stock, form.location_count), ("54 Units", 2))
        self.assertEqual((form.reservation_count, form.reserved), (2, "7 Units"))
        self.assertEqual(form.document_count, 2)
        for plan in plans:
            self.assertIn(plan.name, form.documents)
        self.assertFalse(self.bad.is_on_hold)
        form.record.action_hold()
        self.assertTrue(self.bad.is_on_hold)
        self.assertNotIn(self.bad, plans[0].move_line_ids.lot_id)

    def test_held_goods_of_a_case_go_to_quarantine(self):
        recall = self.scoped()
        recall.action_hold()
        action = recall.action_quarantine()
        asked = self.env[action["res_model"]].with_user(self.coordinator)
        asked = Form(asked.with_context(**action["context"])).save()
        self.assertEqual(asked.quant_ids.lot_id, self.bad)
        self.assertTrue(asked.lacks_location)
        asked.action_create_location()
        picking = self.env["stock.picking"].browse(asked.action_apply()["res_id"])
        picking.with_user(self.coordinator).button_validate()
        self.assertEqual(picking.state, "done")
        held = self.bad.quant_ids.filtered(lambda quant: quant.location_id.usage == "internal")
        held = held.filtered("quantity")
        self.assertEqual((held.location_id, held.quantity), (asked.location_id, 50))
        self.assertTrue(self.bad.is_on_hold)

    def test_what_comes_in_later_is_held_as_it_arrives(self):
        recall = self.scoped()
        recall.action_hold()
        self.bad.with_user(self.stock_manager).release()
        returned = self.plan_return(self.first).with_user(self.stock_user)
        returned.button_validate()
        self.assertEqual(returned.state, "done")
        self.assertTrue(self.bad.is_on_hold)
        self.assertIn(recall.name, self.bad.hold_reason)

    def test_the_scope_is_compared_with_now_and_taken_up(self):
        recall = self.scoped()
        told = recall.action_compare()["params"]["message"]
        self.assertEqual(told, "Nothing has changed since the scope was found.")
        third = self.env["res.partner"].create({"name": "Third Shop"})
        self.deliver(self.tomato, self.bad, 7, third)
        told = recall.action_compare()["params"]["message"]
        self.assertIn("One more delivery to a customer.", told)
        self.assertIn("One lot has another quantity on hand.", told)
        self.assertEqual(len(recall.consignee_ids), 2)
        recall.action_scope()
        self.assertEqual(len(recall.consignee_ids), 3)
        self.assertEqual(sum(recall.delivery_ids.mapped("quantity")), 57)

    def test_who_got_more_since_is_told_again(self):
        recall = self.scoped()
        shop = self.consignee(recall, self.customer)
        self.answer(shop, returned=30)
        self.deliver(self.tomato, self.bad, 5, self.customer)
        recall.action_scope()
        self.assertEqual((shop.state, len(shop.answer_ids)), ("pending", 1))
        hotel = self.consignee(recall, self.other_customer)
        hotel.action_told_by_phone()
        recall.action_scope()
        self.assertEqual(hotel.state, "sent")
        self.assertEqual(shop.account_ids.unaccounted, 5)

    def test_customers_are_notified_and_those_without_address_named(self):
        recall = self.scoped(recall_class="1")
        message = recall.action_notify()["params"]["message"]
        self.assertIn("One notice is queued.", message)
        self.assertIn("Grand Hotel", message)
        shop = self.consignee(recall, self.customer)
        self.send_queued()
        self.assertEqual((shop.state, shop.notified_by), ("sent", "email"))
        mail = self.env["mail.mail"].search([("model", "=", shop._name), ("res_id", "=", shop.id)])
        self.assertEqual(mail.email_to, "shop@example.com")
        self.assertIn("URGENT", mail.subject)
        self.assertIn("Glass splinters", mail.body_html)
        self.assertIn(shop.get_answer_url(), mail.body_html)
        self.assertEqual(recall.state, "acting")
        hotel = self.consignee(recall, self.other_customer)
        hotel.with_user(self.coordinator).action_told_by_phone()
        self.assertEqual((hotel.state, hotel.notified_by), ("sent", "phone"))

    def test_a_refused_mail_is_listed_and_sent_again(self):
        recall = self.scoped()
        recall.action_notify()

        def refuse(mails, **_options):
            mails.write({"state": "exception", "failure_reason": "Mailbox full"})

        self.send_queued(send=refuse)
        shop = self.consignee(recall, self.customer)
        self.assertEqual((shop.state, shop.error), ("failed", "Mailbox full"))
        form = Form(recall)
        self.assertEqual((form.failed_count, form.queued_count), (1, 0))
        recall.action_notify()
        self.assertEqual(shop.state, "queued")
        form = Form(recall)
        self.assertEqual((form.failed_count, form.queued_count), (0, 1))

    def test_who_is_silent_is_reminded_then_called(self):
        recall = self.scoped()
        recall.action_notify()
        self.send_queued()
        shop = self.consignee(recall, self.customer)
        for days, state in ((1, "sent"), (3, "reminded"), (6, "escalated"), (7, "escalated")):
            shop.sudo().notified_on = fields.Datetime.subtract(fields.Datetime.now(), days=days)
            self.run_cron("_cron_reminders")
            self.assertEqual(shop.state, state)
        self.assertEqual(shop.activity_ids.user_id, self.coordinator)
        self.assertEqual(len(shop.activity_ids), 1)

    def test_answers_are_added_up_to_what_is_not_accounted_for(self):
        recall = self.scoped()
        shop = self.consignee(recall, self.customer)
        self.answer(shop, on_hand=5, returned=10)
        self.answer(shop, on_hand=0, returned=12, destroyed=8)
        self.assertEqual(shop.state, "answered")
        (account,) = recall.get_accounts()
        self.assertEqual(
            {key: account[key] for key in ("delivered", "returned", "destroyed", "unaccounted")},
            {"delivered": 50, "returned": 12, "destroyed": 8, "unaccounted": 30},
        )
        self.assertAlmostEqual(recall.recovered_percent, 40)
        self.assertEqual(len(shop.answer_ids), 2)

    def test_an_answer_of_more_than_was_delivered_is_refused_by_name(self):
        recall = self.scoped()
        shop = self.consignee(recall, self.customer)
        with self.refused(ValidationError, "Tomato: 31 Units .* only 30"):
            self.answer(shop, on_hand=31)
        for nothing in (-1, float("nan"), float("inf"), -0.001, 1e300, True, "3"):
            with self.refused(ValidationError, "0 or more"):
                self.answer(shop, on_hand=nothing)
        with self.refused(ValidationError, "Motor was not delivered to Corner Shop"):
            self.answer(shop, product_id=self.motor.id)
        with self.refused(ValidationError, "to whom"):
            self.answer(shop, passed_on=1)
        self.assertFalse(shop.answer_ids)

    def test_returns_are_prepared_once(self):
        recall = self.scoped()
        action = recall.action_create_returns()
        returns = self.env["stock.picking"].search(action["domain"])
        self.assertEqual(returns.return_id, self.first | self.second)
        self.assertEqual(sum(returns.move_ids.mapped("product_uom_qty")), 50)
        with self.refused(UserError, "left to return"):
            recall.action_create_returns()

    def test_a_sample_is_drawn_the_same_again(self):
        recall = self.scoped(check_level="a")
        recall.action_draw_sample()
        drawn = recall.check_ids.consignee_id
        self.assertEqual(drawn, recall.consignee_ids)
        recall.check_level = "c"
        recall.action_draw_sample()
        again = recall.check_ids.consignee_id
        self.assertEqual(len(again), 1)
        recall.action_draw_sample()
        self.assertEqual(recall.check_ids.consignee_id, again)

    def test_a_drill_changes_no_stock_and_writes_to_nobody(self):
        drill = self.start(kind="drill")
        drill.action_start_drill()
        for action in ("action_hold", "action_notify", "action_scrap", "action_create_returns"):
            with self.refused(UserError, "is a drill"):
                getattr(drill, action)()
        drill.action_rehearse_notices()
        self.assertFalse(self.bad.is_on_hold)
        self.assertFalse(
            self.env["mail.mail"].search([("model", "=", "traceability.recall.consignee")])
        )
        self.assertEqual(drill.balanced_percent, 100)
        drill.closing_note = "In time"
        drill.action_close()
        calendar = self.env["traceability.drill.calendar"].search(
            [("category_id", "=", self.tomato.categ_id.id), ("direction", "=", "downstream")]
        )
        self.assertEqual(calendar.last_on, drill.scoped_on.date())

    def test_a_drill_tells_how_long_each_answer_took(self):
        drill = self.start(kind="drill")
        drill.action_start_drill()
        drill.action_rehearse_notices()
        begun = drill.started_on
        drill.sudo().record(
            first_scoped_on=fields.Datetime.add(begun, seconds=12),
            scoped_on=fields.Datetime.add(begun, seconds=12),
            acting_on=fields.Datetime.add(begun, minutes=5),
        )
        # Hours, as the field that shows them counts.
        self.assertAlmostEqual(drill.until_scope, 12 / 3600)
        self.assertAlmostEqual(drill.until_letters, 5 / 60)
        self.assertEqual(drill.until_evidence, 0)
        drill.action_scope()
        self.assertAlmostEqual(drill.until_scope, 12 / 3600, msg="the first, however often")
        self.assertGreater(drill.get_first_scope(), begun)
        paper = self.render("report_closing", drill)
        for part in ("(+0:00:12)", "(+0:05:00)", "Scope updated", "Accounted for: 100.0 %"):
            self.assertIn(part, paper)

    def test_the_balance_on_paper_adds_up(self):
        """Every part that is not 0 stands there, so that a reader can check the remainder."""
        plain = self.render("report_closing", self.scoped(lots=self.good))
        self.assertNotIn("Adjusted", plain)
        quant = self.bad.quant_ids.filtered(lambda quant: quant.location_id == self.stock_location)
        quant.inventory_quantity = 47
        quant.action_apply_inventory()
        paper = self.render("report_closing", self.scoped())
        self.assertIn("Adjusted", paper)
        self.assertIn("-3 Units", paper)

    def test_lots_are_added_to_a_case_that_has_begun_and_never_taken_out(self):
        recall = self.scoped()
        with self.refused(UserError, r"has begun(.|\n)*\(T-BAD\)"):
            recall.lot_ids = [Command.set(self.good.ids)]
        recall.lot_ids = [Command.link(self.good.id)]
        note = recall.message_ids[:1]
        self.assertIn("Lots added: T-GOOD", note.body)
        with self.refused(UserError, "cannot be changed or deleted"):
            note.unlink()
        recall.closing_note = "All back"
        for action in ("action_seal_evidence", "action_close"):
            with self.refused(UserError, "added since its scope was found: T-GOOD"):
                getattr(recall, action)()
        recall.action_scope()
        recall.action_close()
        self.assertEqual(recall.state, "closed")

    def test_what_a_draft_logged_is_kept_from_when_the_case_begins(self):
        cases = self.env["traceability.recall"].with_user(self.coordinator)
        recall, dropped = (
            cases.with_context(tracking_disable=False).create(
                {"reason": "Glass", "lot_ids": [Command.set(self.bad.ids)]}
            )
            for _index in range(2)
        )
        self.env.cr.flush()
        recall.reason = "Glass splinters"
        self.env.cr.flush()
        logged = recall.message_ids
        spoken = recall.message_post(body="Call the dairy", message_type="comment")
        self.assertGreaterEqual(len(logged), 2)
        recall.action_scope()
        for note in logged:
            with self.subTest(note.body), self.refused(UserError, "cannot be changed or deleted"):
                note.unlink()
        spoken.unlink()
        dropped.unlink()
        self.assertFalse(dropped.exists())

    def test_bad_cases_are_refused_by_name(self):
        empty = self.start(lots=self.env["stock.lot"].browse([]))
        empty.lot_ids = False
        with self.refused(UserError, "no lots"):
            empty.action_scope()
        recall = self.scoped()
        other = self.start()
        with self.refused(UserError, f"T-BAD is in {recall.name} already"):
            other.action_scope()
        with self.refused(UserError, "has begun"):
            recall.unlink()
        with self.refused(UserError, "tab Closing"):
            recall.action_close()
        recall.closing_note = "All back"
        recall.action_close()
        with self.refused(UserError, "is closed"):
            recall.action_close()
        with self.refused(UserError, "is closed"):
            recall.reason = "Another"
        other.action_scope()

    def test_a_notice_for_consumers_may_not_play_the_danger_down(self):
        recall = self.scoped(consumer_contact="0800 555 01")
        recall.action_print_consumer_notice()
        recall.hazard = "A precautionary measure, in rare cases"
        with self.refused(UserError, "precautionary, rare"):
            recall.action_print_consumer_notice()

    def test_words_that_play_a_danger_down_are_found_in_three_languages(self):
        """Those that Regulation (EU) 2023/988 names, and that no accidents were reported."""
        for text in (
            *("voluntary", "precautionary", "discretionary", "in rare situations"),
            *("in specific situations", "no accidents were reported"),
            *("volontaire", "de précaution", "discrétionnaire", "dans de rares situations"),
            *("dans des situations spécifiques", "aucun accident n'a été signalé"),
            *("freiwillig", "vorsorglich", "im Ermessen", "in seltenen Situationen"),
            *("in spezifischen Situationen", "keine Unfälle wurden gemeldet"),
            *("es wurde kein Unfall gemeldet", "keinerlei Verletzungen"),
        ):
            with self.subTest(text=text):
                self.assertTrue(find_softening(f"Cuts, {text}."))
        for text in ("Cuts in mouth and throat", "Coupures à la bouche", "Schnitte im Mund"):
            self.assertFalse(find_softening(text))

    def test_consumers_are_asked_to_pass_the_notice_on(self):
        recall = self.scoped(consumer_contact="0800 555 01")
        notice = self.render("report_consumer", recall)
        self.assertIn("Show this notice to anybody who may have this product.", notice)
