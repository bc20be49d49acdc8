"""The expiry board shows what the goods that expire are worth."""

from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.dates import DatesCommon


@tagged("post_install", "-at_install")
class TestValueAtRisk(DatesCommon):
    def worth(self, product):
        """:return: what the rows say, what the database sums, and what core says"""
        quants = self.env["stock.quant"].with_user(self.stock_manager)
        domain = [("product_id", "=", product.id), ("location_id", "=", self.stock_location.id)]
        rows = quants.search(domain)
        [[summed]] = quants._read_group(domain, [], ["cost_value:sum"])
        core = rows.mapped("value")
        self.assertEqual(rows.mapped("cost_value"), core)
        self.assertAlmostEqual(summed, sum(core))
        return summed

    def test_value_is_cost_times_quantity_summed_by_the_database(self):
        self.tomato.standard_price = 3
        self.receive(self.tomato, "A", 10)
        self.receive(self.tomato, "B", 5)
        self.assertEqual(self.worth(self.tomato), 45)

    def test_lots_with_a_cost_of_their_own_count_by_it(self):
        product = self.make_product("Cheese", lot_valuated=True, standard_price=2)
        lot = self.receive(product, "A", 10)
        self.receive(product, "B", 10)
        lot.with_user(self.stock_manager).standard_price = 7
        self.assertEqual(self.worth(product), 90)

    def test_goods_of_another_owner_are_worth_nothing_to_us(self):
        self.tomato.standard_price = 3
        picking = self.plan_goods(
            self.warehouse.in_type_id,
            self.supplier_location,
            self.stock_location,
            [(self.tomato, "A", 10)],
        )
        picking.move_line_ids.owner_id = self.vendor
        picking.button_validate()
        self.assertEqual(self.worth(self.tomato), 0)

    def test_another_companys_cost_is_asked_there(self):
        self.tomato.standard_price = 3
        other = self.env["res.company"].create({"name": "Other Works"})
        self.tomato.with_company(other).standard_price = 50
        self.receive(self.tomato, "A", 10)
        self.stock_manager.company_ids += other
        quants = self.env["stock.quant"].with_user(self.stock_manager)
        domain = [("product_id", "=", self.tomato.id), ("quantity", ">", 0)]
        both = quants.with_context(allowed_company_ids=[other.id, self.company.id])
        self.assertEqual(both._read_group(domain, [], ["cost_value:sum"]), [(30,)])
