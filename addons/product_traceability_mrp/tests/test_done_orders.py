"""Rule 4: what a done order is called, made and took apart stays as every trace tells it."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.guard import GuardCommon
from odoo.addons.product_traceability.tests.common.other_values import OtherValues

from .common import FactoryCommon

FINAL = "Completed operations cannot be"


@tagged("post_install", "-at_install")
class TestDoneOrders(OtherValues, GuardCommon, FactoryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.t1 = cls.receive(cls.tomato, "T1", 10)
        cls.receive(cls.screw, None, 10)
        cls.order = cls.make(cls.sauce, "S1", [(cls.t1, 4), (cls.screw, 1)])
        cls.manager.group_ids += cls.env.ref("mrp.group_mrp_manager")

    def test_number_lots_and_state_of_a_done_order_are_final(self):
        self.commit()
        values = {
            "name": "X",
            "state": "draft",
            "lot_producing_ids": [Command.clear()],
        }
        for field, value in values.items():
            with self.subTest(field=field), self.refused(FINAL) as caught:
                self.order.write({field: value})
            self.assertIn(self.order.name, str(caught.exception))
        with self.refused(FINAL):
            self.order.action_clear_lot_producing_ids()
        self.assertEqual(self.order.lot_producing_ids.name, "S1")
        self.order.write({"name": self.order.name, "user_id": self.manager.id})

    def test_number_and_lot_of_a_done_unbuild_are_final(self):
        unbuild = self.unbuild(self.order, self.order.lot_producing_ids)
        self.commit()
        values = {"name": "X", "lot_id": self.make_lot(self.sauce, "S2").id, "state": "draft"}
        for field, value in values.items():
            with self.subTest(field=field), self.refused(FINAL):
                unbuild.write({field: value})

    def test_every_field_of_a_done_order_unbuild_and_their_moves_is_final(self):
        unbuild = self.unbuild(self.order, self.order.lot_producing_ids)
        self.commit()
        moves = self.order.move_raw_ids | unbuild.produce_line_ids
        for record in (self.order, unbuild, *moves, *moves.move_line_ids):
            self.refuse_every_field(record)

    def test_a_done_move_is_given_to_no_other_order(self):
        other = self.make(self.sauce, "S2", [(self.t1, 1)])
        unbuild = self.unbuild(self.order, self.order.lot_producing_ids)
        self.commit()
        attempts = (
            (self.order.move_raw_ids, {"raw_material_production_id": other.id}),
            (self.order.move_finished_ids, {"production_id": other.id}),
            (unbuild.produce_line_ids, {"unbuild_id": False, "consume_unbuild_id": False}),
        )
        for moves, values in attempts:
            with self.subTest(values), self.refused(FINAL):
                self.rpc(self.clerk, "stock.move", "write", moves.ids, values)
        commands = {"move_raw_ids": [Command.link(self.order.move_raw_ids[0].id)]}
        with self.refused(FINAL):
            self.rpc(self.manager, "mrp.production", "write", other.ids, commands)

    def test_goods_without_lots_that_were_made_of_lots_are_final(self):
        glue = self.make_product("Glue", "none")
        order = self.env["mrp.production"].create(
            {
                "product_id": glue.id,
                "product_qty": 1,
                "picking_type_id": self.warehouse.manu_type_id.id,
                "move_raw_ids": [
                    Command.create({"product_id": self.tomato.id, "product_uom_qty": 2})
                ],
            }
        )
        order.action_confirm()
        order.qty_producing = 1
        order.set_qty_producing()
        self._pick(order.move_raw_ids, [(self.t1, 2)])
        order.button_mark_done()
        sold = self.deliver(glue, None, 1)
        self.commit()
        made = order.move_finished_ids.move_line_ids
        for record, values in (
            (made, {"consume_line_ids": [Command.clear()]}),
            (made, {"date": "2001-01-01 00:00:00"}),
            (sold, {"partner_id": self.other_customer.id}),
            (sold.move_line_ids, {"quantity": 3}),
        ):
            with self.subTest(values), self.refused(FINAL):
                self.rpc(self.manager, record._name, "write", record.ids, values)

    def test_done_orders_and_unbuilds_are_not_deleted(self):
        unbuild = self.unbuild(self.order, self.order.lot_producing_ids)
        self.commit()
        for record in (self.order, unbuild):
            for context in (None, {"_force_unlink": True}):
                with self.subTest(record), self.refused("cannot be deleted"):
                    self.rpc(self.manager, record._name, "unlink", record.ids, context=context)

    def test_an_order_or_unbuild_is_not_done_by_its_state(self):
        order = self.plan_order(self.sauce, "S3", [(self.t1, 1)])
        unbuild = self.env["mrp.unbuild"].create(
            {
                "mo_id": self.order.id,
                "product_id": self.sauce.id,
                "lot_id": self.order.lot_producing_ids.id,
                "product_qty": 1,
            }
        )
        for record in (order, unbuild):
            with self.subTest(record), self.refused("by their buttons"):
                self.rpc(self.manager, record._name, "write", record.ids, {"state": "done"})
        values = {"mo_id": self.order.id, "product_id": self.sauce.id, "state": "done"}
        with self.refused("by their buttons"):
            self.rpc(self.manager, "mrp.unbuild", "create", [values])

    def test_a_component_added_to_a_done_order_is_tied_to_what_was_made(self):
        self.commit()
        self.order.is_locked = False
        values = {
            "move_id": self.order.move_raw_ids[0].id,
            "product_id": self.tomato.id,
            "lot_id": self.t1.id,
            "quantity": 1,
            "location_id": self.stock_location.id,
            "location_dest_id": self.order.production_location_id.id,
        }
        [line] = self.rpc(self.manager, "stock.move.line", "create", [values])
        line = self.env["stock.move.line"].browse(line)
        self.assertEqual(line.produce_line_ids, self.order.move_finished_ids.move_line_ids)

    def test_what_is_left_of_an_order_may_be_locked_and_assigned(self):
        self.commit()
        self.rpc(self.manager, "mrp.production", "action_toggle_is_locked", self.order.ids)
        self.rpc(
            self.manager, "mrp.production", "write", self.order.ids, {"user_id": self.manager.id}
        )
        self.assertEqual(self.order.user_id, self.manager)
        self.rpc(
            self.manager,
            *("stock.move", "write", self.order.move_raw_ids.ids),
            {"date_deadline": "2031-01-01 00:00:00"},
        )

    def test_without_strict_traceability_core_decides(self):
        self.commit()
        self.company.strict_traceability = False
        self.order.name = "X"
        self.assertEqual(self.order.move_finished_ids.reference, "X")


@tagged("post_install", "-at_install")
class TestDoneWorkOrders(GuardCommon, FactoryCommon):
    def test_a_work_order_of_a_done_order_is_final(self):
        center = self.env["mrp.workcenter"].create({"name": "Bench"})
        lot = self.receive(self.tomato, "T1", 10)
        order = self.plan_order(self.sauce, "S1", [(lot, 4)])
        order.workorder_ids = [
            Command.create(
                {
                    "name": "Cook",
                    "workcenter_id": center.id,
                    "product_uom_id": self.sauce.uom_id.id,
                }
            )
        ]
        work = order.workorder_ids
        self.manager.group_ids += self.env.ref("mrp.group_mrp_manager")
        order.button_mark_done()
        self.assertEqual(work.state, "done")
        self.commit()
        for values in (
            {"name": "X"},
            {"date_finished": "2001-01-01 00:00:00"},
            {"state": "progress"},
            {"duration": 77},
        ):
            with self.subTest(values), self.refused(FINAL):
                self.rpc(self.manager, "mrp.workorder", "write", work.ids, values)
        with self.refused("cannot be deleted"):
            self.rpc(self.manager, "mrp.workorder", "unlink", work.ids)
        leave = self.env["resource.calendar.leaves"].create(
            {
                "resource_id": center.resource_id.id,
                "date_from": "2031-01-01 08:00:00",
                "date_to": "2031-01-01 09:00:00",
            }
        )
        self.rpc(self.manager, "mrp.workorder", "write", work.ids, {"leave_id": leave.id})
        self.assertEqual(work.leave_id, leave)
