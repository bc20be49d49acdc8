from odoo.tests import HttpCase, tagged

from .common import PurchaseCommon


@tagged("-at_install", "post_install")
class TestPurchaseTour(PurchaseCommon, HttpCase):
    def test_generate_paste_upload_and_scan_the_serials_of_a_purchase_order(self):
        self.env.ref("base.group_user").implied_ids += self.env.ref("stock.group_production_lot")
        order = self.buy((self.make_product("Tour Motor", "serial"), 6))
        self.start_tour(
            f"/odoo/purchase/{order.id}",
            "product_traceability.assign_on_purchase_order",
            login="trace_user",
        )
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(
            set(order.picking_ids.move_line_ids.lot_id.mapped("name")),
            {"TOUR-08", "TOUR-09", "P1", "P2", "F1", "WEDGE-1"},
        )
