from odoo.exceptions import AccessError
from odoo.tools import SQL

from .common import FindingsCommon


class TestFindingsOfWhom(FindingsCommon):
    """Whose findings they are, in whose words, and at what cost."""

    def test_another_company_and_other_units_stay_apart(self):
        company = self.env["res.company"].create({"name": "Second Works"})
        manager = self.stock_manager
        manager.company_ids += company
        self.plant("stock_move_line", self.delivery, lot_waived=True)
        with self.as_before():
            dozen = self.env.ref("uom.product_uom_dozen")
            receipt = self.plan_goods(
                *(self.warehouse.in_type_id, self.supplier_location, self.stock_location),
                [(self.tomato, self.lot, 1)],
            )
            receipt.move_line_ids.product_uom_id = dozen
            receipt.button_validate()
        self.plant("stock_quant", self.quants_of(self.lot), quantity=70)
        audit = self.assert_found(stock_differs=self.quants_of(self.lot))
        found = audit.finding_ids
        self.assertEqual((found.quantity, found.product_uom_id.name), (12, "Units"))
        second = self.audit(manager, company_id=company.id)
        self.assertFalse(second.finding_ids)
        with self.assertRaises(AccessError):
            audit.with_user(manager).with_company(company).finding_ids.mapped("count")

    def test_quantities_are_added_up_within_one_unit_only(self):
        salt = self.make_product("Salt", uom_id=self.env.ref("uom.product_uom_kgm").id)
        bag = self.receive(salt, "SALT-1", 2.5)
        self.plant("stock_quant", self.quants_of(self.lot | bag), quantity=71)
        audit = self.audit()
        findings = self.env["traceability.audit.finding"].with_user(self.auditor)
        totals = {}
        for name in ("product_id", "kind", "month:month"):
            for group in findings.formatted_read_group(
                [("audit_id", "=", audit.id)], [name], ["quantity:sum", "count:sum"]
            ):
                totals[name, group["count:sum"]] = totals.get((name, group["count:sum"]), ())
                totals[name, group["count:sum"]] += (group["quantity:sum"],)
        self.assertCountEqual(totals["product_id", 1], [1, 68.5])
        self.assertEqual(totals["kind", 2], (False,))
        self.assertEqual(totals["month:month", 2], (False,))

    def test_a_lot_is_of_the_warehouse_that_has_it(self):
        lot = self.receive(self.yoghurt, "Y-1", 5)
        self.transfer(self.yoghurt, lot, 1)
        self.deliver(self.yoghurt, lot, 2)
        self.plant("stock_lot", lot, expiration_date=None)
        self.assertFalse(lot.location_id)
        audit = self.assert_found(without_dates=lot)
        self.assertEqual(audit.finding_ids.warehouse_id, self.warehouse)
        self.assertEqual(self.found("without_dates", audit), lot)

    def test_words_follow_the_user(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        kinds = self.env["traceability.audit.kinds"].with_context(lang="fr_FR").get_kinds()
        self.assertEqual(set(kinds), set(self.env["traceability.audit.kinds"].get_kinds()))
        self.plant("stock_quant", self.quants_of(self.lot), quantity=71)
        audit = self.audit()
        self.assertTrue(audit.with_context(lang="fr_FR").finding_ids.example)

    def test_the_queries_do_not_grow_with_what_is_found(self):
        self.env.cr.execute(SQL("SELECT 1"))
        self.audit()
        before = self.env.cr.sql_log_count
        self.audit()
        few = self.env.cr.sql_log_count - before
        self.plant("stock_quant", self.quants_of(self.lot | self.other), quantity=71)
        before = self.env.cr.sql_log_count
        self.audit()
        self.assertLessEqual(self.env.cr.sql_log_count - before, few + 3)
