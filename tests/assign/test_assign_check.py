"""Each kind of row that Assign Serial Numbers does not let through on a receipt, or not unseen."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common.assign import AssignCommon


@tagged("-at_install", "post_install")
class TestAssignCheck(AssignCommon):
    def setUp(self):
        super().setUp()
        self.receipt = self.order_receipt((self.motor, 5))
        self.open = self.wizard(self.receipt)

    def check(self, text, *states, wizard=None):
        """Paste a list; every row has its state. :return: the rows"""
        wizard = wizard or self.open
        wizard.action_clear()
        rows = self.paste(wizard, text)
        self.assertEqual(self.states(wizard), list(states))
        return rows

    def check_refused(self, text, state, words, wizard=None):
        """Paste one row that is an error; it cannot be assigned, and nothing is written."""
        wizard = wizard or self.open
        [row] = self.check(text, state, wizard=wizard)
        self.assertEqual(row["severity"], "error")
        before = self.numbers(wizard.move_ids)
        with self.refused(UserError, words):
            wizard.action_assign()
        wizard.accept_warnings = True
        with self.refused(UserError, words):
            wizard.action_assign()
        self.assertEqual(self.numbers(wizard.move_ids), before)

    def test_rows_are_counted_as_in_the_spreadsheet(self):
        rows = self.check("\n\nA1\n\nA1\n", "new", "duplicate")
        self.assertEqual([row["row"] for row in rows], [3, 5])
        self.assertIn("row 3", rows[1]["message"])

    def test_a_number_in_stock_is_taken(self):
        self.receive(self.motor, "M1")
        self.check_refused("M1", "taken", "row 1, Motor, M1: it is already in TRW/Stock")

    def test_a_number_out_with_a_customer_is_taken(self):
        self.deliver(self.motor, self.receive(self.motor, "M1"))
        self.check_refused("M1", "taken", "already in .*Customers")

    def test_a_number_that_was_scrapped_is_not_received_again(self):
        lot = self.receive(self.motor, "M1")
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.motor.id,
                "lot_id": lot.id,
                "scrap_qty": 1,
                "location_id": self.stock_location.id,
            }
        )
        scrap.action_validate()
        self.check_refused("M1", "taken", "used before")

    def test_a_number_assigned_on_another_receipt_is_taken(self):
        other = self.order_receipt((self.motor, 1))
        wizard = self.wizard(other)
        self.paste(wizard, "M1")
        wizard.action_assign()
        self.check_refused("M1", "taken", f"already assigned on {other.name}")

    def test_a_lot_made_beforehand_is_existing(self):
        lot = self.make_lot(self.motor, "M1")
        receipt = self.order_receipt((self.motor, 1))
        wizard = self.wizard(receipt)
        self.check("M1", "existing", wizard=wizard)
        wizard.action_assign()
        receipt.button_validate()
        self.assertEqual((receipt.state, lot.product_qty), ("done", 1))

    def test_a_number_of_another_product_is_asked_about(self):
        self.make_lot(self.tomato, "M1")
        [row] = self.check("M1", "wrong_product")
        self.assertEqual(row["severity"], "warning")
        with self.refused(UserError, "M1: Tomato has the same lot/serial number"):
            self.open.action_assign()
        self.open.accept_warnings = True
        self.open.action_assign()
        self.assertEqual(self.numbers(self.receipt), ["M1"])

    def test_a_number_of_another_company_is_refused_and_the_company_not_told(self):
        company = self.env["res.company"].create({"name": "Secret Works"})
        self.env["stock.lot"].sudo().create(
            {"product_id": self.motor.id, "name": "M1", "company_id": company.id}
        )
        self.check_refused("M1", "wrong_company", "M1: it belongs to another company")
        self.assertNotIn("Secret", self.open.rows[0]["message"])

    def test_more_than_the_demand_is_refused(self):
        self.check("1\n2\n3\n4\n5\n6", *["new"] * 5, "over_demand")
        with self.refused(UserError, "row 6, Motor, 6: demand is 5 Units; 5 are still without"):
            self.open.action_assign()

    def test_more_than_the_demand_is_asked_about_where_the_operation_allows_it(self):
        self.warehouse.in_type_id.over_demand_allowed = True
        self.check("1\n2\n3\n4\n5\n6", *["new"] * 5, "over_demand")
        with self.refused(UserError, "Accept the warnings"):
            self.open.action_assign()
        self.open.accept_warnings = True
        self.open.action_assign()
        self.assertEqual(len(self.receipt.move_line_ids), 6)

    def test_numbers_assigned_before_count_against_the_demand(self):
        self.check("1\n2\n3", *["new"] * 3)
        self.open.action_assign()
        again = self.wizard(self.receipt)
        self.assertEqual((again.missing, again.count), (2, 2))
        self.check("3\n4\n5\n6", "assigned", "new", "new", "over_demand", wizard=again)

    def test_names_that_are_none(self):
        self.check_refused("\t1", "bad_format", "row 1, Motor: no lot.serial number")
        self.check_refused("A\x07B", "bad_format", "A·B: remove the invisible and non-printable")
        self.check_refused("A\x00B", "bad_format", "remove the invisible and non-printable")
        self.check_refused("A" * 10_000, "bad_format", "longer than 255")
        self.check_refused('"two\nlines"', "bad_format", "two·lines: remove the invisible")
        self.check_refused("A\t1\t\t\t\t\t\t\t\tmore", "bad_format", "more is in an unknown column")

    def test_a_name_that_does_not_fit_the_pattern(self):
        self.motor.lot_name_pattern = "SN-####"
        self.check_refused("SN-1", "bad_format", "does not match the pattern SN-####")
        self.check("SN-0001", "new")

    def test_quantities_that_are_none(self):
        for text in ("2", "0", "-1", "many", "1e999", "nan", "0.5"):
            self.check_refused(f"A1\t{text}", "bad_quantity", "row 1, Motor, A1: ")

    def test_a_quantity_finer_than_the_unit(self):
        lots = self.wizard(self.order_receipt((self.tomato, 5)))
        self.check_refused("L1\t0.123456", "bad_quantity", "more decimals than Units", wizard=lots)

    def test_the_one_lot_without_a_quantity_gets_the_rest(self):
        lots = self.wizard(self.order_receipt((self.tomato, 5)))
        rows = self.check("L1\t2\nL2", "new", "new", wizard=lots)
        self.assertEqual([row["quantity"] for row in rows], [2, 3])
        self.check("L1\nL2", "bad_quantity", "bad_quantity", wizard=lots)

    def test_the_same_lot_twice_is_a_duplicate_but_for_another_place(self):
        lots = self.wizard(self.order_receipt((self.tomato, 5)))
        self.check("L1\t2\nL1\t2", "new", "duplicate", wizard=lots)
        self.check("L1\t2\t\t\t\tShelf\nL1\t2", "new", "new", wizard=lots)

    def test_what_one_row_stands_for_already_is_not_told_twice(self):
        lots = self.wizard(self.order_receipt((self.tomato, 5)))
        self.check("B\t5", "new", wizard=lots)
        lots.action_assign()
        shelf = self.shelf.copy({"name": "Shelf2"})
        text = f"B\t5\t\t\t\tShelf\nB\t5\t\t\t\t{shelf.name}"
        again = self.wizard(lots.move_ids)
        self.check(text, "assigned", "over_demand", wizard=again)
        with self.refused(UserError, "row 2, Tomato, B: demand is 5 Units"):
            again.action_assign()
        self.assertEqual(lots.move_ids.move_line_ids.mapped("quantity"), [5])

    def test_a_number_once_more_is_one_more_line_wherever_the_first_lies(self):
        twice = "B\t5\nB\t5\t\t\t\tShelf"
        for first, places in (
            ("B\t5", ["Shelf", "Stock"]),
            # A row that says no place leaves its line where it is.
            ("B\t5\t\t\t\tShelf", ["Shelf", "Shelf"]),
        ):
            lots = self.wizard(self.order_receipt((self.tomato, 10)))
            self.paste(lots, first)
            lots.action_assign()
            for states in (["assigned", "new"], ["assigned", "assigned"]):
                again = self.wizard(lots.move_ids)
                self.check(twice, *states, wizard=again)
                again.action_assign()
                lines = lots.move_ids.move_line_ids
                self.assertEqual(lines.mapped("quantity"), [5, 5])
                self.assertEqual(sorted(line.location_dest_id.name for line in lines), places)

    def test_dates_that_are_none(self):
        for text in ("31/31/2027", "tomorrow", "2027-02-30", "-5", "9999999999"):
            self.check_refused(f"A1\t1\t{text}", "bad_date", "is not a date")
        self.check_refused("A1\t1\t2027-01-01\t2027-02-01", "bad_date", "after the expiration")

    def test_places_and_packages_that_are_none(self):
        self.check_refused("A1\t1\t\t\t\tNowhere", "bad_location", "Nowhere is not a location in")
        self.check_refused("A1\t1\t\t\t\tCustomers", "bad_location", "Customers is not a location")
        package = self.env["stock.package"].create({"name": "PACK-9"})
        self.env["stock.quant"]._update_available_quantity(
            self.screw, self.warehouse.wh_input_stock_loc_id, 1, package_id=package
        )
        self.check_refused("A1\t1\t\t\t\t\tPACK-9", "bad_package", "package PACK-9 is in")

    def test_a_product_that_no_line_waits_for(self):
        self.check_refused("Product;SN\nTomato;A1", "wrong_product", "Tomato is not a tracked")

    def test_counting_on_to_a_longer_number_is_asked_about(self):
        self.open.write({"first_number": "A98", "count": 3})
        self.open.action_generate()
        self.assertEqual([row["name"] for row in self.open.rows], ["A98", "A99", "A100"])
        self.assertEqual(self.states(self.open), ["new", "new", "rollover"])
        with self.refused(UserError, "A100: counting up made this number longer"):
            self.open.action_assign()

    def test_the_first_twenty_errors_are_named_and_the_others_counted(self):
        self.check("\n".join(["A1"] * 30), "new", *["duplicate"] * 29)
        with self.refused(UserError, "row 11, Motor, A1(.|\n)*and 19 more"):
            self.open.action_assign()

    def test_an_empty_list_is_no_list(self):
        with self.refused(UserError, "no lots or serial numbers in this list"):
            self.paste(self.open, " \n\t\n")
        with self.refused(UserError, "The list is empty"):
            self.open.action_assign()

    def test_errors_are_taken_out_at_once_and_rows_one_by_one(self):
        self.check("A1\nA1\nA2\nA3", "new", "duplicate", "new", "new")
        self.open.action_remove_errors()
        self.assertEqual([row["name"] for row in self.open.rows], ["A1", "A2", "A3"])
        shown = self.open.get_rows(limit=1)["rows"]
        self.open.remove_rows(shown)
        self.assertEqual([row["name"] for row in self.open.rows], ["A2", "A3"])
        self.assertEqual(self.open.row_count, 2)
        # A second click, faster than the list.
        self.open.remove_rows(shown)
        self.assertEqual([row["name"] for row in self.open.rows], ["A2", "A3"])

    def test_what_cannot_be_assigned_takes_nothing_from_the_rows_after_it(self):
        self.check("1\n1\n2\n3\n4\n5\n1", "new", "duplicate", *["new"] * 4, "duplicate")
        self.assertEqual(self.open.notice, "More than once in the list, and counted once: 1.")
        self.assertEqual(self.open.missing, 0)
        self.open.action_remove_errors()
        self.assertEqual([row["name"] for row in self.open.rows], ["1", "2", "3", "4", "5"])
        lots = self.wizard(self.order_receipt((self.tomato, 5)))
        rows = self.check("L1\tmany\nL1\t2\nL1\t2\nL2", *(
            "bad_quantity", "new", "duplicate", "new"
        ), wizard=lots)  # fmt: skip
        self.assertEqual(rows[3]["quantity"], 3)
        lots.action_remove_errors()
        self.assertEqual([row["quantity"] for row in lots.rows], [2, 3])

    def test_what_the_wizard_proposes_itself_raises_no_warning(self):
        self.make_lot(self.tomato, "A100")
        self.receive(self.motor, "A98")
        wizard = self.wizard(self.order_receipt((self.motor, 3)))
        self.assertEqual(wizard.first_number, "A99")
        wizard.action_generate()
        self.assertEqual([row["name"] for row in wizard.rows], ["A99", "A100", "A101"])
        self.assertEqual((wizard.warning_count, wizard.error_count), (0, 0))
        wizard.action_assign()
        self.motor.lot_name_pattern = "SN-##"
        self.assertFalse(self.wizard(self.order_receipt((self.motor, 1))).first_number)

    def test_what_happened_since_the_check_is_seen_when_assigning(self):
        self.check("M1", "new")
        self.receive(self.motor, "M1")
        with self.refused(UserError, "M1: it is already in TRW/Stock"):
            self.open.action_assign()
