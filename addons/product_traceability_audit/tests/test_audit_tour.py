"""The first day: what is missing, one gap closed, the proof that it is, and strict from then on."""

from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.product_traceability.tests.common.stock_without_lots import StockWithoutLots


@tagged("post_install", "-at_install")
class TestAuditTour(StockWithoutLots, HttpCase):
    def test_a_consultant_audits_fixes_a_finding_and_switches_strict_rules_on(self):
        consultant = new_test_user(
            self.env,
            "audit_consultant",
            "base.group_system,stock.group_stock_manager,stock.group_production_lot",
        )
        motors = self.untracked("Tour Motor", "serial", 3)
        self.company.strict_traceability = False
        self.start_tour(
            "/odoo/action-product_traceability_audit.action_audit",
            "product_traceability_audit.first_day",
            login=consultant.login,
        )
        self.assertEqual(
            set(self.quants(motors.product_id).lot_id.mapped("name")),
            {"TM-0001", "TM-0002", "TM-0003"},
        )
        audits = self.env["traceability.audit"].search([("user_id", "=", consultant.id)])
        self.assertEqual(len(audits), 2)
        self.assertTrue(self.company.strict_traceability)
