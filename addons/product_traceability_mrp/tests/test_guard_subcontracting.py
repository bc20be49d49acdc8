from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.guard import GuardCommon


@tagged("post_install", "-at_install")
class TestGuardSubcontracting(GuardCommon):
    def test_serial_made_by_subcontractor_is_received(self):
        """Core does the receipt first, and then the order that made what was received."""
        if "is_subcontract" not in self.env["stock.move"]._fields:
            self.skipTest("mrp_subcontracting is not installed")
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": self.motor.product_tmpl_id.id,
                "type": "subcontract",
                "subcontractor_ids": [Command.set(self.vendor.ids)],
                "bom_line_ids": [Command.create({"product_id": self.screw.id, "product_qty": 1})],
            }
        )
        lot = self.make_lot(self.motor, "MADE-1")
        receipt = self.env["stock.picking"].create(
            {
                "picking_type_id": self.receipts.id,
                "partner_id": self.vendor.id,
                "location_id": self.supplier_location.id,
                "location_dest_id": self.stock_location.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.motor.id,
                            "product_uom": self.motor.uom_id.id,
                            "product_uom_qty": 1,
                            "location_id": self.supplier_location.id,
                            "location_dest_id": self.stock_location.id,
                        }
                    )
                ],
            }
        )
        receipt.action_confirm()
        move = receipt.move_ids
        move.move_line_ids = [
            Command.clear(),
            Command.create(
                {
                    "picking_id": receipt.id,
                    "product_id": self.motor.id,
                    "product_uom_id": self.motor.uom_id.id,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "lot_id": lot.id,
                    "quantity": 1,
                }
            ),
        ]
        move.picked = True
        receipt.button_validate()
        self.assertEqual(receipt.state, "done")
        self.assertEqual(self.on_hand(lot), {self.stock_location: 1})
