"""The invoice tells the lots that the customer got, and what has none."""

import lxml.html

from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import INVOICE, InvoiceCase


@tagged("post_install", "-at_install")
class TestInvoiceLots(InvoiceCase):
    def test_lots_and_their_dates_follow_the_settings(self):
        order = self.sell((self.tomato, 5), (self.screw, 2))
        self.deliver_order(order)
        invoice = self.invoice(order)
        self.settings(group_lot_on_invoice=False)
        self.assertNotIn("TOM-77", self.read(invoice))
        self.settings(group_lot_on_invoice=True)
        text = self.read(invoice)
        self.assertRegex(text, "Tomato 5.00 (Units )?TOM-77")
        self.assertNotIn("2031", text)
        self.settings(group_expiry_date_on_invoice=True)
        text = self.read(invoice)
        self.assertRegex(text, "TOM-77 06/11/2031")
        self.assertIn("Not tracked by lots or serial numbers: Screw", text)
        self.settings(group_expiration_dates=False)
        self.assertNotIn("2031", self.read(invoice))
        self.env["res.config.settings"].create({"group_expiration_dates": True}).execute()
        self.assertRegex(self.read(invoice), "TOM-77 06/11/2031", "as it was before")

    def test_quantity_and_unit_stand_apart_where_traceability_is_strict(self):
        self.settings(group_lot_on_invoice=True)
        self.accountant.group_ids += self.env.ref("uom.group_uom")
        order = self.sell((self.tomato, 5))
        self.deliver_order(order)
        invoice = self.invoice(order)
        for strict in (True, False):
            self.company.strict_traceability = strict
            [cell] = self.printed(invoice).xpath("//tr[td[contains(., 'TOM-77')]]/td[2]")
            self.assertEqual(bool(cell.xpath("span[@class='ps-1']")), strict)

    def test_what_came_back_is_subtracted(self):
        order = self.sell((self.tomato, 5))
        self.deliver_order(order)
        returned = self.plan_return(self.transfers(order))
        returned.move_ids.move_line_ids.quantity = 2
        returned.with_context(skip_backorder=True).button_validate()
        self.settings(group_lot_on_invoice=True)
        self.assertRegex(self.read(self.invoice(order)), "Tomato 3.00 (Units )?TOM-77")

    def test_what_is_not_delivered_yet_is_said(self):
        order = self.sell((self.tomato, 5), (self.motor, 1))
        self.settings(group_lot_on_invoice=True)
        self.deliver_order(order)
        text = self.read(self.invoice(order))
        self.assertIn("TOM-77", text)
        self.assertIn("Not delivered yet: Motor (1.00 Units)", text)

    def test_a_draft_a_bill_and_an_invoice_without_order_are_as_core_prints_them(self):
        self.settings(group_lot_on_invoice=True)
        order = self.sell((self.tomato, 5))
        draft = self.draft_invoice(order)
        plain = [
            self.env["account.move"].create(
                {
                    "move_type": kind,
                    "partner_id": self.customer.id,
                    "invoice_date": "2026-01-01",
                    "invoice_line_ids": [
                        Command.create({"product_id": self.tomato.id, "price_unit": 1})
                    ],
                }
            )
            for kind in ("out_invoice", "in_invoice")
        ]
        for move in plain:
            move.action_post()
        for move in (draft, *plain):
            self.assertNotIn("No lot or serial number", self.read(move))

    def test_a_line_without_unit_as_imports_make_it_is_printed(self):
        order = self.sell((self.tomato, 5))
        self.deliver_order(order)
        self.settings(group_lot_on_invoice=True)
        invoice = self.draft_invoice(order)
        invoice.invoice_line_ids.product_uom_id = False
        invoice.action_post()
        self.assertFalse(invoice.invoice_line_ids.product_uom_id)
        self.assertIn("TOM-77", self.read(invoice))

    def test_the_lots_in_a_kit_are_told_with_the_kit_each_on_its_own_invoice(self):
        kit = self.make_product("Box", "none", is_storable=False, invoice_policy="order")
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": self.motor.id, "product_qty": 1}),
                    Command.create({"product_id": self.tomato.id, "product_qty": 2}),
                ],
            }
        )
        for name in "S1", "S2":
            self.receive(self.motor, name)
        order = self.sell((kit, 2))
        self.settings(group_lot_on_invoice=True)
        self.deliver_order(order)
        first = self.draft_invoice(order)
        first.invoice_line_ids.quantity = 1
        first.action_post()
        text = self.read(first)
        self.assertRegex(text, "Motor \\(in Box\\) 1.00 (Units )?S1")
        self.assertRegex(text, "Tomato \\(in Box\\) 2.00 (Units )?TOM-77")
        self.assertNotIn("S2", text)
        self.assertNotIn("Not tracked", text)
        text = self.read(self.invoice(order))
        self.assertRegex(text, "Motor \\(in Box\\) 1.00 (Units )?S2")
        self.assertNotIn("S1", text)

    def test_300_serial_numbers_over_pages_each_with_its_head(self):
        names = [f"SN-{n:04}" for n in range(300)]
        self.move_goods(
            self.warehouse.in_type_id,
            self.supplier_location,
            self.stock_location,
            [(self.motor, name, 1) for name in names],
        )
        order = self.sell((self.motor, 300), (self.tomato, 2))
        self.deliver_order(order)
        self.settings(group_lot_on_invoice=True, group_expiry_date_on_invoice=True)
        pages = self.print_text(INVOICE, self.invoice(order), self.accountant)
        text = self.flat(pages)
        self.assertEqual([name for name in names if text.count(name) != 1], [])
        self.assert_full_pages(pages, "SN/LN")
        self.assertIn("TOM-77 06/11/2031", text)

    def test_the_boxes_stand_with_the_others_and_follow_each_other(self):
        arch = lxml.html.fromstring(self.env["res.config.settings"].get_view()["arch"])
        [setting] = arch.xpath("//setting[@id='group_lot_on_invoice']")
        self.assertEqual(setting.getparent().get("id"), "production_lot_info")
        form = Form(self.env["res.config.settings"])
        form.group_lot_on_invoice = True
        form.group_expiry_date_on_invoice = True
        form.group_lot_on_invoice = False
        self.assertFalse(form.group_expiry_date_on_invoice)
