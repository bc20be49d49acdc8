from odoo.exceptions import AccessError, UserError

from .common import AuditCommon


class TestAudit(AuditCommon):
    """What every finding has in common."""

    def test_a_complete_record_has_no_finding(self):
        self.assertEqual(self.kinds_found(), set())

    def test_a_movement_without_lot_is_found_with_all_that_tells_where(self):
        line = self.lot.delivery_ids.move_line_ids
        self.plant("stock_move_line", line, lot_id=None)
        audit = self.audit(self.auditor)
        finding = audit.finding_ids.filtered(lambda each: each.kind == "moved_without_lot")
        self.assertEqual(
            (finding.product_id, finding.warehouse_id, finding.count, finding.quantity),
            (self.tomato, self.warehouse, 1, 30),
        )
        self.assertEqual(finding.picking_type_id, self.warehouse.out_type_id)
        self.assertEqual(self.found("moved_without_lot", audit), line)

    def test_every_kind_is_listed_with_what_was_found_before(self):
        self.plant("stock_move_line", self.lot.delivery_ids.move_line_ids, lot_id=None)
        before, now = self.audit(), self.audit()
        kinds = self.env["traceability.audit.kinds"].get_kinds()
        self.assertEqual(set(now.result_ids.mapped("kind")), set(kinds))
        result = now.result_ids.filtered(lambda each: each.kind == "moved_without_lot")
        self.assertEqual(now.previous_id, before)
        self.assertEqual((result.count, result.previous_count), (1, 1))

    def test_nobody_changes_what_an_audit_found(self):
        audit = self.audit()
        with self.assertRaises(UserError):
            audit.with_user(self.stock_manager).since = "2020-01-01"
        with self.assertRaises(AccessError):
            audit.result_ids.with_user(self.stock_manager).count = 0

    def test_findings_are_listed_of_the_latest_audit_of_each_company(self):
        other = self.env["res.company"].create({"name": "Second Works"})
        self.stock_manager.company_ids += other
        companies = (self.company | other).ids
        types = self.env["stock.picking.type"].search([("company_id", "=", other.id)])
        types[:1].write({"use_create_lots": False, "use_existing_lots": False})
        self.plant("stock_move_line", self.lot.delivery_ids.move_line_ids, lot_id=None)
        audits = [self.audit(company_id=company) for company in (*companies, *companies)]
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability_audit.action_audit_finding"
        )
        self.assertIn("search_default_latest", action["context"])
        findings = self.env["traceability.audit.finding"].with_user(self.stock_manager)
        latest = [("audit_id.is_latest", "=", True)]
        for allowed, expected in ((companies, audits[2:]), (other.ids, audits[3:])):
            found = findings.with_context(allowed_company_ids=allowed).search(latest)
            self.assertEqual(set(found.audit_id.ids), {audit.id for audit in expected})
        self.assertEqual([audit.is_latest for audit in audits], [False, False, True, True])
        of_old = audits[0].result_ids.filtered("count").action_open_findings()
        self.assertFalse(of_old["context"])

    def test_a_month_is_that_of_the_company(self):
        line = self.lot.delivery_ids.move_line_ids
        self.plant("stock_move_line", line, lot_id=None, date="2026-02-28 20:00:00")
        self.company.partner_id.tz = "Asia/Tokyo"
        audit = self.audit()
        finding = audit.finding_ids.filtered(lambda each: each.kind == "moved_without_lot")
        self.assertEqual((str(finding.month), finding.month_name), ("2026-03-01", "March 2026"))
        self.assertEqual(self.found("moved_without_lot", audit), line)
