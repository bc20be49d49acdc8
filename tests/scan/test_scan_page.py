"""The scan page: what it asks the server, of receipts, deliveries and internal transfers."""

from odoo.exceptions import AccessError
from odoo.service.model import call_kw

from ..common.scan import FNC1, GTIN, OTHER, ScanCommon

BAD = "09501101530004"


class TestScanPage(ScanCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").implied_ids += cls.env.ref(
            "stock.group_stock_multi_locations"
        ) + cls.env.ref("stock.group_tracking_lot")
        cls.shelf.barcode = "SHELF"
        cls.count = 0

    def page(self, picking, *texts, **options):
        """:return: the answer to the last of these scans, each under a key of its own"""
        answer = {}
        for text in texts:
            TestScanPage.count += 1
            given = {"product_id": answer.get("product_id"), **options}
            answer = picking.scan_page(text, f"key{self.count}", **given)
        return answer

    def test_the_page_counts_and_shows_the_last_scans(self):
        receipt = self.plan(self.receipts, (self.motor, 8), (self.tomato, 5))
        page = receipt.get_scan_page()
        self.assertEqual((page["complete"], page["total"], page["scans"]), (0, 2, []))
        self.assertEqual(page["product"]["name"], "Motor")
        page = self.page(receipt, GTIN[1:], *(f"S{number}" for number in range(7)))["page"]
        self.assertEqual((page["product"]["picked"], page["product"]["demand"]), (7, 8))
        self.assertEqual([scan["lot"] for scan in page["scans"]][:2], ["S6", "S5"])
        page = self.page(receipt, "S7", product_id=self.motor.id)["page"]
        self.assertEqual((page["complete"], page["total"]), (1, 2))

    def test_a_lot_without_quantity_asks_how_many_on_receipt_and_delivery(self):
        receipt = self.plan(self.receipts, (self.tomato, 10))
        answer = self.page(receipt, "L1")
        self.assertEqual((answer["kind"], answer["proposed"]), ("quantity", 10))
        self.assertEqual(self.picked(receipt), {}, "nothing is written before the answer")
        self.page(receipt, "L1", quantity=4)
        self.page(receipt, f"01{OTHER}3006{FNC1}10L2")
        self.assertEqual(self.picked(receipt), {"L1": 4, "L2": 6})
        receipt.button_validate()
        delivery = self.plan(self.deliveries, (self.tomato, 7))
        answer = self.page(delivery, "L2")
        self.assertEqual(answer["kind"], "quantity")
        self.assertEqual(answer["proposed"], 3, "what is reserved of it")
        self.page(delivery, "L2", quantity=5)
        self.assertEqual(self.picked(delivery), {"L2": 5})
        refused = [(bad, "greater than 0") for bad in (-1, "x", True, float("nan"), 1e308)]
        for quantity, words in [*refused, (9, "only 6")]:
            with self.refused(words):
                self.page(delivery, "L2", quantity=quantity)

    def test_a_scan_sent_twice_counts_once(self):
        receipt = self.plan(self.receipts, (self.tomato, 10))
        first = receipt.scan_page("L1", "a", quantity=3)
        again = receipt.scan_page("L1", "a", quantity=3)
        self.assertEqual(again["message"], first["message"])
        self.assertEqual(self.picked(receipt), {"L1": 3})
        with self.refused("key of its own"):
            receipt.scan_page("L1", "", quantity=1)

    def test_a_scan_is_undone_whole_or_by_one(self):
        receipt = self.plan(self.receipts, (self.motor, 2), (self.tomato, 10))
        receipt.scan_page(f"01{GTIN}21S1", "s1")
        receipt.scan_page("L1", "l1", quantity=3, product_id=self.tomato.id)
        receipt.undo_scan("l1", 1)
        self.assertEqual(self.picked(receipt), {"S1": 1, "L1": 2})
        for bad in (-5, 0, "x", float("inf")):
            with self.refused("greater than 0"):
                receipt.undo_scan("l1", bad)
        self.assertEqual(receipt.get_scan_page()["scans"][0]["quantity"], 2)
        receipt.undo_scan("s1")
        receipt.undo_scan("s1")
        self.assertEqual(self.picked(receipt), {"L1": 2})
        receipt.scan_page(f"01{GTIN}21S1", "s2")
        self.assertEqual(self.picked(receipt), {"S1": 1, "L1": 2})
        self.receive(self.motor, "D1")
        delivery = self.plan(self.deliveries, (self.motor, 1))
        delivery.scan_page("D1", "d1")
        delivery.undo_scan("d1")
        self.assertEqual(self.picked(delivery), {})
        self.assertEqual(delivery.move_line_ids.lot_id.name, "D1", "it is reserved again")

    def test_units_without_lot_are_counted_and_undone(self):
        self.screw.barcode = "SCREW"
        receipt = self.plan(self.receipts, (self.screw, 3))
        self.page(receipt, "SCREW", "SCREW")
        self.assertEqual(self.picked(receipt), {"Screw": 2})
        receipt.undo_scan(receipt.get_scan_page()["scans"][0]["key"])
        self.assertEqual(self.picked(receipt), {"Screw": 1})
        self.assertEqual(receipt.move_ids.quantity, 3)

    def test_locations_are_scanned(self):
        receipt = self.plan(self.receipts, (self.motor, 1))
        answer = self.page(receipt, "SHELF")
        self.assertEqual((answer["kind"], answer["role"]), ("location", "location_dest_id"))
        self.page(receipt, "S1", location_dest_id=answer["place"]["id"])
        self.assertEqual(receipt.move_line_ids.location_dest_id, self.shelf)
        receipt.button_validate()
        self.receive(self.motor, "S2")
        delivery = self.plan(self.deliveries, (self.motor, 1))
        answer = self.page(delivery, "SHELF")
        self.assertEqual((answer["kind"], answer["role"]), ("location", "location_id"))
        with self.refused("Motor, S2: 0 Units of it in"):
            self.page(delivery, "S2", location_id=self.shelf.id)
        self.page(delivery, "S1", location_id=self.shelf.id)
        self.assertEqual(delivery.move_line_ids.filtered("picked").location_id, self.shelf)
        other = self.plan(self.receipts, (self.screw, 1))
        self.screw.barcode = "SCREW"
        with self.refused("is not a location in"):
            self.page(other, "SCREW", location_dest_id=self.customer_location.id)

    def test_packages_are_scanned_and_the_label_of_a_new_one_makes_it(self):
        receipt = self.plan(self.receipts, (self.motor, 2))
        package = self.env["stock.package"].create({"name": "PACK7"})
        answer = self.page(receipt, "PACK7")
        self.assertEqual((answer["kind"], answer["place"]["id"]), ("package", package.id))
        self.page(receipt, "S1", package_id=package.id)
        answer = self.page(receipt, "]C100095011015300000010")
        self.assertEqual(answer["role"], "package_id")
        self.page(receipt, "S2", package_id=answer["place"]["id"])
        self.assertEqual(
            receipt.move_line_ids.mapped("result_package_id.name"),
            ["PACK7", "095011015300000010"],
        )
        with self.refused("its check digit is wrong"):
            self.page(receipt, "]C100095011015300000011")

    def test_a_package_in_stock_is_scanned_for_all_that_is_reserved_from_it(self):
        pallet, other = self.env["stock.package"].create([{"name": "PAL1"}, {"name": "PAL2"}])
        for name, package in (("P1", pallet), ("P2", pallet), ("P3", other)):
            lot = self.receive(self.motor, name)
            lot.quant_ids.filtered(lambda quant: quant.location_id == self.stock_location)[
                0
            ].move_quants(location_dest_id=self.shelf, package_dest_id=package)
        delivery = self.plan(self.deliveries, (self.motor, 2))
        with self.refused("PAL2 is in TRW/Stock/Shelf, and nothing is reserved from it"):
            self.page(delivery, "PAL2")
        answer = delivery.scan_page("PAL1", "pal1")
        self.assertEqual((answer["kind"], answer["is_complete"]), ("done", True))
        self.assertEqual(delivery.scan_page("PAL1", "pal1")["message"], answer["message"])
        self.assertEqual(self.picked(delivery), {"P1": 1, "P2": 1})
        delivery.undo_scan(delivery.get_scan_page()["scans"][0]["key"])
        self.assertEqual(self.picked(delivery), {"P1": 1})
        self.page(delivery, "PAL1")
        self.assertEqual(delivery.move_line_ids.result_package_id, pallet, "it stays whole")
        delivery.button_validate()
        self.assertEqual((delivery.state, pallet.location_id), ("done", self.customer_location))

    def test_a_wrong_check_digit_is_refused_and_the_code_offered_as_plain(self):
        receipt = self.plan(self.receipts, (self.motor, 1))
        for text in (f"01{BAD}10LOT-1", f"01{BAD}21S1", f"01{BAD}", f"02{BAD}3701"):
            for scan in (receipt.scan, lambda text: self.page(receipt, text)):
                with self.refused(rf"{BAD}: its check digit is wrong.*"):
                    scan(text)
        with self.refused("its check digit is wrong"):
            receipt.scan(f"]C101{BAD}10LOT-1")
        self.assertEqual(self.picked(receipt), {})
        text = f"01{BAD}10LOT-1"
        self.page(receipt, text, is_plain=True)
        self.assertEqual(self.picked(receipt), {text: 1})
        # Known as it is, it needs no question any more.
        receipt.button_validate()
        delivery = self.plan(self.deliveries, (self.motor, 1))
        self.page(delivery, text)
        self.assertEqual(self.picked(delivery), {text: 1})

    def test_what_cannot_be_taken_is_told_before_a_quantity_is_asked(self):
        self.receive(self.tomato, "L1", 5)
        lot = self.make_lot(self.tomato, "L1")
        delivery = self.plan(self.deliveries, (self.tomato, 2))
        lot.hold("glass found")
        with self.refused("Tomato, L1: it is on hold"):
            self.page(delivery, "L1")
        other = self.plan(self.deliveries, (self.tomato, 2))
        with self.refused("is not part of this document"):
            self.page(other, GTIN[1:])
        for text in ("<script>alert(1)</script>", "'; DROP TABLE stock_lot; --", "x" * 5000, "\0"):
            with self.assertRaises(Exception) as caught:
                self.page(delivery, text)
            self.assertTrue(str(caught.exception))
        self.assertEqual(self.picked(delivery), {})

    def test_a_transfer_that_was_validated_elsewhere_takes_no_more(self):
        receipt = self.plan(self.receipts, (self.motor, 1))
        self.page(receipt, "S1")
        receipt.button_validate()
        with self.refused("nothing to scan"):
            self.page(receipt, "S2")
        with self.refused("nothing to scan"):
            receipt.undo_scan("key1")
        self.assertFalse(receipt.get_scan_page()["is_open"])

    def test_who_may_not_write_may_not_scan(self):
        receipt = self.plan(self.receipts, (self.motor, 1))
        for call in (
            lambda: receipt.with_user(self.employee).scan_page("S1", "k"),
            lambda: receipt.with_user(self.employee).undo_scan("k"),
            lambda: receipt.with_user(self.employee).action_scan(),
            # Nor does who may take a scan back past its document.
            lambda: call_kw(receipt.move_line_ids, "unpick", [[], 1], {}),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_documents_are_found_by_name_and_by_what_they_wait_for(self):
        receipt = self.plan(self.receipts, (self.motor, 1))
        find = self.env["traceability.scan"].with_user(self.clerk).find_documents
        self.assertEqual([found["id"] for found in find(receipt.name)], [receipt.id])
        self.assertIn(receipt.id, [found["id"] for found in find(GTIN[1:])])
        self.assertIn(receipt.id, [found["id"] for found in find("")])
        for text in ("NOBODY", "%", "back\\", f"_{receipt.name[1:]}"):
            with self.refused("no open document"):
                find(text)
        self.assertIn(receipt.id, [found["id"] for found in find(f"https://x.eu/01/{GTIN}")])

    def test_a_number_that_is_a_barcode_too_is_taken_once_its_product_is_known(self):
        for name in (OTHER[1:], GTIN[1:], "M1"):
            self.receive(self.motor, name)
        delivery = self.plan(self.deliveries, (self.motor, 3), (self.tomato, 1))
        self.assertEqual(self.page(delivery, OTHER[1:])["product_id"], self.tomato.id)
        self.page(delivery, GTIN[1:], OTHER[1:], GTIN[1:], "M1")
        self.assertEqual(self.picked(delivery), {OTHER[1:]: 1, GTIN[1:]: 1, "M1": 1})
        receipt = self.plan(self.receipts, (self.tomato, 2))
        self.screw.barcode = "SCREW"
        self.page(receipt, "SCREW", is_plain=True, quantity=2)
        self.assertEqual(self.picked(receipt), {"SCREW": 2}, "new, and meant as it is")

    def test_large_quantities_are_written_out_and_as_the_language_writes_them(self):
        receipt = self.plan(self.receipts, (self.tomato, 1_234_567.5))
        answer = self.page(receipt, "L1", quantity=1_000_000)
        self.assertIn("1,000,000 of 1,234,567.5 Units", answer["message"])

    def test_the_last_scan_is_as_quick_as_the_first(self):
        counts = []
        for size in (2, 3, 60):  # the first fills caches
            receipt = self.plan(self.receipts, (self.motor, size + 1))
            names = [{"move_id": receipt.move_ids.id, "name": f"Q{size}-{n}"} for n in range(size)]
            self.env["traceability.assignment"].assign(receipt.move_ids, names)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.page(receipt, f"Q{size}-last", product_id=self.motor.id)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])
