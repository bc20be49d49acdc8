"""What a repair put in and took out, in the trace."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.world import TraceabilityCommon


@tagged("post_install", "-at_install")
class TestTraceRepairs(TraceabilityCommon):
    def repair(self, lot, kind, part):
        """:return: the done repair of a motor, with a part put in (add) or taken out (remove)"""
        order = self.env["repair.order"].create(
            {
                "product_id": lot.product_id.id,
                "lot_id": lot.id,
                "picking_type_id": self.warehouse.repair_type_id.id,
                "partner_id": self.customer.id,
                "move_ids": [
                    Command.create(
                        {
                            "repair_line_type": kind,
                            "product_id": part.product_id.id,
                            "product_uom_qty": 1,
                        }
                    )
                ],
            }
        )
        order._action_repair_confirm()
        order.move_ids.move_line_ids.unlink()
        order.move_ids.lot_ids = part
        order.move_ids.picked = True
        order.action_repair_start()
        order.action_repair_end()
        self.assertEqual(order.state, "done")
        return order

    def links(self, answer):
        names = {node["key"]: node["lot_name"] for node in answer["nodes"]}
        return {
            (names[link["parent"]], names[link["child"]], link["certainty"], link["reference"])
            for link in answer["links"]
        }

    def test_a_part_put_in_went_into_the_motor_and_one_taken_out_came_from_it(self):
        fan = self.make_product("Fan", "serial")
        motor = self.receive(self.motor, "M1")
        new = self.receive(fan, "F-NEW")
        put_in = self.repair(motor, "add", new)
        self.assertEqual(
            self.links(motor.get_traceability("upstream")),
            {("F-NEW", "M1", "certain", put_in.name)},
        )
        taken_out = self.repair(motor, "remove", new)
        self.assertEqual(
            self.links(motor.get_traceability("downstream")),
            {
                ("M1", "F-NEW", "certain", taken_out.name),
                ("F-NEW", "M1", "certain", put_in.name),
            },
        )
        # Round the loop and to an end, whichever way one looks.
        self.assertEqual(len(new.get_traceability()["nodes"]), 2)
        self.assertEqual(motor.get_traceability()["nodes"][0]["balance"]["remainder"], 0)
