"""The auditor reads the orders that deliveries of a trace are for."""

from odoo.tests import Form, new_test_user, tagged

from odoo.addons.product_traceability.tests.common.auditor import AuditorCommon

from .common import SaleCommon


@tagged("post_install", "-at_install")
class TestAuditorOfSales(SaleCommon, AuditorCommon):
    def test_orders_and_lines_are_read_deliveries_and_lots_open_and_nothing_is_written(self):
        lot = self.receive(self.tomato, "T1", 10)
        order = self.sell((self.tomato, 4)).sudo()
        delivery = order.picking_ids
        delivery.move_ids.picked = True
        delivery.button_validate()
        self.assertIn(delivery, self.linked(lot)["stock.picking"])
        for records in (lot, delivery):
            self.assert_read_only(records)
        for records in (order, order.order_line):
            self.assert_not_written(records)
        # Its form, which shows invoices as well, is linked to for those alone who sell.
        seller = new_test_user(
            self.env, "seller14", "sales_team.group_sale_salesman_all_leads,stock.group_stock_user"
        )
        for user, opens in ((self.auditor, False), (seller, True)):
            form = Form(delivery.with_user(user))
            [link] = form._view["tree"].xpath("//field[@name='sale_id']")
            self.assertEqual("no_open" not in link.get("options", ""), opens)
            self.assertEqual(form.sale_id, order)
        lines = order.order_line.with_user(self.auditor).read(["product_id", "product_uom_qty"])
        self.assertEqual(lines[0]["product_uom_qty"], 4)
