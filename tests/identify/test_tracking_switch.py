"""Tracking is switched with stock on hand: on with a warning, off only when no lots are left."""

from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..common.stock_without_lots import StockWithoutLots


@tagged("post_install", "-at_install")
class TestTrackingSwitch(StockWithoutLots):
    def warning(self, product, tracking):
        """:return: the message of the form when the field is changed"""
        product = product.with_user(self.manager())
        result = product.onchange(
            {"tracking": tracking}, ["tracking"], {"tracking": {}, "is_storable": {}}
        )
        return result.get("warning", {}).get("message", "")

    def manager(self):
        found = self.env["res.users"].search([("login", "=", "switcher")])
        groups = "base.group_user,stock.group_stock_manager,product.group_product_manager"
        return found or new_test_user(self.env, "switcher", groups)

    def test_switching_on_with_stock_warns_and_is_allowed(self):
        product = self.make_product("Old motor", "none")
        self.add_stock(product, 2)
        seed = "product(s) in stock that have no lot/serial number"
        self.assertIn(seed, self.warning(product.product_tmpl_id, "serial"))
        self.assertIn(seed, self.warning(product, "lot"))
        with Form(product.product_tmpl_id) as form:
            form.tracking = "serial"
        self.assertEqual(product.tracking, "serial")

    def test_no_warning_when_all_stock_has_lots(self):
        self.receive(self.tomato, "T1", 1)
        self.assertFalse(self.warning(self.tomato.product_tmpl_id, "serial"))
        self.assertFalse(self.warning(self.tomato, "serial"))

    def test_no_warning_without_stock(self):
        self.assertFalse(self.warning(self.make_product("New", "none").product_tmpl_id, "lot"))

    def test_switching_off_is_refused_while_lots_are_in_stock(self):
        self.receive(self.tomato, "T1", 3)
        self.receive(self.tomato, "T2", 4)
        for record in (self.tomato, self.tomato.product_tmpl_id):
            with self.assertRaises(ValidationError) as error:
                record.with_user(self.manager()).write({"tracking": "none"})
            self.assertIn("Tomato, T1: 3 Units in stock", str(error.exception))
            self.assertIn("Tomato, T2: 4 Units in stock", str(error.exception))

    def test_tracking_is_not_switched_off_by_what_core_switches_it_off_with(self):
        """Else lots in stock could be moved without them, for the product is not tracked then."""
        self.receive(self.tomato, "T1", 3)
        for values in ({"is_storable": False}, {"type": "service"}):
            for record in (self.tomato, self.tomato.product_tmpl_id):
                with (
                    self.subTest(values=values, model=record._name),
                    self.refused(ValidationError, "Tomato, T1: 3 Units in stock"),
                ):
                    record.with_user(self.manager()).write(values)
        self.assertEqual(self.tomato.tracking, "lot")

    def test_an_import_is_refused_as_well(self):
        self.receive(self.tomato, "T1", 3)
        self.env["ir.model.data"].create(
            {
                "name": "tomato",
                "module": "tracking_switch",
                "model": "product.product",
                "res_id": self.tomato.id,
            }
        )
        result = (
            self.env["product.product"]
            .with_user(self.manager())
            .load(["id", "tracking"], [["tracking_switch.tomato", "none"]])
        )
        self.assertFalse(result["ids"])
        self.assertIn("Tomato, T1", result["messages"][0]["message"])
        self.assertEqual(self.tomato.tracking, "lot")

    def test_lots_of_one_unit_become_serial_numbers_and_larger_ones_do_not(self):
        self.receive(self.tomato, "T1", 1)
        lot = self.receive(self.tomato, "T2", 2)
        with self.assertRaises(ValidationError) as error:
            self.tomato.tracking = "serial"
        self.assertNotIn("T1", str(error.exception))
        self.assertIn("Tomato, T2: 2 Units in stock", str(error.exception))
        self.deliver(self.tomato, lot, 1)
        self.tomato.tracking = "serial"

    def test_a_lot_spread_over_two_places_is_more_than_one_unit(self):
        lot = self.receive(self.tomato, "T1", 2)
        self.transfer(self.tomato, lot, 1)
        with self.refused(ValidationError, "T1: 2 Units"):
            self.tomato.tracking = "serial"

    def test_switching_off_is_allowed_once_the_lots_are_gone(self):
        lot = self.receive(self.tomato, "T1", 3)
        self.deliver(self.tomato, lot, 3)
        self.tomato.tracking = "none"
        self.assertEqual(self.tomato.tracking, "none")
        self.assertEqual(self.tomato.stock_move_ids.lot_ids, lot)

    def test_stock_of_other_companies_and_of_archived_products_counts(self):
        self.receive(self.tomato, "SECRET", 3)
        other = self.env["res.company"].create({"name": "Other Works"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "base.group_user,product.group_product_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.tomato.active = False
        with self.assertRaises(ValidationError) as error:
            self.tomato.product_tmpl_id.with_user(stranger).tracking = "none"
        self.assertIn(self.company.name, str(error.exception))
        self.assertNotIn("SECRET", str(error.exception))

    def test_without_strict_traceability_all_is_as_in_core(self):
        self.receive(self.tomato, "T1", 3)
        self.company.strict_traceability = False
        self.assertTrue(self.warning(self.tomato.product_tmpl_id, "serial"))
        self.tomato.tracking = "none"
