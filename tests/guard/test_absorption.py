"""A lot takes nothing from stock that has no lot."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common.stock_without_lots import StockWithoutLots


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

    def done_line(self, product, **values):
        """:return: values of a line added to a done delivery of the product"""
        return {
            "product_id": product.id,
            "quantity": 2,
            "location_id": self.stock_location.id,
            "location_dest_id": self.customer_location.id,
            **values,
        }

    def test_defaults_in_the_context_are_no_way_round(self):
        """Neither the transfer, nor its move, nor the lot need be among the values."""
        old = self.untracked("Old sauce", "lot", 5)
        lot = self.receive(old.product_id, "SHORT", 2)
        delivery = self.deliver(old.product_id, lot, 2)
        move, company = delivery.move_ids, {"default_company_id": self.company.id}
        ways = [
            ({"lot_id": lot.id}, {"default_picking_id": delivery.id}),
            ({"lot_id": lot.id}, {"default_move_id": move.id}),
            ({"picking_id": delivery.id}, {"default_lot_id": lot.id}),
            ({}, {"default_move_id": move.id, "default_lot_id": lot.id}),
        ]
        for values, context in ways:
            lines = self.env["stock.move.line"].with_user(self.stock_user)
            with (
                self.subTest(values=values, context=context),
                self.refused(UserError, "Old sauce, SHORT.*Stock Without Lots"),
            ):
                lines.with_context(**company, **context).create(
                    self.done_line(old.product_id, **values)
                )
        self.assertEqual(self.quants(old.product_id).mapped("quantity"), [5])

    def test_a_quant_named_in_a_line_is_no_way_round(self):
        old = self.untracked("Old sauce", "lot", 5)
        lot = self.receive(old.product_id, "SHORT", 3)
        delivery = self.deliver(old.product_id, lot, 2)
        quant = lot.quant_ids.filtered(lambda quant: quant.location_id == self.stock_location)
        values = self.done_line(old.product_id, picking_id=delivery.id, quant_id=quant.id)
        with self.refused(UserError, "Old sauce, SHORT.*Stock Without Lots"):
            self.env["stock.move.line"].with_user(self.stock_user).create(values)

    def test_a_new_number_counted_takes_nothing_from_the_inventory_loss(self):
        """There, too, lie units without number: what was lost or counted away before."""
        old = self.untracked("Old sauce", "lot", 5)
        product, loss = old.product_id, old.product_id.property_stock_inventory
        self.company.strict_traceability = False
        quants = self.env["stock.quant"]
        quants._update_available_quantity(product, loss, 4)
        self.company.strict_traceability = True
        before = self.lotless_at(product, loss)
        lot = self.make_lot(product, "FOUND")
        quants.with_context(inventory_mode=True).create(
            {
                "product_id": product.id,
                "lot_id": lot.id,
                "location_id": self.shelf.id,
                "inventory_quantity": 3,
            }
        ).action_apply_inventory()
        self.assertEqual(self.lotless_at(product, loss), before)
        [lost] = lot.quant_ids.filtered(lambda quant: quant.location_id == loss)
        self.assertEqual(lost.quantity, -3)

    def lotless_at(self, product, place):
        """:return: how much of a product lies in a place without a number"""
        quants = self.env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id", "=", place.id)]
        )
        return sum(quants.filtered(lambda quant: not quant.lot_id).mapped("quantity"))

    def test_without_strict_traceability_lots_absorb_as_in_core(self):
        old = self.untracked("Old sauce", "lot", 5)
        self.company.strict_traceability = False
        self.deliver(old.product_id, self.make_lot(old.product_id, "NEVER"), 2)
        self.assertEqual(sum(self.quants(old.product_id).mapped("quantity")), 3)
