"""What a till sells is recorded, and what it should not have sold is told."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PointOfSaleCommon


@tagged("post_install", "-at_install")
class TestPointOfSale(PointOfSaleCommon):
    def assert_told(self, order, words):
        """The order is paid; its transfer has an activity for who is responsible of the product,
        and the order a note, which both say these words."""
        self.assertEqual(order.state, "paid")
        self.assertTrue(order.picking_ids)
        activity = order.picking_ids.activity_ids
        self.assertEqual(activity.user_id, self.responsible)
        self.assertRegex(activity.note, words)
        self.assertRegex("".join(order.message_ids.mapped("body")), words)

    def assert_silent(self, order):
        self.assertEqual(order.picking_ids.mapped("state"), ["done"])
        self.assertFalse(order.picking_ids.activity_ids)

    def test_a_sale_by_lot_is_traced_to_the_customer(self):
        lot = self.receive(self.tomato, "LOT-1", 5)
        order = self.sell((self.tomato, "LOT-1", 2))
        self.assert_silent(order)
        answer = lot.get_traceability(direction="downstream")
        sold = [event for event in answer["events"] if event["kind"] == "delivery"]
        self.assertEqual([event["partner_id"] for event in sold], [self.customer.id])
        self.assertEqual([event["quantity"] for event in sold], [2])
        self.assertEqual(lot.product_qty, 3)

    def test_a_serial_sold_and_brought_back_is_in_stock_again(self):
        motor = self.receive(self.motor, "SN-1")
        order = self.sell((self.motor, "SN-1", 1))
        self.assertEqual(motor.location_id, self.customer_location)
        refund = self.sell((self.motor, "SN-1", -1))
        self.assert_silent(order)
        self.assert_silent(refund)
        self.assertEqual(motor.location_id, self.stock_location)

    def test_the_invoice_and_the_refund_of_a_sale_tell_what_they_bill(self):
        self.receive(self.tomato, "LOT-1", 5)
        self.receive(self.motor, "SN-1")
        for sign in 1, -1:
            lines = (self.tomato, "LOT-1", 2 * sign), (self.motor, "SN-1", sign)
            invoice = self.sell(*lines, to_invoice=True).account_move
            minus = "-" if sign < 0 and invoice.move_type == "out_invoice" else ""
            rows = invoice._get_invoiced_lot_values()
            told = sorted((row["lot_name"], row["quantity"]) for row in rows)
            self.assertEqual(told, [("LOT-1", minus + "2.00"), ("SN-1", minus + "1.00")])

    def test_a_sale_without_lot_waits_for_one(self):
        self.receive(self.tomato, "LOT-1", 5)
        order = self.sell((self.tomato, None, 2))
        self.assertNotEqual(order.picking_ids.state, "done")
        self.assertTrue(order.failed_pickings)
        self.assert_told(order, "without a lot.serial number.*Tomato: 2 Units")

    def test_the_units_of_a_sale_that_have_no_number_wait_for_it(self):
        motor = self.receive(self.motor, "SN-1")
        self.receive(self.motor, "SN-2")
        self.receive(self.tomato, "LOT-1", 5)
        order = self.sell((self.motor, "SN-1", 2), (self.tomato, "LOT-1", 1))
        self.assertEqual(motor.location_id, self.customer_location)
        done = order.picking_ids.filtered(lambda picking: picking.state == "done")
        self.assertEqual(set(done.move_line_ids.lot_id.mapped("name")), {"SN-1", "LOT-1"})
        self.assertTrue(order.failed_pickings)
        self.assert_told(order, "without a lot.serial number.*Motor: 1 Units")

    def test_a_shop_that_may_sell_without_lots_records_a_gap(self):
        self.receive(self.tomato, "LOT-1", 5)
        self.operation.lots_optional = True
        order = self.sell((self.tomato, None, 2))
        self.assert_silent(order)
        line = order.picking_ids.move_line_ids
        self.assertTrue(line.lot_waived)
        self.assertFalse(line.lot_id)
        self.assertEqual(line.quantity, 2)

    def test_a_serial_sold_twice_waits_for_the_right_one(self):
        self.receive(self.motor, "SN-1")
        self.sell((self.motor, "SN-1", 1))
        order = self.sell((self.motor, "SN-1", 1))
        self.assertNotEqual(order.picking_ids.state, "done")
        self.assert_told(order, "SN-1.*Customers")

    def test_an_unknown_number_is_not_made_up(self):
        self.receive(self.motor, "SN-1")
        for creates in (False, True):
            self.operation.use_create_lots = creates
            order = self.sell((self.motor, f"NEVER-{creates}", 1))
            self.assertNotEqual(order.picking_ids.state, "done")
            self.assert_told(order, f"NEVER-{creates}")

    def test_an_unknown_number_beside_a_known_one_is_told(self):
        self.receive(self.motor, "SN-1")
        order = self.sell((self.motor, "SN-1", 1), (self.motor, "NEVER", 1))
        self.assertNotEqual(order.picking_ids.state, "done")
        self.assert_told(order, "Motor")

    def test_a_number_that_is_refused_does_not_keep_the_order_out(self):
        self.operation.use_create_lots = True
        self.tomato.lot_name_pattern = "LOT-####"
        order = self.sell((self.tomato, "whatever", 1))
        self.assertNotEqual(order.picking_ids.state, "done")
        self.assert_told(order, "whatever")
        self.assertFalse(self.env["stock.lot"].search([("name", "=", "whatever")]))

    def test_a_lot_on_hold_is_not_offered_and_its_sale_is_recorded_and_told(self):
        lot = self.receive(self.tomato, "LOT-1", 5)
        self.receive(self.tomato, "LOT-2", 5)
        lot.hold("Glass splinters")
        self.assertEqual(self.offered(self.tomato), {"LOT-2"})
        order = self.sell((self.tomato, "LOT-1", 2))
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(lot.product_qty, 3)
        self.assert_told(order, "LOT-1.*Glass splinters")

    def test_an_expired_lot_is_not_offered_and_its_sale_is_recorded_and_told(self):
        self.tomato.use_expiration_date = True
        self.receive(self.tomato, "LOT-1", 5).expiration_date = "2020-01-31 12:00:00"
        self.receive(self.tomato, "LOT-2", 5).expiration_date = "2120-01-31 12:00:00"
        self.assertEqual(self.offered(self.tomato), {"LOT-2"})
        order = self.sell((self.tomato, "LOT-1", 2))
        self.assertEqual(order.picking_ids.state, "done")
        self.assert_told(order, "LOT-1.*01/31/2020")

    def test_a_shop_that_may_sell_expired_lots_is_offered_them(self):
        self.tomato.use_expiration_date = True
        self.receive(self.tomato, "LOT-1", 5).expiration_date = "2020-01-31 12:00:00"
        self.operation.expired_lots_policy = "allow"
        self.assertEqual(self.offered(self.tomato), {"LOT-1"})
        self.assert_silent(self.sell((self.tomato, "LOT-1", 2)))

    def test_a_shop_that_is_warned_of_expired_lots_is_told_what_it_sold(self):
        self.tomato.use_expiration_date = True
        self.receive(self.tomato, "LOT-1", 5).expiration_date = "2020-01-31 12:00:00"
        self.operation.expired_lots_policy = "warn"
        self.assertEqual(self.offered(self.tomato), {"LOT-1"})
        order = self.sell((self.tomato, "LOT-1", 2))
        self.assertEqual(order.picking_ids.state, "done")
        self.assert_told(order, "LOT-1.*01/31/2020")

    def test_only_the_till_is_excused_and_no_client_can_say_that_it_is_one(self):
        lot = self.receive(self.tomato, "LOT-1", 5)
        lot.hold("Glass splinters")
        delivery = self.plan_delivery((self.tomato, lot, 1))
        self.sell((self.tomato, "LOT-1", 1))
        with self.refused("on hold cannot be moved", UserError):
            self.rpc(
                self.clerk,
                "stock.picking",
                "button_validate",
                delivery.ids,
                context={"traceability_sold_at_till": True},
            )
        self.assertNotEqual(delivery.state, "done")

    def test_goods_that_are_shipped_later_have_not_left_and_stay(self):
        lot = self.receive(self.tomato, "LOT-1", 5)
        lot.hold("Glass splinters")
        order = self.sell((self.tomato, "LOT-1", 2), shipping_date="2031-01-31")
        self.assertNotIn("done", order.picking_ids.mapped("state"))
        self.assertEqual(lot.product_qty, 5)

    def test_a_session_that_updates_stock_at_its_end_is_told_of_it(self):
        self.session.update_stock_at_closing = True
        lot = self.receive(self.tomato, "LOT-1", 5)
        lot.hold("Glass splinters")
        orders = self.sell((self.tomato, "LOT-1", 1)) + self.sell((self.tomato, "LOT-1", 1))
        self.assertFalse(orders.picking_ids)
        self.session.with_user(self.cashier).action_pos_session_closing_control()
        self.assertEqual(self.session.picking_ids.state, "done")
        self.assertRegex("".join(self.session.message_ids.mapped("body")), "Glass splinters")
        self.assertEqual(lot.product_qty, 3)

    def test_a_company_that_is_not_strict_sells_as_core_does(self):
        lot = self.receive(self.tomato, "LOT-1", 5)
        lot.hold("Glass splinters")
        self.company.strict_traceability = False
        self.assertEqual(self.offered(self.tomato), {"LOT-1"})
        order = self.sell((self.tomato, "LOT-1", 2))
        self.assert_silent(order)
        unknown = self.sell((self.tomato, None, 1))
        self.assertFalse(unknown.picking_ids.activity_ids)

    def test_an_open_session_with_sales_that_would_wait_is_listed(self):
        self.company.strict_traceability = False
        self.session.update_stock_at_closing = True
        self.receive(self.tomato, "LOT-1", 5)
        self.sell((self.tomato, "LOT-1", 1))
        guard = self.env["traceability.guard"]
        with self.enter_registry_test_mode():
            self.assertEqual(guard.find_refusals(self.company), [])
        self.sell((self.tomato, None, 1))
        self.env.flush_all()
        with self.enter_registry_test_mode():
            [refusal] = guard.find_refusals(self.company)
        self.assertEqual((refusal.model, refusal.res_id), ("pos.session", self.session.id))
        self.assertIn("Tomato", refusal.problem)
