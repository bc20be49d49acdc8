"""The labels of what was just assigned, printed for real and read as a scanner does."""

import subprocess
import tempfile
from pathlib import Path

import zxingcpp
from PIL import Image

from odoo.tests import Form, tagged

from ..common.assign import AssignCommon
from ..common.papers import PapersCommon


@tagged("-at_install", "post_install")
class TestAssignLabels(PapersCommon, AssignCommon):
    def print_labels(self, moves, text):
        """Paste a list, press *Assign and Print Labels*. :return: the report and its lots"""
        wizard = self.wizard(moves)
        self.paste(wizard, text)
        layout = Form.from_action(self.env, wizard.action_assign_and_print()).save()
        action = layout.process()
        return action["report_name"], self.env["stock.lot"].browse(action["context"]["active_ids"])

    def scan_pictures(self, report, lots):
        """:return: what a scanner reads on the pictures in the real PDF, one after the other"""
        reports = self.env["ir.actions.report"].with_user(self.stock_user)
        content, _kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            report, lots.ids
        )
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "labels.pdf").write_bytes(content)
            subprocess.run(["pdfimages", "-png", "labels.pdf", "it"], cwd=folder, check=True)
            pictures = [Image.open(path).copy() for path in Path(folder).glob("it*.png")]
        return [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)]

    def test_each_number_that_was_assigned_has_its_bars(self):
        printed = self.print_labels(self.order_receipt((self.motor, 3)), "SN-0001\nSN-0002")
        self.assertEqual(sorted(self.scan_pictures(*printed)), ["SN-0001", "SN-0002"])

    def test_where_gs1_codes_are_on_it_is_a_data_matrix_with_the_product_s_number(self):
        self.stock_user.group_ids += self.env.ref("stock.group_stock_lot_print_gs1")
        self.motor.barcode = "4012345123456"
        printed = self.print_labels(self.order_receipt((self.motor, 1)), "SN-0001")
        [(_kind, read)] = self.scan(*printed)
        self.assertIn("010401234512345621SN-0001", read)
