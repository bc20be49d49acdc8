"""The first day with an audit: what is missing, one gap closed, and the proof that it is."""

from odoo.tests import HttpCase, tagged

from odoo.addons.product_traceability.tests.common.stock_without_lots import StockWithoutLots


@tagged("post_install", "-at_install")
class TestAuditTour(StockWithoutLots, HttpCase):
    def test_a_manager_audits_fixes_a_finding_and_audits_again(self):
        self.env.ref("base.group_user").implied_ids += self.env.ref("stock.group_production_lot")
        motors = self.untracked("Tour Motor", "serial", 3)
        self.start_tour(
            "/odoo/action-product_traceability_audit.action_audit",
            "product_traceability_audit.first_day",
            login=self.stock_manager.login,
        )
        self.assertEqual(
            set(self.quants(motors.product_id).lot_id.mapped("name")),
            {"TM-0001", "TM-0002", "TM-0003"},
        )
        audits = self.env["traceability.audit"].search([("user_id", "=", self.stock_manager.id)])
        self.assertEqual(len(audits), 2)
