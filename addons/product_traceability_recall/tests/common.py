"""Bad tomatoes that went to two customers, one of them silent."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.product_traceability.tests.common.world import TraceabilityCommon


class RecallCommon(TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coordinator = new_test_user(
            cls.env,
            "recall_coordinator",
            "base.group_user,product_traceability_recall.group_coordinator",
            email="coordinator@example.com",
        )
        cls.customer.email = "shop@example.com"
        cls.customer.phone = "+32 2 555 01"
        cls.bad = cls.receive(cls.tomato, "T-BAD", 100)
        cls.good = cls.receive(cls.tomato, "T-GOOD", 50)
        cls.first = cls.deliver(cls.tomato, cls.bad, 30, cls.customer)
        cls.second = cls.deliver(cls.tomato, cls.bad, 20, cls.other_customer)
        cls.deliver(cls.tomato, cls.good, 10, cls.other_customer)

    @classmethod
    def start(cls, lots=None, **values):
        """:return: a new case on lots, as the coordinator has it"""
        recall = cls.env["traceability.recall"].with_user(cls.coordinator)
        return recall.create(
            {
                "reason": "Glass splinters",
                "hazard": "Cuts in mouth and throat",
                "lot_ids": [Command.set((lots or cls.bad).ids)],
                **values,
            }
        )

    @classmethod
    def scoped(cls, **values):
        recall = cls.start(**values)
        recall.action_scope()
        return recall

    def run_cron(self, method, send=lambda mails, **options: None):
        """Let a job of recalls run; no mail leaves, and no transaction ends."""
        with (
            patch.object(type(self.env["mail.mail"]), "send", send),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kw: 1),
        ):
            getattr(self.env["traceability.recall"], method)()

    def consignee(self, recall, partner):
        return recall.consignee_ids.filtered(lambda each: each.partner_id == partner)

    def answer(self, consignee, **quantities):
        """:return: the answer of a consignee, entered by the coordinator"""
        product_id = quantities.pop("product_id", self.tomato.id)
        return (
            self.env["traceability.recall.answer"]
            .with_user(self.coordinator)
            .create(
                {
                    "consignee_id": consignee.id,
                    "name": "Shop manager",
                    "line_ids": [Command.create({"product_id": product_id, **quantities})],
                }
            )
        )

    def render(self, name, records):
        """:return: str, the text of a paper, as the coordinator prints it"""
        reports = self.env["ir.actions.report"].with_user(self.coordinator)
        reports = reports.with_context(lang=self.coordinator.lang)
        html, _kind = reports._render_qweb_html(f"product_traceability_recall.{name}", records.ids)
        return " ".join(html.decode().split())
