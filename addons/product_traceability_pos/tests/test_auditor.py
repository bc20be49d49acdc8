"""The auditor opens what a trace of goods sold at a till links to."""

from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.auditor import AuditorCommon

from .common import PointOfSaleCommon


@tagged("post_install", "-at_install")
class TestAuditorOfTheTill(PointOfSaleCommon, AuditorCommon):
    def test_what_a_sale_at_the_till_links_to_opens_and_nothing_is_written(self):
        self.env["pos.category"].create({"name": "Fresh"})
        self.tomato.pos_categ_ids = self.env["pos.category"].search([], limit=1)
        lot = self.receive(self.tomato, "TILL-1", 10)
        order = self.sell((self.tomato, "TILL-1", 2))
        linked = self.linked(lot)
        self.assertIn(order.picking_ids, linked["stock.picking"])
        self.assertIn(self.customer, linked["res.partner"])
        for records in linked.values():
            self.assert_read_only(records)
