"""Documents printed for real, read as text."""

import re
import subprocess
import tempfile

from odoo.tests import HttpCase

from .world import TraceabilityCommon


class PrintedCase(HttpCase, TraceabilityCommon):
    """Prints for real: the renderer asks the running server for its styles."""

    def print_text(self, report, records, user=None):
        """:return: the text of each page of the real PDF"""
        reports = self.env["ir.actions.report"].with_user(user or self.stock_user)
        content, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            report, records.ids
        )
        self.assertEqual(kind, "pdf")
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(content)
            file.flush()
            text = subprocess.run(
                ["pdftotext", "-layout", file.name, "-"], capture_output=True, check=True
            ).stdout.decode()
        return text.split("\f")[:-1]

    @staticmethod
    def flat(pages):
        return re.sub(r"\s+", " ", " ".join(pages))

    def assert_full_pages(self, pages, head, row="SN-"):
        """Each page has the table's head once, above its rows, and only the ends leave room."""
        self.assertGreater(len(pages), 3)
        with_rows = [page for page in pages if row in page]
        self.assertEqual([page.count(head) for page in with_rows], [1] * len(with_rows))
        bare = [page for page in with_rows if page.index(row) < page.index(head)]
        self.assertEqual(bare, [])
        counts = [page.count(row) for page in with_rows]
        self.assertGreater(min(counts[1:-1]), max(counts) - 3, counts)
        for number, page in enumerate(pages, 1):
            self.assertIn(f"Page {number} / {len(pages)}", page)
