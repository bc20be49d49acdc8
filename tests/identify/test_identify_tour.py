"""A clerk gives numbers to stock that has none: counted up, and pasted with a mistake in it."""

from odoo.tests import HttpCase, tagged

from ..common.stock_without_lots import StockWithoutLots


@tagged("post_install", "-at_install")
class TestIdentifyTour(StockWithoutLots, HttpCase):
    def test_a_clerk_counts_up_serials_and_pastes_lots(self):
        self.env.ref("base.group_user").implied_ids += self.env.ref("stock.group_production_lot")
        motor = self.untracked("Tour Motor", "serial", 3).product_id
        self.make_lot(motor, "TM-0000")
        tomato = self.untracked("Tour Tomato", "lot", 10).product_id
        self.start_tour(
            "/odoo/stock-without-lots", "product_traceability.identify", login="trace_user"
        )
        self.assertEqual(
            set(self.quants(motor).lot_id.mapped("name")), {"TM-0001", "TM-0002", "TM-0003"}
        )
        self.assertEqual(
            {quant.lot_id.name: quant.quantity for quant in self.quants(tomato)},
            {"TOUR-A": 4, "TOUR-B": 6},
        )
