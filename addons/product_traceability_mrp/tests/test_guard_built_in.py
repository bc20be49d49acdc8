"""Production records everything, and what is built in stays in until it is taken out."""

from datetime import timedelta

from odoo.fields import Command, Datetime
from odoo.tests import tagged

from .common import ProductionGuardCommon


class BillCommon(ProductionGuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receipts.use_existing_lots = True  # so that rule 2 does not speak first
        cls.bill = cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.blender.product_tmpl_id.id,
                "consumption": "flexible",
                "bom_line_ids": [Command.create({"product_id": cls.motor.id, "product_qty": 1})],
            }
        )

    def plan_blender(self, name, motor=None):
        """:return: an order by the bill, with its motor picked"""
        order = self.env["mrp.production"].create(
            {
                "product_id": self.blender.id,
                "product_qty": 1,
                "bom_id": self.bill.id,
                "picking_type_id": self.manufacturing.id,
                "lot_producing_ids": [Command.set(self.make_lot(self.blender, name).ids)],
            }
        )
        order.action_confirm()
        order.qty_producing = 1
        order.set_qty_producing()
        if motor:
            self._pick(order.move_raw_ids, [(motor, 1)])
        return order

    def done(self, order):
        answers = {"skip_consumption": True, "skip_backorder": True, "skip_expired": True}
        method = ("mrp.production", "button_mark_done")
        self.rpc(self.producer, *method, order.ids, context=answers)
        return order.state == "done"


@tagged("post_install", "-at_install")
class TestComponentsAreUsed(BillCommon):
    def test_an_order_without_its_tracked_component_is_not_done(self):
        self.receive(self.motor, "M1")
        order = self.plan_blender("B1")
        order.move_raw_ids.quantity = 0
        with self.refused("records everything.*\n.*no Motor is consumed"):
            self.done(order)

    def test_nor_when_the_component_was_taken_off_the_order(self):
        order = self.plan_blender("B1")
        order.move_raw_ids.unlink()
        with self.refused("no Motor is consumed"):
            self.done(order)

    def test_nor_does_it_forget_its_plan(self):
        order = self.plan_blender("B1")
        for record, name in ((order, "bom_id"), (order.move_raw_ids, "bom_line_id")):
            with self.subTest(field=name), self.refused("planned components of a confirmed order"):
                self.rpc(self.producer, record._name, "write", record.ids, {name: False})

    def test_nor_is_its_plan_deleted_from_the_bill(self):
        order, manager = self.plan_blender("B1"), self.producer.copy({"login": "engineer"})
        manager.group_ids += self.env.ref("mrp.group_mrp_manager")
        deletion = ("mrp.bom.line", "unlink", self.bill.bom_line_ids.ids)
        with self.refused(f"Open orders are planned.*\n.*{order.name}"):
            self.rpc(manager, *deletion)
        order.action_cancel()
        self.rpc(manager, *deletion)
        self.assertFalse(self.bill.bom_line_ids)

    def test_another_component_replaces_it(self):
        other = self.make_product("Motor 2", "serial")
        lot = self.receive(other, "N1")
        order = self.plan_blender("B1")
        order.move_raw_ids.quantity = 0
        order.move_raw_ids = [Command.create({"product_id": other.id, "product_uom_qty": 1})]
        added = order.move_raw_ids.filtered(lambda move: move.product_id == other)
        added._action_confirm()
        self._pick(added, [(lot, 1)])
        self.assertTrue(self.done(order))

    def test_without_strict_traceability_core_decides(self):
        self.company.strict_traceability = False
        order = self.plan_blender("B1")
        order.move_raw_ids.quantity = 0
        self.assertTrue(self.done(order))


