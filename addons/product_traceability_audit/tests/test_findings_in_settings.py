from datetime import timedelta

from odoo import fields

from .common import FindingsCommon


class TestFindingsInSettings(FindingsCommon):
    """Settings that let gaps in: found alone, and mended by their Fix."""

    def test_products_of_a_tracked_category_are_tracked(self):
        parent, loose = self.env["product.category"].create(
            [{"name": "Food", "lot_tracking": "lot"}, {"name": "Loose", "lot_tracking": "none"}]
        )
        child = self.env["product.category"].create({"name": "Milk", "parent_id": parent.id})
        loose.parent_id = parent
        product, _other = (
            self.make_product("Cream", "none", categ_id=category.id) for category in (child, loose)
        )
        product.active = False
        audit = self.assert_found(untracked_product=product)
        action = audit.finding_ids.with_user(self.stock_manager).action_open_records()
        products = self.env["product.product"].with_user(self.stock_manager)
        products = products.with_context(**action["context"])
        self.assertEqual(products.search(action["domain"]), product)
        self.open_wizard("untracked_product", tracking="lot").action_apply()
        self.assertEqual(product.tracking, "lot")
        self.assert_found()

    def test_products_that_have_lots_are_tracked_again(self):
        self.plant("product_template", self.tomato.product_tmpl_id, tracking="none")
        self.assert_found(tracking_ended=self.tomato)
        self.open_wizard("tracking_ended", tracking="lot").action_apply()
        self.assert_found()

    def test_operation_types_that_ask_for_no_lots_are_opened(self):
        operation = self.warehouse.int_type_id
        operation.write({"use_create_lots": False, "use_existing_lots": False})
        self.assert_found(type_without_lots=operation)
        action = self.fix("type_without_lots")
        self.assertEqual((action["res_model"], action["res_id"]), (operation._name, operation.id))
        operation.with_user(self.stock_manager).use_existing_lots = True
        self.assert_found()

    def test_corrections_count_from_the_first_day_of_the_period(self):
        self.lot.with_user(self.stock_manager).correct_name("T-10", "Typing error")
        entry = self.corrections("name")
        self.assert_found(corrected=entry)
        other = self.env["res.company"].create({"name": "Second Works"})
        self.stock_manager.company_ids += other
        self.assertFalse(self.lot.company_id)
        self.assertEqual(self.kinds_found(self.audit(company_id=other.id)), set())
        tomorrow = fields.Date.today() + timedelta(days=1)
        self.assertEqual(self.kinds_found(self.audit(since=tomorrow)), set())
