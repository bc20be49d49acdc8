"""Lots on hold or expired are not used in production."""

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import FactoryCommon


@tagged("post_install", "-at_install")
class TestPolicies(FactoryCommon):
    def test_a_component_on_hold_is_not_used(self):
        lot = self.receive(self.tomato, "T1", 5)
        lot.hold("Laboratory")
        with self.refused(UserError, "Tomato, T1, .*: on hold, Laboratory"):
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
