"""Stock without lots is listed, given its numbers in one go, and absorbed by no lot."""

from ast import literal_eval

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import get_public_method
from odoo.tests import Form, new_test_user, tagged

from ...tools.trust import trusted
from ..common.stock_without_lots import StockWithoutLots


@tagged("post_install", "-at_install")
class TestStockWithoutLots(StockWithoutLots):
    def listed(self, user):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "product_traceability.action_stock_without_lots"
        )
        quants = self.env["stock.quant"].with_user(user)
        return quants.search(literal_eval(action["domain"]))

    def test_the_list_shows_tracked_stock_without_lots_and_nothing_else(self):
        motors = self.untracked("Old motor", "serial", 3)
        self.add_stock(self.screw, 5)
        self.receive(self.tomato, "T1", 4)
        listed = self.listed(self.clerk)
        self.assertIn(motors, listed)
        self.assertFalse(listed.filtered("lot_id"))
        self.assertNotIn(self.screw, listed.product_id)

    def test_the_list_shows_archived_products_too(self):
        motors = self.untracked("Old motor", "serial", 3)
        motors.product_id.sudo().with_context(active_test=False).active = False
        self.assertIn(motors, self.listed(self.clerk))

    def test_the_list_is_for_stock_users_only(self):
        menu = self.env.ref("product_traceability.menu_stock_without_lots")
        employee = new_test_user(self.env, "plain_employee", "base.group_user")
        self.assertIn(menu.id, menu.with_user(self.clerk)._visible_menu_ids())
        self.assertNotIn(menu.id, menu.with_user(employee)._visible_menu_ids())
        quants = self.untracked("Old motor", "serial", 1)
        with self.assertRaises(AccessError):
            self.env["stock.quant.identify"].with_user(employee).create(
                {"quant_ids": [Command.set(quants.ids)]}
            )

    def test_units_become_serial_numbers_counted_up_from_the_first(self):
        quants = self.identify(
            self.untracked("Old motor", "serial", 3), mode="generate", first_number="M-009"
        )
        self.assertEqual(sorted(quants.lot_id.mapped("name")), ["M-009", "M-010", "M-011"])
        self.assertEqual(quants.mapped("quantity"), [1, 1, 1])

    def test_counting_up_skips_numbers_that_exist(self):
        motors = self.untracked("Old motor", "serial", 2)
        self.make_lot(motors.product_id, "M-2")
        quants = self.identify(motors, mode="generate", first_number="M-1")
        self.assertEqual(sorted(quants.lot_id.mapped("name")), ["M-1", "M-3"])

    def test_place_package_owner_and_age_stay(self):
        old = self.untracked(
            "Old motor",
            "serial",
            2,
            location_id=self.shelf.id,
            package_id=self.package.id,
            owner_id=self.owner.id,
        )
        trusted(old.sudo(), "in_date").in_date = "2020-02-03 04:05:06"
        quants = self.identify(old, mode="generate", first_number="M-1")
        self.assertEqual(len(quants), 2)
        self.assertEqual(quants.location_id, self.shelf)
        self.assertEqual(quants.package_id, self.package)
        self.assertEqual(quants.owner_id, self.owner)
        self.assertEqual({str(date) for date in quants.mapped("in_date")}, {"2020-02-03 04:05:06"})

    def test_pasted_lots_take_their_quantities_and_part_of_the_stock_can_wait(self):
        old = self.untracked("Old sauce", "lot", 10)
        quants = self.identify(old, mode="list", quantity=8, numbers="S1\t5\nS2\t2,5\nS3\t0.5\n")
        found = {quant.lot_id.name: quant.quantity for quant in quants}
        self.assertEqual(found, {"S1": 5, "S2": 2.5, "S3": 0.5, False: 2})

    def test_quantities_are_read_as_the_language_of_the_user_writes_them(self):
        german = self.env["res.lang"]._activate_lang("de_DE")
        german.write({"decimal_point": ",", "thousands_sep": "."})
        self.env = self.env(context={**self.env.context, "lang": "de_DE"})
        for name, text in (("A", "A1\t1.000\nA2\t2,5"), ("B", "B1;1.000\nB2;2,5")):
            with self.subTest(text):
                old = self.untracked(f"Old sauce {name}", "lot", 1002.5)
                quants = self.identify(old, mode="list", numbers=text)
                found = {quant.lot_id.name: quant.quantity for quant in quants}
                self.assertEqual(found, {f"{name}1": 1000, f"{name}2": 2.5})

    def test_columns_are_those_of_a_list_for_a_receipt_but_for_where_goods_go(self):
        old = self.untracked("Old sauce", "lot", 10)
        old.product_id.use_expiration_date = True
        quants = self.identify(
            old,
            mode="list",
            numbers="Qty\tExpiry\tLot\tReference\n4\t2031-05-06\tS1\tREF-1\n6\t\tS2\t",
        )
        lots = {quant.lot_id.name: quant.lot_id for quant in quants}
        self.assertEqual((lots["S1"].ref, lots["S2"].ref), ("REF-1", False))
        self.assertEqual(str(lots["S1"].expiration_date.date()), "2031-05-06")
        other = self.untracked("Old soup", "lot", 1)
        with self.refused(UserError, "Unknown columns in the header row: Location"):
            self.identify(other, mode="list", numbers="Lot\tQty\tLocation\nS3\t1\tShelf")

    def test_one_lot_without_quantity_takes_what_is_left(self):
        old = self.untracked("Old sauce", "lot", 10)
        quants = self.identify(old, mode="list", numbers="S1\t4\nS2")
        found = {quant.lot_id.name: quant.quantity for quant in quants}
        self.assertEqual(found, {"S1": 4, "S2": 6})

    def test_a_serial_number_that_was_used_before_is_refused(self):
        old = self.untracked("Old motor", "serial", 1)
        self.receive(old.product_id, "GONE")
        self.move_goods(
            self.warehouse.out_type_id,
            self.stock_location,
            self.supplier_location,
            [(old.product_id, "GONE", 1)],
            self.vendor,
        )
        with self.refused(UserError, "Old motor, GONE: it has been used before"):
            self.identify(old, mode="list", numbers="GONE")

    def test_warnings_are_accepted_or_nothing_is_written(self):
        self.make_lot(self.tomato, "S1")
        old = self.untracked("Old sauce", "lot", 10)
        with self.refused(UserError, "Old sauce, S1: Tomato has the same lot/serial number"):
            self.identify(old, mode="single", lot_name="S1")
        form = Form(self.wizard(old))
        self.assertFalse(form.warnings)
        form.lot_name = "S1"
        self.assertEqual(form.warnings, "- row 1, S1: Tomato has the same lot/serial number.")
        form.accept_warnings = True
        form.save().action_identify()
        self.assertEqual(self.quants(old.product_id).lot_id.name, "S1")

    def test_with_an_error_there_is_no_warning_to_accept(self):
        self.make_lot(self.tomato, "S1")
        old = self.untracked("Old sauce", "lot", 10)
        wizard = self.wizard(old, mode="list", numbers="S1\t4\nS1\t6")
        self.assertFalse(wizard.warnings)
        wizard.numbers = "S1\t4\nS2\t6"
        self.assertIn("S1: Tomato has the same", wizard.warnings)

    def test_one_lot_with_its_dates(self):
        old = self.untracked("Old sauce", "lot", 10)
        old.product_id.use_expiration_date = True
        quant = self.identify(
            old, mode="single", lot_name=" S1 ", expiration_date="2031-05-06 10:00:00"
        )
        self.assertEqual((quant.lot_id.name, quant.quantity), ("S1", 10))
        self.assertEqual(str(quant.lot_id.expiration_date), "2031-05-06 10:00:00")

    def test_units_of_several_places_are_identified_together(self):
        old = self.untracked("Old motor", "serial", 2)
        old.product_id.tracking = "none"
        self.add_stock(old.product_id, 1, location_id=self.shelf.id)
        old.product_id.tracking = "serial"
        quants = self.identify(self.quants(old.product_id), mode="list", numbers="A\nB\nC")
        places = sorted(quants.mapped(lambda quant: (quant.location_id.name, quant.quantity)))
        self.assertEqual(places, [("Shelf", 1), ("Stock", 1), ("Stock", 1)])

    def test_every_wrong_row_is_named_and_nothing_is_written(self):
        old = self.untracked("Old motor", "serial", 7)
        old_product = old.product_id
        self.move_goods(
            self.warehouse.in_type_id,
            self.supplier_location,
            self.stock_location,
            [(old_product, "GONE", 1)],
            self.vendor,
        )
        old = self.quants(old_product).filtered(lambda quant: not quant.lot_id)
        rows = "OK\n\t1\nTWICE\nTWICE\nGONE\nTWO\t2\nBAD\tx"
        with self.assertRaises(UserError) as error:
            self.identify(old, mode="list", numbers=rows)
        text = str(error.exception)
        for part in (
            "row 2, Old motor: no lot/serial number",
            "row 4, Old motor, TWICE",
            "row 5, Old motor, GONE",
            "row 6, Old motor, TWO",
            "row 7, Old motor, BAD",
        ):
            self.assertIn(part, text)
        self.assertNotIn("row 1,", text)
        self.assertFalse(self.env["stock.lot"].search([("name", "in", ["OK", "TWO", "BAD"])]))
        self.assertEqual(old.quantity, 7)

    def test_too_many_and_too_few_numbers_are_refused(self):
        old = self.untracked("Old motor", "serial", 3)
        with self.refused(UserError, "adds up to 2 Units, too few for the 3 Units"):
            self.identify(old, mode="list", numbers="A\nB")
        with self.refused(UserError, "adds up to 4 Units, too many for the 3 Units"):
            self.identify(old, mode="list", numbers="A\nB\nC\nD")
        with self.refused(UserError, "only 3 Units are without a lot/serial number"):
            self.identify(old, mode="list", quantity=4, numbers="A\nB\nC\nD")

    def test_serial_numbers_are_for_whole_units(self):
        old = self.untracked("Old motor", "serial", 2.5)
        with self.refused(UserError, "Old motor: a serial number .* one whole unit; got 2.5"):
            self.identify(old, mode="generate", first_number="A1")
        self.assertEqual(len(self.identify(old, quantity=2, first_number="A1").lot_id), 2)

    def test_a_quantity_finer_than_its_unit_is_refused(self):
        old = self.untracked("Old flour", "lot", 2)
        with self.refused(UserError, "row 1, Old flour, A: its quantity has more decimals"):
            self.identify(old, mode="list", numbers="A\t0.999\nB\t1.001")
        self.assertFalse(self.env["stock.lot"].search([("product_id", "=", old.product_id.id)]))

    def test_a_pattern_of_the_product_holds_here_too(self):
        old = self.untracked("Old motor", "serial", 1)
        old.product_id.lot_name_pattern = "M-##"
        with self.refused(UserError, "row 1, Old motor, X1: X1: does not match"):
            self.identify(old, mode="list", numbers="X1")

    def test_stock_that_someone_else_identified_meanwhile_is_refused(self):
        old = self.untracked("Old motor", "serial", 2)
        first = self.wizard(old, mode="list", numbers="A\nB")
        second = self.wizard(old, mode="list", numbers="C\nD")
        first.action_identify()
        with self.refused(UserError, "identified, moved or counted by someone else"):
            second.action_identify()

    def test_stock_with_lots_or_of_two_products_cannot_be_opened(self):
        self.receive(self.tomato, "T1", 4)
        with self.refused(UserError, "someone else meanwhile"):
            self.quants(self.tomato).action_identify()
        both = self.untracked("One", "lot", 1) | self.untracked("Two", "lot", 1)
        with self.refused(UserError, "- One\n- Two"):
            both.action_identify()

    def test_identifying_is_undone_by_reverting_any_of_its_lines(self):
        old = self.untracked("Old motor", "serial", 3, package_id=self.package.id)
        self.identify(old, mode="generate", first_number="M-1")
        line = self.env["stock.move.line"].search([("lot_id.name", "=", "M-2")])
        line.with_user(self.stock_manager).action_revert_inventory()
        left = self.quants(old.product_id)
        self.assertFalse(left.lot_id)
        self.assertEqual((left.quantity, left.package_id), (3, self.package))
        with self.refused(UserError, "already taken back"):
            line.with_user(self.stock_manager).action_revert_inventory()

    def test_identifying_is_not_undone_once_a_number_has_left(self):
        old = self.untracked("Old motor", "serial", 2)
        quants = self.identify(old, mode="generate", first_number="M-1")
        lines = self.env["stock.move.line"].search([("lot_id", "in", quants.lot_id.ids)])
        self.deliver(old.product_id, quants[0].lot_id)
        with self.refused(UserError, f"{quants[0].lot_id.name}"):
            lines.action_revert_inventory()

    def test_no_rpc_call_can_pretend_to_identify(self):
        old = self.untracked("Old motor", "serial", 1)
        self.identify(old, mode="generate", first_number="M-1")
        move = self.env["stock.move"].search([("identifies_id", "!=", False)], limit=1)
        with self.refused(UserError, "Stock Without Lots only"):
            move.copy().with_user(self.stock_manager).write({"identifies_id": move.id})
        with self.assertRaises(AccessError):
            get_public_method(self.env["stock.quant"], "identify")

    def test_stock_of_another_company_stays_out_of_reach(self):
        other = self.env["res.company"].create({"name": "Other Works"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        product = self.make_product("Old motor", "none")
        self.env.user.company_ids |= other
        self.env["stock.quant"].with_company(other).with_context(inventory_mode=True).create(
            {
                "product_id": product.id,
                "location_id": warehouse.lot_stock_id.id,
                "inventory_quantity": 1,
            }
        ).action_apply_inventory()
        product.tracking = "serial"
        quants = self.quants(product)
        self.assertNotIn(quants, self.listed(self.clerk))
        with self.assertRaises(AccessError):
            self.identify(quants, mode="generate", first_number="M-1")

    def test_what_was_reserved_without_lots_is_reserved_with_them(self):
        product = self.make_product("Old motor", "none")
        self.add_stock(product, 3)
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": 2,
                "location_id": self.stock_location.id,
                "location_dest_id": self.customer_location.id,
                "picking_type_id": self.warehouse.out_type_id.id,
            }
        )
        move._action_confirm()
        move._action_assign()
        product.tracking = "serial"
        self.identify(self.quants(product), mode="generate", first_number="M-1")
        self.assertEqual(sorted(move.move_line_ids.lot_id.mapped("name")), ["M-1", "M-2"])

    def test_it_works_where_traceability_is_not_strict_too(self):
        self.company.strict_traceability = False
        old = self.untracked("Old motor", "serial", 2)
        quants = self.identify(old, mode="list", numbers="A\nB")
        self.assertEqual(sorted(quants.lot_id.mapped("name")), ["A", "B"])
