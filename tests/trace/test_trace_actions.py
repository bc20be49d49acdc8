"""From a trace to what is done about it: who got the goods, what is left, hold and message."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, new_test_user, tagged

from ..common.companies import CompaniesCommon
from ..common.made import MadeCommon


class ActionsCommon(MadeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = new_test_user(
            cls.env, "audits", "base.group_user,product_traceability.group_auditor"
        )
        cls.stock_manager.email = "quality@example.com"
        cls.customer.write({"email": "shop@example.com", "phone": "117 496 0142"})
        cls.back_door = cls.env["res.partner"].create(
            {"name": "Back Door", "parent_id": cls.customer.id, "type": "delivery"}
        )
        cls.lot = cls.receive(cls.tomato, "BAD-1", 100)
        cls.sold = cls.deliver(cls.tomato, cls.lot, 5)
        cls.at_the_back = cls.deliver(cls.tomato, cls.lot, 3, cls.back_door)
        cls.back = cls.give_back(cls.sold)
        cls.deliver(cls.tomato, cls.lot, 2, cls.other_customer)
        cls.meal_lot = cls.make_goods(cls.meal, "MEAL-1", [(cls.tomato, cls.lot, 1)], 4)
        cls.deliver(cls.meal, cls.meal_lot, 1, cls.other_customer)
        cls.transfer(cls.tomato, cls.lot, 10)
        cls.reserved = cls.reserve_delivery(cls.meal, 2)
        cls.other_customer.active = False

    def tables(self, records=None, user=None):
        return (records or self.lot).with_user(user or self.stock_user).get_trace_tables()

    def open(self, method, user, lot=None):
        """Press a button of the page. :return: the form of its dialog"""
        records = (lot or self.lot).with_user(user)
        action = getattr(records, method)()
        dialog = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        return Form(dialog)


@tagged("post_install", "-at_install")
class TestTraceTables(ActionsCommon):
    def test_each_customer_has_units_lots_documents_phone_and_email(self):
        tables = self.tables()
        names = ("customer", "product", "delivered", "returned", "net", "uom", "certainty")
        rows = [tuple(row[name] for name in names) for row in tables["customers"]]
        self.assertEqual(
            rows,
            [
                # The delivery address is the company's, the archived partner got goods all the same
                ("Corner Shop", "Tomato", 8, 5, 3, "Units", "certain"),
                ("Grand Hotel", "Meal", 1, 0, 1, "Units", "certain"),
                ("Grand Hotel", "Tomato", 2, 0, 2, "Units", "certain"),
            ],
        )
        shop = tables["customers"][0]
        self.assertEqual(
            (shop["customer_id"], shop["phone"], shop["email"], shop["spans"]),
            (self.customer.id, "117 496 0142", "shop@example.com", [("BAD-1", "BAD-1")]),
        )
        documents = [document["reference"] for document in shop["documents"]]
        self.assertEqual(
            sorted(documents), sorted((self.sold | self.at_the_back | self.back).mapped("name"))
        )
        self.assertEqual(tables["customer_count"], 2)
        totals = [(t["product"], t["customers"], t["net"]) for t in tables["customer_totals"]]
        self.assertEqual(totals, [("Meal", 1, 1), ("Tomato", 2, 5)])

    def test_what_is_left_stands_by_location_with_what_it_is_reserved_for(self):
        names = ("product", "spans", "location", "on_hand", "reserved")
        rows = [tuple(row[name] for name in names) for row in self.tables()["stock"]]
        stock, shelf = (place.display_name for place in (self.stock_location, self.shelf))
        bad, meal = [("BAD-1", "BAD-1")], [("MEAL-1", "MEAL-1")]
        self.assertEqual(
            rows,
            [
                ("Meal", meal, stock, 3, 2),
                ("Tomato", bad, stock, 84, 0),
                ("Tomato", bad, shelf, 10, 0),
            ],
        )
        [document] = self.tables()["stock"][0]["documents"]
        self.assertEqual(
            document,
            {
                "model": "stock.picking",
                "res_id": self.reserved.id,
                "reference": self.reserved.name,
                "partner": "Corner Shop",
                "quantity": 2,
            },
        )

    def test_many_serial_numbers_are_one_row_and_another_unit_is_the_products_own(self):
        names = [f"M-{number:03}" for number in range(24)]
        motors = self.env["stock.lot"].union(*(self.make_lot(self.motor, n) for n in names))
        self.move_goods(
            *(self.warehouse.in_type_id, self.supplier_location, self.stock_location),
            *([(self.motor, motor, 1) for motor in motors], self.vendor),
        )
        self.move_goods(
            *(self.warehouse.out_type_id, self.stock_location, self.customer_location),
            *([(self.motor, motor, 1) for motor in motors[:12]], self.customer),
        )
        dozen = self.plan_goods(
            *(self.warehouse.out_type_id, self.stock_location, self.customer_location),
            *([(self.tomato, self.lot, 1)], self.vendor),
        )
        dozen.move_line_ids.product_uom_id = self.env.ref("uom.product_uom_dozen")
        dozen.button_validate()
        [by_dozen] = [row for row in self.tables()["customers"] if row["customer"] == "Green Farm"]
        self.assertEqual((by_dozen["net"], by_dozen["uom"]), (12, "Units"))
        tables = self.tables(motors)
        [got], [left] = tables["customers"], tables["stock"]
        self.assertEqual((got["lots"], got["net"], got["uom"]), (12, 12, "Units"))
        self.assertEqual(got["spans"], [("M-000", "M-011")])
        self.assertEqual((left["lots"], left["on_hand"]), (12, 12))
        self.assertEqual(left["spans"], [("M-012", "M-023")])

    def test_many_customers_and_lots_cost_no_more_queries_than_few(self):
        def cost():
            graph = self.env(user=self.stock_user)["traceability.graph"]
            answer = self.lot.with_user(self.stock_user).get_traceability()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = graph.tables(answer)["customers"]
            return self.env.cr.sql_log_count - before, len(rows)

        few, _rows = cost()
        partners = self.env["res.partner"].create([{"name": f"Shop {n}"} for n in range(30)])
        for partner in partners:
            self.deliver(self.tomato, self.lot, 1, partner)
            self.reserve_delivery(self.tomato, 1, partner)
        many, rows = cost()
        self.assertEqual(rows, 33)
        self.assertLessEqual(many, few + 2)

    def test_what_the_reader_may_not_see_is_not_told(self):
        self.env["ir.rule"].create(
            {
                "name": "Not the shop",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": f"[('id', '!=', {self.customer.id})]",
                "groups": [Command.set(self.env.ref("stock.group_stock_user").ids)],
            }
        )
        told = str(self.tables())
        self.assertNotIn("shop@example.com", told)
        self.assertNotIn("496 0142", told)
        other = self.env["res.company"].create({"name": "Other Works"})
        foreign = self.env["stock.lot"].create(
            {"name": "FAR", "product_id": self.tomato.id, "company_id": other.id}
        )
        for method in ("get_trace_tables", "action_hold_trace"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(foreign.with_user(self.stock_user), method)()
        with self.assertRaises(AccessError):
            foreign.with_user(self.stock_manager).action_message_customers()


@tagged("post_install", "-at_install")
class TestHoldAll(ActionsCommon):
    def test_hold_all_says_what_it_holds_and_does_it(self):
        with self.open("action_hold_trace", self.stock_user) as form:
            self.assertEqual(form.lot_count, 2)
            self.assertEqual(form.transfers, self.reserved.name)
            self.assertFalse(form.has_gone)
            form.reason = "Glass found"
        form.record.action_hold()
        self.assertEqual((self.lot | self.meal_lot).mapped("is_on_hold"), [True, True])
        self.assertIn("Glass found", self.meal_lot.message_ids[0].body)
        self.assertFalse(self.reserved.move_line_ids)
        self.assertTrue(all(row["hold"] for row in self.tables()["stock"]))
        with self.refused(UserError, "on hold already"):
            self.lot.with_user(self.stock_user).action_hold_trace()

    def test_lots_on_hold_are_left_and_those_without_stock_are_asked_about(self):
        self.meal_lot.hold("Smell")
        gone = self.receive(self.tomato, "GONE", 1)
        self.deliver(self.tomato, gone, 1)
        with self.open("action_hold_trace", self.stock_user, self.lot | gone) as form:
            self.assertEqual((form.lot_count, form.held_count), (1, 1))
            self.assertTrue(form.has_gone)
            form.with_gone = True
            self.assertEqual(form.lot_count, 2)
            form.reason = "Glass found"
        form.record.action_hold()
        self.assertTrue(gone.is_on_hold)
        self.assertEqual(self.meal_lot.hold_reason, "Smell")

    def test_who_may_not_hold_is_refused_before_and_after_the_preview(self):
        with self.assertRaises(AccessError):
            self.lot.with_user(self.auditor).action_hold_trace()
        form = self.open("action_hold_trace", self.stock_user)
        for someone in (self.auditor, self.stock_manager):  # a dialog is its user's own
            with self.assertRaises(AccessError):
                form.record.with_user(someone).action_hold()


@tagged("post_install", "-at_install")
class TestMessageCustomers(ActionsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.bistro = cls.env["res.partner"].create(
            {"name": "<b>Bistro</b>", "email": "bistro@example.com", "lang": "fr_FR"}
        )
        cls.second = cls.receive(cls.tomato, "BAD-<i>2</i>", 10)
        cls.deliver(cls.tomato, cls.second, 4, cls.bistro)
        cls.bad = cls.lot | cls.second

    def mails(self):
        return self.env["mail.mail"].search([("model", "=", "res.partner")])

    def send(self, form):
        before = self.mails()
        form.record.action_send()
        return self.mails() - before

    def test_each_customer_gets_one_mail_in_its_language_with_its_lots(self):
        with self.open("action_message_customers", self.stock_manager, self.bad) as form:
            self.assertEqual(form.chosen_count, 2)
            self.assertEqual(form.unreachable, "Grand Hotel")
            with form.text_ids.edit(1) as text:
                self.assertEqual(text.lang, "fr_FR")
                text.subject, text.text = "Rappel", "Bonjour <script>alert(1)</script>"
        mails = self.send(form)
        to = {mail.recipient_ids: mail for mail in mails}
        self.assertEqual(set(to), {self.customer, self.bistro})
        shop, bistro = to[self.customer], to[self.bistro]
        self.assertIn("BAD-1", shop.body_html)
        self.assertNotIn("BAD-&lt;i&gt;2", shop.body_html)
        self.assertEqual(bistro.subject, "Rappel")
        self.assertIn("BAD-&lt;i&gt;2&lt;/i&gt;", bistro.body_html)
        self.assertNotIn("BAD-1", bistro.body_html)
        self.assertNotIn("<script", bistro.body_html)
        self.assertIn("4,00", bistro.body_html)
        self.assertEqual({mail.state for mail in mails}, {"outgoing"})
        self.assertIn("quality@example.com", shop.email_from)
        note = self.second.message_ids[0]
        self.assertIn("&lt;b&gt;Bistro&lt;/b&gt;", note.body)
        self.assertEqual(note.author_id, self.stock_manager.partner_id)
        with self.refused(UserError, "cannot be changed or deleted"):
            note.write({"body": "Nobody was told"})

    def test_nobody_is_written_to_twice_unawares(self):
        form = self.open("action_message_customers", self.stock_manager)
        self.assertEqual(len(self.send(form)), 1)
        with self.refused(UserError, "sent already"):
            form.record.action_send()
        again = self.open("action_message_customers", self.stock_manager)
        self.assertEqual((again.chosen_count, again.told), (0, "Corner Shop"))
        with self.refused(UserError, "No customer"):
            again.record.action_send()
        with again.customer_ids.edit(0) as line:
            self.assertTrue(line.told_on)
            line.is_chosen = True
        again.save()
        self.assertEqual(len(self.send(again)), 1)

    def test_only_a_manager_writes_and_only_what_the_trace_says(self):
        for user in (self.stock_user, self.auditor):
            with self.assertRaises(AccessError):
                self.lot.with_user(user).action_message_customers()
        dialog = self.open("action_message_customers", self.stock_manager).record
        line = dialog.customer_ids[0]
        with self.refused(AccessError, "can only be selected"):
            line.goods = [{**line.goods[0], "lot_name": "ANOTHER"}]
        with self.assertRaises(AccessError):
            line.copy({"mailed_ids": [Command.set(self.vendor.ids)]})
        self.stock_manager.email = False
        with self.refused(UserError, "e-mail address in your preferences"):
            dialog.action_send()

    def test_a_trace_without_customers_says_so(self):
        kept = self.receive(self.tomato, "KEPT", 1)
        with self.refused(UserError, "no customer"):
            kept.with_user(self.stock_manager).action_message_customers()

    def test_who_sent_everything_back_is_not_chosen(self):
        lot = self.receive(self.tomato, "BACK", 2)
        self.give_back(self.deliver(self.tomato, lot, 2))
        form = self.open("action_message_customers", self.stock_manager, lot)
        self.assertEqual(form.chosen_count, 0)


@tagged("post_install", "-at_install")
class TestTablesOfCompanies(CompaniesCommon):
    def test_a_company_sees_its_own_stock_and_who_sees_both_finds_no_customer(self):
        def ask(companies, method="get_trace_tables", user=self.reader):
            self.env.invalidate_all()
            lot = self.lot.with_user(user)
            return getattr(lot.with_context(allowed_company_ids=companies.ids), method)()

        ours = ask(self.company)
        self.assertEqual([row["on_hand"] for row in ours["stock"]], [6])
        self.assertEqual([row["customer"] for row in ours["customers"]], ["Sister Works"])
        both = ask(self.company | self.sister)
        self.assertEqual([row["on_hand"] for row in both["stock"]], [4, 6])
        self.stock_manager.company_ids |= self.sister
        with self.refused(UserError, "no customer"):
            ask(self.company | self.sister, "action_message_customers", self.stock_manager)


@tagged("post_install", "-at_install")
class TestActionsTour(ActionsCommon, HttpCase):
    def test_a_manager_goes_from_the_trace_to_hold_and_message(self):
        self.env.ref("base.group_user").implied_ids += self.env.ref("stock.group_production_lot")
        self.start_tour(
            f"/odoo/traceability?trace_model=stock.lot&trace_ids={self.lot.id}",
            "product_traceability.trace_actions",
            login="trace_manager",
        )
        self.assertEqual(self.meal_lot.hold_reason, "Glass found")
        self.assertEqual(self.meal_lot.hold_user_id, self.stock_manager)
        mail = self.env["mail.mail"].search([("recipient_ids", "=", self.customer.id)])
        self.assertEqual(len(mail), 1)
