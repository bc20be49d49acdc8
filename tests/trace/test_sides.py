"""On which side of a trace a movement stands, and who gave and got, for every pair of usages."""

from odoo.tests import BaseCase

from ...tools.sides import partners_of, side_of

VENDOR, CUSTOMER = 8, 9


class TestSides(BaseCase):
    def test_every_way_has_its_side_and_sign(self):
        for usages, side in {
            "supplier internal": ("upstream", 1),
            "intercompany internal": ("upstream", 1),
            "production internal": ("upstream", 1),
            "inventory internal": ("upstream", 1),
            "internal supplier": ("upstream", -1),
            "internal customer": ("downstream", 1),
            "internal intercompany": ("downstream", 1),
            "internal production": ("downstream", 1),
            "internal inventory": ("downstream", 1),
            "customer internal": ("downstream", -1),
            "transit internal": ("downstream", 0),
            "internal internal": ("downstream", 0),
            "customer customer": ("downstream", 0),
            "supplier customer": ("both", 1),
            "intercompany customer": ("both", 1),
            "production inventory": ("both", 1),
            "customer supplier": ("both", -1),
            # lost at the customer's: that is where it went
            "customer inventory": ("downstream", 1),
        }.items():
            with self.subTest(usages):
                self.assertEqual(side_of(*usages.split()), side)

    def test_a_movement_into_or_out_of_the_company_has_one_partner(self):
        for usages, of_document, of_move, partners in (
            ("supplier internal", VENDOR, None, (VENDOR, None)),
            ("supplier internal", None, VENDOR, (VENDOR, None)),
            ("internal customer", CUSTOMER, None, (None, CUSTOMER)),
            ("internal supplier", VENDOR, VENDOR, (None, VENDOR)),
            # core's return of a dropship into stock has the vendor as its contact
            ("customer internal", VENDOR, CUSTOMER, (CUSTOMER, None)),
            ("intercompany internal", VENDOR, None, (VENDOR, None)),
            ("internal internal", VENDOR, CUSTOMER, (None, None)),
            ("internal production", VENDOR, None, (None, None)),
            ("internal customer", None, None, (None, None)),
        ):
            with self.subTest(usages):
                found = partners_of(*usages.split(), of_document, of_move, "internal")
                self.assertEqual(found, partners)

    def test_who_ships_what_is_ours_to_the_customer_is_named_beside_him(self):
        """A subcontractor's location is one of ours; his receipt, or dropship, is in his name."""
        for operation, of_document, of_move, partners in (
            ("dropship", VENDOR, CUSTOMER, (VENDOR, CUSTOMER)),
            ("incoming", VENDOR, CUSTOMER, (VENDOR, CUSTOMER)),
            ("dropship", CUSTOMER, CUSTOMER, (None, CUSTOMER)),
            ("dropship", None, CUSTOMER, (None, CUSTOMER)),
            ("outgoing", CUSTOMER, VENDOR, (None, CUSTOMER)),
        ):
            with self.subTest(operation, of_document=of_document):
                found = partners_of("internal", "customer", of_document, of_move, operation)
                self.assertEqual(found, partners)

    def test_goods_that_came_and_left_at_once_have_two_or_the_operation_says_which(self):
        for usages, operation, of_document, of_move, partners in (
            ("supplier customer", "dropship", VENDOR, CUSTOMER, (VENDOR, CUSTOMER)),
            ("customer supplier", "dropship", VENDOR, CUSTOMER, (CUSTOMER, VENDOR)),
            ("intercompany customer", "dropship", VENDOR, CUSTOMER, (VENDOR, CUSTOMER)),
            ("supplier customer", "dropship", VENDOR, VENDOR, (VENDOR, None)),
            ("supplier customer", "outgoing", CUSTOMER, None, (None, CUSTOMER)),
            ("supplier customer", "incoming", None, VENDOR, (VENDOR, None)),
            ("customer supplier", "dropship", VENDOR, None, (None, VENDOR)),
            ("customer supplier", "incoming", CUSTOMER, None, (CUSTOMER, None)),
        ):
            with self.subTest(usages, operation=operation):
                found = partners_of(*usages.split(), of_document, of_move, operation)
                self.assertEqual(found, partners)
