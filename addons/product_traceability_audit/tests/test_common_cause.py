from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, new_test_user, tagged

from odoo.addons.product_traceability.tests.common.made import MadeCommon


@tagged("post_install", "-at_install")
class TestCommonCause(MadeCommon, HttpCase):
    """Four bad meals share a lot of tomatoes, four good ones do not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = new_test_user(
            cls.env, "cause_reader", "base.group_user,product_traceability.group_auditor"
        )
        cls.guilty = cls.receive(cls.tomato, "T-GUILTY", 100, cls.other_vendor)
        cls.innocent = cls.receive(cls.tomato, "T-FINE", 100)
        cls.bad, cls.good = (
            cls.env["stock.lot"].union(
                *(
                    cls.make_goods(cls.meal, f"{name}-{number}", [(cls.tomato, lot, 1)])
                    for number in range(count)
                )
            )
            for name, lot, count in (("BAD", cls.guilty, 4), ("GOOD", cls.innocent, 4))
        )
        # One more of the guilty lot, that nobody complained of.
        cls.unnoticed = cls.make_goods(cls.meal, "UNNOTICED", [(cls.tomato, cls.guilty, 1)])

    def ask(self, bad, good=None, user=None, **values):
        question = self.env["traceability.common.cause"].with_user(user or self.auditor)
        return question.create(
            {
                "bad_ids": [Command.set(bad.ids)],
                "good_ids": [Command.set(good.ids if good else [])],
                **values,
            }
        )

    def causes(self, question):
        """:return: {name: row} of the causes that were found"""
        question.action_find()
        return {row.name: row for row in question.cause_ids}

    def test_scanned_numbers_are_compared_and_the_shared_lot_comes_first(self):
        form = Form(self.env["traceability.common.cause"].with_user(self.auditor))
        form.bad_numbers = "BAD-0\n BAD-1 \n\nBAD-2\n]C110BAD-3"
        form.good_numbers = "\n".join(self.good.mapped("name"))
        question = form.save()
        question.action_find()
        self.assertEqual((question.bad_ids, question.good_ids), (self.bad, self.good))
        self.assertFalse(question.bad_numbers or question.good_numbers)
        first = question.cause_ids[0]
        self.assertEqual((first.kind, first.res_id), ("lot", self.guilty.id))
        self.assertEqual((first.bad_count, first.certain_count, first.good_count), (4, 4, 0))
        self.assertEqual((first.coincidence, first.others), ("1 in 70", "1"))
        vendor = question.cause_ids.filtered(lambda row: row.kind == "vendor")
        self.assertEqual(vendor.name, "Hill Farm")
        # The lot of tomatoes and the meal that nobody complained of.
        self.assertEqual((vendor.bad_count, vendor.good_count, vendor.others), (4, 0, "2"))

    def test_without_good_lots_others_of_the_product_stand_for_them(self):
        question = self.ask(self.bad)
        first = next(iter(self.causes(question).values()))
        self.assertEqual(first.res_id, self.guilty.id)
        self.assertEqual((first.bad_count, first.good_count), (4, 1))
        self.assertIn("compared instead: 5", question.statement)

    def test_what_everything_shares_is_no_cause(self):
        names = self.causes(self.ask(self.bad, self.good))
        self.assertNotIn("Green Farm", names)
        self.assertNotIn(self.stock_location.display_name, names)

    def test_a_cause_opens_its_trace_its_record_and_a_recall(self):
        rows = self.causes(self.ask(self.bad, self.good))
        vendor = rows["Hill Farm"]
        self.assertEqual(vendor.action_trace()["params"]["ids"], self.guilty.ids)
        self.assertEqual(vendor.action_open()["res_id"], self.other_vendor.id)
        if "traceability.recall" in self.env:
            self.assertFalse(vendor.can_recall)
            recall = vendor.with_user(self.env.ref("base.user_admin")).action_start_recall()
            self.assertEqual(recall["context"]["default_lot_ids"], self.guilty.ids)

    def test_the_list_of_lots_and_the_trace_page_open_the_question(self):
        for records in (self.bad, self.guilty.with_user(self.auditor)):
            action = records.action_common_cause()
            self.assertEqual(action["context"]["default_bad_ids"], records.ids)
        receipt = self.guilty.with_user(self.auditor).quant_ids and self.env[
            "stock.picking"
        ].search([("move_line_ids.lot_id", "=", self.guilty.id)], limit=1)
        action = receipt.action_common_cause()
        self.assertEqual(action["context"]["default_bad_ids"], self.guilty.ids)

    def test_bad_input_is_refused_with_what_to_do(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.env["stock.lot"].create(
            {"product_id": self.meal.id, "name": "FOREIGN", "company_id": other.id}
        )
        self.make_lot(self.motor, "BAD-0")
        admin = self.env.ref("base.user_admin")
        admin.company_ids += other
        none = self.env["stock.lot"]
        for question, pattern in (
            (self.ask(none), "Select two bad lots or more"),
            (self.ask(self.bad[:1]), "Select two bad lots or more"),
            (self.ask(self.bad, self.bad[:1]), "BAD-0.* is selected as both bad and good"),
            (self.ask(self.bad, self.bad[:2]), "These lots .*BAD-0.*BAD-1"),
            (self.ask(self.bad, bad_numbers="NONE-1\nBAD-1"), "NONE-1 does not exist"),
            (self.ask(self.bad, bad_numbers="NONE-1\nNONE-2"), "do not exist.*\n- NONE-1\n- NONE"),
            (self.ask(self.bad, bad_numbers="BAD-0"), "have the lot/serial number BAD-0"),
        ):
            with self.refused(UserError, f"(?s){pattern}"):
                question.action_find()
        companies = (self.company | other).ids
        question = self.ask(self.bad | foreign, user=admin)
        with self.refused(UserError, "FOREIGN.* belongs to another company"):
            question.with_context(allowed_company_ids=companies).action_find()
        question = self.ask(none, bad_numbers="BAD-0\nBAD-1", product_id=self.meal.id)
        question.action_find()
        self.assertEqual(question.bad_ids, self.bad[:2])

    def test_nobody_else_sees_the_question(self):
        with self.assertRaises(AccessError):
            self.ask(self.bad).with_user(self.stock_manager).read(["bad_ids"])

    def test_an_auditor_selects_lots_and_opens_the_trace_of_what_they_share(self):
        self.env.ref("base.group_user").implied_ids += self.env.ref("stock.group_production_lot")
        self.start_tour(
            "/odoo/action-stock.action_production_lot_form",
            "product_traceability_audit.common_cause",
            login=self.auditor.login,
        )
