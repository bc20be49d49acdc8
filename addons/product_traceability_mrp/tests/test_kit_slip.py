"""The delivery slip of a kit tells the lots in it, one row each."""

import lxml.html

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import FactoryCommon


@tagged("post_install", "-at_install")
class TestKitSlip(FactoryCommon):
    def test_a_lot_from_two_shelves_is_one_row_in_its_kit_and_outside(self):
        self.env["res.config.settings"].create({"group_lot_on_delivery_slip": True}).execute()
        box = self.make_product("Gift Box", "none", is_storable=False)
        bill = self.env["mrp.bom"].create(
            {
                "product_tmpl_id": box.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [Command.create({"product_id": self.tomato.id, "product_qty": 1})],
            }
        )
        lot = self.receive(self.tomato, "KIT-LOT", 10)
        self.transfer(self.tomato, lot, 5)
        other = self.receive(self.motor, "KIT-OUT", 1)
        places = {
            "location_id": self.stock_location.id,
            "location_dest_id": self.customer_location.id,
        }
        delivery = self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": self.warehouse.out_type_id.id,
                "partner_id": self.customer.id,
                "move_ids": [
                    Command.create({**places, "product_id": product.id, "product_uom_qty": wanted})
                    for product, wanted in ((box, 8), (self.motor, 1))
                ],
            }
        )
        delivery.action_confirm()
        delivery.action_assign()
        self.assertEqual(len(delivery.move_line_ids), 3)
        delivery.button_validate()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "stock.action_report_delivery", delivery.ids
        )[0]
        rows = [
            " ".join(row.text_content().split())
            for row in lxml.html.fromstring(html.decode()).xpath("//tbody/tr")
        ]
        [of_kit] = [row for row in rows if lot.name in row]
        self.assertRegex(of_kit, "KIT-LOT 8 ")
        self.assertEqual(len([row for row in rows if other.name in row]), 1)
        self.assertIn("Gift Box", rows)
        line = delivery.move_line_ids.filtered(lambda line: line.lot_id == lot)[:1]
        bill.bom_line_ids.unlink()
        self.assertEqual(line._trace_inside()[:1], ["Gift Box"])
        with self.refused(UserError, "Archive them instead"):
            bill.unlink()
