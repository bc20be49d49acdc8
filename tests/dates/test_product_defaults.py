"""Products take tracking and days from their category, and are changed together."""

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..common.dates import DatesCommon

DAYS = ("use_expiration_date", "expiration_time", "use_time", "removal_time", "alert_time")


@tagged("post_install", "-at_install")
class TestProductDefaults(DatesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fresh, cls.plain = cls.env["product.category"].create(
            [
                {
                    "name": "Fresh",
                    "lot_tracking": "lot",
                    "use_expiration_date": True,
                    "expiration_time": 20,
                    "use_time": 4,
                    "removal_time": 3,
                    "alert_time": 5,
                },
                {"name": "Plain"},
            ]
        )
        cls.milk_shelf = cls.env["product.category"].create(
            {"name": "Milk", "parent_id": cls.fresh.id}
        )

    def make(self, **values):
        values = {"name": "Milk", "is_storable": True, "categ_id": self.milk_shelf.id} | values
        return self.env["product.template"].create(values)

    def days(self, product):
        return tuple(product[name] for name in DAYS)

    def test_a_new_product_takes_tracking_and_days_of_the_nearest_category(self):
        self.assertEqual(self.make().tracking, "lot")
        self.assertEqual(self.days(self.make()), (True, 20, 4, 3, 5))
        self.assertEqual(self.make(tracking="serial").tracking, "serial")
        self.assertEqual(self.make(is_storable=False).tracking, "none")
        self.assertEqual(self.make(categ_id=self.plain.id).tracking, "none")
        self.assertEqual(self.days(self.make(categ_id=self.plain.id)), (False, 0, 0, 0, 0))

    def test_the_form_shows_them_as_soon_as_the_category_is_chosen(self):
        with Form(self.env["product.template"]) as form:
            form.name = "Milk"
            form.is_storable = True
            form.categ_id = self.milk_shelf
            self.assertEqual(form.tracking, "lot")
            self.assertEqual(form.expiration_time, 20)
            form.expiration_time = 15
        self.assertEqual(self.days(form.record), (True, 15, 4, 3, 5))
        self.fresh.expiration_time = 60
        self.assertEqual(form.record.expiration_time, 15, "its own days are its own")

    def test_who_inherits_follows_the_category_and_who_does_not_stays(self):
        heir, own = self.make(), self.make(use_expiration_date=True, expiration_time=9)
        self.fresh.expiration_time = 40
        self.assertEqual(heir.expiration_time, 40)
        self.assertEqual(own.expiration_time, 9)
        heir.use_time = 7
        self.fresh.write({"expiration_time": 50, "use_time": 1})
        self.assertEqual((heir.expiration_time, heir.use_time), (40, 7))
        heir.dates_from_category = True
        self.assertEqual((heir.expiration_time, heir.use_time), (50, 1))

    def test_a_product_of_before_keeps_its_days_when_its_category_gets_some(self):
        self.tomato.categ_id = self.plain
        self.plain.write({"use_expiration_date": True, "expiration_time": 99})
        self.assertEqual(self.tomato.expiration_time, 30)

    def test_days_of_a_category_make_sense(self):
        with self.refused(ValidationError, "Fresh.*\n.*cannot be negative"):
            self.fresh.alert_time = -1
        with self.refused(ValidationError, "before the receipt"):
            self.fresh.alert_time = 21

    def test_numbers_follow_the_category(self):
        self.fresh.lot_sequence_id = self.env["ir.sequence"].create(
            {"name": "Fresh", "prefix": "FR-", "padding": 4}
        )
        product = self.make().product_variant_id
        self.assertEqual(self.env["stock.lot"].create({"product_id": product.id}).name, "FR-0001")


@tagged("post_install", "-at_install")
class TestProductsInBulk(DatesCommon):
    def wizard(self, *products, **values):
        action = self.env.ref("product_traceability.action_product_product_track")
        ids = [product.id for product in products]
        form = Form(
            self.env[action.res_model]
            .with_user(self.manager())
            .with_context(active_model="product.product", active_ids=ids)
        )
        for name, value in values.items():
            form[name] = value
        return form.save()

    def manager(self):
        group = self.env.ref("product.group_product_manager")
        self.stock_manager.group_ids = [Command.link(group.id)]
        return self.stock_manager

    def test_the_preview_says_what_the_change_does_to_stock_on_hand(self):
        self.receive(self.tomato, "T1", 4)
        self.receive(self.screw, None, 7)
        wizard = self.wizard(self.tomato, self.screw, tracking="serial")
        self.assertIn("Tomato, T1: 4 Units in stock", wizard.preview)
        self.assertRegex(wizard.preview, r"7\s+Units\s+without lot/serial number")
        with self.refused(ValidationError, "T1"):
            wizard.action_apply()
        self.assertEqual((self.tomato.tracking, self.screw.tracking), ("lot", "none"))

    def test_tracking_and_days_of_many_products_change_at_once(self):
        wizard = self.wizard(self.motor, self.screw, tracking="lot", change_days=True)
        wizard.write({"expiration_time": 100, "alert_time": 10})
        wizard.action_apply()
        for product in (self.motor, self.screw):
            self.assertEqual(product.tracking, "lot")
            self.assertEqual((product.expiration_time, product.alert_time), (100, 10))
            self.assertTrue(product.use_expiration_date)

    def test_the_wizard_opens_with_the_days_that_the_products_share(self):
        self.motor.write({"use_expiration_date": True, "expiration_time": 30, "use_time": 1})
        wizard = self.wizard(self.tomato, self.motor)
        self.assertEqual((wizard.expiration_time, wizard.use_time), (30, 0))

    def test_nothing_to_change_and_wrong_days_are_refused(self):
        with self.refused(UserError, "Select what to change"):
            self.wizard(self.motor).action_apply()
        wizard = self.wizard(self.motor, change_days=True)
        wizard.write({"expiration_time": 10, "alert_time": 11})
        with self.refused(ValidationError, "Motor"):
            wizard.action_apply()
        service = self.env["product.product"].create({"name": "Advice", "type": "service"})
        with self.refused(UserError, "Advice"):
            self.wizard(service, tracking="lot").action_apply()
