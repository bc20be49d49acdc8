"""The log of corrections: complete, readable, and final for everybody."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...models.correct.traceability_correction import WRITER_KEY
from ..common.correction import CorrectionCommon

REASON = "Read from the label"


@tagged("post_install", "-at_install")
class TestCorrectionLog(CorrectionCommon):
    def setUp(self):
        super().setUp()
        self.m1, self.m2 = (self.receive(self.motor, name) for name in ("M-1", "M-2"))
        self.delivery = self.deliver(self.motor, self.m1)
        self.log = self.correct({self.line(self.delivery): self.m2})
        self.admin = self.env.ref("base.user_admin")
        self.people = {
            "clerk": self.stock_user,
            "manager": self.stock_manager,
            "admin": self.admin,
            "superuser": self.env.ref("base.user_root"),
        }
        self.values = {
            "date": "2026-01-01",
            "user_id": self.env.uid,
            "kind": "lot",
            "reason": "Forged",
            "before": "A",
            "after": "B",
        }

    def assert_refused(self, change):
        count = self.env["traceability.correction"].search_count([])
        with self.assertRaises(UserError), self.env.cr.savepoint():
            change()
        self.env.invalidate_all()
        self.assertEqual(self.env["traceability.correction"].search_count([]), count)
        self.assertEqual(self.log.reason, REASON)
        self.assertEqual(self.log.lot_ids, self.m1 | self.m2)

    def test_it_says_who_when_why_and_what(self):
        log, line = self.log, self.line(self.delivery)
        self.assertEqual((log.user_id, log.reason, log.kind), (self.stock_manager, REASON, "lot"))
        self.assertEqual(log.company_id, self.company)
        self.assertEqual(log.picking_ids, self.delivery)
        self.assertEqual(log.move_line_ids, line)
        self.assertEqual((log.lot_ids, log.product_ids), (self.m1 | self.m2, self.motor))
        self.assertIn(f"{self.delivery.name}: Motor, M-1, 1", log.before)
        self.assertIn(f"{self.delivery.name}: Motor, M-2, 1", log.after)
        [detail] = log.details["lines"]
        self.assertEqual(detail["move_line_id"], line.id)
        self.assertEqual(detail["lot_before"], {"id": self.m1.id, "name": "M-1"})
        self.assertEqual(detail["lot_after"], {"id": self.m2.id, "name": "M-2"})

    def test_a_renamed_lot_keeps_its_old_number_in_the_log(self):
        log = self.m2.with_user(self.stock_manager).correct_name("M-02", "Typing error")
        self.assertEqual((log.kind, log.lot_ids), ("name", self.m2))
        self.assertEqual((log.before, log.after), ("Motor, M-2", "Motor, M-02"))
        self.assertEqual(log.details["lot"], {"id": self.m2.id, "before": "M-2", "after": "M-02"})

    def test_nobody_writes_it_by_rpc(self):
        model = self.env["traceability.correction"]
        for who, user in self.people.items():
            as_user = model.with_user(user)
            calls = {
                "create": [[self.values]],
                "write": [self.log.ids, {"reason": "Forged"}],
                "unlink": [self.log.ids],
                "copy": [self.log.ids],
                "web_save": [self.log.ids, {"reason": "Forged"}, {}],
                "load": [["kind", "reason", "before", "after"], [["lot", "Forged", "A", "B"]]],
            }
            for method, args in calls.items():
                with self.subTest(who=who, method=method):
                    if method == "load":
                        self.assert_not_loaded(as_user, args)
                    else:
                        self.assert_refused(
                            lambda m=method, a=args, u=as_user: call_kw(u, m, a, {})
                        )

    def assert_not_loaded(self, model, args):
        with mute_logger("odoo.sql_db"):
            self.assertFalse(call_kw(model, "load", args, {})["ids"])
        self.assertFalse(model.sudo().search([("reason", "=", "Forged")]))

    def test_an_import_that_names_a_record_does_not_overwrite_it(self):
        self.env["ir.model.data"].create(
            {
                "name": "correction_1",
                "module": "__import__",
                "model": self.log._name,
                "res_id": self.log.id,
            }
        )
        result = self.log.with_user(self.admin).load(
            ["id", "reason"], [["__import__.correction_1", "Forged"]]
        )
        self.assertFalse(result["ids"])
        self.env.invalidate_all()
        self.assertEqual(self.log.reason, REASON)

    def test_code_of_other_modules_cannot_write_it_either(self):
        model = self.env["traceability.correction"].sudo()
        self.assert_refused(lambda: model.create(self.values))
        self.assert_refused(lambda: self.log.sudo().write({"reason": "Forged"}))
        self.assert_refused(lambda: self.log.sudo().unlink())
        self.assert_refused(lambda: setattr(self.log.sudo(), "reason", "Forged"))
        self.assert_refused(
            lambda: self.log.sudo().write({"lot_ids": [Command.unlink(self.m1.id)]})
        )

    def test_a_context_that_rpc_sends_opens_nothing(self):
        for forged in (True, "WRITER", {}, [1]):
            with self.subTest(forged=forged):
                self.assert_refused(
                    lambda f=forged: call_kw(
                        self.log.with_user(self.people["superuser"]),
                        "create",
                        [[self.values]],
                        {"context": {WRITER_KEY: f}},
                    )
                )

    def test_what_it_speaks_of_cannot_be_deleted(self):
        fields = self.log._fields
        for name in ("lot_ids", "picking_ids", "move_line_ids", "product_ids"):
            self.assertEqual(fields[name].ondelete, "restrict", name)
        self.env.cr.execute(
            "SELECT confdeltype FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass"
            " AND confrelid = 'stock_lot'::regclass",
            [fields["lot_ids"].relation],
        )
        self.assertEqual(self.env.cr.fetchall(), [("r",)])

    def test_a_lot_that_was_renamed_before_it_moved_cannot_be_deleted_either(self):
        lot = self.make_lot(self.motor, "M-O7")
        lot.with_user(self.stock_manager).correct_name("M-07", "Typing error")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            lot.sudo().unlink()

    def test_the_auditor_reads_it_and_others_do_not(self):
        auditor = new_test_user(
            self.env, "log_auditor", "base.group_user,product_traceability.group_auditor"
        )
        other = new_test_user(self.env, "log_other", "base.group_user")
        self.assertEqual(self.log.with_user(auditor).reason, REASON)
        with self.assertRaises(AccessError):
            self.log.with_user(other).read(["reason"])

    def test_another_company_does_not_see_it(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        elsewhere = new_test_user(
            self.env,
            "log_elsewhere",
            "base.group_user,stock.group_stock_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.assertFalse(self.env["traceability.correction"].with_user(elsewhere).search([]))
        with self.assertRaises(AccessError):
            self.log.with_user(elsewhere).read(["reason"])

    def test_lot_and_transfer_show_their_corrections(self):
        for record in (self.m1, self.m2, self.delivery):
            as_clerk = record.with_user(self.stock_user)
            as_clerk.invalidate_recordset(["correction_count"])
            self.assertEqual(as_clerk.correction_count, 1)
            action = as_clerk.action_view_corrections()
            self.assertEqual(self.env[action["res_model"]].search(action["domain"]), self.log)
        other = self.receive(self.motor, "M-3")
        self.assertEqual(other.correction_count, 0)

    def test_it_is_found_by_lot_product_user_date_and_kind(self):
        search = self.env["traceability.correction"].search
        for domain in (
            [("lot_ids", "ilike", "M-1")],
            [("product_ids", "ilike", "Motor")],
            [("user_id", "=", self.stock_manager.id)],
            [("date", ">=", self.log.date)],
            [("kind", "=", "lot")],
        ):
            with self.subTest(domain=domain):
                self.assertIn(self.log, search(domain))
