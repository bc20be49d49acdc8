"""The wizard Assign Serial Numbers listens to the scanner too."""

from ..common.scan import FNC1, GTIN, OTHER, ScanCommon


class TestScanWizard(ScanCommon):
    def wizard(self, picking):
        action = picking.action_assign_serials()
        wizards = self.env["stock.lot.assign"].with_user(self.clerk)
        return wizards.browse(action["res_id"])

    def listed(self, wizard):
        return [(row["name"], row["quantity"], row["severity"]) for row in wizard.rows or []]

    def test_scans_fill_the_list_and_are_assigned_together(self):
        receipt = self.plan(self.receipts, (self.motor, 2), (self.tomato, 5))
        wizard = self.wizard(receipt)
        answer = self.scan(wizard, "S1")
        self.assertEqual(answer["message"], "Motor, S1: 1 of 2 Units")
        self.scan(wizard, f"]C101{GTIN}21S2", f"01{OTHER}3003{FNC1}10L1", "L1")
        self.assertEqual(self.listed(wizard), [("S1", 1, "ok"), ("S2", 1, "ok"), ("L1", 4, "ok")])
        self.assertFalse(receipt.move_line_ids.filtered("lot_name"))
        wizard.action_assign()
        self.assertEqual(
            {line.lot_name: line.quantity for line in receipt.move_line_ids},
            {"S1": 1, "S2": 1, "L1": 4},
        )

    def test_the_barcode_of_a_product_chooses_its_line(self):
        wizard = self.wizard(self.plan(self.receipts, (self.motor, 2), (self.tomato, 5)))
        self.assertEqual(wizard.product_id, self.motor)
        answer = self.scan(wizard, OTHER[1:])
        self.assertEqual(answer["kind"], "product")
        self.assertEqual(wizard.product_id, self.tomato)
        self.scan(wizard, "L1")
        self.assertEqual(wizard.rows[0]["move_id"], wizard.move_id.id)

    def test_what_cannot_be_assigned_is_told_and_not_listed(self):
        self.receive(self.motor, "S0")
        receipt = self.plan(self.receipts, (self.motor, 1))
        wizard = self.wizard(receipt)
        for text, words in {
            "S0": "Motor, S0: it is already in",
            "0109501101530034": "No product has the barcode",
            f"01{OTHER}": "Tomato is not part of this document",
            f"01{GTIN}3005{FNC1}21S1": "a serial number identifies one whole unit; got 5",
        }.items():
            with self.refused(words):
                wizard.scan(text)
        wizard.scan("S1")
        with self.refused("Motor, S1: it is already in row 1"):
            wizard.scan("S1")
        with self.refused("Motor, S2: demand is 1 Units"):
            wizard.scan("S2")
        self.assertEqual(self.listed(wizard), [("S1", 1, "ok")])

    def test_a_warning_is_listed_to_be_accepted_with_the_others(self):
        for name in ("S1", "S2"):
            self.receive(self.motor, name)
        self.plan(self.deliveries, (self.motor, 1))
        wizard = self.wizard(self.plan(self.deliveries, (self.motor, 1)))
        answer = wizard.scan("S1")
        self.assertEqual(answer["kind"], "warning")
        self.assertIn("reserved for another transfer", answer["message"])
        self.assertEqual(self.listed(wizard), [("S1", 1, "warning")])
