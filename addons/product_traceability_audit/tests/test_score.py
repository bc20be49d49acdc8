import io
from datetime import timedelta
from unittest.mock import patch

import openpyxl

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError
from odoo.fields import Datetime
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.digest_digest import DIGEST
from ..reports.audit_workbook import write_workbook
from .common import AuditCommon


class TestScore(AuditCommon):
    """What share of what moved can be traced, and what would raise it."""

    def score_of(self, product, audit=None):
        rows = (audit or self.audit()).score_ids
        return rows.filtered(lambda row: row.product_id == product)

    def count(self, product, lot, quantity):
        """Count so much of a lot in stock."""
        quant = (
            self.env["stock.quant"]
            .with_context(inventory_mode=True)
            .create(
                {
                    "product_id": product.id,
                    "lot_id": lot.id,
                    "location_id": self.stock_location.id,
                    "inventory_quantity": quantity,
                }
            )
        )
        quant.action_apply_inventory()

    def test_a_complete_record_has_100(self):
        self.give_back(self.lot.delivery_ids)
        self.transfer(self.tomato, self.lot, 20)
        audit = self.audit(self.auditor)
        self.assertEqual((audit.score, audit.movement_count), (100, 5))
        self.assertFalse(audit.gain_ids)
        row = self.score_of(self.tomato, audit)
        self.assertEqual((row.moved, row.unbroken, row.lines), (180, 180, 4))
        self.assertEqual(row.warehouse_id, self.warehouse)

    def test_a_product_weighs_as_much_as_it_has_movements(self):
        self.deliver_without_lot(30)
        audit = self.audit()
        row = self.score_of(self.tomato, audit)
        # 130 of 160 in three movements; the motor has one.
        self.assertEqual((row.moved, row.unbroken, row.lines, row.share), (160, 130, 3, 81.25))
        self.assertEqual(self.score_of(self.motor, audit).share, 100)
        self.assertEqual(audit.score, 85.93)
        [[share]] = self.env["traceability.audit.score"]._read_group(
            [("audit_id", "=", audit.id)], [], ["share:avg"]
        )
        self.assertEqual(float(share), audit.score)

    def test_what_would_raise_it_is_named_by_kind_and_product(self):
        before = self.audit()
        self.deliver_without_lot(30)
        audit = self.audit()
        self.assertEqual(round(audit.score_change, 2), -14.07)
        self.assertEqual(audit.previous_id, before)
        row = self.score_of(self.tomato, audit)
        self.assertEqual((row.share, row.previous_share), (81.25, 100))
        gain = audit.gain_ids.filtered(lambda row: row.kind == "moved_without_lot")
        self.assertEqual((gain.product_id, gain.lines, gain.quantity), (self.tomato, 1, 30))
        self.assertAlmostEqual(gain.points, 14.06, 2)
        findings = self.env["traceability.audit.finding"].search(gain.action_open()["domain"])
        self.assertEqual(findings.kind, "moved_without_lot")

    def test_what_a_count_found_came_from_nowhere_and_so_goes_on(self):
        self.without_rules()
        lot = self.make_lot(self.tomato, "T-FOUND")
        self.count(self.tomato, lot, 10)
        self.deliver(self.tomato, lot, 4)
        audit = self.audit()
        row = self.score_of(self.tomato, audit)
        self.assertEqual((row.moved, row.unbroken, row.broken_lines), (144, 130, 2))
        self.assertLess(audit.score, 100)

    def test_a_count_that_finds_again_what_one_lost_breaks_nothing(self):
        self.count(self.tomato, self.lot, 60)
        self.count(self.tomato, self.lot, 65)
        self.assertEqual(self.audit().score, 100)

    def test_stock_that_no_movement_brought_counts_as_one_more(self):
        quant = self.unit.quant_ids.filtered(lambda quant: quant.location_id.usage == "internal")
        self.plant("stock_quant", quant, quantity=2)
        audit = self.audit()
        row = self.score_of(self.motor, audit)
        self.assertEqual((row.moved, row.unbroken, row.lines), (2, 1, 2))
        gain = audit.gain_ids.filtered(lambda row: row.product_id == self.motor)
        self.assertTrue(gain)

    def test_what_another_company_sent_is_known_from_there(self):
        other = self.env["res.company"].create({"name": "Second Works"})
        self.env.user.company_ids += other
        house = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        between = self.env["stock.location"].create(
            {"name": "Between companies", "usage": "transit", "company_id": False}
        )
        shared = self.make_lot(self.tomato, "T-SENT")
        self.receive(self.tomato, shared.name, 8)
        self.move_goods(
            self.warehouse.out_type_id, self.stock_location, between, [(self.tomato, shared, 8)]
        )
        self.move_goods(house.in_type_id, between, house.lot_stock_id, [(self.tomato, shared, 8)])
        audits = self.env["traceability.audit"].create(
            [{"company_id": company.id} for company in (self.company, other)]
        )
        self.assertEqual(audits.mapped("score"), [100, 100])
        self.assertEqual(audits.mapped("movement_count"), [5, 1])
        audits.invalidate_recordset()
        with self.assertRaises(AccessError):
            audits.with_user(self.auditor).mapped("score")
        rows = self.env["traceability.audit.score"].with_user(self.auditor).search([])
        self.assertNotIn(other, rows.company_id)

    def test_a_lot_of_another_product_is_none(self):
        line = self.lot.delivery_ids.move_line_ids
        self.plant("stock_move_line", line, lot_id=self.unit.id)
        audit = self.audit()
        self.assertEqual(self.score_of(self.motor, audit).share, 100)
        self.assertLess(self.score_of(self.tomato, audit).share, 100)
        self.assertIn("wrong_product", audit.gain_ids.mapped("kind"))

    def test_stock_that_is_gone_without_a_movement_is_explained(self):
        quant = self.unit.quant_ids.filtered(lambda quant: quant.location_id.usage == "internal")
        self.env.cr.execute("DELETE FROM stock_quant WHERE id = %s", (quant.id,))
        self.env.invalidate_all()
        gains = self.audit().gain_ids
        self.assertEqual(
            [(gain.kind, gain.product_id) for gain in gains], [("stock_missing", self.motor)]
        )

    def test_an_audit_is_called_by_the_moment_on_the_clock_of_who_reads_it(self):
        audit = self.audit()
        self.plant("traceability_audit", audit, moment="2026-03-01 20:30:00")
        for zone, told in (("UTC", "3/1/26, 8:30 PM"), ("Asia/Tokyo", "3/2/26, 5:30 AM")):
            name = audit.with_context(tz=zone).display_name
            self.assertEqual(name.replace("\u202f", " "), told)

    def test_every_kind_says_what_it_proves(self):
        kinds = self.env["traceability.audit.kinds"].get_kinds()
        self.assertEqual([key for key, kind in kinds.items() if not kind.proves], [])

    def test_nobody_writes_a_score(self):
        audit = self.audit()
        for records in (audit.score_ids, self.env["traceability.audit.gain"]):
            own = records.with_user(self.stock_manager)
            for operation in ("create", "write", "unlink"):
                self.assertFalse(own.has_access(operation))

    def test_the_audit_of_an_empty_company_has_nothing_broken(self):
        other = self.env["res.company"].create({"name": "New Works"})
        self.env.user.company_ids += other
        audit = self.env["traceability.audit"].with_company(other).create({})
        self.assertEqual((audit.score, audit.movement_count), (100, 0))


