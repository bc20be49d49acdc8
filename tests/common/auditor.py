"""A user who reads what a trace links to, and writes nothing."""

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user

from .world import TraceabilityCommon


class AuditorCommon(TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = new_test_user(
            cls.env, "auditor14", "base.group_user,product_traceability.group_auditor"
        )

    def linked(self, records):
        """:return: {model: records} of all that the page of a trace links to"""
        answer = records.with_user(self.auditor).get_traceability()
        tables = records.with_user(self.auditor).get_trace_tables()
        links = {(node["model"], node["res_id"]) for node in answer["nodes"]}
        links |= {(event["model"], event["res_id"]) for event in answer["events"]}
        links |= {(gap["model"], gap["res_id"]) for gap in answer["gaps"] if gap["model"]}
        links |= {("product.product", node["product_id"]) for node in answer["nodes"]}
        links |= {
            ("res.partner", event[f"{end}partner_id"])
            for event in answer["events"]
            for end in ("", "from_", "to_")
            if event[f"{end}partner_id"]
        }
        links |= {
            (document["model"], document["res_id"])
            for row in tables["customers"] + tables["stock"]
            for document in row["documents"]
        }
        models = {}
        for model, record_id in links:
            models[model] = models.get(model, self.env[model]) | self.env[model].browse(record_id)
        return models

    def assert_read_only(self, records):
        """Open each on its form, and try to change them, as a client does."""
        for record in records.with_user(self.auditor):
            self.env.invalidate_all()
            Form(record)
        self.assert_not_written(records)

    def assert_not_written(self, records):
        mine = records[:1].with_user(self.auditor)
        self.assertTrue(mine.read(["display_name"]))
        for operation in ("write", "create", "unlink"):
            self.assertFalse(mine.has_access(operation), (mine._name, operation))
        with self.assertRaises(AccessError):
            mine.write({})
