"""Picking operations, return slip and lot labels: their lots, dates and codes."""

import lxml.html

from odoo.tests import tagged

from ..common.papers import GTIN, LABEL, OPERATIONS, RETURN_SLIP, PapersCommon


@tagged("-at_install", "post_install")
class TestTransferPapers(PapersCommon):
    def test_picking_operations_tell_the_dates_of_the_lots_to_take(self):
        delivery = self.reserve_delivery(self.tomato, 5)
        text = self.flat(self.print_text(OPERATIONS, delivery))
        self.assertRegex(text, "TOM-77 .*Best Before Date: 06/02/2031 Expiration Date: 06/11/2031")
        self.settings(group_expiration_dates=False)
        text = self.flat(self.print_text(OPERATIONS, delivery))
        self.assertIn("TOM-77", text)
        self.assertNotIn("2031", text)

    def test_picking_operations_tell_numbers_that_are_not_made_yet(self):
        receipt = self.plan_goods(
            self.warehouse.in_type_id,
            self.supplier_location,
            self.stock_location,
            [(self.tomato, None, 4)],
        )
        receipt.move_line_ids.write({"lot_name": "NEW-1", "expiration_date": "2032-01-01 20:00:00"})
        text = self.flat(self.print_text(OPERATIONS, receipt))
        self.assertRegex(text, "NEW-1 .*Expiration Date: 01/02/2032")

    def test_picking_operations_of_300_serial_numbers(self):
        names = self.receive_serials(300)
        pages = self.print_text(OPERATIONS, self.reserve_delivery(self.motor, 300))
        text = self.flat(pages)
        self.assertEqual([name for name in names if name not in text], [])
        self.assertEqual([n for n, page in enumerate(pages) if "Quantity" not in page], [])

    def test_a_return_slip_names_the_lots_that_may_come_back(self):
        delivery = self.deliver(self.tomato, self.lot, 3)
        text = self.flat(self.print_text(RETURN_SLIP, delivery))
        self.assertRegex(text, "Lots and serial numbers of .* TOM-77 06/02/2031 06/11/2031 3 Units")
        self.settings(group_lot_on_delivery_slip=False)
        self.assertNotIn("TOM-77", self.flat(self.print_text(RETURN_SLIP, delivery)))


@tagged("-at_install", "post_install")
class TestLotLabels(PapersCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.settings(cls, group_stock_lot_print_gs1=True)

    def zpl(self, lot):
        return (
            self.env["ir.actions.report"]
            ._render_qweb_text("stock.label_lot_template", lot.ids)[0]
            .decode()
        )

    def read(self, lot):
        """:return: the words on a label, which the renderer of this machine draws as outlines"""
        html = self.env["ir.actions.report"]._render_qweb_html(LABEL, lot.ids)[0]
        [article] = lxml.html.fromstring(html.decode()).xpath("//main")
        return self.flat([article.text_content()])

    def test_a_scanner_reads_gtin_dates_and_lot_from_the_label_and_so_does_its_reader(self):
        self.assertEqual(
            self.scan(LABEL, self.lot), [("]d2", f"010{GTIN}153106021731061110TOM-77")]
        )
        text = self.read(self.lot)
        for told in "Tomato", "TOM-77", "B.b. 06/02/2031", "Exp. 06/11/2031":
            self.assertIn(told, text)

    def test_a_serial_number_has_its_own_identifier(self):
        self.motor.barcode = "12345670"
        serial = self.receive(self.motor, "SN/1-a")
        self.assertEqual(self.scan(LABEL, serial), [("]d2", "010000001234567021SN/1-a")])
        read = self.env["traceability.scan"].parse(f"]d2{serial._gs1_text()}")
        self.assertEqual((read["serial"], read["gtin"]), ("SN/1-a", "00000012345670"))

    def test_a_barcode_that_is_no_gtin_is_left_out(self):
        self.tomato.barcode = "TOMATO"
        self.assertEqual(self.lot._gs1_readable(), "(15)310602(17)310611(10)TOM-77")

    def test_a_number_that_gs1_cannot_write_has_no_code(self):
        for name in "LOT-" + "9" * 20, "TOM é", "TOM 77":
            lot = self.receive(self.tomato, name)
            self.assertEqual(lot._gs1_text(), "", name)
            self.assertEqual(self.scan(LABEL, lot)[:1], [], name)
            self.assertIn(name, self.read(lot))

    def test_the_days_are_those_of_the_company_that_owns_the_lot(self):
        sister = self.env["res.company"].create({"name": "Sister Works"})
        sister.partner_id.tz = "America/New_York"
        lot = self.env["stock.lot"].create(
            {
                "name": "SIS-1",
                "product_id": self.tomato.id,
                "company_id": sister.id,
                "expiration_date": "2031-06-10 20:00:00",
                "use_date": "2031-06-02 02:00:00",
            }
        )
        self.assertEqual(lot._gs1_readable(), f"(01)0{GTIN}(15)310601(17)310610(10)SIS-1")
        text = self.read(lot)
        self.assertIn("B.b. 06/01/2031", text)
        self.assertIn("Exp. 06/10/2031", text)

    def test_without_expiration_dates_no_label_has_one(self):
        self.settings(group_expiration_dates=False)
        self.assertEqual(self.lot._gs1_readable(), f"(01)0{GTIN}(10)TOM-77")
        self.assertNotIn("2031", self.read(self.lot))
        self.assertNotIn("2031", self.zpl(self.lot))

    def test_a_label_printer_gets_the_same_code_with_its_first_sign(self):
        lot = self.receive(self.tomato, "TOM_78&<")
        lot.write({"expiration_date": "2031-06-10 20:00:00", "use_date": "2031-06-01 20:00:00"})
        zpl = self.zpl(lot)
        self.assertIn(f"^BXN,8,200,,,,_\n^FD_1010{GTIN}153106021731061110TOM__78&<^FS", zpl)
        self.assertIn("Best before: 06/02/2031", zpl)
        self.assertIn("Use by: 06/11/2031", zpl)

    def test_without_strict_traceability_a_label_has_cores_code_to_the_letter(self):
        self.company.strict_traceability = False
        self.assertIn("^FO425,150^BY3\n^BXN,8,200\n^FD010" + GTIN, self.zpl(self.lot))
        self.assertIn("10TOM-77^FS", self.zpl(self.lot))

    def test_core_prints_what_it_printed_when_gs1_is_off(self):
        self.settings(group_stock_lot_print_gs1=False)
        self.assertNotIn("^BX", self.zpl(self.lot))
        self.assertEqual([code for code, _text in self.scan(LABEL, self.lot) if code == "]d2"], [])
