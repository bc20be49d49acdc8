from unittest.mock import patch

from odoo.tests import tagged

from ..common.world import TraceabilityCommon


@tagged("post_install", "-at_install")
class TestTraceCoreReport(TraceabilityCommon):
    """Other apps extend core's traceability report; what they tell it, the trace tells too."""

    def extended(self, **hooks):
        """Stand in for an app of someone else that overrides the report's hooks."""
        report = type(self.env["stock.traceability.report"])
        for name, hook in hooks.items():
            hook.__module__ = "odoo.addons.someone_else.models.stock_traceability"
            self.startPatcher(patch.object(report, name, hook))

    def test_the_document_that_another_app_names_stands_in_the_trace(self):
        lot = self.receive(self.tomato, "CORE-1", 5)

        def reference(report, line):
            return "res.partner", 7, f"GATE/{line.lot_id.name}"

        self.extended(_get_reference=reference)
        [event] = lot.get_traceability()["events"]
        self.assertEqual(
            (event["model"], event["res_id"], event["reference"]),
            ("res.partner", 7, "GATE/CORE-1"),
        )

    def test_a_link_that_another_app_names_is_followed_both_ways(self):
        used, made = self.receive(self.tomato, "CORE-2", 5), self.receive(self.tomato, "CORE-3", 5)
        lines = {
            lot: self.env["stock.move.line"].search([("lot_id", "=", lot.id)])
            for lot in (used, made)
        }

        def linked(report, line):
            none = line.browse()
            if line == lines[made]:
                return lines[used], none
            return none, lines[made] if line == lines[used] else none

        self.assertEqual(made.get_traceability()["links"], [])
        self.extended(_get_linked_move_lines=linked)
        for lot in (used, made):
            [link] = lot.get_traceability()["links"]
            self.assertEqual((link["parent"], link["child"]), (f"lot:{used.id}", f"lot:{made.id}"))
