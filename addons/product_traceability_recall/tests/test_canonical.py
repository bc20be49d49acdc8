"""What is hashed of a scope is the same as plain JSON, and differs where anything differs."""

import json

from odoo.tests import BaseCase, tagged

from ..tools.canonical import MANY, canonical


@tagged("-at_install", "post_install")
class TestCanonical(BaseCase):
    def assertPlain(self, answer):
        plain = json.dumps(answer, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        self.assertEqual(canonical(answer), plain.encode())

    def test_same_as_plain_json(self):
        rows = [
            {"node": f"lot:{number}", "100%": '5 % "é" \n', "share": number / 3, "sign": -1}
            for number in range(MANY + 2)
        ]
        self.assertPlain({"events": rows, "roots": [1, 2], "hidden": {"b": 1, "a": 2}})
        self.assertPlain({"events": [], "nodes": [{}], "truncated": False, "statement": ["é"]})

    def test_equal_but_not_the_same(self):
        """What is equal to Python is told apart, and so is what a row has alone."""
        self.assertPlain({"rows": [{"a": value, "b": 1} for value in (1, True, 1.0, None, "1")]})
        self.assertPlain({"rows": [{"a": value, "b": None} for value in (0.0, -0.0, None)]})
        self.assertPlain({"rows": [{"a": value, "b": {}} for value in (True, False)]})
        self.assertPlain({"rows": [{"a": 1, "c": 1}, {"b": 1, "c": 1}, {"a": 1, "b": [1]}]})
        self.assertPlain({"rows": [{}, {}]})
