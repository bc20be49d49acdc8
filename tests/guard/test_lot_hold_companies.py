"""A lot that companies share is on hold for all of them, until each that held it released it."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..common.companies import CompaniesCommon


@tagged("post_install", "-at_install")
class TestLotHoldCompanies(CompaniesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.house = cls.env["stock.warehouse"].search([("company_id", "=", cls.sister.id)], limit=1)
        cls.ours = cls.make_manager("ours", cls.company)
        cls.theirs = cls.make_manager("theirs", cls.sister)
        cls.both = cls.make_manager("both", cls.company | cls.sister)

    @classmethod
    def make_manager(cls, login, companies):
        return new_test_user(
            cls.env,
            f"{login}_manager",
            "base.group_user,stock.group_stock_manager",
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )

    def reserve(self, house):
        """:return: a delivery of that warehouse that has reserved one unit of the lot"""
        picking = self.plan_goods(
            house.out_type_id,
            house.lot_stock_id,
            self.customer_location,
            [(self.tomato, self.lot, 1)],
        )
        self.assertEqual(picking.move_line_ids.lot_id, self.lot)
        return picking

    def lot_of(self, user):
        self.env.invalidate_all()
        return self.lot.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)

    def test_a_hold_frees_reservations_of_the_companies_the_user_may_enter(self):
        here, there = self.reserve(self.warehouse), self.reserve(self.house)
        self.lot_of(self.ours).hold("Laboratory")
        self.assertFalse(here.move_line_ids)
        self.assertEqual(there.move_line_ids.lot_id, self.lot)
        self.lot_of(self.both).hold("Laboratory")
        self.assertFalse(there.move_line_ids)

    def test_the_other_companys_goods_do_not_move_all_the_same(self):
        there = self.reserve(self.house)
        self.lot_of(self.ours).hold("Laboratory")
        there.move_ids.picked = True
        with self.refused(UserError, "Tomato, T1.*on hold .Laboratory"):
            there.with_user(self.theirs).button_validate()
        self.assertNotEqual(there.state, "done")

    def test_only_a_company_that_holds_it_releases_it(self):
        self.lot_of(self.ours).hold("Laboratory")
        with self.refused(AccessError, f"Tomato, T1: on hold by {self.company.name}"):
            self.lot_of(self.theirs).release()
        self.assertTrue(self.lot.is_on_hold)
        self.lot_of(self.ours).release()
        self.assertFalse(self.lot.is_on_hold or self.lot.hold_company_ids)

    def test_a_lot_that_two_hold_is_free_when_both_have_released_it(self):
        self.lot_of(self.ours).hold("Laboratory")
        self.lot_of(self.theirs).hold("Label missing")
        self.assertEqual(self.lot.hold_reason, "Laboratory; Label missing")
        self.assertEqual(self.lot.hold_company_ids, self.company | self.sister)
        self.lot_of(self.ours).release()
        self.assertTrue(self.lot.is_on_hold)
        self.assertIn(f"still on hold by {self.sister.name}", self.lot.message_ids[0].body)
        with self.refused(AccessError, f"on hold by {self.sister.name}"):
            self.lot_of(self.ours).release()
        self.lot_of(self.theirs).release()
        self.assertFalse(self.lot.is_on_hold)

    def test_lots_held_together_stay_apart(self):
        other = self.receive(self.tomato, "T2", 5)
        other.company_id = False
        self.lot_of(self.theirs).hold("Label missing")
        (self.lot | other).with_user(self.ours).hold("Laboratory")
        self.env.invalidate_all()
        self.assertEqual(self.lot.hold_company_ids, self.company | self.sister)
        self.assertEqual(other.hold_company_ids, self.company)
        self.assertEqual(other.hold_reason, "Laboratory")

    def test_nobody_writes_who_holds_it(self):
        self.lot_of(self.ours).hold("Laboratory")
        with self.refused(UserError, "buttons Hold and Release"):
            self.lot_of(self.theirs).write({"hold_company_ids": [Command.set(self.sister.ids)]})
