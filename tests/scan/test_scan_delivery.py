"""A scanner at work on deliveries, internal transfers and returns."""

import re

from ..common.scan import FNC1, GTIN, OTHER, ScanCommon


class TestScanStock(ScanCommon):
    def setUp(self):
        super().setUp()
        for name in ("S1", "S2", "S3", "S4"):
            self.receive(self.motor, name)
        self.receive(self.tomato, "L1", 6)
        self.receive(self.tomato, "L2", 6)

    def test_reserved_serials_are_ticked_off_and_the_rest_waits(self):
        delivery = self.plan(self.deliveries, (self.motor, 3))
        self.assertEqual(delivery.move_line_ids.lot_id.mapped("name"), ["S1", "S2", "S3"])
        self.scan(delivery, "S2", f"01{GTIN}21S1")
        self.assertEqual(self.picked(delivery), {"S1": 1, "S2": 1})
        self.assertEqual(delivery.move_ids.quantity, 3)

    def test_another_serial_in_stock_takes_the_place_of_one_not_picked(self):
        delivery = self.plan(self.deliveries, (self.motor, 2))
        self.scan(delivery, "S4")
        self.assertEqual(self.picked(delivery), {"S4": 1})
        self.assertEqual(delivery.move_line_ids.lot_id.mapped("name"), ["S1", "S4"])
        self.scan(delivery, "S3")
        self.assertEqual(self.picked(delivery), {"S3": 1, "S4": 1})
        self.assertEqual(delivery.move_ids.quantity, 2)
        delivery.button_validate()
        self.assertEqual(delivery.state, "done")

    def test_what_is_reserved_elsewhere_is_given_by_a_second_scan(self):
        other = self.plan(self.deliveries, (self.motor, 3))
        delivery = self.plan(self.deliveries, (self.motor, 1))
        answer = self.scan(delivery, "S1")
        self.assertEqual(answer["kind"], "warning")
        self.assertIn("reserved for another transfer", answer["message"])
        self.assertEqual(self.picked(delivery), {})
        self.scan(delivery, "S1", accept=True)
        self.assertEqual(self.picked(delivery), {"S1": 1})
        delivery.button_validate()
        self.assertNotIn("S1", other.move_line_ids.lot_id.mapped("name"))

    def test_lots_are_picked_unit_by_unit_but_never_more_than_there_are(self):
        delivery = self.plan(self.deliveries, (self.tomato, 10))
        self.assertEqual(sum(delivery.move_line_ids.mapped("quantity")), 10)
        self.scan(delivery, "L1", "L1", "L2")
        self.assertEqual(self.picked(delivery), {"L1": 2, "L2": 1})
        self.assertEqual(sum(delivery.move_line_ids.mapped("quantity")), 10)
        self.scan(delivery, f"01{OTHER}3005{FNC1}10L2")
        self.assertEqual(self.picked(delivery), {"L1": 2, "L2": 6})
        self.assertEqual(sum(delivery.move_line_ids.mapped("quantity")), 10)
        with self.refused("Tomato, L2: there is only 6 Units of it in"):
            delivery.scan("L2")
        self.scan(delivery, "L1", "L1")
        self.assertEqual(len(delivery.move_line_ids), 2)
        delivery.button_validate()
        self.assertEqual(delivery.state, "done")
        quants = self.tomato.stock_quant_ids.filtered(lambda q: q.location_id.usage == "internal")
        self.assertEqual(
            {q.lot_id.name: (q.quantity, q.reserved_quantity) for q in quants if q.quantity},
            {"L1": (2, 0)},
        )

    def test_what_is_not_in_stock_is_told(self):
        delivery = self.plan(self.deliveries, (self.motor, 2))
        with self.refused("X9: no product of this document has this lot/serial number"):
            delivery.scan("X9")
        with self.refused("Motor, X9: this lot/serial number does not exist"):
            self.scan(delivery, f"01{GTIN}21X9")
        self.deliver(self.motor, self.make_lot(self.motor, "S4"))
        with self.refused("Motor, S4: it is in Customers, not in"):
            delivery.scan("S4")

    def test_expired_lots_and_labels_that_say_another_day_are_told(self):
        self.tomato.write({"use_expiration_date": True, "expiration_time": 30})
        lots = self.env["stock.lot"].search([("product_id", "=", self.tomato.id)])
        lots[0].expiration_date = "2020-01-01 12:00:00"
        lots[1].expiration_date = "2040-01-31 12:00:00"
        delivery = self.plan(self.deliveries, (self.tomato, 10))
        with self.refused("Tomato, L1: .*expired on 01/01/2020"):
            delivery.scan("L1")
        answer = delivery.scan(f"01{OTHER}17400201" + "10L2")
        self.assertEqual(answer["kind"], "warning")
        self.assertIn(
            "keeps its values: Expiration Date 2040-01-31, not 2040-02-01", answer["message"]
        )
        self.assertEqual(self.scan(delivery, f"01{OTHER}17400131" + "10L2")["kind"], "done")
        self.assertEqual(self.picked(delivery), {"L2": 1})

    def test_a_scan_and_a_list_say_the_same(self):
        self.tomato.write({"use_expiration_date": True, "expiration_time": 30})
        lots = self.env["stock.lot"].search([("product_id", "=", self.tomato.id)])
        lots[0].expiration_date = "2020-01-01 12:00:00"
        lots[1].hold("glass found")
        delivery = self.plan(self.deliveries, (self.tomato, 2), (self.motor, 1))
        tomato, motor = delivery.move_ids
        for move, name in ((tomato, "L1"), (tomato, "L2"), (motor, "S9")):
            row = {"move_id": move.id, "name": name, "quantity": 1.0}
            [checked] = self.env["traceability.assignment"].check_rows(move, [row])
            self.assertEqual(checked["severity"], "error")
            with self.refused(re.escape(f"{move.product_id.name}, {name}: {checked['message']}")):
                label = f"01{move.product_id.barcode.zfill(14)}10{name}"
                self.scan(delivery, label)

    def test_an_internal_transfer_takes_what_lies_in_its_place(self):
        inside = self.plan(
            self.warehouse.int_type_id, (self.motor, 2), location_dest_id=self.shelf.id
        )
        self.scan(inside, "S3", "S1")
        inside.button_validate()
        self.assertEqual(inside.move_line_ids.location_dest_id, self.shelf)
        self.assertEqual(set(inside.move_line_ids.lot_id.mapped("name")), {"S1", "S3"})

    def test_a_return_takes_back_what_went_out(self):
        lot = self.make_lot(self.motor, "S1")
        delivery = self.deliver(self.motor, lot)
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=delivery.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 1
        returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self.scan(returned.with_user(self.clerk), "S1")
        self.assertEqual(self.picked(returned), {"S1": 1})
        returned.button_validate()
        self.assertEqual(self.on_hand(lot), {returned.location_dest_id: 1})

    def test_numbers_and_barcodes_of_another_company_are_foreign(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self.make_product("Theirs", "serial", company_id=elsewhere.id, barcode="THEIRS")
        self.env["stock.lot"].create(
            [
                {"product_id": theirs.id, "name": "E1", "company_id": elsewhere.id},
                {"product_id": self.motor.id, "name": "E2", "company_id": elsewhere.id},
            ]
        )
        delivery = self.plan(self.deliveries, (self.motor, 1))
        for text in ("THEIRS", "E1", "E2"):
            with self.refused(f"{text}: no product of this document has this lot/serial number"):
                delivery.scan(text)
        with self.refused("Motor, E2: it belongs to another company"):
            delivery.scan(f"01{GTIN}21E2")

    def test_a_number_read_in_two_ways_is_the_one_that_is_known(self):
        self.company.nomenclature_id = self.env.ref(
            "barcodes_gs1_nomenclature.default_gs1_nomenclature"
        )
        self.receive(self.motor, "10S1")
        delivery = self.plan(self.deliveries, (self.motor, 2))
        self.scan(delivery, "10S1")
        self.assertEqual(self.picked(delivery), {"10S1": 1})
        self.scan(delivery, "21S2")
        self.assertEqual(self.picked(delivery), {"10S1": 1, "S2": 1})

    def test_the_lines_are_asked_for_in_as_many_queries_however_many_there_are(self):
        counts = []
        for size in (2, 20):
            receipt = self.plan(self.receipts, (self.motor, size + 1))
            self.scan(receipt, *(f"Q{size}-{index}" for index in range(size)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.scan(receipt, f"Q{size}-last")
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)
