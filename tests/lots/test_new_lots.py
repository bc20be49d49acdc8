"""Newly received lots start on hold where their product or its category says so."""

from odoo.tests import tagged

from ..common.guard import GuardCommon


@tagged("post_install", "-at_install")
class TestNewLots(GuardCommon):
    def receive_as_clerk(self, product, name, quantity=2):
        picking = self.plan_receipt((product, name, quantity)).with_user(self.clerk)
        picking.button_validate()
        return self.make_lot(product, name)

    def test_on_hold_until_a_manager_releases_one_or_many(self):
        self.tomato.new_lots = "hold"
        lots = self.receive_as_clerk(self.tomato, "H1") + self.receive_as_clerk(self.tomato, "H2")
        self.assertEqual(lots.mapped("is_on_hold"), [True, True])
        self.assertEqual(lots.hold_user_id, self.clerk)
        delivery = self.reserve_delivery(self.tomato, 2)
        self.assertFalse(delivery.move_line_ids, "nothing on hold is reserved")
        with self.refused("Only an Inventory manager"):
            self.rpc(self.clerk, "stock.lot", "release", lots.ids)
        self.rpc(self.manager, "stock.lot", "release", lots.ids)
        self.assertEqual(lots.mapped("is_on_hold"), [False, False])
        self.receipts.use_existing_lots = True
        again = self.receive_as_clerk(self.tomato, "H1")
        self.assertFalse(again.is_on_hold, "released before, so it is no new lot")

    def test_category_is_the_default_and_the_product_says_otherwise(self):
        parent = self.env["product.category"].create({"name": "Food", "new_lots": "hold"})
        self.tomato.categ_id = self.env["product.category"].create(
            {"name": "Vegetables", "parent_id": parent.id}
        )
        self.assertTrue(self.receive_as_clerk(self.tomato, "C1").is_on_hold)
        self.tomato.new_lots = "free"
        self.assertFalse(self.receive_as_clerk(self.tomato, "C2").is_on_hold)

    def test_next_step_of_a_receipt_does_not_take_it_on(self):
        self.tomato.new_lots = "hold"
        self.warehouse.reception_steps = "two_steps"
        receipt = self.plan_goods(
            self.receipts,
            self.supplier_location,
            self.warehouse.wh_input_stock_loc_id,
            [(self.tomato, "S1", 2)],
        )
        receipt.button_validate()
        lot = self.make_lot(self.tomato, "S1")
        self.assertTrue(lot.is_on_hold)
        self.assertFalse(receipt.move_ids.move_dest_ids.move_line_ids)

    def test_counts_returns_and_companies_without_rules_hold_nothing(self):
        self.tomato.new_lots = "hold"
        lot = self.make_lot(self.tomato, "N1")
        self.count(self.tomato, 5, lot)
        self.assertFalse(lot.is_on_hold)
        self.company.strict_traceability = False
        self.assertFalse(self.receive(self.tomato, "N2", 1).is_on_hold)
