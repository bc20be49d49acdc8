"""Who may do what with a recall, by any way in, and in which company."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import get_public_method
from odoo.tests import new_test_user, tagged

from ..tools import bag
from .common import RecallCommon

ACTIONS = (
    *("action_scope", "action_ask_hold", "action_hold", "action_release", "action_quarantine"),
    *("action_scrap",),
    *("action_create_returns", "action_notify", "action_draw_sample", "action_seal_evidence"),
    *("action_close", "action_start_drill", "action_rehearse_notices"),
)
# What only code may call, though it has a public name.
HIDDEN = {
    "traceability.recall": (
        *("check_open", "check_acts", "note_acting", "record", "get_accounts", "get_status"),
        *("find_evidence_problems", "get_affected_lots", "get_open_lines", "get_open_documents"),
    ),
    "traceability.recall.consignee": (*("get_answer_url", "hide_link", "open_links", "get_proof"),),
    "ir.attachment": ("create_final", "keep_final"),
}


@tagged("post_install", "-at_install")
class TestRecallRoles(RecallCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.recall = cls.scoped(check_level="a")
        cls.recall.action_draw_sample()
        cls.auditor = new_test_user(cls.env, "recall_auditor", "product_traceability.group_auditor")

    def test_others_read_all_and_do_nothing(self):
        for user in (self.auditor, self.stock_user, self.stock_manager):
            reader = self.recall.with_user(user)
            self.assertEqual(reader.name, self.recall.name)
            self.assertEqual(reader.delivery_ids.mapped("lot_name"), ["T-BAD", "T-BAD"])
            for action in ACTIONS:
                with self.subTest(user=user.login, action=action), self.refused(AccessError, "."):
                    getattr(reader, action)()
            with self.refused(AccessError, "."):
                reader.consignee_ids.action_told_by_phone()
            with self.refused(AccessError, "."):
                reader.consignee_ids.action_print_letter()
            with self.refused(AccessError, "."):
                reader.reason = "Nothing"
            with self.refused(AccessError, "."):
                reader.check_ids[0].result = "effective"

    def test_nobody_prints_letters_with_links_but_coordinators(self):
        reports = self.env["ir.actions.report"].with_user(self.auditor)
        with self.refused(AccessError, "."):
            reports._render_qweb_html(
                "product_traceability_recall.report_letter", self.recall.consignee_ids.ids
            )

    def test_who_reads_the_case_does_not_read_the_links(self):
        self.recall.action_notify()
        self.run_cron("_cron_notices")
        shop = self.consignee(self.recall, self.customer)
        secret = shop.sudo().access_token
        messages = shop.with_user(self.auditor).message_ids
        shop.sudo().message_post(body=f"We have none. > {shop.get_answer_url()}")
        messages = shop.with_user(self.auditor).message_ids
        self.assertIn("Answer now", str(messages.mapped("body")))
        self.assertNotIn(secret, str(messages.mapped("body")))
        (letter,) = messages.attachment_ids
        self.assertNotIn(secret.encode(), letter.raw)
        self.assertIn(b"link in our e-mail", letter.raw)
        with self.refused(UserError, "Evidence of a recall cannot be deleted"):
            letter.sudo().unlink()
        self.recall.action_seal_evidence()
        files = bag.read(self.recall.evidence_attachment_id.sudo().raw)
        self.assertEqual(files[f"data/letters/{letter.id}.pdf"], letter.raw)

    def test_programs_call_no_inner_methods(self):
        for model, names in HIDDEN.items():
            for name in names:
                with self.subTest(model=model, name=name), self.refused(AccessError, "."):
                    get_public_method(self.env[model], name)

    def test_what_the_case_records_nobody_sets_by_hand(self):
        self.recall.action_seal_evidence()
        now = fields.Datetime.now()
        for name, value, told in (
            *(("state", "closed", "Find Scope or Close"), ("name", "X", "set automatically")),
            *(("scope_hash", "0" * 64, "Find Scope"), ("statement", "", "Find Scope")),
            *(("evidence_hash", "0" * 64, "Seal Evidence"), ("check_seed", "1", "Draw Sample")),
            *(("evidence_on", now, "Seal Evidence"), ("hold_arrivals", True, "Hold Everything")),
            ("closed_on", now, "Use the button Close"),
        ):
            with self.subTest(name=name), self.refused(UserError, told):
                self.recall.with_user(self.coordinator).write({name: value})
        forged = self.start(state="closed", name="X", evidence_hash="0" * 64)
        self.assertEqual((forged.state, forged.evidence_hash), ("draft", False))
        self.assertNotEqual(forged.name, "X")

    def test_rows_and_draws_are_written_by_nobody(self):
        for rows in ("affected_ids", "stock_ids", "delivery_ids", "consignee_ids", "extent_ids"):
            row = self.recall[rows][:1]
            with self.subTest(rows=rows):
                with self.refused(AccessError, "."):
                    row.write({"recall_id": self.recall.id})
                with self.refused(AccessError, "."):
                    row.unlink()
                with self.refused(AccessError, "."):
                    row.copy()
        check = self.recall.check_ids[0]
        with self.refused(UserError, "Use Draw Sample"):
            check.consignee_id = self.recall.check_ids[1].consignee_id
        with self.refused(AccessError, "."):
            check.unlink()
        check.result = "effective"
        self.assertEqual(check.user_id, self.coordinator)

    def test_evidence_and_answers_are_final(self):
        self.recall.action_seal_evidence()
        kept = self.recall.evidence_attachment_id + self.recall.scope_attachment_id
        for file in kept:
            with self.refused(UserError, "cannot be changed"):
                file.raw = b"Nothing happened"
            with self.refused(UserError, "cannot be deleted"):
                file.unlink()
        shop = self.consignee(self.recall, self.customer)
        answer = self.answer(shop, on_hand=5)
        for change in (
            lambda: answer.write({"name": "Another"}),
            lambda: answer.line_ids.write({"on_hand": 0}),
        ):
            with self.refused(Exception, "."):
                change()
        with self.refused(AccessError, "."):
            answer.unlink()
        with self.refused(AccessError, "."):
            answer.line_ids.create({"answer_id": answer.id, "product_id": self.tomato.id})
        with self.refused(UserError, "Only a customer answers by the link"):
            self.env["traceability.recall.answer"].with_user(self.coordinator).create(
                {"consignee_id": shop.id, "name": "Ann", "source": "link"}
            )

    def test_customers_and_lots_can_be_deleted_as_before(self):
        self.recall.action_hold()
        self.other_customer.with_context(tracking_disable=True)
        visitor = self.env["res.partner"].create({"name": "Visitor"})
        consignee = self.recall.consignee_ids[:1].sudo()
        consignee.partner_id = visitor
        visitor.unlink()
        self.assertFalse(consignee.partner_id)
        self.assertTrue(consignee.name)

    def test_three_companies_see_their_own_cases(self):
        north, south = self.env["res.company"].create([{"name": "North"}, {"name": "South"}])
        users = {
            company: new_test_user(
                self.env,
                f"recall_{company.name}",
                "base.group_user,product_traceability_recall.group_coordinator",
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )
            for company in (north, south)
        }
        cases = self.env["traceability.recall"]
        tins = self.make_product("Tin", "lot")
        lots = {
            company: self.env["stock.lot"].create(
                {"name": "TIN-1", "product_id": tins.id, "company_id": company.id}
            )
            for company in (north, south)
        }
        for company, user in users.items():
            own = cases.with_user(user)
            self.assertFalse(own.search([]))
            case = own.create({"reason": "Rust", "lot_ids": [Command.set(lots[company].ids)]})
            case.action_scope()
            self.assertEqual(own.search([]), case)
            self.assertEqual(case.affected_ids.lot_id, lots[company])
            with self.refused(AccessError, "."):
                _ = self.recall.with_user(user).reason
            with self.refused(AccessError, "."):
                _ = self.recall.with_user(user).consignee_ids.sudo(False)[:1].name
        with self.refused(AccessError, "."):
            self.start(lots=lots[north])
        self.coordinator.company_ids |= north
        both = (self.company | north).ids
        with self.refused(UserError, "(?s)company inconsistencies.*TIN-1"):
            cases.with_user(self.coordinator).with_context(allowed_company_ids=both).create(
                {"reason": "Rust", "lot_ids": [Command.set(lots[north].ids)]}
            )