@tagged("post_install", "-at_install")
class TestBuiltIn(BillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.m1 = cls.receive(cls.motor, "M1")

    def setUp(self):
        super().setUp()
        self.order = self.plan_blender("B1", self.m1)
        self.assertTrue(self.done(self.order))
        self.b1 = self.order.lot_producing_ids

    def validate(self, picking):
        self.rpc(self.clerk, "stock.picking", "button_validate", picking.ids)

    def test_it_comes_in_by_no_receipt_and_no_return(self):
        for source in (self.supplier_location, self.customer_location):
            picking = self.plan_goods(
                self.receipts, source, self.stock_location, [(self.motor, self.m1, 1)]
            )
            with (
                self.subTest(source=source.name),
                self.refused(f"M1.*built into a product by {self.order.name}"),
            ):
                self.validate(picking)

    def test_it_is_not_counted(self):
        with self.refused("M1.*built into a product"):
            self.count(self.motor, 1, self.m1)

    def test_production_gives_and_takes_by_orders_alone(self):
        place = self.order.production_location_id
        m2 = self.receive(self.motor, "M2")
        for lot, source, target in (
            (self.m1, place, self.stock_location),
            (m2, self.stock_location, place),
        ):
            picking = self.plan_goods(
                self.warehouse.int_type_id, source, target, [(self.motor, lot, 1)]
            )
            words = f"{lot.name}.*needs a manufacturing, repair or unbuild order"
            with self.subTest(lot=lot.name), self.refused(words):
                self.validate(picking)
            order = "raw_material_production_id" if lot == m2 else "production_id"
            picking.move_ids.with_user(self.clerk)[order] = self.order
            with self.subTest(lot=lot.name, forged=order), self.refused(words):
                self.validate(picking)

    def test_an_open_unbuild_order_gives_nothing(self):
        """Else the component would lie in stock beside the unit that it is in."""
        place = self.order.production_location_id
        unbuild = self.env["mrp.unbuild"].create({"mo_id": self.order.id, "lot_id": self.b1.id})
        places = {
            "product_id": self.motor.id,
            "location_id": place.id,
            "location_dest_id": self.stock_location.id,
        }
        line = [Command.create({**places, "lot_id": self.m1.id, "quantity": 1})]
        values = {**places, "unbuild_id": unbuild.id, "state": "done", "move_line_ids": line}
        with self.refused("M1.*added to this document"):
            self.rpc(self.clerk, "stock.move", "create", [values])

    def test_no_unbuild_order_of_another_product_takes_it_out(self):
        other = self.make(self.sauce, "S1", [(self.t1, 1)])
        unbuild = self.unbuild(other, other.lot_producing_ids)
        unbuilds = unbuild | unbuild.create(
            {"product_id": self.screw.id, "product_qty": 1, "bom_id": self.bill.id}
        )
        for forged in unbuilds:
            picking = self.plan_goods(
                self.warehouse.int_type_id,
                *(self.order.production_location_id, self.stock_location),
                [(self.motor, self.m1, 1)],
            )
            picking.move_ids.with_user(self.clerk).unbuild_id = forged
            with self.subTest(unbuild=forged.name), self.refused("M1.*needs a manufacturing"):
                self.validate(picking)

    def test_an_unbuild_order_takes_it_out(self):
        self.unbuild(self.order, self.b1)
        self.assertEqual(self.on_hand(self.m1), {self.stock_location: 1})
        self.assertTrue(self.done(self.plan_blender("B2", self.m1)))

    def test_a_unit_that_was_taken_apart_is_made_again(self):
        self.unbuild(self.order, self.b1)
        self.assertTrue(self.done(self.plan_blender("B1", self.m1)))
        self.assertEqual(self.on_hand(self.b1), {self.stock_location: 1})

    def test_a_unit_is_no_part_of_itself(self):
        order = self.plan_order(self.blender, "B3", [(self.make_lot(self.blender, "B3"), 1)])
        with self.refused("B3.*cannot be a part of itself"):
            self.done(order)


@tagged("post_install", "-at_install")
class TestTypedComponents(ProductionGuardCommon):
    def test_lots_that_may_not_be_used_are_not_used_by_their_names(self):
        milk = self.make_product("Milk", "lot", use_expiration_date=True, expiration_time=30)
        old, held = self.receive(milk, "OLD", 5), self.receive(self.tomato, "HELD", 5)
        old.expiration_date = Datetime.now() - timedelta(days=3)
        held.hold("Laboratory")
        for lot, words in ((old, "expired on"), (held, "on hold")):
            order = self.plan_order(self.sauce, f"S-{lot.name}", [(lot, 1)])
            order.move_raw_ids.move_line_ids.unlink()
            order.move_raw_ids.move_line_ids = [
                Command.create(
                    {"product_id": lot.product_id.id, "lot_name": lot.name, "quantity": 1}
                )
            ]
            order.move_raw_ids.picked = True
            with self.subTest(lot=lot.name), self.refused(f"{lot.name}.*{words}"):
                self.rpc(
                    self.producer,
                    *("mrp.production", "button_mark_done", order.ids),
                    context={"skip_consumption": True, "skip_expired": True},
                )


@tagged("post_install", "-at_install")
class TestSubcontractors(ProductionGuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "is_subcontract" not in cls.env["stock.move"]._fields:
            cls.skipTest(cls, "mrp_subcontracting is not installed")
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.jar.product_tmpl_id.id,
                "type": "subcontract",
                "subcontractor_ids": [Command.set(cls.vendor.ids)],
                "bom_line_ids": [Command.create({"product_id": cls.screw.id, "product_qty": 1})],
            }
        )

    def receive_jars(self, name, quantity):
        places = {
            "location_id": self.supplier_location.id,
            "location_dest_id": self.stock_location.id,
        }
        goods = {"product_id": self.jar.id, "product_uom_qty": quantity}
        receipt = self.env["stock.picking"].create(
            {
                "picking_type_id": self.receipts.id,
                "partner_id": self.vendor.id,
                "move_ids": [Command.create({**goods, **places})],
                **places,
            }
        )
        receipt.action_confirm()
        move = receipt.move_ids
        move.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            {
                "move_id": move.id,
                "picking_id": receipt.id,
                "product_id": self.jar.id,
                "lot_name": name,
                "quantity": quantity,
            }
        )
        move.picked = True
        self.rpc(self.clerk, "stock.picking", "button_validate", receipt.ids)
        self.assertEqual(receipt.state, "done")
        return receipt

    def test_a_lot_is_received_by_its_name_and_more_of_it_later(self):
        receipt = self.receive_jars("J1", 3)
        self.receive_jars("J1", 2)
        self.assertEqual(self.on_hand(receipt.move_ids.lot_ids), {self.stock_location: 5})

    def test_a_lot_on_hold_goes_back_to_its_subcontractor(self):
        receipt = self.receive_jars("J1", 3)
        receipt.move_ids.lot_ids.hold("Laboratory")
        returned = self.plan_return(receipt)
        self.rpc(self.clerk, "stock.picking", "button_validate", returned.ids)
        self.assertEqual(returned.state, "done")
        self.assertTrue(returned.location_dest_id.is_subcontract())
