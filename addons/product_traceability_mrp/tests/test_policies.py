"""Lots on hold or expired are not used in production."""

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import FactoryCommon


@tagged("post_install", "-at_install")
class TestPolicies(FactoryCommon):
    def test_a_component_on_hold_is_not_used(self):
        lot = self.receive(self.tomato, "T1", 5)
        lot.hold("Laboratory")
        with self.refused(UserError, "Tomato, T1, .*: on hold .Laboratory"):
            self.make(self.sauce, "S1", [(lot, 2)])
        lot.release()
        self.make(self.sauce, "S1", [(lot, 2)])

    def test_an_expired_component_is_not_used_unless_allowed(self):
        self.tomato.write({"use_expiration_date": True, "expiration_time": 30})
        lot = self.receive(self.tomato, "T1", 5)
        lot.expiration_date = "2031-06-10"
        self.assertEqual(self.warehouse.manu_type_id.expired_lots_policy, "block")
        with freeze_time("2031-07-01"), self.refused(UserError, "Tomato, T1, .*: expired"):
            self.make(self.sauce, "S1", [(lot, 2)])
        self.warehouse.manu_type_id.expired_lots_policy = "warn"
        with freeze_time("2031-07-01"), self.assertRaisesRegex(AssertionError, "is to_close"):
            self.make(self.sauce, "S1", [(lot, 2)])
        self.warehouse.manu_type_id.expired_lots_policy = "allow"
        with freeze_time("2031-07-01"):
            self.make(self.sauce, "S1", [(lot, 2)])

    def plan_with(self, lot, policy):
        """:return: an order, of an operation type with this policy, that is to use the lot"""
        operation = self.warehouse.manu_type_id.copy(
            {"name": policy, "sequence_code": policy, "expired_lots_policy": policy}
        )
        order = self.plan_of(operation)
        order.lot_producing_ids = self.make_lot(self.sauce, f"S-{policy}")
        order.qty_producing = 1
        order.move_raw_ids.move_line_ids.lot_id = lot
        order.move_raw_ids.picked = True
        return order

    def plan_of(self, operation):
        """:return: a confirmed order that takes a tomato, reserved"""
        order = self.env["mrp.production"].create(
            {
                "product_id": self.sauce.id,
                "product_qty": 1,
                "picking_type_id": operation.id,
                "move_raw_ids": [(0, 0, {"product_id": self.tomato.id, "product_uom_qty": 1})],
            }
        )
        order.action_confirm()
        order.action_assign()
        return order

    def test_of_several_orders_only_those_that_ask_are_asked_about(self):
        self.tomato.write({"use_expiration_date": True, "expiration_time": 30})
        old, older = (self.receive(self.tomato, name, 5) for name in ("T1", "T2"))
        old.expiration_date = older.expiration_date = "2031-06-10"
        orders = self.plan_with(old, "allow") | self.plan_with(older, "warn")
        with freeze_time("2031-07-01"):
            action = orders.button_mark_done()
            self.assertEqual(action["res_model"], "expiry.picking.confirmation")
            self.assertEqual(action["context"]["default_lot_ids"], [(6, 0, older.ids)])
            wizard = self.env[action["res_model"]].with_context(**action["context"]).create({})
            wizard.confirm_produce()
        self.assertEqual(orders.mapped("state"), ["done", "done"])

    def test_short_dated_components_are_asked_about_too(self):
        self.tomato.write({"use_expiration_date": True, "expiration_time": 30})
        lot = self.receive(self.tomato, "T1", 5)
        lot.expiration_date = "2031-06-10"
        order = self.plan_with(lot, "warn")
        order.picking_type_id.minimum_shelf_life = 20
        with freeze_time("2031-06-01"):
            action = order.button_mark_done()
            asked = Form.from_action(self.env, action).description
        self.assertEqual(action["context"]["default_lot_ids"], [(6, 0, lot.ids)])
        self.assertRegex(asked, "Tomato, T1, .*must be good for 20 more days")

    def test_an_order_that_reserved_a_lot_loses_it_when_it_is_put_on_hold(self):
        lot = self.receive(self.tomato, "T1", 5)
        order = self.env["mrp.production"].create(
            {
                "product_id": self.sauce.id,
                "product_qty": 1,
                "picking_type_id": self.warehouse.manu_type_id.id,
                "move_raw_ids": [(0, 0, {"product_id": self.tomato.id, "product_uom_qty": 2})],
            }
        )
        order.action_confirm()
        order.action_assign()
        self.assertEqual(order.move_raw_ids.move_line_ids.lot_id, lot)
        lot.hold("Laboratory")
        self.assertFalse(order.move_raw_ids.move_line_ids)

    def test_a_component_reserved_first_is_taken_by_pending_orders(self):
        for name in ("OLD", "NEW"):
            self.receive(self.tomato, name, 5)
        orders = [self.plan_of(self.warehouse.manu_type_id) for _number in range(2)]
        orders[1].move_raw_ids.picked = True
        self.assertEqual(orders[0].move_raw_ids.lot_ids.name, "OLD")
        new = self.make_lot(self.tomato, "NEW").quant_ids.filtered(
            lambda quant: quant.location_id == self.stock_location
        )
        answer = new.with_user(self.stock_user).action_reserve_first()
        self.assertIn(orders[0].name, answer["params"]["message"])
        self.assertEqual(orders[0].move_raw_ids.lot_ids.name, "NEW")
        self.assertEqual(orders[1].move_raw_ids.lot_ids.name, "OLD", "it was picked")
