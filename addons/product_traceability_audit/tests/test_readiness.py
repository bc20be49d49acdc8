from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.product_traceability.hooks import leave_history_as_it_is

from .common import AuditCommon


@tagged("post_install", "-at_install")
class TestReadiness(AuditCommon):
    """What is left to do before a company becomes strict, and who switches it on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = new_test_user(
            cls.env, "readiness_admin", "base.group_system,stock.group_stock_manager"
        )
        cls.without_rules()

    def readiness(self, user=None):
        """:return: the wizard, opened by a user"""
        self.env.flush_all()
        model = self.env["traceability.readiness"].with_user(user or self.administrator)
        with self.enter_registry_test_mode():
            action = model.action_open()
        return model.browse(action["res_id"])

    def receive_without_lot(self):
        """:return: a receipt that is ready to be validated, as core lets it"""
        self.receipts = self.warehouse.in_type_id
        self.receipts.write({"use_create_lots": False, "use_existing_lots": False})
        return self.plan_goods(
            self.receipts, self.supplier_location, self.stock_location, [(self.tomato, None, 5)]
        )

    def test_where_nothing_is_left_it_is_switched_on(self):
        readiness = self.readiness()
        self.assertFalse(readiness.row_ids.mapped("label"))
        readiness.action_switch_on()
        self.assertTrue(self.company.strict_traceability)

    def test_what_is_left_is_counted_told_and_fixed(self):
        receipt = self.receive_without_lot()
        self.receive_without_lot().button_validate()
        rows = {row.kind: row for row in self.readiness().row_ids}
        self.assertEqual(set(rows), {"operation_types", "stock_without_lots", "refused"})
        self.assertEqual({row.count for row in rows.values()}, {1})
        self.assertIn(receipt.name, rows["refused"].example)
        self.assertIn("Tomato", rows["refused"].example)
        for kind, model in (
            ("operation_types", "stock.picking.type"),
            ("stock_without_lots", "stock.quant.identify"),
            ("refused", "stock.lot.assign"),
        ):
            self.assertEqual(rows[kind].action_fix()["res_model"], model)
        # Fixed one by one, it is gone one by one.
        self.receipts.use_create_lots = True
        receipt.move_line_ids.lot_name = "T-9"
        self.assertEqual(set(self.readiness().row_ids.mapped("kind")), {"stock_without_lots"})

    def test_an_auditor_reads_no_document_that_is_kept_from_him(self):
        receipt = self.receive_without_lot()
        self.env["ir.rule"].create(
            {
                "name": "No transfers",
                "model_id": self.env["ir.model"]._get_id("stock.picking"),
                "domain_force": "[('id', '=', 0)]",
                "groups": [(4, self.env.ref("product_traceability.group_auditor").id)],
            }
        )
        for user, is_told in ((self.auditor, False), (self.administrator, True)):
            row = self.readiness(user).row_ids.filtered(lambda row: row.kind == "refused")
            self.assertEqual(receipt.name in (row.example or ""), is_told)
        readable = self.readiness(self.auditor).row_ids.filtered(lambda row: row.kind == "refused")
        self.assertFalse(
            self.env["stock.picking"].search(readable.action_fix()["domain"]) & receipt
        )

    def test_negative_stock_is_counted(self):
        self.deliver(self.tomato, self.lot, 500)
        [row] = self.readiness().row_ids
        self.assertEqual((row.kind, row.count), ("negative_stock", 1))
        self.assertEqual(row.action_fix()["res_model"], "stock.quant")

    def test_only_who_may_change_settings_switches_it_on(self):
        readiness = self.readiness(self.auditor)
        with self.assertRaises(AccessError):
            readiness.action_switch_on()
        with self.assertRaises(AccessError):
            readiness.is_strict = True
        employee = new_test_user(self.env, "readiness_nobody", "base.group_user")
        with self.assertRaises(AccessError):
            self.readiness(employee)
        self.assertFalse(self.company.strict_traceability)

    def test_the_settings_warn_of_the_same_before_they_are_saved(self):
        receipt = self.receive_without_lot()
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.assertLogs("odoo.tests.form", "WARNING") as log:
            form = Form(self.env["res.config.settings"].with_user(self.administrator))
            form.strict_traceability = True
        for row in self.readiness().row_ids:
            self.assertIn(f"{row.label} ({row.count})", log.output[0])
        form.save().execute()
        self.assertTrue(self.company.strict_traceability)
        self.assertEqual(receipt.state, "assigned")

    def test_an_audit_leads_to_it_where_strict_is_off(self):
        audit = self.audit()
        self.assertFalse(audit.is_strict)
        with self.enter_registry_test_mode():
            audits = self.env(user=self.auditor)[audit._name]
            action = call_kw(audits, "action_readiness", [audit.ids], {})
        self.assertEqual(action["res_model"], "traceability.readiness")

    def test_an_audit_leads_to_its_own_company(self):
        other = self.env["res.company"].create({"name": "Second Works"})
        self.administrator.company_ids += other
        both = {"allowed_company_ids": [self.company.id, other.id]}
        audits = self.env["traceability.audit"].with_user(self.administrator).with_context(**both)
        audit = audits.create({"company_id": other.id})
        again = audits.browse(audit.action_run()["res_id"])
        self.assertEqual(again.company_id, other)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            readiness = audit.env["traceability.readiness"].browse(
                audit.action_readiness()["res_id"]
            )
            later = readiness.browse(readiness.action_look_again()["res_id"])
            last = later.browse(later.action_switch_on()["res_id"])
        self.assertEqual((readiness | later | last).company_id, other)
        self.assertEqual((other | self.company).mapped("strict_traceability"), [True, False])

    def test_a_company_with_a_history_starts_without_strict_rules(self):
        new = self.env["res.company"].create({"name": "New"})
        self.company.strict_traceability = True
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", new.id)])
        stock = warehouse.lot_stock_id
        screws = [(self.screw, None, 1)]
        self.move_goods(warehouse.in_type_id, self.supplier_location, stock, screws)
        leave_history_as_it_is(self.env)
        self.assertEqual((self.company | new).mapped("strict_traceability"), [False, True])
        self.env.cr.execute(
            "INSERT INTO stock_quant (product_id, location_id, company_id, quantity,"
            " reserved_quantity, in_date) VALUES (%s, %s, %s, 1, 0, now())",
            (self.tomato.id, stock.id, new.id),
        )
        leave_history_as_it_is(self.env)
        self.assertFalse(new.strict_traceability)
        later = self.env["res.company"].default_get(["strict_traceability"])
        self.assertTrue(later["strict_traceability"])
