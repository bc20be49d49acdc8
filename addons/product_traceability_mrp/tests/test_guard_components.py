"""Components that never were there, packed serials taken apart, subcontractors' goods not made."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import ProductionGuardCommon


@tagged("post_install", "-at_install")
class TestComponentsWereThere(ProductionGuardCommon):
    def use_unknown(self):
        values = {"product_id": self.jar.id, "name": "J9"}
        [lot] = self.rpc(self.producer, "stock.lot", "create", [values])
        order = self.plan_order(self.sauce, "S1", [(self.env["stock.lot"].browse(lot), 1)])
        self.rpc(self.producer, "mrp.production", "button_mark_done", order.ids)
        return order

    def test_a_component_lot_made_by_rpc_just_before_is_refused(self):
        with self.refused("Jar, J9.*was never in stock. Receive it first"):
            self.use_unknown()

    def test_it_passes_where_the_operation_makes_lots_of_components(self):
        self.manufacturing.use_create_components_lots = True
        self.assertEqual(self.use_unknown().state, "done")

    def test_the_order_decides_whether_lots_are_optional_and_not_its_move(self):
        self.receive_without_lot(self.jar, 10)
        bulk = self.manufacturing.copy({"name": "Bulk", "lots_optional": True})
        order = self.plan_order(self.sauce, "S1", [(self.jar, 1)])
        order.move_raw_ids.picking_type_id = bulk
        with self.refused("Jar"):
            order.button_mark_done()


@tagged("post_install", "-at_install")
class TestPackedProductTakenApart(ProductionGuardCommon):
    def test_a_worker_unbuilds_a_packed_serial_without_naming_the_package(self):
        order = self.make(self.blender, ["B1"], [(self.receive(self.motor, "M1"), 1)])
        lot = order.lot_producing_ids
        box = self.env["stock.package"].create({"name": "BOX-1"})
        packing = self.plan_goods(
            self.warehouse.int_type_id,
            self.stock_location,
            self.stock_location,
            [(self.blender, lot, 1)],
        )
        packing.move_line_ids.result_package_id = box
        packing.button_validate()
        self.commit()
        unbuild = self.unbuild(order.with_user(self.producer), lot)
        self.assertEqual(unbuild.state, "done")
        self.assertEqual(lot.product_qty, 0)
        taken = self.env["stock.move.line"].search([("lot_id", "=", lot.id)], order="id desc")[0]
        self.assertEqual((taken.move_id.unbuild_id, taken.package_id), (unbuild, box))


@tagged("post_install", "-at_install")
class TestGoodsToBeMade(ProductionGuardCommon):
    def forge(self, lot):
        """A receipt that says an open order makes its goods. :return: the receipt"""
        order = self.env["mrp.production"].create(
            {
                "product_id": self.motor.id,
                "product_qty": 1,
                "picking_type_id": self.manufacturing.id,
                "lot_producing_ids": [Command.set(lot.ids)],
            }
        )
        receipt = self.plan_goods(
            self.receipts, self.shelf, self.stock_location, [(self.motor, lot, 1)]
        )
        receipt.move_ids.write(
            {"is_subcontract": True, "move_orig_ids": [Command.set(order.move_finished_ids.ids)]}
        )
        return receipt

    def test_a_receipt_is_refused_whose_goods_are_not_made_when_all_is_done(self):
        if "is_subcontract" not in self.env["stock.move"]._fields:
            return self.assertFalse(
                self.env["ir.module.module"].search(
                    [("name", "=", "mrp_subcontracting"), ("state", "=", "installed")]
                )
            )
        lot = self.make_lot(self.motor, "M9")
        receipt = self.forge(lot)
        with self.refused("subcontractor|not in|was never"):
            receipt.move_ids._action_done()
            self.env.flush_all()
            self.env.cr.precommit.run()
        self.assertFalse(self.on_hand(lot))
