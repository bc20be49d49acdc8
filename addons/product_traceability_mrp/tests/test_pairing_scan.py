"""Pairs by scanner: a unit, then its components, then the next unit."""

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user

from .common import PairingCommon

GTIN = "04012345678901"


class TestPairingScan(PairingCommon):
    def setUp(self):
        super().setUp()
        self.order = self.plan_blenders()

    def scan(self, *texts, order=None):
        """Scan one after the other. :return: the last answer"""
        order, unit = order or self.order, None
        for text in texts:
            answer = order.pair_scan(text, unit)
            unit = answer["unit_id"]
        return answer

    def scan_refused(self, message, *texts):
        before = self.pairs(self.order)
        with self.refused(UserError, message):
            self.scan(*texts)
        self.assertEqual(self.pairs(self.order), before)

    def test_units_and_their_motors_are_scanned_one_after_the_other(self):
        answer = self.scan("B1", "M2", "B3", "M1\r", "B2", " M3 ")
        self.assertEqual(self.pairs(self.order), {("B1", "M2"), ("B2", "M3"), ("B3", "M1")})
        self.assertIn("complete", answer["message"])
        self.assertFalse(any(unit["missing"] for unit in self.order.get_pairing_units()))
        self.order.button_mark_done()
        self.assertEqual(self.all_parents(self.order)["B1"], {("M2", "certain")})

    def test_the_list_says_what_each_unit_has_and_lacks(self):
        answer = self.scan("B1", "M2")
        first, second, _third = self.order.get_pairing_units()
        self.assertEqual(answer["unit"], first)
        self.assertEqual(first["components"], [{"product": "Motor", "name": "M2"}])
        self.assertEqual(second["missing"], [{"product": "Motor", "quantity": 1}])

    def test_each_scan_that_fits_nothing_is_told_at_once(self):
        self.scan("B1", "M1")
        for message, texts in (
            ("M2: scan the unit that it goes into first", ["M2"]),
            ("no component of this order has that serial", ["B2", "X-9"]),
            ("M1: it is paired with B1 already", ["B2", "M1"]),
            ("B1 already has M1. Scan the next unit first", ["B1", "M2"]),
            ("Nothing was scanned", ["  "]),
        ):
            with self.subTest(message=message):
                self.scan_refused(message, *texts)

    def test_a_scan_given_twice_changes_nothing(self):
        self.scan("B1", "M1")
        answer = self.scan("B1", "M1")
        self.assertIn("M1 is already in B1", answer["message"])
        self.assertEqual(self.pairs(self.order), {("B1", "M1")})
        self.assertIn("nothing is missing", self.scan("B1")["message"])

    def test_a_unit_of_another_order_is_none_of_this_one(self):
        other = self.plan_order(self.blender, ["C1", "C2"], [(self.motors[0], 2)])
        unit = other.lot_producing_ids[0]
        with self.refused(UserError, "scan the unit that it goes into first"):
            self.order.pair_scan("M1", unit.id)

    def test_a_number_that_is_both_is_a_part_while_parts_are_missing(self):
        lot = self.make_lot(self.motor, "B2")
        self.order.move_raw_ids.move_line_ids[0].lot_id = lot
        self.scan("B1", "B2")
        self.assertEqual(self.pairs(self.order), {("B1", "B2")})
        self.assertEqual(self.scan("B1", "B2")["unit"]["name"], "B2")

    def test_a_gs1_label_tells_two_products_of_the_same_number_apart(self):
        lid = self.make_product("Lid", "serial")
        self.motor.barcode = GTIN
        lids = self.receive_serials(lid, "M1", "M2")
        order = self.plan_blenders("D1", "D2", parts=[(x, 1) for x in [*self.motors[:2], *lids]])
        with self.refused(UserError, "have that serial number"):
            self.scan("D1", "M1", order=order)
        self.scan("D1", f"]C101{GTIN}21M1", order=order)
        self.assertEqual(order.pairing_ids.component_lot_id, self.motors[0])

    def test_a_done_order_takes_scans_of_units_that_are_still_there(self):
        self.scan("B1", "M1")
        self.order.button_mark_done()
        self.scan("B2", "M2")
        self.deliver(self.blender, self.order.lot_producing_ids.sorted("name")[2])
        self.scan_refused("Completed operations cannot be", "B3", "M3")


class TestWhoScansPairs(PairingCommon):
    def test_a_production_worker_pairs_by_scan_and_a_clerk_does_not(self):
        worker = new_test_user(self.env, "scan_worker", "base.group_user,mrp.group_mrp_user")
        order = self.plan_blenders()
        unit, other, _third = order.lot_producing_ids
        call_kw(order.with_user(worker), "pair_scan", [order.ids, "M1", unit.id], {})
        self.assertEqual(self.pairs(order), {("B1", "M1")})
        with self.assertRaises(AccessError):
            call_kw(order.with_user(self.stock_user), "pair_scan", [order.ids, "M2", other.id], {})
