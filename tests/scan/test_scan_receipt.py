"""A scanner at work on a receipt."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError

from ..common.scan import FNC1, GTIN, OTHER, ScanCommon


class TestScanReceipt(ScanCommon):
    def test_a_label_fills_one_line_and_is_answered(self):
        receipt = self.plan(self.receipts, (self.motor, 2), (self.tomato, 5))
        answer = self.scan(receipt, f"]C101{GTIN}21S1")
        self.assertEqual(answer["kind"], "done")
        self.assertEqual(answer["message"], "Motor, S1: 1 of 2 Units")
        self.assertFalse(answer["is_complete"])
        self.scan(receipt, f"01{GTIN}21S2")
        answer = self.scan(receipt, f"01{OTHER}3005{FNC1}10L1")
        self.assertTrue(answer["is_complete"])
        self.assertEqual(self.picked(receipt), {"S1": 1, "S2": 1, "L1": 5})
        receipt.button_validate()
        self.assertEqual(receipt.state, "done")
        self.assertEqual(set(receipt.move_line_ids.lot_id.mapped("name")), {"S1", "S2", "L1"})

    def test_plain_numbers_go_to_the_product_scanned_before(self):
        receipt = self.plan(self.receipts, (self.motor, 2), (self.tomato, 5))
        with self.refused(
            r"S1 could be a new lot/serial number of several products: Motor, Tomato\. Scan"
        ):
            receipt.scan("S1")
        answer = receipt.scan(GTIN[1:])
        self.assertEqual((answer["kind"], answer["product_id"]), ("product", self.motor.id))
        self.scan(receipt, GTIN, "S1", "S2")
        # Motor is complete: only the tomato can be meant.
        answer = receipt.scan("L1")
        self.assertEqual(answer["product_id"], self.tomato.id)
        self.assertEqual(self.picked(receipt), {"S1": 1, "S2": 1, "L1": 1})

    def test_in_detailed_operations_a_plain_number_is_of_that_line(self):
        receipt = self.plan(self.receipts, (self.motor, 2), (self.tomato, 5))
        line = receipt.move_ids.filtered(lambda move: move.product_id == self.motor)
        answer = line.scan("S1")
        self.assertEqual(answer["message"], "Motor, S1: 1 of 2 Units")
        # A label that names another product of the transfer is that product's.
        self.assertEqual(line.scan(f"01{OTHER}10L1")["product_id"], self.tomato.id)
        self.assertEqual(self.picked(receipt), {"S1": 1, "L1": 1})
        with self.refused("Only the lines of a transfer"):
            line.copy({"picking_id": False}).scan("S2")

    def test_the_only_product_needs_no_barcode(self):
        receipt = self.plan(self.receipts, (self.motor, 2))
        self.scan(receipt, "S1", "S2")
        self.assertEqual(self.picked(receipt), {"S1": 1, "S2": 1})

    def test_units_of_one_lot_add_up(self):
        receipt = self.plan(self.receipts, (self.tomato, 5))
        answer = self.scan(receipt, "L1", "L1", "L2", "L1")
        self.assertEqual(answer["message"], "Tomato, L1: 4 of 5 Units")
        self.assertEqual(self.picked(receipt), {"L1": 3, "L2": 1})
        with self.refused("Tomato, L1: demand is 5 Units; one is still without"):
            receipt.scan(f"01{OTHER}3002{FNC1}10L1")
        self.assertEqual(self.picked(receipt), {"L1": 3, "L2": 1})

    def test_kilograms_are_received_at_once_or_as_the_label_weighs_them(self):
        kilogram = self.env.ref("uom.product_uom_kgm")
        cheese = self.make_product("Cheese", barcode="9501101530027", uom_id=kilogram.id)
        receipt = self.plan(self.receipts, (cheese, 12.5))
        self.scan(receipt, "0109501101530027310300125010C1")
        self.assertEqual(self.picked(receipt), {"C1": 1.25})
        answer = self.scan(receipt, "C2")
        self.assertEqual(self.picked(receipt), {"C1": 1.25, "C2": 11.25})
        self.assertTrue(answer["is_complete"])

    def test_what_is_not_scanned_goes_to_a_backorder(self):
        receipt = self.plan(self.receipts, (self.motor, 3))
        self.scan(receipt, "S1", "S2")
        receipt.with_context(skip_backorder=True).button_validate()
        backorder = receipt.backorder_ids
        self.assertEqual(backorder.move_ids.product_qty, 1)
        self.scan(backorder, "S3")
        backorder.button_validate()
        self.assertEqual(backorder.state, "done")
        self.assertEqual(backorder.move_line_ids.lot_id.name, "S3")

    def test_a_repeated_scan_is_told(self):
        receipt = self.plan(self.receipts, (self.motor, 3))
        self.scan(receipt, "S1")
        with self.refused("Motor, S1 is already scanned"):
            receipt.scan(f"01{GTIN}21S1")
        self.assertEqual(self.picked(receipt), {"S1": 1})

    def test_one_too_many_is_refused_where_the_operation_does_not_allow_it(self):
        receipt = self.plan(self.receipts, (self.motor, 1))
        with self.refused("Motor, S1: a serial number identifies one whole unit; got 2"):
            receipt.scan(f"01{GTIN}3002{FNC1}21S1")
        self.scan(receipt, "S1")
        with self.refused("Motor, S2: demand is 1 Units, all of it with lot/serial numbers"):
            receipt.scan("S2")
        self.receipts.over_demand_allowed = True
        self.scan(receipt, "S2")
        self.assertEqual(self.picked(receipt), {"S1": 1, "S2": 1})

    def test_what_is_unknown_or_not_asked_for_is_told(self):
        receipt = self.plan(self.receipts, (self.motor, 3))
        with self.refused("No product has the barcode 09501101530034"):
            receipt.scan("010950110153003421S1")
        with self.refused("Tomato is not part of this document"):
            receipt.scan(f"01{OTHER}10L1")
        self.receive(self.tomato, "T9", 1)
        with self.refused("T9 is a lot/serial number of Tomato, which is not part"):
            receipt.scan("T9")
        self.assertEqual(self.picked(receipt), {})

    def test_a_number_taken_already_is_told(self):
        self.receive(self.motor, "S1")
        receipt = self.plan(self.receipts, (self.motor, 3))
        with self.refused("Motor, S1: it is already in .*Stock"):
            receipt.scan("S1")
        other = self.plan(self.receipts, (self.motor, 3))
        self.scan(other, "S2")
        with self.refused("Motor, S2: it is already assigned on"):
            receipt.scan("S2")

    def test_numbers_that_were_announced_are_ticked_off(self):
        receipt = self.plan(self.receipts, (self.motor, 2), (self.tomato, 10))
        self.env["traceability.assignment"].assign(
            receipt.move_ids,
            [
                {"move_id": receipt.move_ids[0].id, "name": "S1"},
                {"move_id": receipt.move_ids[0].id, "name": "S2"},
                {"move_id": receipt.move_ids[1].id, "name": "L1", "quantity": 10.0},
            ],
        )
        self.scan(receipt, "S2")
        self.scan(receipt, f"01{OTHER}3004{FNC1}10L1", "L1")
        # Assigned is picked, and a scan of it is no second one.
        self.assertEqual(self.picked(receipt), {"S1": 1, "S2": 1, "L1": 10})
        scanned = receipt.move_line_ids.filtered(lambda line: not line.is_assigned)
        self.assertEqual({line.lot_name: line.quantity for line in scanned}, {"S2": 1, "L1": 5})
        with self.refused("Motor, S3: demand is 2 Units, all of it"):
            self.scan(receipt, GTIN, "S3")

    def test_dates_of_the_label_become_the_lots(self):
        self.tomato.write(
            {
                "use_expiration_date": True,
                "expiration_time": 30,
                "use_time": 10,
                "removal_time": 5,
                "alert_time": 8,
            }
        )
        self.warehouse.partner_id.tz = "Asia/Tokyo"
        receipt = self.plan(self.receipts, (self.tomato, 4))
        self.scan(receipt, f"01{OTHER}17300531" + "10L1")
        self.scan(receipt, f"01{OTHER}15300531" + "10L2")
        self.scan(receipt, f"01{OTHER}11300501" + "10L3")
        self.scan(receipt, f"01{OTHER}10L4")
        receipt.button_validate()
        lots = {lot.name: lot for lot in receipt.move_line_ids.lot_id}
        text = fields.Datetime.to_string
        self.assertEqual(text(lots["L1"].expiration_date), "2030-05-31 14:59:59")
        self.assertEqual(text(lots["L2"].use_date), "2030-05-31 14:59:59")
        self.assertEqual(text(lots["L2"].expiration_date), "2030-06-10 14:59:59")
        self.assertEqual(text(lots["L3"].expiration_date), "2030-05-31 14:59:59")
        left = lots["L4"].expiration_date - fields.Datetime.now()
        self.assertAlmostEqual(left / timedelta(days=1), 30, delta=0.1)

    def test_a_case_is_as_many_as_it_holds(self):
        self.env["product.uom"].create(
            {"product_id": self.tomato.id, "uom_id": self.dozen.id, "barcode": "19501101530017"}
        )
        receipt = self.plan(self.receipts, (self.tomato, 3, self.dozen))
        self.scan(receipt, "011950110153001710L1")
        self.assertEqual(self.picked(receipt), {"L1": 12})
        self.scan(receipt, f"02{OTHER}3712{FNC1}10L1", f"01{OTHER}10L2")
        self.assertEqual(self.picked(receipt), {"L1": 24, "L2": 1})

    def test_serials_of_a_demand_in_dozens(self):
        receipt = self.plan(self.receipts, (self.motor, 1, self.dozen))
        answer = self.scan(receipt, *(f"S{index}" for index in range(12)))
        self.assertEqual(answer["message"], "Motor, S11: 12 of 12 Units")
        self.assertTrue(answer["is_complete"])
        receipt.button_validate()
        self.assertEqual(self.motor.qty_available, 12)

    def test_what_is_not_tracked_is_counted(self):
        self.screw.barcode = "SCREW"
        receipt = self.plan(self.receipts, (self.screw, 3), (self.motor, 1))
        answer = self.scan(receipt, "SCREW", "SCREW")
        self.assertEqual(answer["message"], "Screw: 2 of 3 Units")
        self.assertEqual(self.picked(receipt), {"Screw": 2})
        self.scan(receipt, "SCREW")
        with self.refused("demand is 3 Units, and this would make it 4"):
            receipt.scan("SCREW")

    def test_a_draft_is_begun_by_its_first_scan_and_a_done_one_takes_none(self):
        receipt = self.plan(self.receipts, (self.motor, 1), confirm=False)
        self.scan(receipt, "S1")
        self.assertEqual(receipt.state, "assigned")
        receipt.button_validate()
        with self.refused("nothing to scan"):
            receipt.scan("S2")

    def test_bad_labels_write_nothing(self):
        receipt = self.plan(self.receipts, (self.motor, 1))
        for text, words in {
            "": "Nothing was scanned",
            f"01{GTIN}17261399": "not a date",
            f"01{GTIN}21{'S' * 21}": "wrong length",
            "S" * 300: "longer than 255",
            f"01{GTIN}3001{FNC1}21S1{FNC1}21S2": "it is there twice",
        }.items():
            with self.subTest(text), self.refused(words):
                receipt.scan(text)
        self.assertEqual(self.picked(receipt), {})

    def test_who_may_not_change_the_transfer_may_not_scan(self):
        receipt = self.plan(self.receipts, (self.motor, 1))
        with self.assertRaises(AccessError):
            receipt.with_user(self.employee).scan("S1")
        self.assertEqual(self.picked(receipt), {})
