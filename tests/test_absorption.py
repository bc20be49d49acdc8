"""A lot takes nothing from stock that has no lot."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .test_stock_without_lots import StockWithoutLots


@tagged("post_install", "-at_install")
class TestAbsorption(StockWithoutLots):
    def test_a_lot_that_is_not_there_takes_nothing_from_stock_without_lots(self):
        old = self.untracked("Old sauce", "lot", 5)
        lot = self.make_lot(old.product_id, "NEVER")
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": old.product_id.id,
                "lot_id": lot.id,
                "scrap_qty": 2,
                "location_id": self.stock_location.id,
            }
        )
        with self.refused(UserError, "Old sauce, NEVER.*Stock Without Lots"):
            scrap.do_scrap()
        self.assertEqual(old.quantity, 5)

    def test_a_lot_that_is_short_takes_nothing_from_stock_without_lots(self):
        old = self.untracked("Old sauce", "lot", 5)
        lot = self.receive(old.product_id, "SHORT", 2)
        with self.refused(UserError, "Old sauce, SHORT"):
            self.deliver(old.product_id, lot, 4)
        self.deliver(old.product_id, lot, 2)
        self.assertEqual(old.quantity, 5)

    def test_a_lot_that_others_reserved_too_takes_nothing_from_stock_without_lots(self):
        old = self.untracked("Old sauce", "lot", 5)
        lot = self.receive(old.product_id, "BUSY", 2)
        self.env["stock.move"].create(
            {
                "product_id": old.product_id.id,
                "product_uom_qty": 4,
                "location_id": self.stock_location.id,
                "location_dest_id": self.customer_location.id,
                "move_line_ids": [
                    Command.create(
                        {"product_id": old.product_id.id, "lot_id": lot.id, "quantity": 4}
                    )
                ],
            }
        )
        self.deliver(old.product_id, lot, 2)
        self.assertEqual(self.quants(old.product_id).mapped("quantity"), [5])

    def test_a_line_added_to_a_done_delivery_takes_nothing_from_stock_without_lots(self):
        old = self.untracked("Old sauce", "lot", 5)
        lot = self.receive(old.product_id, "SHORT", 2)
        delivery = self.deliver(old.product_id, lot, 2)
        with self.refused(UserError, "Old sauce, SHORT.*Stock Without Lots"):
            self.env["stock.move.line"].create(
                {
                    "picking_id": delivery.id,
                    "product_id": old.product_id.id,
                    "lot_id": lot.id,
                    "quantity": 1,
                    "location_id": self.stock_location.id,
                    "location_dest_id": self.customer_location.id,
                }
            )

    def test_without_strict_traceability_lots_absorb_as_in_core(self):
        old = self.untracked("Old sauce", "lot", 5)
        self.company.strict_traceability = False
        self.deliver(old.product_id, self.make_lot(old.product_id, "NEVER"), 2)
        self.assertEqual(sum(self.quants(old.product_id).mapped("quantity")), 3)
