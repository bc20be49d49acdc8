"""A count that another addon names: it writes on the movement that it has just made, not later."""

from odoo.fields import Command
from odoo.tests import tagged

from ..common.guard import GuardCommon


@tagged("post_install", "-at_install")
class TestCountsOfOthers(GuardCommon):
    """As ``stock_inventory`` of OCA does in ``stock.quant._apply_inventory``."""

    def test_a_count_of_tracked_products_is_named_in_the_transaction_that_made_it(self):
        for product, quantity in ((self.tomato, 7), (self.motor, 1)):
            with self.subTest(product=product.name):
                self.commit()
                lot = self.make_lot(product, "COUNTED")
                quant = self.count(product, quantity, lot)
                line = self.name_count(quant, f"Count of {product.name}")
                self.assertEqual(line.reference, f"Count of {product.name}")
                self.assertEqual(self.on_hand(lot), {self.stock_location: quantity})

    def test_a_count_that_is_history_keeps_its_name(self):
        lot = self.make_lot(self.tomato, "COUNTED")
        quant = self.count(self.tomato, 7, lot)
        self.commit()
        with self.refused("Completed operations cannot be"):
            self.name_count(quant, "Another name")

    def test_stock_inventory_counts_tracked_products(self):
        """`make test-oca` installs it."""
        if "stock.inventory" not in self.env:
            self.skipTest("stock_inventory is not installed")
        self.receive(self.tomato, "T1", 10)
        self.receive(self.motor, "M1")
        self.commit()
        inventory = (
            self.env["stock.inventory"]
            .with_user(self.manager)
            .create(
                {
                    "name": "Year end",
                    "product_selection": "manual",
                    "location_ids": [Command.set(self.stock_location.ids)],
                    "product_ids": [Command.set((self.tomato | self.motor).ids)],
                }
            )
        )
        inventory.action_state_to_in_progress()
        quants = inventory.stock_quant_ids.with_context(inventory_mode=True)
        self.assertEqual(quants.product_id, self.tomato | self.motor)
        for quant, counted in zip(
            quants.sorted(lambda quant: quant.product_id.id), (7, 0), strict=True
        ):
            quant.inventory_quantity = counted
            quant.action_apply_inventory()
        inventory.action_state_to_done()
        self.assertEqual(inventory.state, "done")
        lines = inventory.stock_move_ids.sorted(lambda line: line.product_id.id)
        self.assertEqual(lines.mapped("quantity"), [3, 1])
        self.assertTrue(all("Year end" in line.reference for line in lines))

    def name_count(self, quant, name):
        """Write a name on the latest movement of a quant, as its user. :return: the line"""
        lines = self.env["stock.move.line"].with_user(self.manager)
        line = lines.search([("lot_id", "=", quant.lot_id.id)], order="id desc", limit=1)
        line.write({"reference": name})
        return line
