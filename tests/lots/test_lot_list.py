"""The list of lots: its states, filters, groups and sums; references; quantities adjusted."""

from datetime import timedelta

from freezegun import freeze_time
from lxml import etree

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from ..common.dates import DatesCommon

NOW = "2031-06-10 15:00:00"


@tagged("post_install", "-at_install")
class TestLotStates(DatesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls.env["stock.lot"]
        # days from today to (expiration, removal, best before, alert)
        for name, days in {
            "expired": (-1, -2, -3, -4),
            "remove": (3, -1, -2, -4),
            "best_before": (9, 5, -1, -4),
            "alert": (9, 5, 3, 0),
            "fresh": (30, 25, 20, 18),
        }.items():
            now = fields.Datetime.to_datetime(NOW)
            dates = [now + timedelta(days=number) for number in days]
            cls.lots |= cls.receive(cls.tomato, name, 1)
            names = ("expiration_date", "removal_date", "use_date", "alert_date")
            cls.lots[-1:].write(dict(zip(names, dates, strict=True)))
        cls.blank = cls.receive(cls.motor, "blank")
        cls.lots |= cls.blank

    def search(self, *states, lots=None):
        found = (lots or self.env["stock.lot"]).search(
            [("expiry_state", "in", states), ("id", "in", self.lots.ids)]
        )
        return set(found.mapped("name"))

    @freeze_time(NOW)
    def test_each_lot_has_one_state_and_the_database_says_the_same(self):
        for lot in self.lots - self.blank:
            self.assertEqual(lot.expiry_state, lot.name)
            self.assertEqual(self.search(lot.name), {lot.name})
        self.assertFalse(self.blank.expiry_state)
        self.assertEqual(self.search(False), {"blank"})
        self.assertEqual(self.search("fresh", False), {"fresh", "blank"})
        none = self.env["stock.lot"].search(
            [("expiry_state", "not in", ["expired"]), ("id", "in", self.lots.ids)]
        )
        self.assertEqual(len(none), 5)
        self.assertEqual(self.lots.filtered_domain([("expiry_state", "=", "alert")]).name, "alert")

    @freeze_time(NOW)
    def test_lots_are_grouped_by_state_and_quants_too(self):
        groups = self.env["stock.lot"]._read_group(
            [("id", "in", self.lots.ids)], ["expiry_state"], ["__count", "product_qty:sum"]
        )
        expected = {(name or False, 1, 1.0) for name in [*self.lots.mapped("name")[:-1], False]}
        self.assertEqual(set(groups), expected)
        quants = self.env["stock.quant"]._read_group(
            [("lot_id", "in", self.lots.ids), ("location_id", "=", self.stock_location.id)],
            ["lot_id.expiry_state"],
            ["quantity:sum"],
        )
        self.assertEqual(len(quants), 6)

    def test_a_lot_expires_at_the_end_of_its_day_where_the_company_is(self):
        lot = self.lots.filtered(lambda lot: lot.name == "fresh")
        lot.expiration_date = "2031-06-10 15:00:00"
        lot.write(dict.fromkeys(("removal_date", "use_date", "alert_date"), False))
        for zone, moment, state in (
            ("UTC", "2031-06-10 23:30:00", "fresh"),
            ("UTC", "2031-06-11 00:30:00", "expired"),
            ("America/Los_Angeles", "2031-06-11 06:30:00", "fresh"),
            ("America/Los_Angeles", "2031-06-11 07:30:00", "expired"),
            ("Asia/Tokyo", "2031-06-11 14:30:00", "fresh"),
            ("Asia/Tokyo", "2031-06-11 15:30:00", "expired"),
        ):
            self.company.partner_id.tz = zone
            with self.subTest(zone=zone, moment=moment), freeze_time(moment):
                self.env.invalidate_all()
                self.assertEqual(lot.expiry_state, state)
                self.assertIn("fresh", self.search(state))

    def test_each_company_has_its_own_day(self):
        other = self.env["res.company"].create({"name": "Far Works"})
        other.partner_id.tz = "Pacific/Auckland"
        user = new_test_user(
            self.env,
            "far",
            "base.group_user,stock.group_stock_user",
            company_id=self.company.id,
            company_ids=[Command.set((self.company | other).ids)],
        )
        values = {"product_id": self.tomato.id, "expiration_date": "2031-06-10 06:00:00"}
        dates = dict.fromkeys(("removal_date", "use_date", "alert_date"), False)
        near, far = self.env["stock.lot"].create(
            [
                {**values, "name": "near", "company_id": self.company.id},
                {**values, "name": "far", "company_id": other.id},
            ]
        )
        (near | far).write(dates)
        self.lots |= near | far
        lots = self.env["stock.lot"].with_user(user)
        lots = lots.with_context(allowed_company_ids=(self.company | other).ids)
        with freeze_time(NOW):
            self.assertEqual((lots.browse(near.id).expiry_state), "fresh")
            self.assertEqual((lots.browse(far.id).expiry_state), "expired")
            self.assertIn("far", self.search("expired", lots=lots))
            self.assertNotIn("near", self.search("expired", lots=lots))

    @freeze_time(NOW)
    def test_the_filters_of_the_list(self):
        arch = self.env["stock.lot"].get_view(view_type="search")["arch"]
        for name in ("expiration_alerts", "to_remove", "expired", "without_dates", "negative"):
            self.assertIn(f'name="{name}"', arch)
        self.assertIn("group_by_name", arch)
        self.env["stock.lot"].create({"product_id": self.tomato.id, "name": "undated"}).write(
            {"expiration_date": False}
        )
        without = self.env["stock.lot"].search(
            [("product_id.use_expiration_date", "=", True), ("expiration_date", "=", False)]
        )
        self.assertIn("undated", without.mapped("name"))

    def test_the_filter_of_negative_stock(self):
        self.company.strict_traceability = False
        lot = self.make_lot(self.tomato, "short")
        self.deliver(self.tomato, lot, 2)
        domain = [
            ("quant_ids", "any", [("quantity", "<", 0), ("location_id.usage", "=", "internal")])
        ]
        self.assertIn(lot, self.env["stock.lot"].search(domain))

    @freeze_time(NOW)
    def test_off_there_is_no_state(self):
        self.settings(group_expiration_dates=False)
        self.assertFalse(any(self.lots.mapped("expiry_state")))
        self.assertFalse(self.search("expired"))


@tagged("post_install", "-at_install")
class TestLotQuantities(DatesCommon):
    def lot(self, name):
        return self.env["stock.lot"].search([("name", "=", name)])

    def test_quantities_are_summed_by_group_as_the_user_may_see_them(self):
        for number in range(3):
            self.receive(self.tomato, f"T{number}", 10)
        self.deliver(self.tomato, self.lot("T0"), 4)
        lots = self.env["stock.lot"].with_user(self.stock_user)
        domain = [("product_id", "in", (self.tomato | self.motor).ids)]
        groups = lots.formatted_read_group(domain, ["product_id"], ["__count", "product_qty:sum"])
        self.assertEqual([group["product_qty:sum"] for group in groups], [26])
        self.assertEqual(
            lots.search(domain, order="product_qty").mapped("product_qty"), [6, 10, 10]
        )
        described = lots.fields_get(["product_qty"])["product_qty"]
        self.assertEqual((described["aggregator"], described["sortable"]), ("sum", True))
        other = self.env["res.company"].create({"name": "Other Works"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "base.group_user,stock.group_stock_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        groups = lots.with_user(stranger).formatted_read_group(
            domain, ["product_id"], ["product_qty:sum"]
        )
        self.assertEqual([group["product_qty:sum"] for group in groups], [0])

    def test_the_list_asks_the_database_as_often_for_ten_lots_as_for_a_hundred(self):
        few, many = self.make_product("Few"), self.make_product("Many")
        counts = []
        for product, number in ((few, 10), (many, 100)):
            self.env["stock.lot"].create(
                [{"product_id": product.id, "name": f"N{rank}"} for rank in range(number)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lots = self.env["stock.lot"].with_user(self.stock_user)
            domain = [("product_id", "=", product.id)]
            lots.formatted_read_group(domain, ["product_id"], ["__count", "product_qty:sum"])
            lots.search(domain).read(["name", "product_qty", "expiry_state", "ref"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def save_quantity(self, lot, user, quantity):
        """Save a quantity as the form does."""
        lot.with_user(user).web_save({"product_qty": quantity}, {})

    def test_a_quantity_that_programs_and_imports_write_makes_no_stock(self):
        lot = self.receive(self.tomato, "T1", 10)
        lots = self.env["stock.lot"].with_user(self.stock_manager)
        lots.browse(lot.id).write({"product_qty": 7})
        lots.load([".id", "product_qty"], [[str(lot.id), "7"]])
        new = lots.create({"product_id": self.tomato.id, "name": "T2", "product_qty": 5})
        self.env.invalidate_all()
        self.assertEqual((lot.product_qty, new.product_qty), (10, 0))
        self.assertFalse(new.quant_ids)

    def test_a_quantity_saved_in_the_form_is_an_inventory_adjustment(self):
        lot = self.receive(self.tomato, "T1", 10)
        with Form(lot.with_user(self.stock_manager)) as form:
            form.product_qty = 7
        self.assertEqual(lot.product_qty, 7)
        line = self.env["stock.move.line"].search(
            [("lot_id", "=", lot.id)], order="id desc", limit=1
        )
        self.assertTrue(line.is_inventory)
        self.assertEqual((line.quantity, line.location_dest_usage), (3, "inventory"))
        fresh = self.make_lot(self.tomato, "T2")
        self.save_quantity(fresh, self.stock_manager, 2)
        self.assertEqual(fresh.product_qty, 2)
        with self.refused(UserError, "cannot be negative"):
            self.save_quantity(lot, self.stock_manager, -1)

    def test_a_new_lot_is_counted_where_it_is_found(self):
        lots = self.env["stock.lot"].with_user(self.stock_user)
        form = Form(lots.with_context(display_complete=True, default_name="T1"))
        form.product_id = self.tomato
        form.product_qty = 4
        form.location_id = self.shelf
        lot = form.save()
        self.assertEqual(lot.product_qty, 4)
        self.assertEqual(lot.get_quants_on_hand().location_id, self.shelf)
        self.assertTrue(self.env["stock.move.line"].search([("lot_id", "=", lot.id)]).is_inventory)
        values = {"product_id": self.tomato.id, "name": "T2", "product_qty": 3}
        [saved] = lots.web_save(values, {"product_qty": {}})
        self.assertEqual(saved["product_qty"], 3)
        there = lots.browse(saved["id"]).get_quants_on_hand().location_id
        self.assertEqual(there, lot.get_default_location())

    def test_a_new_serial_number_is_one_unit_or_is_not_made(self):
        lots = self.env["stock.lot"].with_user(self.stock_user)
        values = {"product_id": self.motor.id, "name": "M9", "product_qty": 2}
        with self.refused(UserError, "M9"):
            lots.web_save(values, {"product_qty": {}})
        self.assertFalse(lots.search([("name", "=", "M9")]))
        self.assertFalse(
            lots.browse(lots.web_save(values | {"product_qty": 0}, {})[0]["id"]).quant_ids
        )

    def test_who_is_no_manager_adjusts_nothing(self):
        lot = self.receive(self.tomato, "T1", 10)
        self.assertFalse(lot.with_user(self.stock_user).is_quantity_editable)
        with self.refused(UserError, "Only an Inventory manager"):
            self.save_quantity(lot, self.stock_user, 7)
        self.assertEqual(lot.product_qty, 10)

    def test_a_lot_in_several_places_asks_which(self):
        lot = self.receive(self.tomato, "T1", 10)
        self.transfer(self.tomato, lot, 4)
        with self.refused(UserError, "several locations.*Shelf"):
            self.save_quantity(lot, self.stock_manager, 7)
        action = lot.with_user(self.stock_manager).action_adjust()
        wizard = self.env[action["res_model"]].with_user(self.stock_manager)
        form = Form(wizard.with_context(**action["context"]))
        self.assertFalse(form.quant_id)
        form.quant_id = lot.quant_ids.filtered(lambda quant: quant.location_id == self.shelf)
        self.assertEqual(form.quantity, 4)
        form.quantity = 5
        form.save().action_apply()
        self.assertEqual(lot.product_qty, 11)
        self.assertEqual(
            self.env["stock.quant"]._get_available_quantity(self.tomato, self.shelf), 5
        )

    def test_a_serial_number_is_not_adjusted_to_two(self):
        serial = self.receive(self.motor, "M1")
        with self.refused(UserError, "M1"):
            self.save_quantity(serial, self.stock_manager, 2)

    def test_a_reference_is_that_of_one_lot(self):
        lot, other = self.make_lot(self.tomato, "T1"), self.make_lot(self.motor, "M1")
        lot.ref = "R-1"
        with self.refused(UserError, "Motor, M1: Tomato, T1 already has the reference R-1"):
            other.ref = "R-1"
        values = {"product_id": self.tomato.id, "ref": "R-2"}
        with self.refused(UserError, "R-2"):
            self.env["stock.lot"].create([{**values, "name": "A"}, {**values, "name": "B"}])
        far = self.env["res.company"].create({"name": "Far Works"})
        lot.company_id = self.company
        other.company_id = far
        other.ref = "R-1"
        self.company.strict_traceability = False
        self.make_lot(self.tomato, "T9").ref = "R-1"

    def test_old_lots_that_share_a_reference_can_still_be_used(self):
        lots = self.receive(self.tomato, "T1", 5) | self.receive(self.tomato, "T2", 5)
        self.env.cr.execute("UPDATE stock_lot SET ref = 'OLD' WHERE id IN %s", [lots._ids])
        lots.invalidate_recordset()
        lots[0].note = "seen"
        self.deliver(self.tomato, lots[0], 2)
        with self.refused(UserError, "OLD"):
            lots[1].write({"ref": "OLD"})

    def test_location_is_for_every_inventory_user_with_history_and_replenishment(self):
        lot = self.receive(self.tomato, "T1", 5)
        for user in (self.stock_user, self.stock_manager):
            arch = lot.with_user(user).get_view(view_type="form")["arch"]
            self.assertIn('name="action_lot_open_quants"', arch)
            action = lot.with_user(user).action_lot_open_quants()
            arch = self.env["stock.quant"].with_user(user).get_view(action["view_id"])["arch"]
            names = {node.get("name") for node in etree.fromstring(arch).iter("field", "button")}
            self.assertLess({"reserved_quantity", "product_uom_id"}, names)
            self.assertLess({"action_view_stock_moves", "action_view_orderpoints"}, names)
            self.assertIn('string="On Hand"', arch)

    def test_the_list_is_grouped_by_product(self):
        action = self.env["ir.actions.actions"]._for_xml_id("stock.action_production_lot_form")
        self.assertIn("search_default_group_by_product", action["context"])

    def test_on_hand_has_its_unit_for_who_manages_no_units(self):
        view = self.env.ref("stock.view_production_lot_form")
        clerk = self.stock_user
        self.assertFalse(clerk.has_group("uom.group_uom"))
        arch = self.env["stock.lot"].with_user(clerk).get_view(view.id)["arch"]
        found = etree.fromstring(arch).xpath("//field[@name='product_qty']/following-sibling::*")
        self.assertEqual(found[0].get("name"), "product_uom_id")
