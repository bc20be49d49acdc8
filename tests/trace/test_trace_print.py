import csv
import io
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..common.world import TraceabilityCommon

MIXIN = "odoo.addons.product_traceability.models.trace.traceability_mixin"


@tagged("post_install", "-at_install")
class TestTracePrint(TraceabilityCommon):
    """A long trace is printed while its reader goes on with his work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls.receive(cls.tomato, "LONG-1", 5)
        cls.prints = cls.env["traceability.print"]

    def ask(self, lot=None):
        with patch(f"{MIXIN}.AT_ONCE", 1):
            return (lot or self.lot).with_user(self.stock_user).action_print_trace()

    def test_a_short_trace_is_printed_at_once(self):
        action = self.lot.with_user(self.stock_user).action_print_trace()
        self.assertEqual(action["type"], "ir.actions.report")
        self.assertFalse(self.prints.search([]))

    def test_a_long_trace_comes_by_message_with_its_pdf(self):
        action = self.ask()
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("LONG-1", action["params"]["message"])
        printing = self.prints.search([])
        printing.with_context(force_report_rendering=True)._print()
        self.assertEqual(printing.state, "done")
        self.assertTrue(printing.attachment_id.raw.startswith(b"%PDF"))
        message = self.env["mail.message"].search(
            [("model", "=", printing._name), ("res_id", "=", printing.id)]
        )
        self.assertEqual(message.notified_partner_ids, self.stock_user.partner_id)
        self.assertEqual(message.attachment_ids, printing.attachment_id)
        self.assertTrue(printing.attachment_id.with_user(self.stock_user).has_access("read"))

    def test_the_scheduled_job_prints_all_that_waits(self):
        self.ask()
        self.ask(self.receive(self.tomato, "LONG-2", 5))
        with self.enter_registry_test_mode():
            self.env.ref("product_traceability.cron_print_traces").method_direct_trigger()
        self.assertEqual(self.prints.search([]).mapped("state"), ["done", "done"])

    def test_what_went_wrong_is_told_and_the_others_are_printed(self):
        gone = self.make_lot(self.tomato, "LONG-GONE")
        self.prints.with_user(self.stock_user).request(gone)
        self.ask()
        gone.unlink()
        self.prints.search([], order="id")[0]._print()
        self.prints.search([], order="id")[1]._print()
        self.assertEqual(self.prints.search([], order="id").mapped("state"), ["failed", "done"])

    def test_it_is_printed_with_the_rights_of_who_asked(self):
        self.ask()
        printing = self.prints.search([])
        self.stock_user.group_ids = self.env.ref("base.group_user")
        printing._print()
        self.assertEqual(printing.state, "failed")
        self.assertFalse(printing.attachment_id)

    def test_nobody_reads_the_prints_of_others_or_makes_them_by_hand(self):
        self.ask()
        others = self.prints.with_user(self.stock_manager)
        self.assertFalse(others.search([]))
        with self.assertRaises(AccessError):
            others.browse(self.prints.search([]).id).read(["name"])
        with self.assertRaises(AccessError):
            others.create(
                {"name": "x", "user_id": 1, "res_model": "stock.lot", "res_ids": self.lot.ids}
            )

    def test_old_prints_are_forgotten(self):
        self.ask()
        self.prints._gc_printed()
        self.assertTrue(self.prints.search([]))
        self.env.cr.execute("UPDATE traceability_print SET create_date = '2020-01-01'")
        self.prints._gc_printed()
        self.assertFalse(self.prints.search([]))


@tagged("post_install", "-at_install")
class TestTraceCsv(HttpCase, TraceabilityCommon):
    def test_the_csv_file_lists_lots_movements_balances_and_the_statement(self):
        lot = self.receive(self.tomato, "=CMD()", 5)
        self.deliver(self.tomato, lot, 2)
        self.authenticate(self.stock_user.login, self.stock_user.login)
        got = self.url_open(f"/product_traceability/csv?model=stock.lot&ids={lot.id}")
        self.assertEqual(got.status_code, 200)
        self.assertIn(".csv", got.headers["Content-Disposition"])
        rows = list(csv.DictReader(io.StringIO(got.content.decode("utf-8-sig"))))
        lists = [row["List"] for row in rows]
        self.assertEqual(
            [lists.count(name) for name in ("Lots", "Events", "Balance")],
            [1, 2, 1],
        )
        shipped = next(row for row in rows if row["Type"] == "Delivery")
        self.assertEqual(
            (shipped["Lot/Serial Number"], shipped["Quantity"], shipped["Partner"]),
            ("'=CMD()", "2.0", "Corner Shop"),
        )
        balance = next(row for row in rows if row["List"] == "Balance")
        self.assertEqual((balance["Received"], balance["Unexplained"]), ("5.0", "0.0"))
