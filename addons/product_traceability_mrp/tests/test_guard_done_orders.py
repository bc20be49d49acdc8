"""What is done in production takes no more from who has no part in it, nor a second time."""

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import FINAL
from .test_guard_built_in import BillCommon


@tagged("post_install", "-at_install")
class TestDoneOrders(BillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engineer = new_test_user(
            cls.env,
            "trace_engineer",
            "base.group_user,mrp.group_mrp_manager,stock.group_stock_user",
        )
        cls.m1, cls.jars = cls.receive(cls.motor, "M1"), cls.receive(cls.jar, "J1", 9)

    def made(self):
        order = self.plan_blender("B1", self.m1)
        self.assertTrue(self.done(order))
        self.commit()
        return order

    def add(self, user, order, product, lot=None, **values):
        """Add a component to a done order, as its form does."""
        places = {
            "location_id": self.stock_location.id,
            "location_dest_id": order.production_location_id.id,
        }
        line = {**places, "product_id": product.id, "quantity": 1, "lot_id": lot and lot.id}
        if not values:
            values = {"product_uom_qty": 0, "move_line_ids": [Command.create(line)]}
        values |= {**places, "product_id": product.id, "raw_material_production_id": order.id}
        context = {"default_raw_material_production_id": order.id}
        return self.rpc(user, "stock.move", "create", [values], context=context)

    def test_a_stock_user_adds_nothing_to_what_an_order_used(self):
        order = self.made()
        self.receive_without_lot(self.screw, 5)
        before = order.move_raw_ids
        for product, lot, values in (
            (self.jar, self.jars, {}),
            (self.screw, None, {}),
            (self.screw, None, {"product_uom_qty": 1, "state": "done"}),
            (self.jar, None, {"product_uom_qty": 0, "state": "done"}),
        ):
            words = "added to this document|validating their document"
            with self.subTest(product=product.name, **values), self.refused(words):
                self.add(self.clerk, order, product, lot, **values)
            self.assertEqual(order.move_raw_ids, before)

    def test_who_may_write_the_order_adds_what_was_forgotten(self):
        order = self.made()
        self.rpc(self.producer, "mrp.production", "action_toggle_is_locked", order.ids)
        self.add(self.producer, order, self.jar, self.jars)
        self.assertEqual(order.move_raw_ids.lot_ids, self.m1 | self.jars)
        self.assertEqual(self.jars.product_qty, 8)

    def test_a_bill_by_which_lots_were_made_is_archived_and_not_deleted(self):
        order, bill = self.made(), self.bill
        with self.refused(f"Archive them instead(.|\n)*{bill.display_name}"):
            self.rpc(self.engineer, "mrp.bom", "unlink", bill.ids)
        self.rpc(self.engineer, "mrp.bom", "action_archive", bill.ids)
        self.assertEqual((order.bom_id, bill.active), (bill, False))
        unused = bill.copy({"active": True})
        self.rpc(self.engineer, "mrp.bom", "unlink", unused.ids)
        self.assertFalse(unused.exists())

    def test_what_an_order_was_planned_by_is_known_once_its_bill_has_changed(self):
        self.company.strict_traceability = False
        order = self.plan_blender("B1")
        order.move_raw_ids.quantity = 0
        self.done(order)
        self.company.strict_traceability = True
        self.commit()
        gap = [("component_not_used", self.motor.name)]
        self.assertEqual(self.gaps(order), gap)
        commands = [Command.delete(self.bill.bom_line_ids.id)]
        self.rpc(*(self.engineer, "mrp.bom", "write", self.bill.ids, {"bom_line_ids": commands}))
        self.assertEqual((self.gaps(order), len(order.move_raw_ids)), (gap, 1))
        with self.refused("planned components of a confirmed order"):
            move, values = order.move_raw_ids, {"planned_bom_id": False}
            self.rpc(self.producer, "stock.move", "write", move.ids, values)

    def gaps(self, order):
        answer = order.lot_producing_ids.get_traceability("upstream")
        return [
            (gap["kind"], gap["product_name"])
            for gap in answer["gaps"]
            if gap["kind"] == "component_not_used"
        ]

    def test_a_delivery_names_no_order_that_used_its_goods(self):
        order, delivery = self.made(), self.plan_delivery((self.jar, self.jars, 1))
        move, link = delivery.move_ids, {"raw_material_production_id": order.id}
        with self.refused(f"{order.name} is done, and takes no more"):
            self.rpc(self.clerk, "stock.move", "write", move.ids, link)
        open_order = self.plan_blender("B2")
        link = {
            "raw_material_production_id": open_order.id,
            "location_dest_id": self.customer_location.id,
        }
        self.rpc(self.clerk, "stock.move", "write", move.ids, link)
        with self.refused("J1.*its order neither uses nor makes this product"):
            self.rpc(self.clerk, "stock.picking", "button_validate", delivery.ids)

    def test_an_order_takes_apart_what_it_made_and_no_more_than_that(self):
        order = self.make(self.sauce, "S1", [(self.jars, 4)], quantity=4)
        other = self.make(self.sauce, "S2", [(self.jars, 4)], quantity=4)
        sauce = order.lot_producing_ids
        self.unbuild(order, sauce)
        self.commit()
        for lot, quantity, told in (
            (other.lot_producing_ids, 1, "S2: .* made 0 Units of it, and 0 Units"),
            (sauce, 4, "S1: .* made 4 Units of it, and 1 Units"),
            (sauce, 100, "S1: .* made 4 Units of it, and 1 Units"),
        ):
            unbuild = self.env["mrp.unbuild"].create(
                {
                    "mo_id": order.id,
                    "product_id": self.sauce.id,
                    "lot_id": lot.id,
                    "product_qty": quantity,
                    "location_id": self.stock_location.id,
                    "location_dest_id": self.stock_location.id,
                }
            )
            with (
                self.subTest(lot=lot.name, quantity=quantity),
                self.refused(f"Only what an order made(.|\n)*{told}"),
            ):
                self.rpc(self.producer, "mrp.unbuild", "action_unbuild", unbuild.ids)
        self.unbuild(order, sauce, 3)
        self.assertEqual(sauce.product_qty, 0)

    def test_an_unbuild_order_takes_apart_once(self):
        order = self.make(self.sauce, "S1", [(self.jars, 4)], quantity=4)
        unbuild = self.unbuild(order, order.lot_producing_ids)
        self.commit()
        for method in ("action_unbuild", "action_validate"):
            with self.subTest(method), self.refused("is done, and takes no more"):
                self.rpc(self.producer, "mrp.unbuild", method, unbuild.ids)
        self.assertEqual(order.lot_producing_ids.product_qty, 3)
        move = unbuild.produce_line_ids
        with self.refused(FINAL):
            self.rpc(self.producer, "stock.move", "write", move.ids, {"unbuild_id": False})
