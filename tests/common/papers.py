"""What the tests of papers share: dates, and reading a PDF as a scanner does."""

import io
import subprocess
import tempfile
from pathlib import Path

import zxingcpp
from PIL import Image

from .dates import DatesCommon
from .printed import PrintedCase

SLIP = "stock.action_report_delivery"
OPERATIONS = "stock.action_report_picking"
RETURN_SLIP = "stock.return_label_report"
LABEL = "stock.action_report_lot_label"
GTIN = "9521234543213"


class PapersCommon(PrintedCase, DatesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Tokyo"
        cls.tomato.barcode = GTIN
        cls.settings(
            cls,
            group_lot_on_delivery_slip=True,
            group_expiry_date_on_delivery_slip=True,
            group_gs1_on_delivery_slip=False,
        )
        cls.lot = cls.receive(cls.tomato, "TOM-77", 50)
        # 20:00 in UTC is 5:00 of the next day where the company is.
        cls.lot.write({"expiration_date": "2031-06-10 20:00:00", "use_date": "2031-06-01 20:00:00"})

    def receive_serials(self, count):
        """:return: the names of the motors received"""
        names = [f"SN-{n:04}" for n in range(count)]
        self.move_goods(
            self.warehouse.in_type_id,
            self.supplier_location,
            self.stock_location,
            [(self.motor, name, 1) for name in names],
            self.vendor,
        )
        return names

    def scan(self, report, records):
        """:return: what a scanner reads on the pages of the real PDF, each with its identifier"""
        reports = self.env["ir.actions.report"].with_user(self.stock_user)
        content, _kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            report, records.ids
        )
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "paper.pdf").write_bytes(content)
            subprocess.run(
                ["pdftoppm", "-r", "200", "-gray", "paper.pdf", "page"], cwd=folder, check=True
            )
            pages = [
                Image.open(io.BytesIO(path.read_bytes()))
                for path in sorted(Path(folder).glob("page*.pgm"))
            ]
        return [
            (code.symbology_identifier, code.bytes.decode())
            for page in pages
            for code in zxingcpp.read_barcodes(page)
        ]
