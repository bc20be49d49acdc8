"""The vendor's own lot number and the production date: given, found, final, corrected."""

from odoo.tests import Form, tagged

from ..common.scan import FNC1, OTHER, ScanCommon


@tagged("post_install", "-at_install")
class TestLotOrigin(ScanCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.t1 = cls.receive(cls.tomato, "T1", 6)
        cls.t1.write({"vendor_lot_name": "V-100", "production_date": "2026-01-02"})
        cls.commit(cls)

    def test_assigned_with_the_list_and_kept_by_a_lot_that_moved(self):
        self.receipts.use_existing_lots = True
        receipt = self.plan(self.receipts, (self.tomato, 6), partner_id=self.vendor.id)
        assignment = self.env["traceability.assignment"].with_user(self.clerk)
        move = receipt.move_ids
        text = (
            "Lot\tQty\tVendor's Lot Number\tProduction Date\n"
            "N1\t2\tV-1\t2026-03-04\nN2\t2\tV-2\t05/06/2026\nT1\t2\tV-9\tyesterday"
        )
        rows = assignment.check_rows(move, assignment.parse_text(text, move, move))
        self.assertEqual([row["severity"] for row in rows], ["ok", "ok", "error"])
        self.assertIn("yesterday is not a date", rows[2]["message"])
        text = text.replace("yesterday", "")
        rows = assignment.check_rows(move, assignment.parse_text(text, move, move))
        self.assertIn("Vendor's Lot Number V-100, not V-9", rows[2]["message"])
        assignment.assign(move, rows, accept_warnings=True)
        move.picked = True
        receipt.button_validate()
        lots = self.env["stock.lot"].search([("product_id", "=", self.tomato.id)])
        self.assertEqual(
            {lot.name: (lot.vendor_lot_name, str(lot.production_date)) for lot in lots},
            {
                "N1": ("V-1", "2026-03-04"),
                "N2": ("V-2", "2026-05-06"),
                "T1": ("V-100", "2026-01-02"),
            },
        )

    def test_found_by_search_trace_and_scan(self):
        lots = self.env["stock.lot"].with_user(self.clerk)
        self.assertEqual(dict(lots.name_search("V-10")), {self.t1.id: "T1"})
        self.assertFalse(lots.name_search("V-100", operator="="), "programs name lots exactly")
        found = self.env["traceability.graph"].with_user(self.clerk).find_traceable("V-100")
        self.assertEqual(
            [(each["model"], each["id"]) for each in found], [("stock.lot", self.t1.id)]
        )
        delivery = self.plan(self.deliveries, (self.tomato, 6))
        self.scan(delivery, "V-100")
        self.assertEqual(list(self.picked(delivery)), ["T1"])

    def test_two_lots_of_a_vendors_number_are_not_guessed(self):
        self.receive(self.tomato, "T2", 6).vendor_lot_name = "V-100"
        delivery = self.plan(self.deliveries, (self.tomato, 6))
        with self.refused("V-100"):
            self.scan(delivery, "V-100")

    def test_scanned_label_brings_its_production_date(self):
        receipt = self.plan(self.receipts, (self.tomato, 1))
        self.scan(receipt, f"01{OTHER}11260304{'10'}L77{FNC1}")
        receipt.button_validate()
        lot = self.env["stock.lot"].search([("name", "=", "L77")])
        self.assertEqual(str(lot.production_date), "2026-03-04")

    def test_of_a_moved_lot_filled_once_and_then_corrected_with_a_reason(self):
        t2 = self.receive(self.tomato, "T2")
        self.commit()
        self.rpc(self.clerk, "stock.lot", "write", t2.ids, {"vendor_lot_name": "V-200"})
        for values in ({"vendor_lot_name": "V-201"}, {"vendor_lot_name": False}):
            with self.refused("Tomato, T2: Vendor's Lot Number"):
                self.rpc(self.manager, "stock.lot", "write", t2.ids, values)
        wizard = self.env["traceability.correction.request"].with_user(self.manager)
        form = Form(wizard.with_context(active_model="stock.lot", active_ids=t2.ids))
        form.kind = "origin"
        self.assertEqual(form.new_vendor_lot_name, "V-200")
        form.new_vendor_lot_name = "V-202"
        form.new_production_date = "2026-02-03"
        form.reason = "Typed from the wrong label"
        self.assertIn("V-202", form.preview)
        form.save().action_apply()
        self.assertEqual((t2.vendor_lot_name, str(t2.production_date)), ("V-202", "2026-02-03"))
        [entry] = self.env["traceability.correction"].search([("lot_ids", "in", t2.ids)])
        self.assertIn("V-200", entry.before)
        self.assertIn("V-202", entry.after)

    def test_production_after_expiration_is_refused(self):
        self.tomato.use_expiration_date = True
        lot = self.make_lot(self.tomato, "T3")
        lot.expiration_date = "2026-05-01 12:00:00"
        with self.refused("production date is after the expiration date(.|\n)*Tomato, T3"):
            lot.production_date = "2026-06-01"
