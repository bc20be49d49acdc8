"""Sales orders and invoices of the small warehouse, and the wizard on them."""

import re

import lxml.html

from odoo.fields import Command

from odoo.addons.product_traceability.tests.common.printed import PrintedCase
from odoo.addons.product_traceability.tests.common.world import TraceabilityCommon

INVOICE = "account.account_invoices"


class SaleCommon(TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock_user.group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")

    def sell(self, *lines, product_uom=None):
        """:return: a confirmed order of (product, quantity)"""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "product_uom_id": (product_uom or product.uom_id).id,
                        }
                    )
                    for product, quantity in lines
                ],
            }
        )
        order.action_confirm()
        return order.with_user(self.stock_user)

    def wizard(self, order):
        action = order.action_assign_serials()
        wizards = self.env["stock.lot.assign"].with_user(self.stock_user)
        return wizards.browse(action["res_id"])

    def numbers(self, picking):
        return sorted(picking.move_line_ids.lot_id.mapped("name"))


class InvoiceCase(PrintedCase, SaleCommon):
    """Invoices of the small warehouse's orders, read as the accountant prints them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Tokyo"
        if not cls.env["account.journal"].search([("type", "=", "sale")], limit=1):
            cls.env["account.chart.template"].try_loading("generic_coa", cls.company, False)
        cls.accountant = cls.env["res.users"].create(
            {
                "name": "Accountant",
                "login": "lot_accountant",
                "group_ids": [
                    Command.set(cls.env.ref("account.group_account_invoice").ids),
                ],
            }
        )
        cls.tomato.write({"use_expiration_date": True, "expiration_time": 30})
        cls.lot = cls.receive(cls.tomato, "TOM-77", 50)
        cls.lot.expiration_date = "2031-06-10 20:00:00"  # the 11th at 5:00 in Tokyo
        (cls.tomato + cls.motor + cls.screw).invoice_policy = "order"

    def transfers(self, order):
        # Superuser: who sells may have no access to transfers.
        return order.sudo().picking_ids

    def deliver_order(self, order):
        for picking in self.transfers(order).filtered(lambda one: one.state != "done"):
            picking.action_assign()
            picking.move_ids.filtered("quantity").picked = True
            picking.with_context(skip_backorder=True).button_validate()

    def draft_invoice(self, order):
        # Superuser: who sells may not be allowed to invoice.
        return order.sudo()._create_invoices()

    def invoice(self, order):
        invoice = self.draft_invoice(order)
        invoice.action_post()
        return invoice

    def read(self, invoice):
        """:return: the words on the printed invoice, as the accountant gets it"""
        [main] = self.printed(invoice).xpath("//main")
        return re.sub(r"\s+", " ", main.text_content())

    def printed(self, invoice):
        reports = self.env["ir.actions.report"].with_user(self.accountant)
        return lxml.html.fromstring(reports._render_qweb_html(INVOICE, invoice.ids)[0].decode())

    def rows(self, invoice):
        """:return: sorted list of the texts of each row in the printed table of lots, and below it
        the sentences"""
        main = self.printed(invoice)
        rows = main.xpath("//table[@name='invoice_snln_table']/tbody/tr")
        sentences = main.xpath("//ul[@name='invoice_without_lots']/li")
        texts = [[" ".join(cell.text_content().split()) for cell in row] for row in rows]
        return sorted(map(" ".join, texts)) + [one.text_content().strip() for one in sentences]
