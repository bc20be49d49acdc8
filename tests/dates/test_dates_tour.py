"""A person goes through the screens of lots and dates: settings, products, lots, the board."""

from odoo.tests import HttpCase, tagged

from ..common.dates import DatesCommon


@tagged("post_install", "-at_install")
class TestDatesTour(DatesCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = cls.env.ref("base.group_user")
        for name in ("stock.group_production_lot", "stock.group_stock_multi_locations"):
            group.implied_ids += cls.env.ref(name)
        cls.stock_manager.group_ids += cls.env.ref("base.group_system")

    def lots(self):
        """Two lots, of which one is from before its product had dates."""
        self.tomato.use_expiration_date = False
        old = self.receive(self.tomato, "TOUR-OLD", 5)
        self.tomato.write({"use_expiration_date": True, "expiration_time": 30})
        return old, self.receive(self.tomato, "TOUR-NEW", 5)

    def test_expiration_dates_are_switched_off_in_the_settings(self):
        self.settings(group_lot_on_delivery_slip=True, group_expiry_date_on_delivery_slip=True)
        page = "/odoo/action-stock.action_stock_config_settings"
        self.start_tour(page, "product_traceability.settings", login="trace_manager")
        self.env.invalidate_all()
        settings = self.env["res.config.settings"].create({})
        self.assertFalse(settings.group_expiration_dates)
        self.assertFalse(settings.group_expiry_date_on_delivery_slip)
        self.assertTrue(settings.group_lot_on_delivery_slip)

    def test_the_days_of_a_product_change_and_its_lots_follow(self):
        _old, new = self.lots()
        before = new.expiration_date
        template = self.tomato.product_tmpl_id
        page = f"/odoo/action-stock.product_template_action_product/{template.id}"
        self.start_tour(page, "product_traceability.product_dates", login="trace_manager")
        self.assertEqual((new.expiration_date - before).days, 10)
        self.assertEqual((template.expiration_time, template.alert_time), (40, 12))

    def test_the_days_of_many_products_change_at_once(self):
        products = self.make_product("Tour Bulk 1") | self.make_product("Tour Bulk 2")
        page = "/odoo/action-stock.product_template_action_product"
        self.start_tour(page, "product_traceability.product_bulk", login="trace_manager")
        self.assertEqual(products.mapped("expiration_time"), [60, 60])

    def test_a_category_gives_its_products_pattern_and_days(self):
        category = self.env["product.category"].create({"name": "Tour Fresh"})
        page = f"/odoo/action-product.product_category_action_form/{category.id}"
        self.start_tour(page, "product_traceability.category", login="trace_manager")
        milk = self.make_product("Tour Milk", categ_id=category.id)
        self.assertTrue(milk.use_expiration_date)
        self.assertEqual((milk.expiration_time, milk.alert_time), (25, 5))

    def test_lots_without_dates_are_found_and_get_theirs(self):
        old, _new = self.lots()
        page = "/odoo/action-stock.action_production_lot_form"
        self.start_tour(page, "product_traceability.lots", login="trace_user")
        self.assertTrue(old.expiration_date)

    def test_what_expires_is_reserved_first_scrapped_and_quarantined_from_the_board(self):
        old, new = self.lots()
        old.action_fill_dates()
        cage = self.env["stock.location"].create(
            {"name": "Cage", "location_id": self.stock_location.id, "is_quarantine": True}
        )
        self.env["stock.location"].search([("id", "!=", cage.id)]).is_quarantine = False
        page = "/odoo/action-product_traceability.action_expiry_board"
        self.start_tour(page, "product_traceability.expiry_board", login="trace_user")
        self.assertEqual((old.product_qty, new.product_qty), (0, 5))
        self.assertEqual(new.location_id, cage)
        self.assertTrue(new.reserve_first)
