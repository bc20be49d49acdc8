"""Pairs filled in by the people who make the units, in a real browser."""

from odoo.tests import HttpCase, new_test_user, tagged

from .common import PairingCommon


@tagged("-at_install", "post_install")
class TestProductionTour(PairingCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.env.ref("base.group_user").implied_ids += self.env.ref("stock.group_production_lot")
        new_test_user(self.env, "tour_maker", "base.group_user,mrp.group_mrp_user")
        parts = [(motor, 1) for motor in self.motors[:2]]
        self.order = self.plan_blenders("B1", "B2", parts=parts)

    def walk(self, tour, login="tour_maker"):
        address = f"/odoo/action-mrp.mrp_production_action/{self.order.id}"
        self.start_tour(address, f"product_traceability_mrp.{tour}", login=login)

    def test_producing_asks_for_pairs_which_are_filled_in_sequence(self):
        self.walk("pair_in_sequence")
        self.assertEqual(self.pairs(self.order), {("B1", "M1"), ("B2", "M2")})
        self.assertEqual(self.order.state, "done")

    def test_pairs_are_scanned_and_what_is_wrong_is_told_at_once(self):
        self.walk("pair_by_scan")
        self.assertEqual(self.pairs(self.order), {("B1", "M2"), ("B2", "M1")})
