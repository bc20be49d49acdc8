"""Assign Serial Numbers on a sales order: which of the units in stock the customer gets."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SaleCommon


class TestSaleOrder(SaleCommon):
    def setUp(self):
        super().setUp()
        for index in range(1, 6):
            self.receive(self.motor, f"S{index}")

    def test_other_serials_are_chosen_and_delivered(self):
        order = self.sell((self.motor, 2))
        delivery = order.picking_ids
        self.assertEqual(self.numbers(delivery), ["S1", "S2"])
        wizard = self.wizard(order)
        wizard.scan("S5")
        wizard.scan("S4")
        wizard.action_assign()
        self.assertEqual(self.numbers(delivery), ["S4", "S5"])
        delivery.button_validate()
        self.assertEqual(delivery.state, "done")
        self.assertFalse(order.has_moves_to_number)
        self.assertFalse(self.make_lot(self.motor, "S1").quant_ids.filtered("reserved_quantity"))

    def test_a_number_that_is_not_in_stock_is_refused(self):
        order = self.sell((self.motor, 2))
        wizard = self.wizard(order)
        with self.refused(UserError, "X9: no product of this document has this lot/serial number"):
            wizard.scan("X9")
        self.assertEqual(self.numbers(order.picking_ids), ["S1", "S2"])

    def test_of_several_steps_the_first_chooses(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self.sell((self.motor, 2))
        wizard = self.wizard(order)
        pick = wizard.move_ids.picking_id
        self.assertEqual(pick.picking_type_id, self.warehouse.pick_type_id)
        wizard.scan("S3")
        wizard.scan("S4")
        wizard.action_assign()
        pick.button_validate()
        ship = order.picking_ids - pick
        self.assertEqual(self.numbers(ship), ["S3", "S4"])

    def test_the_backorder_and_not_the_return_waits(self):
        order = self.sell((self.motor, 2))
        delivery = order.picking_ids
        delivery.scan("S2")
        delivery.with_context(skip_backorder=True).button_validate()
        self.assertEqual(self.numbers(delivery), ["S2"])
        self.plan_return(delivery)
        wizard = self.wizard(order)
        self.assertEqual(wizard.move_ids.picking_id, delivery.backorder_ids)
        self.assertEqual(wizard.demand, 1)

    def test_a_dozen_is_twelve_serials(self):
        order = self.sell((self.motor, 1), product_uom=self.env.ref("uom.product_uom_dozen"))
        wizard = self.wizard(order)
        self.assertEqual(wizard.demand, 12)
        for index in range(1, 6):
            wizard.scan(f"S{index}")
        wizard.action_assign()
        self.assertEqual(self.numbers(order.picking_ids), ["S1", "S2", "S3", "S4", "S5"])


@tagged("post_install", "-at_install")
class TestFreshOnlyWhileDatesAreOn(SaleCommon):
    def test_the_forecast_of_an_order_line_speaks_of_fresh_goods_only_while_dates_are_on(self):
        self.tomato.use_expiration_date = True
        order = self.sell((self.tomato, 1))
        self.assertTrue(order.order_line.use_expiration_date)
        group = self.env.ref("product_traceability.group_expiration_dates")
        self.env.ref("base.group_user").implied_ids -= group
        self.env.invalidate_all()
        self.assertFalse(order.order_line.use_expiration_date)


class TestShelfLifeOfTheCustomer(SaleCommon):
    def test_the_delivery_owes_what_the_customer_of_the_order_asks_for(self):
        self.tomato.write({"use_expiration_date": True, "expiration_time": 30})
        self.receive(self.tomato, "T1", 5)
        self.customer.minimum_shelf_life = 60
        delivery = self.sell((self.tomato, 1)).picking_ids
        delivery.partner_id = self.other_customer
        delivery.move_ids.picked = True
        with self.refused(UserError, "T1.*60 more days"):
            delivery.button_validate()
