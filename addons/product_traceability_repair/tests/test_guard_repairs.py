"""The guard's rules where a repair puts parts in and takes them out."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.guard import GuardCommon

from .common import Repairs


@tagged("post_install", "-at_install")
class TestGuardRepairs(Repairs, GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fan = cls.make_product("Fan", "serial")
        cls.m1, cls.m2 = cls.receive(cls.motor, "M1"), cls.receive(cls.motor, "M2")
        cls.f1 = cls.receive(cls.fan, "F1")

    def test_a_unit_is_no_part_of_itself(self):
        with self.refused("M1.*cannot be a part of itself"):
            self.repair(self.m1, self.m1)

    def test_nor_of_a_unit_that_is_inside_it(self):
        self.repair(self.m1, self.m2)
        with self.refused("M2.*was built into a product"):
            self.repair(self.m2, self.m1)

    def test_a_part_is_taken_out_of_the_unit_that_it_is_in(self):
        self.repair(self.m1, self.f1)
        with self.refused("F1.*was built into a product"):
            self.repair(self.m2, self.f1, "recycle")
        self.repair(self.m1, self.f1, "recycle")
        self.assertEqual(self.on_hand(self.f1), {self.stock_location: 1})

    def test_or_of_one_that_this_was_built_into(self):
        self.repair(self.m2, self.f1)
        self.repair(self.m1, self.m2)
        self.repair(self.m1, self.f1, "recycle")
        self.assertEqual(self.on_hand(self.f1), {self.stock_location: 1})

    def test_a_part_that_came_with_the_unit_is_taken_out(self):
        self.repair(self.m1, self.make_lot(self.fan, "F9"), "remove")

    def plan_part(self, kind, lot, quantity):
        """:return: a repair of a motor that is ready to be ended"""
        order = self.plan_repair(self.m1)
        part = {"product_id": lot.product_id.id, "repair_line_type": kind}
        order.move_ids = [Command.create({**part, "product_uom_qty": quantity})]
        order._action_repair_confirm()
        order.move_ids.move_line_ids.unlink()
        line = {"product_id": lot.product_id.id, "lot_id": lot.id, "quantity": quantity}
        order.move_ids.move_line_ids = [Command.create(line)]
        order.move_ids.picked = True
        order.action_repair_start()
        return order

    def test_no_more_of_a_lot_is_taken_out_than_was_put_in(self):
        t1 = self.receive(self.tomato, "T1", 9)

        def end(*part):
            self.rpc(self.manager, "repair.order", "action_repair_end", self.plan_part(*part).ids)

        end("add", t1, 5)
        end("recycle", t1, 2)
        with self.refused("taken out than was put in.\n.*T1.*4 Units cannot come.*3 Units of it"):
            end("recycle", t1, 4)
        end("remove", t1, 3)
        self.assertEqual(self.on_hand(t1)[self.stock_location], 6)

    def test_a_part_on_hold_is_not_put_in_by_its_name(self):
        self.f1.hold("Laboratory")
        order = self.plan_repair(self.m1)
        order.move_ids = [
            Command.create(
                {"repair_line_type": "add", "product_id": self.fan.id, "product_uom_qty": 1}
            )
        ]
        order._action_repair_confirm()
        order.move_ids.move_line_ids = [
            Command.create({"product_id": self.fan.id, "lot_name": "F1", "quantity": 1})
        ]
        order.move_ids.picked = True
        order.action_repair_start()
        with self.refused("F1.*on hold"):
            self.rpc(self.manager, "repair.order", "action_repair_end", order.ids)

    def test_an_open_repair_that_strict_rules_would_refuse_is_listed(self):
        self.company.strict_traceability = False
        sound, held = self.plan_part("add", self.f1, 1), self.plan_part("add", self.m2, 1)
        draft, part = self.plan_repair(self.m1), {"product_id": self.m2.product_id.id}
        line = Command.create({**part, "lot_id": self.m2.id, "quantity": 1})
        draft.move_ids = [
            Command.create({**part, "repair_line_type": "add", "move_line_ids": [line]})
        ]
        self.m2.hold("Laboratory")
        self.env.flush_all()
        with self.enter_registry_test_mode():
            refusals = self.env["traceability.guard"].find_refusals(self.company)
        listed = [(one.model, one.res_id) for one in refusals]
        self.assertEqual(set(listed), {(held._name, held.id), (draft._name, draft.id)}, sound)
        self.assertTrue(all("M2" in one.problem for one in refusals))
