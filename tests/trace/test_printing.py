"""The documents of a real history: the printed trace and the workbook's download."""

import io
from unittest.mock import patch

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from ...reports.trace import traceability_report
from ..common.printed import PrintedCase
from ..common.world import TraceabilityCommon

LOT_REPORT = "product_traceability.action_report_trace_lot"
TRANSFER_REPORT = "product_traceability.action_report_trace_picking"


@tagged("-at_install", "post_install")
class TestPrinted(PrintedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tomato.use_expiration_date = True
        cls.lot = cls.receive(cls.tomato, "TOM-77", 10)
        cls.transfer(cls.tomato, cls.lot, 2)
        cls.delivery = cls.deliver(cls.tomato, cls.lot, 3)

    def test_receipt_to_delivery(self):
        text = self.flat(self.print_text(LOT_REPORT, self.lot))
        for word in (
            *("Traceability report", "TOM-77", "Tomato", "7 Units", self.stock_user.name),
            *("Upstream: where it came from", "Receipt", "Green Farm"),
            *("Downstream: where it went", "Delivery", "Corner Shop", "Internal transfer"),
            *("Totals by Customer", "Net Delivered", "Corner Shop Tomato 1 3 Units 3 Units"),
            "Every movement in this trace has a lot, and every link is certain.",
        ):
            self.assertIn(word, text)

    def test_a_lot_expires_on_the_day_that_its_reader_sees_on_screen(self):
        self.lot.expiration_date = "2031-06-10 20:00:00"  # the 11th at 5:00 in Tokyo
        text = self.flat(self.print_text(LOT_REPORT, self.lot))
        self.assertIn("06/11/2031", text)
        self.lot.expiration_date = "2031-06-10 08:00:00"  # the 10th at 17:00
        text = self.flat(self.print_text(LOT_REPORT, self.lot))
        self.assertIn("06/10/2031", text)

    def test_transfer(self):
        text = self.flat(self.print_text(TRANSFER_REPORT, self.delivery))
        self.assertIn(self.delivery.name, text)
        self.assertIn("Green Farm", text)

    def test_a_trace_is_titled_by_what_was_traced(self):
        html = self.env["ir.actions.report"]._render_qweb_html(
            "product_traceability.report_trace_partner", self.vendor.ids
        )
        self.assertIn("<h3>Trace of Green Farm</h3>", html[0].decode())
        answer = self.vendor.get_traceability(labels=True)
        self.assertEqual(answer["title"], "Trace of Green Farm")
        self.assertNotIn("title", self.vendor.get_traceability())

    def test_without_internal_transfers(self):
        self.company.trace_internal_moves = False
        text = self.flat(self.print_text(LOT_REPORT, self.lot))
        self.assertNotIn("Internal transfer", text)
        self.assertIn("Corner Shop", text)

    def test_a_renderer_that_repeats_heads_gets_one_table_and_a_header(self):
        names = [f"SN-{n:04}" for n in range(40)]
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": self.motor.id} for name in names]
        )
        report = self.env["ir.actions.report"].with_user(self.stock_user)
        for plain in False, True:
            with patch.object(traceability_report, "prints_plainly", return_value=plain):
                content = report._render_qweb_html(LOT_REPORT, lots.ids)[0].decode()
            self.assertEqual(content.count("<thead>"), 1)
            self.assertIn("Nothing recorded in this direction.", content)
            self.assertEqual("data-report-margin-top" in content, plain)

    def test_gap_is_told(self):
        self.company.strict_traceability = False  # data from before
        self.warehouse.in_type_id.write({"use_create_lots": False, "use_existing_lots": False})
        receipt = self.move_goods(
            self.warehouse.in_type_id,
            self.supplier_location,
            self.stock_location,
            [(self.tomato, None, 4)],
        )
        text = self.flat(self.print_text(TRANSFER_REPORT, receipt))
        self.assertIn("One movement of a product with lots or serial numbers has no lot", text)
        self.assertIn("Moved without a lot", text)

    def test_many_lots_over_pages(self):
        names = [f"SN-{n:04}" for n in range(300)]
        receipt = self.move_goods(
            self.warehouse.in_type_id,
            self.supplier_location,
            self.stock_location,
            [(self.tomato, name, 1) for name in names],
            self.vendor,
        )
        pages = self.print_text(LOT_REPORT, receipt.move_line_ids.lot_id)
        text = self.flat(pages)
        self.assertEqual([name for name in names if name not in text], [])
        heads = [page.count("Lot/Serial") for page in pages if "SN-" in page]
        self.assertGreater(min(heads), 0)
        # the list of the lots, and where each came from and went
        self.assertLessEqual(sum(heads), len(heads) + 2)

    def test_serial_numbers_that_went_the_same_way_are_printed_as_one(self):
        names = [f"HUM-{number:05}" for number in range(1, 201)]
        receipt = self.move_goods(
            self.warehouse.in_type_id,
            self.supplier_location,
            self.stock_location,
            [(self.motor, name, 1) for name in names],
            self.vendor,
        )
        lots = receipt.move_line_ids.lot_id
        pages = self.print_text(TRANSFER_REPORT, receipt)
        text = self.flat(pages)
        self.assertEqual(len(pages), 1)
        for words in ("200 serial", "HUM-00001 to", "HUM-00200", "200 Units", "Received 200 Units"):
            self.assertIn(words, text)
        self.assertNotIn("HUM-00017", text)
        # One that went another way stands alone: the others run up to it and on from it.
        self.deliver(self.motor, lots.filtered(lambda lot: lot.name == "HUM-00017"))
        text = self.flat(self.print_text(TRANSFER_REPORT, receipt))
        for words in ("199 serial", "HUM-00016", "HUM-00017", "HUM-00018 to", "Corner Shop"):
            self.assertIn(words, text)

    def test_other_users_cannot_print(self):
        stranger = new_test_user(self.env, "trace_stranger", "base.group_user")
        with self.assertRaises(AccessError):
            self.print_text(LOT_REPORT, self.lot, stranger)


