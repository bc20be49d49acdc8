"""A count or opening stock by spreadsheet: checked whole, then set or applied."""

import base64
import io
import time
import zipfile
from xml.sax.saxutils import escape

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common.guard import GuardCommon

HEAD = "Product\tLot/Serial Number\tCounted Quantity\tLocation"


@tagged("post_install", "-at_install")
class TestImportCounts(GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tomato.write({"default_code": "TOM", "use_expiration_date": True})
        cls.motor.barcode = "4006381333931"
        cls.t1 = cls.receive(cls.tomato, "T1", 10)
        cls.m1, cls.m2 = cls.receive(cls.motor, "M1"), cls.receive(cls.motor, "M2")

    def wizard(self, user=None):
        """:return: the wizard, as the button on Physical Inventory opens it"""
        wizard = self.env["stock.count.import"].with_user(user or self.clerk).create({})
        wizard.location_id = self.stock_location
        return wizard

    def paste(self, *rows, head=HEAD, user=None):
        wizard = self.wizard(user)
        wizard.add_text("\n".join([head, *rows]))
        return wizard

    def quantity(self, lot, place=None):
        quants = lot.quant_ids.filtered(
            lambda quant: quant.location_id == (place or self.stock_location)
        )
        return sum(quants.mapped("quantity"))

    def problems(self, wizard):
        return {row["row"]: row["message"] for row in wizard.get_rows(severity="problem")["rows"]}

    # -- what is right ----------------------------------------------------------------------------
    def test_a_count_replaces_what_is_there_and_makes_new_lots_with_all_that_is_said(self):
        wizard = self.paste(
            f"TOM\tT1\t12\t{self.stock_location.complete_name}\t\t\t\t",
            "Tomato\tT2\t30\tShelf\t2027-05-31\t2026-01-15\tV-77\tR-1",
            "4006381333931\tM1\t0\t\t\t\t\t",
            "Motor\tM3\t1\t\t\t\tV-M3\t",
            "Screw\t\t7.0\t\t\t\t\t",
            "Tomato\tNONE\t0\t\t\t\t\t",
            head=f"{HEAD}\tExpiration Date\tProduction Date\tVendor's Lot Number\tLot Reference",
        )
        self.assertEqual(self.problems(wizard), {})
        self.assertEqual(self.quantity(self.t1), 10)
        action = wizard.action_set()
        self.assertEqual(action["res_model"], "stock.quant")
        self.assertEqual(self.quantity(self.t1), 10, "set, and not applied yet")
        quants = self.env["stock.quant"].search([("user_id", "=", self.clerk.id)])
        self.assertEqual(len(quants), 5, "what is not there and not counted makes no stock")
        self.assertEqual(
            quants.filtered(lambda quant: quant.lot_id == self.t1).inventory_quantity, 12
        )
        quants.with_user(self.clerk).with_context(inventory_mode=True).action_apply_inventory()
        lots = self.env["stock.lot"].search([("name", "in", ("T2", "M3"))]).grouped("name")
        self.assertEqual(self.quantity(self.t1), 12)
        self.assertEqual(self.quantity(self.m1), 0)
        self.assertEqual(self.quantity(lots["T2"], self.shelf), 30)
        self.assertEqual(self.quantity(lots["M3"]), 1)
        self.assertEqual(str(lots["T2"].expiration_date)[:10], "2027-05-31")
        self.assertEqual(str(lots["T2"].production_date), "2026-01-15")
        self.assertEqual((lots["T2"].vendor_lot_name, lots["T2"].ref), ("V-77", "R-1"))
        self.assertFalse(self.env["stock.lot"].search([("name", "=", "NONE")]))

    def test_apply_at_once_in_another_unit_package_and_of_an_owner(self):
        self.env["res.partner"].create({"name": "Consignor", "ref": "C-1"})
        unit = self.env.ref("uom.product_uom_dozen")
        unit.active, dozen = True, unit.name
        wizard = self.paste(
            f"TOM\tT1\t2\t{dozen}\t\t",
            f"TOM\tT9\t1\t{dozen}\tPALLET-7\tC-1",
            head="Product\tLot\tCounted\tUnit\tPackage\tOwner",
        )
        self.assertEqual(self.problems(wizard), {})
        wizard.reason = "Yearly count"
        wizard.action_apply()
        self.assertEqual(self.quantity(self.t1), 24)
        quant = (
            self.env["stock.lot"]
            .search([("name", "=", "T9")])
            .quant_ids.filtered(lambda quant: quant.location_id == self.stock_location)
        )
        self.assertEqual(
            (quant.quantity, quant.package_id.name, quant.owner_id.name),
            (12, "PALLET-7", "Consignor"),
        )
        moves = self.env["stock.move"].search(
            [("product_id", "=", self.tomato.id), ("is_inventory", "=", True)]
        )
        self.assertEqual(len(moves), 2)
        self.assertIn("Yearly count", moves[0].reference)

    def test_workbook_open_document_and_csv_of_another_language(self):
        german = self.env["res.lang"]._activate_lang("de_DE")
        book = openpyxl.Workbook()
        book.active.append(["Product Code", "Lot", "Qty"])
        book.active.append(["TOM", "T1", 11])
        book.active.append(["TOM", "X1", "=1+1"])
        xlsx = io.BytesIO()
        book.save(xlsx)
        csv = "Product;Lot;Qty\nTOM;T1;1.234,5\n"
        files = {
            "count.xlsx": (xlsx.getvalue(), [11.0, None]),
            "count.ods": (self.open_document([["Product", "Lot", "Qty"], ["TOM", "T1", 13]]), [13]),
            "count.csv": (csv.encode("cp1252"), [1234.5]),
        }
        for name, (content, quantities) in files.items():
            with self.subTest(name):
                self.clerk.lang = german.code if name.endswith("csv") else "en_US"
                wizard = self.wizard().with_context(lang=self.clerk.lang)
                wizard.write({"file": base64.b64encode(content), "file_name": name})
                wizard.action_read_file()
                rows = wizard.get_rows()["rows"]
                self.assertEqual([row["quantity"] for row in rows], quantities)

    @staticmethod
    def open_document(rows):
        cells = "".join(
            "<table:table-row>"
            + "".join(
                f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
                if isinstance(cell, int)
                else '<table:table-cell office:value-type="string">'
                f"<text:p>{escape(cell)}</text:p></table:table-cell>"
                for cell in row
            )
            + "</table:table-row>"
            for row in rows
        )
        spaces = " ".join(
            f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
            for name in ("office", "table", "text")
        )
        blank = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>'
        content = (
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f"<table:table>{cells}{blank}</table:table-row></table:table>"
            f'<table:table><table:table-row><table:table-cell office:value-type="string">'
            "<text:p>Second sheet</text:p></table:table-cell></table:table-row></table:table>"
            "</office:spreadsheet></office:body></office:document-content>"
        )
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", content)
        return output.getvalue()

    # -- what is wrong ----------------------------------------------------------------------------
    def test_every_bad_row_is_named_and_nothing_is_written(self):
        self.make_product("Twin", "lot")
        self.make_product("Twin", "lot")
        wizard = self.paste(
            "Nothing\tA\t1\t",
            "TOM\tA\t1\tNowhere",
            "TOM\t\t5\t",
            "Motor\tM9\t2\t",
            "TOM\tB\t-1\t",
            "TOM\tC\tfive\t",
            "TOM\tT1\t3\t",
            "Tomato\tT1\t4\tTRW/Stock",
            "Screw\tS\t1\t",
            "TOM\tD\t\t",
            "Twin\tE\t1\t",
            "Motor\tM8\t1\t",
            "Motor\tM8\t1\tShelf",
            f"TOM\tF\t1\t{self.customer_location.complete_name}",
            "TOM\tG\t1.2345678\t",
        )
        said = self.problems(wizard)
        for row, words in {
            2: "no product has the internal reference, barcode or name Nothing",
            3: "no location has the name or barcode Nowhere",
            4: "no lot/serial number",
            5: "one whole unit; got 2",
            6: "cannot be negative",
            7: "five is not a quantity",
            9: "already in row 8",
            10: "not tracked",
            11: "enter the counted quantity",
            12: "several products",
            14: "already counted in row 13, in another location",
            15: "not a location of your stock",
            16: "more decimals",
        }.items():
            self.assertIn(words, said[row])
        self.assertEqual(sorted(said), [2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16])
        lots = self.env["stock.lot"].search_count([])
        with self.refused("row 2, Nothing, A: no product(.|\n)*and 3 more"):
            wizard.action_apply()
        self.assertEqual(self.env["stock.lot"].search_count([]), lots)
        wizard.action_remove_errors()
        self.assertEqual((wizard.row_count, wizard.error_count), (2, 0))
        wizard.action_apply()
        self.assertEqual(self.quantity(self.t1), 3)

    def test_header_row_is_needed_and_known(self):
        for head, words in (
            ("Lot\tQuantity", "these are missing: Product"),
            ("TOM\tT1", "these are missing"),
            ("Product\tQty\tColour", "Unknown columns in the header row: Colour"),
            ("Product\tQty\tCounted", "the same meaning"),
        ):
            with self.subTest(head), self.refused(words):
                self.paste("TOM\t1\t2", head=head)

    def test_lot_keeps_its_dates_and_the_warning_is_accepted(self):
        self.t1.write({"expiration_date": "2027-01-01 00:00:00"})
        wizard = self.paste("TOM\tT1\t9\t\t2028-02-02", head=f"{HEAD}\tExpiration Date")
        self.assertIn("keeps its values", self.problems(wizard)[2])
        with self.refused("Accept the warnings"):
            wizard.action_apply()
        wizard.accept_warnings = True
        wizard.action_apply()
        self.assertEqual(self.quantity(self.t1), 9)
        self.assertEqual(str(self.t1.expiration_date), "2027-01-01 00:00:00")

    def test_serial_recorded_elsewhere_is_asked_about_unless_counted_away(self):
        wizard = self.paste("Motor\tM1\t1\tShelf")
        self.assertIn("it is recorded in TRW/Stock", self.problems(wizard)[2])
        wizard.accept_warnings = True
        self.assertEqual(wizard.action_apply()["res_model"], "stock.quant.found")
        both = self.paste("Motor\tM2\t1\tShelf", "Motor\tM2\t0\tTRW/Stock")
        self.assertEqual(self.problems(both), {})
        both.action_apply()
        self.assertEqual((self.quantity(self.m2, self.shelf), self.quantity(self.m2)), (1, 0))

    def test_who_may_not_count_may_not_import(self):
        with self.assertRaises(AccessError):
            self.wizard(self.employee)
        wizard = self.paste("TOM\tT1\t9\t")
        with self.assertRaises(AccessError):
            wizard.with_user(self.manager).action_apply()
        wizard.rows = [{"product": "TOM", "name": "T1", "quantity": -5, "severity": "ok"}]
        with self.refused("cannot be negative"):
            wizard.action_apply()

    def test_ten_thousand_rows_take_seconds(self):
        rows = [f"TOM\tBULK-{index:05}\t5\tShelf" for index in range(10_000)]
        begin = time.process_time()
        wizard = self.paste(*rows)
        checked = time.process_time() - begin
        self.assertEqual((wizard.row_count, wizard.error_count), (10_000, 0))
        self.assertLess(checked, 10)

    # -- Odoo's own import ------------------------------------------------------------------------
    def load(self, *rows, user=None):
        quants = self.env["stock.quant"].with_user(user or self.clerk)
        quants = quants.with_context(import_file=True, inventory_mode=True)
        return quants.load(
            ["product_id", "location_id", "lot_id", "inventory_quantity"],
            [list(row) for row in rows],
        )

    def test_import_of_odoo_sets_counts_that_opening_the_list_again_keeps(self):
        place = self.stock_location.complete_name
        result = self.load(["Tomato", place, "T1", "12"], ["Motor", place, "M1", "0"])
        self.assertFalse(result["messages"])
        self.env["stock.quant"].with_user(self.clerk).action_view_inventory()
        quants = self.env["stock.quant"].browse(result["ids"])
        self.assertEqual(quants.mapped("quantity"), [10, 1])
        quants.with_context(inventory_mode=True).action_apply_inventory()
        self.assertEqual((self.quantity(self.t1), self.quantity(self.m1)), (12, 0))

    def test_import_of_odoo_refuses_one_stock_twice(self):
        place = self.stock_location.complete_name
        result = self.load(["Tomato", place, "T1", "12"], ["Tomato", place, "T1", "3"])
        self.assertFalse(result["ids"])
        self.assertRegex(result["messages"][0]["message"], "Tomato, T1.*already counted in row 1")
        self.assertFalse(self.t1.quant_ids.filtered("inventory_quantity_set"))
        with self.assertRaises(UserError):
            self.paste("TOM\tT1\t3", "TOM\tT1\t4", head="Product\tLot\tQty").action_set()
