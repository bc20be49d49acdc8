"""The auditor opens the repairs that a trace links to."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.auditor import AuditorCommon

from .common import Repairs


@tagged("post_install", "-at_install")
class TestAuditorOfRepairs(Repairs, AuditorCommon):
    def test_the_repair_that_a_trace_names_opens_and_nothing_is_written(self):
        motor = self.receive(self.motor, "M-1")
        fan = self.receive(self.make_product("Fan", "serial"), "F-1")
        order = self.repair(motor, fan)
        tag = self.env["repair.tags"].create({"name": "Noisy"})
        order.tag_ids = [Command.set(tag.ids)]
        linked = self.linked(fan)
        self.assertEqual(linked["repair.order"], order)
        for records in linked.values():
            self.assert_read_only(records)
