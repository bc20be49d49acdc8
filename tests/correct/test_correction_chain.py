"""The log of corrections is one chain of hashes, which tells the first entry that was touched."""

import hashlib
import json

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common.correction import CorrectionCommon

JOB = "odoo.addons.product_traceability.models.correct.correction_chain"


@tagged("post_install", "-at_install")
class TestCorrectionChain(CorrectionCommon):
    def setUp(self):
        super().setUp()
        self.log = self.env["traceability.correction"]
        lots = [self.receive(self.motor, f"M-O{number}") for number in range(3)]
        self.first, self.second, self.third = (
            lot.with_user(self.stock_manager).correct_name(f"M-{index}", "Typing error").sudo()
            for index, lot in enumerate(lots)
        )

    def check(self):
        answer = call_kw(self.log.with_user(self.stock_manager), "action_check_log", [[]], {})
        self.assertEqual(answer["tag"], "display_notification")
        return answer["params"]["type"], answer["params"]["message"]

    def touch(self, query, *arguments):
        """Change the database as its administrator can, past Odoo."""
        self.env.flush_all()
        self.env.cr.execute(query, arguments)
        self.env.invalidate_all()

    def assert_broken(self, number):
        kind, message = self.check()
        self.assertEqual(kind, "danger", message)
        self.assertIn(f"Entry {number} of the correction log", message)

    def test_each_entry_carries_the_hash_of_the_one_before(self):
        entries = self.first | self.second | self.third
        start = self.first.number
        self.assertEqual(entries.mapped("number"), [start, start + 1, start + 2])
        self.assertEqual(self.second.previous_hash, self.first.entry_hash)
        self.assertEqual(self.third.previous_hash, self.second.entry_hash)
        lot = self.second.lot_ids
        contents = {
            "number": self.second.number,
            "date": str(self.second.date),
            "user": self.stock_manager.id,
            "company": None,
            "kind": "name",
            "reason": "Typing error",
            "before": "Motor, M-O1",
            "after": "Motor, M-1",
            "details": {"lot": {"id": lot.id, "before": "M-O1", "after": "M-1"}},
            "lots": lot.ids,
            "products": self.motor.ids,
            "transfers": self.second.picking_ids.ids,
            "movements": self.second.move_line_ids.ids,
            "previous_hash": self.first.entry_hash,
        }
        contents["company"] = self.second.company_id.id or None
        text = json.dumps(contents, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        self.assertEqual(self.second.entry_hash, hashlib.sha256(text.encode()).hexdigest())

    def test_what_was_not_touched_is_whole(self):
        self.motor.active = False
        self.motor.name = "Engine"
        kind, message = self.check()
        self.assertEqual(kind, "success", message)
        self.assertIn(self.third.entry_hash, message)

    def test_an_entry_that_was_changed_is_named(self):
        table = "UPDATE traceability_correction SET "
        for change, value in (
            ("reason = %s", "Forged"),
            ("before = %s", "Motor, M-X"),
            ("after = %s", "Motor, M-X"),
            ("date = date - %s * interval '1 day'", 1),
            ("user_id = %s", self.env.uid),
            ("details = %s", "{}"),
            ("kind = %s", "lot"),
        ):
            with self.subTest(change=change):
                with self.env.cr.savepoint() as savepoint:
                    self.touch(f"{table} {change} WHERE id = %s", value, self.second.id)
                    self.assert_broken(self.second.number)
                    savepoint.rollback()
                self.env.invalidate_all()
        self.assertEqual(self.check()[0], "success")

    def test_an_entry_with_a_hash_made_to_fit_breaks_the_next(self):
        self.touch(
            "UPDATE traceability_correction SET reason = 'Forged' WHERE id = %s", self.second.id
        )
        contents = self.second._contents()
        text = json.dumps(contents, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        self.touch(
            "UPDATE traceability_correction SET entry_hash = %s WHERE id = %s",
            hashlib.sha256(text.encode()).hexdigest(),
            self.second.id,
        )
        self.assert_broken(self.third.number)

    def test_links_that_were_cut_are_told(self):
        self.touch(
            "DELETE FROM stock_lot_traceability_correction_rel"
            " WHERE traceability_correction_id = %s",
            self.first.id,
        )
        self.assert_broken(self.first.number)

    def test_an_entry_that_was_deleted_is_told(self):
        for entry in (self.second, self.first):
            number = entry.number
            self.touch("DELETE FROM traceability_correction WHERE id = %s", entry.id)
            self.assert_broken(number)

    def test_the_last_entry_is_missed_once_a_night_has_passed(self):
        self.log._check_log_nightly()
        number = self.third.number
        self.touch("DELETE FROM traceability_correction WHERE id = %s", self.third.id)
        self.assert_broken(number)

    def test_the_nightly_job_tells_the_managers_once(self):
        job = self.env.ref("product_traceability.cron_check_correction_log")
        job.ir_actions_server_id.run()
        activities = self.env["mail.activity"].search(
            [("user_id", "=", self.stock_manager.id), ("summary", "ilike", "correction log")]
        )
        self.assertFalse(activities)
        self.touch(
            "UPDATE traceability_correction SET reason = 'Forged' WHERE id = %s", self.second.id
        )
        with mute_logger(JOB):
            self.log._check_log_nightly()
            self.log._check_log_nightly()
        [activity] = activities.search(
            [("user_id", "=", self.stock_manager.id), ("summary", "ilike", "correction log")]
        )
        self.assertIn(f"Entry {self.second.number} of", activity.note)

    def test_who_reads_the_log_checks_it_and_others_do_not(self):
        auditor = new_test_user(
            self.env, "chain_auditor", "base.group_user,product_traceability.group_auditor"
        )
        other = new_test_user(self.env, "chain_other", "base.group_user")
        self.assertEqual(
            self.log.with_user(auditor).action_check_log()["params"]["type"], "success"
        )
        with self.assertRaises(AccessError):
            self.log.with_user(other).action_check_log()

    def test_entries_from_before_are_chained_in_their_order(self):
        self.touch(
            "UPDATE traceability_correction"
            " SET number = NULL, previous_hash = NULL, entry_hash = NULL"
        )
        self.assertEqual(self.check()[0], "danger")
        self.log._chain_old()
        self.assertEqual(self.check()[0], "success")
        self.assertLess(self.first.number, self.third.number)
