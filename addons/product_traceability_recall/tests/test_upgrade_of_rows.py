"""A database of an earlier version has columns that nothing reads any more."""

from odoo.modules.module import load_script
from odoo.tests import tagged
from odoo.tools import sql

from .common import RecallCommon

SCRIPT = "product_traceability_recall/migrations/19.0.1.3.0/post-rows.py"


@tagged("post_install", "-at_install")
class TestUpgradeOfRows(RecallCommon):
    def test_rows_no_longer_keep_a_company(self):
        recall = self.scoped()
        rows = [
            name
            for name, model in self.registry.items()
            if issubclass(model, self.registry["traceability.recall.row"]) and not model._abstract
        ]
        self.assertIn("traceability.recall.delivery", rows)
        tables = [self.env[name]._table for name in rows]
        for table in tables:
            sql.create_column(self.cr, table, "company_id", "int4")
        consignees = self.env["traceability.recall.consignee"]._table
        for _turn in range(2):  # the second finds nothing
            load_script(SCRIPT, "rows").migrate(self.cr, "19.0.1.2.0")
            for table in tables:
                self.assertFalse(sql.column_exists(self.cr, table, "company_id"), table)
        self.assertTrue(sql.column_exists(self.cr, consignees, "company_id"))
        self.env.invalidate_all()
        self.assertEqual(recall.delivery_ids.company_id, self.company)
