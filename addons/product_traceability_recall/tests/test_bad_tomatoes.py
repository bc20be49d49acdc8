"""Bad tomatoes: how a whole recall goes, told so that a quality manager can follow it."""

from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools.misc import format_date

from odoo.addons.product_traceability.tests.common.made import MadeCommon

from ..tools import bag
from ..wizards import recall_add
from .common import RecallCommon

CUSTOMERS = 40


@tagged("post_install", "-at_install")
class TestBadTomatoes(RecallCommon, MadeCommon):
    """Green Farm and Hill Farm deliver tomatoes; three sauces are made of them:

    - SAUCE-1 of Green Farm's alone, to customers 1 to 20;
    - SAUCE-2 of both farms', to customers 21 to 35;
    - SAUCE-3 of Hill Farm's alone, to customers 36 to 40.

    Then glass is found in Green Farm's lot.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sauce = cls.make_product("Sauce", "lot", standard_price=2)
        cls.green = cls.receive(cls.tomato, "GREEN", 300, cls.vendor)
        cls.hill = hill = cls.receive(cls.tomato, "HILL", 300, cls.other_vendor)
        made = [
            ("SAUCE-1", 100, [(cls.tomato, cls.green, 100)]),
            ("SAUCE-2", 80, [(cls.tomato, cls.green, 40), (cls.tomato, hill, 40)]),
            ("SAUCE-3", 50, [(cls.tomato, hill, 50)]),
        ]
        cls.sauces = [
            cls.make_goods(cls.sauce, name, used, quantity) for name, quantity, used in made
        ]
        cls.shops = cls.env["res.partner"].create(
            [
                {"name": f"Shop {number:02}", "email": f"shop{number}@example.com"}
                for number in range(1, CUSTOMERS + 1)
            ]
        )
        for number, shop in enumerate(cls.shops):
            sauce = cls.sauces[(number >= 20) + (number >= 35)]
            cls.deliver(cls.sauce, sauce, 4, shop)

    def test_a_recall_from_the_bad_lot_to_its_end(self):
        recall = self.start(lots=self.green, recall_class="2", check_level="d")
        self.find_its_scope(recall)
        self.stop_it(recall)
        self.write_to_the_shops(recall)
        self.take_their_answers(recall)
        self.take_goods_back(recall)
        self.call_who_is_silent(recall)
        self.report_the_status(recall)
        self.check_that_it_worked(recall)
        self.close_it(recall)

    def find_its_scope(self, recall):
        """The scope: two of three sauces, 35 of 40 shops, and what is left in the warehouse."""
        recall.action_scope()
        # 180 sauces and 160 tomatoes.
        value = 180 * self.sauce.standard_price + 160 * self.tomato.standard_price
        self.assertEqual((recall.narrowest_value, recall.widest_value), (value, value))
        affected = recall.affected_ids
        self.assertEqual(
            {row.lot_name: (row.role, row.certainty) for row in affected},
            {
                "GREEN": ("source", "certain"),
                "SAUCE-1": ("affected", "certain"),
                "SAUCE-2": ("affected", "certain"),
            },
        )
        self.assertEqual(recall.consignee_ids.partner_id, self.shops[:35])
        self.assertEqual(
            {row.lot_id.name: row.quantity for row in recall.stock_ids},
            {"GREEN": 160, "SAUCE-1": 20, "SAUCE-2": 20},
        )
        green = affected.filtered(lambda row: row.lot_name == "GREEN")
        self.assertEqual((green.quantity_in, green.used, green.remainder), (300, 140, 0))

    def stop_it(self, recall):
        """All of it is stopped: nothing of it leaves any more, and what is good goes on."""
        recall.action_hold()
        self.assertEqual([lot.is_on_hold for lot in self.sauces], [True, True, False])

    def write_to_the_shops(self, recall):
        """Each shop is written to once; those of the third sauce are left in peace."""
        recall.action_notify()
        self.run_cron("_cron_notices")
        self.assertEqual(set(recall.consignee_ids.mapped("state")), {"sent"})
        mails = self.env["mail.mail"].search([("model", "=", recall.consignee_ids._name)])
        self.assertEqual(sorted(mails.mapped("email_to")), sorted(self.shops[:35].mapped("email")))

    def take_their_answers(self, recall):
        """Shops 1 to 10 send all back, 11 to 20 destroyed it, 21 to 34 have half of it left."""
        for number, shop in enumerate(self.shops[:34]):
            part = ("returned", "destroyed", "on_hand")[min(number // 10, 2)]
            quantity = 4 if number < 20 else 2
            consignee = self.consignee(recall, shop)
            self.answer(consignee, product_id=self.sauce.id, **{part: quantity})

    def take_goods_back(self, recall):
        """The goods of shop 1 arrive: they are held as they come in, and then destroyed here."""
        recall.action_create_returns()
        returned = self.env["stock.picking"].search(
            [("partner_id", "=", self.shops[0].id), ("return_id", "!=", False)]
        )
        self.assertEqual(returned.move_ids.product_uom_qty, 4)
        returned.move_ids.picked = True
        returned.button_validate()
        self.assertEqual(returned.state, "done")
        action = recall.action_scrap()
        self.env[action["res_model"]].with_user(self.coordinator).with_context(
            **action["context"]
        ).create({}).action_apply()
        stock = self.env["stock.quant"].search(
            [
                ("lot_id", "in", recall.affected_ids.lot_id.ids),
                ("location_id.usage", "=", "internal"),
                ("quantity", ">", 0),
            ]
        )
        self.assertFalse(stock.filtered(lambda quant: quant.location_id == self.stock_location))

    def call_who_is_silent(self, recall):
        """Shop 35 is silent: reminded after two days, then the coordinator is to call."""
        silent = self.consignee(recall, self.shops[34])
        for days, state in ((3, "reminded"), (6, "escalated")):
            silent.sudo().notified_on = fields.Datetime.subtract(fields.Datetime.now(), days=days)
            self.run_cron("_cron_reminders")
            self.assertEqual(silent.state, state)
        call = silent.with_user(self.coordinator).activity_ids
        self.assertIn("No answer", call.summary)
        call.action_feedback("The line is dead")
        self.assertIn("The line is dead", silent.message_ids[0].body)

    def report_the_status(self, recall):
        """The status report adds it up; nothing is rounded away."""
        (account,) = recall.get_accounts()
        self.assertEqual(
            {name: account[name] for name in ("delivered", "returned", "destroyed", "on_hand")},
            {"delivered": 140, "returned": 40, "destroyed": 40, "on_hand": 28},
        )
        self.assertEqual(account["unaccounted"], 32)
        self.assertAlmostEqual(recall.recovered_percent, 100 * 80 / 140)
        status = recall.get_status()
        self.assertEqual(status["silent"], self.consignee(recall, self.shops[34]))
        self.assertEqual((status["total"], len(status["answered"])), (35, 34))
        paper = self.render("report_status", recall)
        for part in ("35 of 35", "Answered: 34", "Shop 35", "32 Units"):
            self.assertIn(part, paper)

    def check_that_it_worked(self, recall):
        """One shop in fifty is asked whether the notice reached it."""
        recall.action_draw_sample()
        recall.check_ids.write({"result": "effective", "method": "phone"})
        self.assertEqual(len(recall.check_ids), 1)

    def close_it(self, recall):
        """The case is closed with what was found, and sealed."""
        recall.closing_note = "A lamp broke at Green Farm; shop 35 has gone out of business."
        recall.action_close()
        recall.action_seal_evidence()
        self.assertFalse(recall.find_evidence_problems())
        paper = self.render("report_closing", recall)
        self.assertIn("A lamp broke at Green Farm", paper)

    def test_each_shop_is_written_to_in_its_language(self):
        for code in ("fr_FR", "de_DE"):
            self.env["res.lang"]._activate_lang(code)
        french, german, other = self.shops[:3]
        french.lang, german.lang = "fr_FR", "de_DE"
        recall = self.scoped(lots=self.green)
        languages = [self.consignee(recall, shop).get_lang() for shop in (french, german, other)]
        self.assertEqual(languages, ["fr_FR", "de_DE", "en_US"])
        recall.action_notify()
        self.run_cron("_cron_notices")
        template = self.env.ref("product_traceability_recall.mail_template_notice")
        for shop, code in ((french, "fr_FR"), (german, "de_DE")):
            found = template._classify_per_lang(self.consignee(recall, shop).ids)
            self.assertEqual(list(found), [code])

    def test_two_directions_of_a_drill_name_vendors_and_customers(self):
        drill = self.start(lots=self.sauces[1], kind="drill", direction="upstream")
        drill.action_start_drill()
        self.assertIn("Tomato, GREEN: Green Farm", drill.origin_note)
        self.assertIn("Tomato, HILL: Hill Farm", drill.origin_note)
        self.assertEqual(len(drill.consignee_ids), 15)
        self.assertEqual(drill.balanced_percent, 100)
        self.assertFalse(self.sauces[1].is_on_hold)
        siblings = drill.affected_ids.filtered(lambda row: row.role == "sibling")
        self.assertEqual(set(siblings.mapped("lot_name")), {"SAUCE-1", "SAUCE-3"})
        # What only shares ingredients is listed last, and in neither value.
        self.assertEqual(drill.extent_ids.sorted().mapped("certainty"), ["certain", "sibling"])
        value = 80 * self.sauce.standard_price
        self.assertEqual((drill.narrowest_value, drill.widest_value), (value, value))
        self.assertIn("DRILL", self.render("report_letter", drill.consignee_ids[:1]))

    def test_the_calendar_proposes_a_lot_that_has_something_to_follow(self):
        made = self.make_goods(self.sauce, "SAUCE-4", [(self.tomato, self.hill, 5)], 5)
        new = self.receive(self.tomato, "NEW", 5)
        calendar = self.env["traceability.drill.calendar"].with_user(self.coordinator)
        rows = calendar.search([("category_id", "=", self.sauce.categ_id.id)])
        rows = rows.filtered(lambda row: row.company_id == self.company)
        lots = {row.direction: row.action_drill()["context"]["default_lot_ids"] for row in rows}
        self.assertEqual(lots, {"downstream": self.hill.ids, "upstream": made.ids})
        self.assertNotIn(new.id, lots["downstream"])

    def test_consumers_read_what_was_sold_and_not_what_it_was_made_of(self):
        recall = self.scoped(lots=self.green, consumer_contact="0800 555 01")
        notice = self.render("report_consumer", recall)
        self.assertIn("SAUCE-1 to SAUCE-2", notice)
        self.assertNotIn("GREEN", notice)
        self.assertNotIn("SAUCE-3", notice)
        self.assertIn("Stop using this product at once", notice)
        self.assertNotIn("Stop selling", notice)
        recall.instructions = "Pour it away."
        self.assertIn("Pour it away.", self.render("report_consumer", recall))

    def test_thousands_of_serial_numbers_are_a_range_on_paper(self):
        names = [f"M-{number:04}" for number in range(1, 2001)]
        motors = self.env["stock.lot"].create(
            [{"product_id": self.motor.id, "name": name} for name in [*names, "X"]]
        )
        recall = self.start(lots=motors)
        self.assertEqual(recall.list_lots(motors), [(self.motor, "M-0001 to M-2000, X")])

    def test_a_withdrawal_is_not_called_a_recall(self):
        for kind, words in (("recall", "Product recall"), ("withdrawal", "Product withdrawal")):
            recall = self.scoped(lots=self.green, kind=kind)
            consignee = recall.consignee_ids[0]
            template = self.env.ref("product_traceability_recall.mail_template_notice")
            mail = template._generate_template(consignee.ids, ("subject", "body_html"))
            self.assertIn(words, mail[consignee.id]["subject"])
            says_recalled = "to you are recalled" in str(mail[consignee.id]["body_html"])
            self.assertEqual(says_recalled, kind == "recall")
            recall.closing_note = "Done"
            recall.action_close()

    def test_a_letter_writes_quantities_in_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("de_DE")
        shop = self.shops[0]
        shop.lang = "de_DE"
        self.deliver(self.sauce, self.sauces[0], 1.5, shop)
        recall = self.scoped(lots=self.green)
        self.assertIn("1,5 Units", self.render("report_letter", self.consignee(recall, shop)))

    def test_the_report_says_what_is_not_proven_in_the_language_of_who_reads_it(self):
        self.env["res.lang"]._activate_lang("de_DE")
        recall = self.scoped(lots=self.green)
        english = recall.statement
        self.assertIn(english, self.render("report_closing", recall))
        self.coordinator.lang = "de_DE"
        paper = self.render("report_closing", recall)
        self.assertNotIn(english, paper)
        german = self.green.with_context(lang="de_DE").get_traceability("downstream")["statement"]
        self.assertIn(german[0], paper)
        recall.with_context(lang="de_DE").action_seal_evidence()
        files = bag.read(recall.evidence_attachment_id.sudo().raw)
        self.assertIn(german[0], files["data/case.json"].decode())
        recall.sudo().record(unproven=False)  # a case of an earlier version
        self.env.invalidate_all()
        self.assertIn(english, self.render("report_closing", recall))

    def test_days_on_a_report_are_written_alike(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.coordinator.lang = "de_DE"
        recall = self.scoped(lots=self.green)
        recall.consignee_ids[0].action_told_by_phone()
        day = format_date(self.env, fields.Date.context_today(recall), lang_code="de_DE")
        self.assertRegex(day, r"\.20\d\d$")
        for name in ("report_status", "report_closing"):
            paper = self.render(name, recall)
            self.assertRegex(paper, rf"{day} \d\d:\d\d")
            self.assertNotRegex(paper, rf"{day[:-4]}{day[-2:]}\b")

    def test_a_letter_has_its_date_and_says_whom_to_ask(self):
        self.company.write({"phone": False, "email": False})
        self.coordinator.phone = "+32 2 555 99"
        recall = self.scoped(lots=self.green)
        shop = self.consignee(recall, self.shops[0])
        shop.sudo().notified_on = "2026-03-02 12:00:00"
        paper = self.render("report_letter", shop)
        self.assertIn("03/02/2026", paper)
        asked = f"{self.company.name}, {self.coordinator.name}, +32 2 555 99, coordinator@example"
        self.assertIn(asked, paper)
        self.company.phone = "+32 2 555 00"
        self.assertEqual(
            recall.get_contact(),
            [self.coordinator.name, "+32 2 555 00", self.coordinator.email],
        )

    def test_what_two_cases_hold_is_released_by_the_second(self):
        green = self.scoped(lots=self.green)
        hill = self.scoped(lots=self.hill)
        green.action_hold()
        hill.action_hold()
        both = self.sauces[1]
        green.action_release()
        self.assertEqual([lot.is_on_hold for lot in self.sauces], [False, True, True])
        self.assertIn(hill.name, both.hold_reason)
        hill.action_release()
        self.assertEqual([lot.is_on_hold for lot in self.sauces], [False, False, False])

    def test_a_case_releases_nothing_of_one_whose_name_begins_alike(self):
        first, tenth = self.scoped(lots=self.green), self.scoped(lots=self.hill)
        tenth.sudo().record(name=f"{first.name}0")
        tenth.action_hold()
        first.action_release()
        self.assertTrue(self.sauces[1].is_on_hold)
        self.assertTrue(self.hill.is_on_hold)

    def test_bad_lots_are_found_by_what_is_known_of_them(self):
        user = new_test_user(
            self.env, "recall_finder", "product_traceability_recall.group_coordinator"
        )
        recall = self.start().with_user(user)
        self.green.vendor_lot_name = "GF_7"
        self.sauces[0].vendor_lot_name = "GFX7"
        for known, names in (
            ({"numbers": "GREEN\nSAUCE-3\n\n"}, {"GREEN", "SAUCE-3"}),
            ({"partner_id": self.vendor.id, "product_id": self.tomato.id}, {"GREEN"} | OTHERS),
            ({"document": self.first.name}, {"T-BAD"}),
            ({"vendor_lot_name": "gf_7"}, {"GREEN"}),
            (
                {"product_id": self.sauce.id, "date_from": fields.Date.today()},
                {"SAUCE-1", "SAUCE-2", "SAUCE-3"},
            ),
            ({"product_id": self.sauce.id, "date_to": "2020-01-01"}, set()),
            ({"product_id": self.sauce.id}, set()),
            ({}, set()),
        ):
            with self.subTest(known=known):
                wizard = self.env["traceability.recall.add"].with_user(user)
                found = wizard.create({"recall_id": recall.id, **known})
                self.assertEqual(set(found.lot_ids.mapped("name")), names)
        with self.refused(Exception, "No lots were found"):
            found.action_add()
        found.numbers = "GREEN\nNOWHERE\nSAUCE-9"
        self.assertEqual(found.lot_ids, self.green)
        self.assertEqual(found.problem, "Not found: NOWHERE, SAUCE-9")
        with patch.object(recall_add, "MOST_LOTS", 1):
            found.numbers = "GREEN\nHILL"
            self.assertIn("More than 1 lots match", found.problem)
            self.assertFalse(found.lot_ids)
        found.numbers = "GREEN\nHILL"
        self.assertFalse(found.problem)
        found.lot_ids = [Command.set(self.green.ids)]
        found.action_add()
        self.assertIn(self.green, recall.lot_ids)


OTHERS = {"T-BAD", "T-GOOD"}
