"""A person's day in a real browser: receive, deliver, trace, print."""

from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from ..common.world import TraceabilityCommon


@tagged("-at_install", "post_install")
class TestTraceTour(TraceabilityCommon, HttpCase):
    def test_receive_deliver_open_the_trace_print_it_and_find_the_lot_again(self):
        self.env.ref("base.group_user").implied_ids += self.env.ref("stock.group_production_lot")
        self.make_product("Tour Tomato")
        self.start_tour(
            "/odoo/action-stock.action_picking_tree_incoming/new",
            "product_traceability.receive",
            login="trace_user",
        )
        lot = self.env["stock.lot"].search([("name", "=", "TOUR-1")])
        self.assertEqual(lot.product_qty, 10)

        printed = []

        # What stands on the paper is tested elsewhere; on a busy machine it takes long to make.
        def remember(report, report_ref, res_ids=None, data=None):
            printed.append((report._get_report(report_ref).report_name, res_ids))
            return b"%PDF-1.4", "pdf"

        with patch.object(IrActionsReport, "_render_qweb_pdf", remember):
            self.start_tour(
                "/odoo/action-stock.action_picking_tree_outgoing/new",
                "product_traceability.deliver_and_trace",
                login="trace_user",
            )
        self.assertEqual(lot.product_qty, 6)
        delivery = self.env["stock.picking"].search(
            [("move_line_ids.lot_id", "=", lot.id), ("picking_type_code", "=", "outgoing")]
        )
        self.assertIn(("product_traceability.report_trace_picking", delivery.ids), printed)
        self.start_tour("/odoo/traceability", "product_traceability.pick_a_lot", login="trace_user")
