"""What a repair put in and took out, in the trace."""

from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.world import TraceabilityCommon

from .common import Repairs


@tagged("post_install", "-at_install")
class TestTraceRepairs(Repairs, TraceabilityCommon):
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
        put_in = self.repair(motor, new)
        self.assertEqual(
            self.links(motor.get_traceability("upstream")),
            {("F-NEW", "M1", "certain", put_in.name)},
        )
        taken_out = self.repair(motor, new, "remove")
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