@tagged("-at_install", "post_install")
class TestDownload(HttpCase, TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls.receive(cls.tomato, 'TOM/7 "7"', 10)
        cls.deliver(cls.tomato, cls.lot, 3)

    def fetch(self, login="trace_user", **options):
        self.authenticate(login, login)
        query = "&".join(f"{name}={value}" for name, value in options.items())
        return self.url_open(f"/product_traceability/workbook?{query}")

    def test_file(self):
        response = self.fetch(model="stock.lot", ids=self.lot.id)
        self.assertEqual(response.status_code, 200)
        self.assertIn("traceability-TOM_7_7.xlsx", response.headers["Content-Disposition"])
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        self.assertEqual(book.properties.title, f"Trace of {self.lot.display_name}")
        [customer] = book["Customers"].iter_rows(min_row=2, values_only=True)
        self.assertEqual(customer[:4], ("Corner Shop", "Tomato", 1, 3))
        [lot] = book["Lots by Customer"].iter_rows(min_row=2, values_only=True)
        self.assertEqual((lot[0], *lot[3:6]), ("Corner Shop", "Tomato", self.lot.name, 3))
        partners = [row[7] for row in book["Events"].iter_rows(min_row=2, values_only=True)]
        self.assertEqual(partners, ["Green Farm", "Corner Shop"])

    def test_several(self):
        other = self.receive(self.tomato, "TOM-8", 1)
        response = self.fetch(model="stock.lot", ids=f"{self.lot.id},{other.id}")
        self.assertIn("TOM_7_7_and_1_more.xlsx", response.headers["Content-Disposition"])

    def test_only_chosen_companies(self):
        other = self.env["res.company"].create({"name": "Other Works"})
        self.stock_user.company_ids += other
        lot = self.env["stock.lot"].create(
            {"name": "OTHER-1", "product_id": self.tomato.id, "company_id": other.id}
        )
        self.authenticate("trace_user", "trace_user")
        url = f"/product_traceability/workbook?model=stock.lot&ids={lot.id}"
        chosen = f"{self.company.id}-{other.id}"
        self.assertEqual(self.url_open(url, cookies={"cids": chosen}).status_code, 200)
        with self.assertLogs("odoo.http", "WARNING"):
            refused = self.url_open(url, cookies={"cids": str(self.company.id)})
        self.assertEqual(refused.status_code, 403)

    def test_refusals(self):
        new_test_user(self.env, "trace_stranger", "base.group_user")
        lot = self.lot.id
        with self.assertLogs("odoo.http", "WARNING"):
            refused = self.fetch("trace_stranger", model="stock.lot", ids=lot)
        self.assertEqual(refused.status_code, 403)
        for status, model, ids in (
            (400, "stock.lot", ""),
            (400, "stock.lot", "1,x"),
            (400, "stock.lot", "9" * 30),
            (404, "res.users", "1"),
            (404, "traceability.mixin", "1"),
            (404, "no.such.model", "1"),
            (404, "stock.lot", f"{lot},{2**31 - 1}"),
        ):
            with self.subTest(model=model, ids=ids):
                self.assertEqual(self.fetch(model=model, ids=ids).status_code, status)
