"""A person imports a count in a real browser."""

from odoo.tests import HttpCase, tagged

from ..common.world import TraceabilityCommon


@tagged("-at_install", "post_install")
class TestImportCountsTour(TraceabilityCommon, HttpCase):
    def test_paste_mend_and_apply(self):
        self.receive(self.tomato, "T1", 10)
        self.env.ref("base.group_user").implied_ids += self.env.ref("stock.group_production_lot")
        self.start_tour(
            "/odoo/action-stock.action_view_inventory_tree",
            "product_traceability.import_counts",
            login="trace_user",
        )
        lots = self.env["stock.lot"].search([("product_id", "=", self.tomato.id)])
        self.assertEqual({each.name: each.product_qty for each in lots}, {"T1": 12, "T3": 30})
