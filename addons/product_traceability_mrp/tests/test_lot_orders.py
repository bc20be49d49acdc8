"""From a lot to the orders that made or used it, and dates counted from the production."""

from datetime import timedelta

from lxml import etree

from odoo.tests import tagged

from .common import FactoryCommon


@tagged("post_install", "-at_install")
class TestLotOrders(FactoryCommon):
    def test_a_lot_leads_to_the_orders_that_made_and_used_it(self):
        tomato = self.receive(self.tomato, "T1", 100)
        first = self.make(self.sauce, "S1", [(tomato, 5)])
        second = self.make(self.sauce, "S2", [(tomato, 5)])
        self.assertEqual(tomato.production_count, 2)
        action = tomato.action_view_productions()
        found = self.env["mrp.production"].search(action["domain"])
        self.assertEqual(found, first | second)
        self.assertEqual(first.lot_producing_ids.action_view_productions()["res_id"], first.id)
        self.assertEqual(self.receive(self.tomato, "T2", 1).production_count, 0)
        arch = tomato.get_view(view_type="form")["arch"]
        self.assertIn("action_view_productions", arch)

    def test_the_trace_of_a_lot_is_its_first_button_whatever_apps_add(self):
        form = etree.fromstring(self.env["stock.lot"].get_view(view_type="form")["arch"])
        names = form.xpath("//div[@name='button_box']/button/@name")
        trace = self.env.ref("stock.action_stock_report").id
        self.assertEqual(names[:2], [str(trace), "action_lot_open_quants"])
        self.assertIn("action_view_productions", names)

    def test_a_made_lot_counts_its_dates_from_the_production(self):
        self.sauce.write({"use_expiration_date": True, "expiration_time": 90, "use_time": 30})
        tomato = self.receive(self.tomato, "T1", 100)
        order = self.plan_order(self.sauce, "S1", [(tomato, 5)])
        lot = order.lot_producing_ids
        entered = lot.create_date - timedelta(days=14)
        self.env.cr.execute(
            "UPDATE stock_lot SET create_date = %s, expiration_date = %s, use_date = %s"
            " WHERE id = %s",
            [entered, entered + timedelta(days=90), entered + timedelta(days=60), lot.id],
        )
        lot.invalidate_recordset()
        order.button_mark_done()
        made = lot.create_date + timedelta(days=14)
        self.assertEqual(lot.expiration_date.date(), (made + timedelta(days=90)).date())
        self.assertEqual(lot.expiration_date - lot.use_date, timedelta(days=30))
