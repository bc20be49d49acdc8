"""The answer as other programs get it, through Odoo's own API."""

from datetime import datetime, timedelta

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..common.world import TraceabilityCommon


@tagged("-at_install", "post_install")
class TestTraceApi(TraceabilityCommon, HttpCase):
    def ask(self, path, body):
        user = self.stock_user
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            ._generate("rpc", "trace", datetime.now() + timedelta(hours=1))
        )
        return self.url_open(
            f"/json/2/{path}", json=body, headers={"Authorization": f"bearer {key}"}
        )

    def test_a_program_with_an_api_key_gets_the_whole_answer_as_json(self):
        lot = self.receive(self.tomato, "T1", 10)
        self.deliver(self.tomato, lot, 3)
        reply = self.ask("stock.lot/get_traceability", {"ids": lot.ids, "direction": "downstream"})
        self.assertEqual(reply.status_code, 200, reply.text)
        answer = reply.json()
        self.assertEqual(answer, lot.with_user(self.stock_user).get_traceability("downstream"))
        self.assertLessEqual({"roots", "nodes", "links", "events", "gaps"}, set(answer))
        self.assertLessEqual({"truncated", "beyond", "statement"}, set(answer))

    def test_the_documentation_of_the_api_tells_how_to_ask(self):
        self.stock_user.group_ids += self.env.ref("api_doc.group_allow_doc")
        self.authenticate("trace_user", "trace_user")
        reply = self.url_open("/doc/stock.lot.json")
        self.assertEqual(reply.status_code, 200, reply.text)
        method = reply.json()["methods"]["get_traceability"]
        names = ["direction", "max_depth", "as_of", "limit", "labels"]
        self.assertEqual(list(method["parameters"]), names)
        for parameter in method["parameters"].values():
            self.assertTrue(parameter["doc"])
        self.assertIn("nodes", method["return"]["doc"])
        self.assertEqual(set(method["raise"]), {"AccessError", "UserError"})

    def test_arguments_that_make_no_sense_are_refused_in_words(self):
        lot = self.receive(self.tomato, "T2", 1).with_user(self.stock_user)
        nonsense = {
            "direction": (["upstream"], {}, None, True, 5, "up\x00stream", "sideways"),
            "max_depth": (True, False, "3", [3], 1.5, -1),
            "limit": (True, False, "3", [3], 1.5, 0, -1),
            "as_of": (
                *("2026-03-01\x00", "\x00", "soon", "2026-02-30", "\ud800", "x" * 100_000),
                *(True, 5, 1.5, ["2026-03-01"], {"day": 1}, "9999-99-99 99:99:99"),
            ),
        }
        for name, values in nonsense.items():
            for value in values:
                with self.subTest(name=name, value=str(value)[:20]):
                    with self.assertRaises(UserError) as caught:
                        lot.get_traceability(**{name: value})
                    self.assertLess(len(str(caught.exception)), 300)
                    self.assertTrue(str(caught.exception).isprintable())

    def test_the_first_and_the_last_day_of_the_calendar_are_answered(self):
        lot = self.receive(self.tomato, "T3", 1)
        for zone in ("Asia/Tokyo", "America/New_York", "UTC"):
            self.stock_user.tz = zone
            for as_of in ("0001-01-01", "9999-12-31", "0001-01-01 00:00:00"):
                with self.subTest(zone=zone, as_of=as_of):
                    try:
                        lot.with_user(self.stock_user).get_traceability(as_of=as_of)
                    except UserError as error:
                        self.assertIn("is not a date", str(error))

    def test_the_engine_itself_cannot_be_called_from_outside(self):
        reply = self.ask("traceability.graph/trace", {"lots": [], "direction": "both"})
        self.assertGreaterEqual(reply.status_code, 400)
        self.assertNotIn("nodes", reply.text)

    def test_lines_are_found_by_lot_through_an_index(self):
        """Core has none on the lot of a movement; without it every trace reads every movement."""
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'stock_move_line'"
            " AND indexdef LIKE '%(lot_id)%'"
        )
        self.assertTrue(self.env.cr.fetchall())
