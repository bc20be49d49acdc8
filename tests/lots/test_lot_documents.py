"""Certificates of analysis and other documents of lots, carried to the trace and to customers."""

import base64

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..common.guard import GuardCommon

CONTENT = base64.b64encode(b"%PDF-1.4 analysis")


@tagged("post_install", "-at_install")
class TestLotDocuments(GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.analysis = cls.env.ref("product_traceability.document_type_analysis")
        cls.inspection = cls.env.ref("product_traceability.document_type_inspection")
        cls.t1 = cls.receive(cls.tomato, "T1", 6)
        cls.commit(cls)

    def add(self, lot, name, kind=None, user=None):
        """:return: the document, added on the form of a lot that has moved"""
        form = Form(lot.with_user(user or self.clerk), "stock.view_production_lot_form")
        with form.document_ids.new() as line:
            line.type_id = kind or self.analysis
            line.name = name
            line.date = "2026-04-05"
            line.file_name = f"{name}.pdf"
            line.file = CONTENT
        form.save()
        return self.env["stock.lot.document"].search([("name", "=", name)])

    def test_users_add_documents_and_managers_delete_them(self):
        document = self.add(self.t1, "COA-1")
        self.assertEqual(self.t1.document_count, 1)
        for call in (("unlink",), ("write", {"file": CONTENT}), ("write", {"lot_id": False})):
            with self.subTest(call), self.assertRaises(AccessError):
                method, *arguments = call
                self.rpc(self.clerk, document._name, method, document.ids, *arguments)
        self.rpc(self.manager, document._name, "unlink", document.ids)
        self.assertFalse(self.t1.document_ids)

    def test_carried_to_the_trace_the_certificate_and_the_confirmation(self):
        self.add(self.t1, "COA-1")
        self.add(self.t1, "Check", self.inspection)
        self.company.stock_move_email_validation = True
        self.customer.email = "shop@example.com"
        delivery = self.deliver(self.tomato, self.t1, 2)
        answer = self.t1.with_user(self.clerk).get_traceability()
        told = {(each["type"], each["name"], each["date"]) for each in answer["documents"]}
        self.assertEqual(
            told,
            {
                ("Certificate of Analysis", "COA-1", "2026-04-05"),
                ("Inspection Report", "Check", "2026-04-05"),
            },
        )
        self.assertIn("/web/content/stock.lot.document/", answer["documents"][0]["url"])
        report = self.env["report.product_traceability.report_certificate"].with_user(self.clerk)
        values = report._get_report_values(delivery.ids)
        listed = values["certify"](values["docs"])["documents"]
        self.assertEqual(listed, ["T1, Certificate of Analysis, COA-1, 04/05/2026"])
        sent = delivery.message_ids.attachment_ids
        self.assertIn("COA-1.pdf", sent.mapped("name"))
        self.assertNotIn("Check.pdf", sent.mapped("name"))

    def test_documents_of_another_company_stay_hidden(self):
        self.add(self.t1, "COA-1")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.t1.document_ids.sudo()
        lot = self.env["stock.lot"].create(
            {"product_id": self.tomato.id, "name": "E1", "company_id": other.id}
        )
        hidden = self.env["stock.lot.document"].create(
            {"lot_id": lot.id, "type_id": self.analysis.id, "name": "COA-E", "file": CONTENT}
        )
        seen = self.env["stock.lot.document"].with_user(self.clerk).search([])
        self.assertNotIn(hidden, seen)
        self.assertIn(self.t1.document_ids, seen)
