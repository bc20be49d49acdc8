"""A lot belongs to a website, and to its company alone."""

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.product_traceability.tests.common.world import TraceabilityCommon


@tagged("post_install", "-at_install")
class TestLotWebsite(TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.far = cls.env["res.company"].create({"name": "Far Works"})
        cls.shop, cls.far_shop = cls.env["website"].create(
            [
                {"name": "Shop", "company_id": cls.company.id},
                {"name": "Far Shop", "company_id": cls.far.id},
            ]
        )
        cls.stranger = new_test_user(
            cls.env,
            "stranger",
            "base.group_user,stock.group_stock_user",
            company_id=cls.far.id,
            company_ids=[Command.set(cls.far.ids)],
        )

    def test_chosen_on_the_form_found_in_the_list_and_grouped_by(self):
        lot = self.receive(self.tomato, "T1", 5).with_user(self.stock_user)
        with Form(lot, "stock.view_production_lot_form") as form:
            form.website_id = self.shop
        lots = lot.search([("website_id", "ilike", "sho"), ("product_id", "=", self.tomato.id)])
        self.assertEqual(lots, lot)
        groups = lots.formatted_read_group(
            [("product_id", "=", self.tomato.id)], ["website_id"], ["product_qty:sum"]
        )
        self.assertEqual([group["product_qty:sum"] for group in groups], [5])
        for view in ("list", "search"):
            self.assertIn('name="website_id"', lot.get_view(view_type=view)["arch"])

    def test_only_the_websites_company_sees_the_lot(self):
        lot, free = self.make_lot(self.tomato, "T1"), self.make_lot(self.tomato, "T2")
        lot.website_id = self.shop
        lots = self.env["stock.lot"].with_user(self.stranger)
        self.assertEqual(lots.search([("product_id", "=", self.tomato.id)]), free)
        with self.refused(AccessError, "Lot/Serial"):
            lots.browse(lot.id).read(["name"])
        self.assertEqual(lot.with_user(self.stock_user).name, "T1")

    def test_a_website_of_another_company_is_refused(self):
        owned, stocked = self.make_lot(self.tomato, "T1"), self.receive(self.tomato, "T2", 5)
        owned.company_id = self.company
        for lot in (owned, stocked):
            with self.refused(ValidationError, "T[12]: the website Far Shop belongs to Far Works"):
                lot.website_id = self.far_shop
        self.make_lot(self.tomato, "T3").website_id = self.far_shop

    def test_a_lot_sent_to_another_company_leaves_the_website_so_that_it_can_be_received(self):
        house = self.env["stock.warehouse"].search([("company_id", "=", self.far.id)])
        road = self.env["stock.location"].create(
            {"name": "Between Works", "usage": "transit", "company_id": False}
        )
        lot, stays = self.receive(self.tomato, "T1", 5), self.receive(self.tomato, "T2", 5)
        (lot | stays).website_id = self.shop
        out = self.plan_goods(
            self.warehouse.out_type_id, self.stock_location, road, [(self.tomato, lot, 5)]
        )
        self.transfer(self.tomato, stays, 2)
        self.deliver(self.tomato, stays, 1)
        out.with_user(self.stock_user).button_validate()
        self.assertFalse(lot.website_id)
        self.assertEqual(stays.website_id, self.shop)
        for operation, source, destination in (
            (house.in_type_id, road, house.lot_stock_id),
            (house.out_type_id, house.lot_stock_id, self.customer_location),
        ):
            picking = self.plan_goods(operation, source, destination, [(self.tomato, lot, 5)])
            picking = picking.with_user(self.stranger).with_company(self.far)
            self.env.invalidate_all()
            picking.button_validate()
            self.assertEqual((picking.state, picking.move_line_ids.lot_id.name), ("done", "T1"))
