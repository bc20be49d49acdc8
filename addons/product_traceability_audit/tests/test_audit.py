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
