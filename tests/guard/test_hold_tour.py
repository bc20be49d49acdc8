"""A clerk puts lots on hold from the list; a manager releases one on its form."""

from odoo.tests import HttpCase, tagged

from ..common.world import TraceabilityCommon


@tagged("post_install", "-at_install")
class TestHoldTour(TraceabilityCommon, HttpCase):
    def test_a_clerk_holds_two_lots_at_once_and_a_manager_releases_one(self):
        self.env.ref("base.group_user").implied_ids += self.env.ref("stock.group_production_lot")
        lots = self.receive(self.tomato, "TOUR-HOLD-1", 5) + self.receive(
            self.tomato, "TOUR-HOLD-2", 5
        )
        page = "/odoo/action-stock.action_production_lot_form"
        self.start_tour(page, "product_traceability.hold", login="trace_user")
        self.assertEqual(lots.mapped("hold_reason"), ["Laboratory", "Laboratory"])
        self.assertEqual(lots.hold_user_id, self.stock_user)
        self.start_tour(
            f"{page}/{lots[0].id}", "product_traceability.release", login="trace_manager"
        )
        self.assertEqual(lots.mapped("is_on_hold"), [False, True])