class TestNightlyAudit(AuditCommon):
    """An audit a night of each company, and what is kept of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "New Works"})
        cls.deliver_without_lot(5)

    def run_night(self):
        """:return: the audits that one night made"""
        before = self.env["traceability.audit"].search([])
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kw: 1):
            self.env.ref("product_traceability_audit.cron_audit").ir_actions_server_id.run()
        return self.env["traceability.audit"].search([]) - before

    def test_a_night_audits_each_company_that_moved_anything_once(self):
        audits = self.run_night()
        self.assertIn(self.company, audits.company_id)
        self.assertNotIn(self.other, audits.company_id)
        self.assertEqual(len(audits), len(audits.company_id))
        self.assertEqual(audits.user_id.id, SUPERUSER_ID)
        self.assertFalse(self.run_night())

    def test_a_company_whose_audit_fails_keeps_no_other_from_its_own(self):
        house = self.env["stock.warehouse"].search([("company_id", "=", self.other.id)])
        screws = [(self.screw, None, 1)]
        self.screw.tracking = "none"
        self.move_goods(house.in_type_id, self.supplier_location, house.lot_stock_id, screws)
        self.screw.tracking = "lot"
        look = type(self.env["traceability.audit"])._look

        def fail(audit):
            if audit.company_id == self.company:
                audit.env.cr.execute("SELECT 1 / 0")
            look(audit)

        with (
            patch.object(type(self.env["traceability.audit"]), "_look", fail),
            mute_logger("odoo.sql_db"),
            self.assertLogs("odoo.addons.product_traceability_audit.models.audit_nightly"),
        ):
            audits = self.run_night()
        self.assertIn(self.other, audits.company_id)
        self.assertNotIn(self.company, audits.company_id)

    def test_of_old_nights_results_and_scores_are_kept_and_no_findings(self):
        [night] = self.run_night().filtered(lambda audit: audit.company_id == self.company)
        asked = self.audit()
        audits = night + asked
        count = night.finding_count
        self.assertTrue(night.finding_ids and night.gain_ids)
        self.plant("traceability_audit", night, create_date=Datetime.now() - timedelta(days=40))
        self.plant("traceability_audit", asked, create_date=Datetime.now() - timedelta(days=40))
        self.env["traceability.audit"]._gc_findings()
        audits.invalidate_recordset()
        self.assertFalse(night.finding_ids or night.gain_ids)
        self.assertTrue(night.score_ids)
        self.assertEqual(night.finding_count, count)
        self.assertTrue(asked.finding_ids and asked.gain_ids)

    def test_who_wants_it_gets_the_weekly_digest(self):
        audit = self.audit(self.auditor)
        self.auditor.email = "auditor@example.com"
        self.assertFalse(audit.is_subscribed)
        audit.action_subscribe()
        audit.invalidate_recordset()
        self.assertTrue(audit.is_subscribed)
        digest = self.env.ref(DIGEST)
        self.assertEqual(digest.periodicity, "weekly")
        stranger = new_test_user(self.env, "no_auditor", "base.group_user", email="no@example.com")
        digest.user_ids += stranger
        digest.action_send_manual()
        mails = self.env["mail.mail"].search([("email_to", "ilike", "@example.com")])
        bodies = {mail.email_to: mail.body_html for mail in mails}
        [mine] = [body for to, body in bodies.items() if "auditor@" in to]
        [theirs] = [body for to, body in bodies.items() if "no@" in to]
        self.assertIn(f"{audit.score:.2f}", mine)
        self.assertIn("Traceability Findings", mine)
        self.assertNotIn("Traceability Score", theirs)
        audit.action_unsubscribe()
        self.assertNotIn(self.auditor, digest.user_ids)

    def test_a_digest_that_was_deleted_is_made_anew(self):
        self.env.ref(DIGEST).unlink()
        audit = self.audit(self.auditor)
        self.assertFalse(audit.is_subscribed)
        audit.action_unsubscribe()
        audit.action_subscribe()
        audit.invalidate_recordset()
        self.assertTrue(audit.is_subscribed)
        digest = self.env.ref(DIGEST)
        self.assertEqual((digest.periodicity, digest.user_ids), ("weekly", self.auditor))
        self.assertTrue(digest.kpi_traceability_score and digest.kpi_traceability_findings)


@tagged("post_install", "-at_install")
class TestAuditPapers(AuditCommon, HttpCase):
    """What the auditor takes along."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.before = cls.audit()
        cls.deliver_without_lot(30)

    def test_the_report_says_what_was_audited_and_what_was_found(self):
        audit = self.audit(self.auditor)
        reports = self.env["ir.actions.report"].with_user(self.auditor)
        html = reports._render_qweb_html("product_traceability_audit.report_audit", audit.ids)[
            0
        ].decode()
        for text in (
            *(self.auditor.name, "Movements: 4", "Products: 2", "85.93", "100.00", "81.25"),
            *("Moved without a lot", "30 Units", "no lot was recorded", "Trace Works"),
        ):
            self.assertIn(text, html)

    def test_the_workbook_has_every_row(self):
        audit = self.audit()
        book = openpyxl.load_workbook(io.BytesIO(write_workbook(audit)))
        summary = {row[0]: row[1:] for row in book["Audit"].iter_rows(values_only=True)}
        self.assertEqual(summary["Score (%)"], (85.93, 100))
        self.assertEqual(summary["Movements"], (4, 3))
        self.assertEqual(book["Score"].max_row, 1 + len(audit.score_ids))
        self.assertEqual(book["Results"].max_row, 1 + len(audit.result_ids))
        self.assertEqual(book["Findings"].max_row, 1 + len(audit.finding_ids))
        kinds = [row[1] for row in book["What would raise it"].iter_rows(values_only=True)]
        self.assertIn("Moved without a lot", kinds)

    def test_quantities_are_numbers_in_the_workbook_and_never_added_up_over_units(self):
        salt = self.make_product("Salt", uom_id=self.env.ref("uom.product_uom_kgm").id)
        bag = self.receive(salt, "SALT-1", 2.5)
        places = [
            ("location_id", "=", self.stock_location.id),
            ("product_id", "in", (bag.product_id | self.tomato).ids),
        ]
        lost = self.env["stock.quant"].search(places)
        self.env.cr.execute("DELETE FROM stock_quant WHERE id IN %s", (lost._ids,))
        self.env.invalidate_all()
        book = openpyxl.load_workbook(io.BytesIO(write_workbook(self.audit())))
        rows = [row[:7] for row in book["Results"].iter_rows(values_only=True)]
        kind = "Stock missing that movements brought"
        of_kind = [row[4:6] for row in rows if row[0] == kind]
        self.assertCountEqual(of_kind, [(100, "Units"), (2.5, "kg")])
        self.assertEqual(sum(row[2] or 0 for row in rows if row[0] == kind), 3)

    def test_the_workbook_is_sent_to_who_may_read_the_audit(self):
        audit = self.audit()
        url = audit.action_export()["url"]
        self.authenticate("audit_reader", "audit_reader")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.content.startswith(b"PK"))
        self.assertEqual(self.url_open(f"{url}0").status_code, 404)
        new_test_user(self.env, "no_auditor", "base.group_user")
        self.authenticate("no_auditor", "no_auditor")
        self.assertEqual(self.url_open(url).status_code, 403)
