"""The labels of what was just assigned, printed for real: their barcodes can be seen."""

import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from odoo.tests import Form, HttpCase, tagged

from .assign_common import AssignCommon


@tagged("-at_install", "post_install")
class TestAssignLabels(HttpCase, AssignCommon):
    def print_labels(self, moves, text):
        """Paste a list, press *Assign and Print Labels* and print.

        :return: the pictures in the file
        """
        wizard = self.wizard(moves)
        self.paste(wizard, text)
        layout = Form.from_action(self.env, wizard.action_assign_and_print()).save()
        action = layout.process()
        reports = self.env["ir.actions.report"].with_user(self.stock_user)
        content, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            action["report_name"], action["context"]["active_ids"]
        )
        self.assertEqual(kind, "pdf")
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "labels.pdf").write_bytes(content)
            subprocess.run(["pdfimages", "-png", "labels.pdf", "it"], cwd=folder, check=True)
            found = [Image.open(path).convert("L") for path in Path(folder).glob("it*.png")]
        # The renderer compresses them: what is nearly black or white is one or the other.
        return [picture.point(lambda shade: 255 * (shade > 127)) for picture in found]

    @staticmethod
    def rows(picture):
        """:return: the different rows of black and white in a picture"""
        width, height = picture.size
        lines = (picture.crop((0, y, width, y + 1)).tobytes() for y in range(height))
        return {line for line in lines if 0 in line}

    def test_each_number_that_was_assigned_has_its_bars(self):
        pictures = self.print_labels(self.order_receipt((self.motor, 3)), "SN-0001\nSN-0002")
        self.assertEqual(len(pictures), 2)
        bars = [self.rows(picture) for picture in pictures]
        self.assertEqual([len(rows) for rows in bars], [1, 1])
        self.assertNotEqual(*bars)

    def test_where_gs1_codes_are_on_it_is_a_data_matrix(self):
        self.stock_user.group_ids += self.env.ref("stock.group_stock_lot_print_gs1")
        self.motor.barcode = "4012345123456"
        [picture] = self.print_labels(self.order_receipt((self.motor, 1)), "SN-0001")
        self.assertGreater(len(self.rows(picture)), 20)
