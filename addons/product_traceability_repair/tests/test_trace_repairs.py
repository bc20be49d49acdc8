"""What a repair put in and took out, in the trace."""

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.bundles import BundlesCommon
from odoo.addons.product_traceability.tests.common.world import TraceabilityCommon

from .common import Repairs


@tagged("post_install", "-at_install")
class TestTraceRepairs(Repairs, BundlesCommon, TraceabilityCommon):
    def links(self, answer):
        names = {node["key"]: node["lot_name"] for node in answer["nodes"]}
        return {
            (names[link["parent"]], names[link["child"]], link["certainty"], link["reference"])
            for link in answer["links"]
        }

    def test_a_part_put_in_went_into_the_motor_and_one_taken_out_came_from_it(self):
        fan = self.make_product("Fan", "serial")
        with freeze_time("2026-03-01"):
            motor = self.receive(self.motor, "M1")
            new = self.receive(fan, "F-NEW")
        with freeze_time("2026-03-02"):
            put_in = self.repair(motor, new)
        link_in = ("F-NEW", "M1", "certain", put_in.name)
        self.assertEqual(self.links(motor.get_traceability("upstream")), {link_in})
        with freeze_time("2026-03-03"):
            taken_out = self.repair(motor, new, "remove")
        # They were together; nothing of the motor is in the fan.
        link_out = ("M1", "F-NEW", "possible", taken_out.name)
        self.assertEqual(self.links(motor.get_traceability("downstream")), {link_out})
        self.assertEqual(self.links(motor.get_traceability()), {link_in, link_out})
        with freeze_time("2026-03-04"):
            delivery = self.deliver(self.motor, motor)
        [link] = delivery.get_traceability("upstream")["links"]
        self.assertEqual((link["certainty"], link["reason"]), ("possible", "was_together"))
        down = new.get_traceability("downstream")
        [shipped] = [event for event in down["events"] if event["kind"] == "delivery"]
        self.assertEqual((shipped["certainty"], shipped["share"]), ("possible", 0))
        # Round the loop and to an end, whichever way one looks.
        self.assertEqual(len(new.get_traceability()["nodes"]), 2)
        self.assertEqual(motor.get_traceability()["nodes"][0]["balance"]["remainder"], 0)

    def test_many_parts_taken_out_are_told_one_by_one(self):
        fan = self.make_product("Fan", "serial")
        with freeze_time("2026-03-01"):
            motor = self.receive(self.motor, "M1")
            fans = [self.receive(fan, f"F{number}") for number in range(3)]
        for day, kind in (("2026-03-02", "add"), ("2026-03-03", "remove")):
            with freeze_time(day):
                self.repair(motor, fans[0].union(*fans), kind)
        for lots in (motor, fans[0], fans[0] | fans[1]):
            for direction in ("upstream", "downstream", "both"):
                self.assert_same(lots, direction, 1)
        reasons = {link["reason"] for link in motor.get_traceability("downstream")["links"]}
        self.assertEqual(reasons, {"was_together"})
