"""What a hostile or clumsy user of audits does over RPC and in lists."""

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.service.model import call_kw
from odoo.tests import new_test_user

from ..reports.audit_workbook import write_workbook
from .common import AuditCommon


class TestForgedAudit(AuditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Of an administrator, so that OdooBot is not of it.
        companies = cls.env["res.company"].with_user(cls.env.ref("base.user_admin"))
        cls.other = companies.create({"name": "Second Works"}).with_env(cls.env)
        cls.line = cls.lot.delivery_ids.move_line_ids
        cls.plant("stock_move_line", cls.line, lot_id=None)

    def html_of(self, audit):
        reports = self.env["ir.actions.report"].with_user(audit.env.user)
        reports = reports.with_context(allowed_company_ids=audit.company_id.ids)
        name = "product_traceability_audit.report_audit"
        return reports._render_qweb_html(name, audit.ids)[0].decode()

    def test_defaults_of_a_client_say_nothing_of_an_audit(self):
        started = Datetime.now()
        forged = {
            "default_moment": "2020-01-01 00:00:00",
            "default_user_id": SUPERUSER_ID,
            "default_company_id": self.other.id,
        }
        audits, own = self.env["traceability.audit"].with_user(self.auditor), self.company.id
        [audit_id] = call_kw(audits, "create", [[{"company_id": own}]], {"context": forged})
        audit = self.env["traceability.audit"].browse(audit_id)
        self.assertEqual((audit.user_id, audit.company_id), (self.auditor, self.company))
        self.assertGreaterEqual(audit.moment, started)
        self.assertEqual(audit.result_ids.company_id, self.company)
        with self.assertRaises(AccessError):
            call_kw(audits, "get_scope", [audit_id], {})

    def test_findings_of_several_kinds_are_not_opened_as_one(self):
        self.plant("stock_quant", self.lot.quant_ids[:1], quantity=75)
        findings = self.audit().finding_ids
        self.assertGreater(len(set(findings.mapped("model"))), 1)
        for method in ("action_mend", "action_open_records"):
            with self.subTest(method=method):
                with self.assertRaisesRegex(UserError, "one kind"):
                    getattr(findings, method)()
                with self.assertRaisesRegex(UserError, "no longer kept"):
                    getattr(findings.browse(), method)()

    def test_who_may_fix_nothing_is_shown_what_was_found(self):
        self.plant("stock_quant", self.lot.quant_ids[:1], quantity=75)
        results = self.audit(self.auditor).result_ids.filtered("count")
        self.assertIn("stock_differs", results.mapped("kind"))
        for result in results:
            action = result.action_mend()
            self.assertNotEqual(action.get("target"), "new", result.kind)
            self.assertTrue(
                self.env[action["res_model"]].with_user(self.auditor).search([], limit=1)
            )

    def test_what_is_kept_no_more_is_said_to_be_so(self):
        audit = self.audit()
        result = audit.result_ids.filtered("count")[:1]
        audit.finding_ids.sudo().unlink()  # sudo: as the nightly job that forgets them
        with self.assertRaisesRegex(UserError, "no longer kept"):
            result.with_user(self.stock_manager).action_mend()

    def test_kinds_of_an_app_that_is_gone_break_no_audit(self):
        audit = self.audit()
        finding, result, gain = audit.finding_ids[:1], audit.result_ids[:1], audit.gain_ids[:1]
        self.plant("traceability_audit_finding", finding, kind="gone", model="gone.order")
        self.plant("traceability_audit_result", result, kind="gone")
        self.plant("traceability_audit_gain", gain, kind="gone")
        self.assertFalse(finding.example)
        self.assertTrue(write_workbook(audit))
        self.assertIn("gone", self.html_of(audit.with_user(self.auditor)))
        with self.assertRaisesRegex(UserError, "not installed"):
            finding.action_open_records()
        with self.assertRaisesRegex(UserError, "not installed"):
            finding.action_mend()

    def test_who_may_not_see_the_people_of_an_audit_reads_it_all_the_same(self):
        reader = new_test_user(
            self.env,
            "second_reader",
            "base.group_user,product_traceability.group_auditor",
            company_id=self.other.id,
            company_ids=[(6, 0, self.other.ids)],
        )
        types = self.env["stock.picking.type"].search([("company_id", "=", self.other.id)])
        types[:1].write({"use_create_lots": False, "use_existing_lots": False})
        nightly = self.env["traceability.audit"].with_user(SUPERUSER_ID)
        audit = nightly.with_company(self.other).create({})
        self.plant("traceability_audit_finding", audit.finding_ids, user_id=self.stock_manager.id)
        self.env.invalidate_all()
        audit = audit.with_user(reader).with_context(allowed_company_ids=self.other.ids)
        self.assertTrue(write_workbook(audit))
        self.env.invalidate_all()
        self.assertIn("OdooBot", self.html_of(audit))

    def test_quantities_below_zero_of_an_import_stop_no_audit(self):
        came = self.env["stock.move.line"].search(
            [("product_id", "=", self.tomato.id), ("location_id.usage", "=", "supplier")]
        )
        self.plant("stock_move_line", self.line, quantity_product_uom=-100, lot_id=self.lot.id)
        self.plant("stock_move_line", came, quantity_product_uom=100)
        self.plant("stock_quant", self.lot.quant_ids, quantity=200)
        self.assertTrue(0 <= self.audit().score <= 100)
