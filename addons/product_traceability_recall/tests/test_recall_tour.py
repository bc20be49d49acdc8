"""A whole case, clicked through by its coordinator, and answered on a phone."""

from odoo.tests import HttpCase, tagged

from .common import RecallCommon


@tagged("post_install", "-at_install")
class TestRecallTour(RecallCommon, HttpCase):
    def test_a_coordinator_takes_a_case_to_its_end(self):
        action = "product_traceability_recall.action_recalls"
        self.start_tour(
            f"/odoo/action-{action}",
            "product_traceability_recall.case",
            login=self.coordinator.login,
            timeout=180,
        )
        case = self.env["traceability.recall"].search([], limit=1)
        self.assertEqual((case.state, case.lot_ids), ("closed", self.bad))
        self.assertTrue(self.bad.is_on_hold)
        self.assertEqual(case.consignee_ids.answer_ids.line_ids.on_hand, 12)
