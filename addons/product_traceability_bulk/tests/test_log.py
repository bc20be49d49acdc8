"""The log names, once, whose method makes the ordinary way be taken."""

import logging
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from ..tools import known_overrides

LOGGER = known_overrides.__name__
WITHIN = "_trace_move_goods"


@tagged("post_install", "-at_install")
class TestLog(TransactionCase):
    def setUp(self):
        super().setUp()
        logged = patch.object(known_overrides, "_logged", set())
        logged.start()
        self.addCleanup(logged.stop)

    def put_in_front(self, model, name, module):
        """A method of another module, which does nothing but call the ordinary one."""
        model = self.env.registry[model]
        ordinary = getattr(model, name)

        def method(records, *args, **kwargs):
            return ordinary(records, *args, **kwargs)

        method.__module__ = f"odoo.addons.{module}.models.other"
        self.patch(model, name, method)

    def test_a_module_that_nobody_read_is_named_once(self):
        self.put_in_front("stock.quant", "_gather", "other_app")
        quants = self.env["stock.quant"]
        with self.assertLogs(LOGGER, logging.INFO) as log:
            self.assertFalse(known_overrides.only_known(quants, "create", "_gather"))
            self.assertFalse(known_overrides.only_known(quants, "_gather"))
        [message] = log.output
        self.assertIn("other_app extends _gather of stock.quant", message)

    def test_each_method_and_each_module_is_named(self):
        for name, module in (("_gather", "one_app"), ("create", "other_app")):
            self.put_in_front("stock.quant", name, module)
        with self.assertLogs(LOGGER, logging.INFO) as log:
            known_overrides.only_known(self.env["stock.quant"], "create", "_gather")
        named = [
            line.rpartition(LOGGER + ":")[2].partition(" of stock.quant")[0] for line in log.output
        ]
        self.assertEqual(named, ["other_app extends create", "one_app extends _gather"])

    def test_what_runs_around_our_own_method_does_not_matter(self):
        lines = self.env["stock.move.line"]
        self.put_in_front("stock.move.line", "_action_done", "other_app")
        with self.assertNoLogs(LOGGER, logging.INFO):
            self.assertTrue(known_overrides.only_known(lines, "_action_done", within=WITHIN))
        with self.assertLogs(LOGGER, logging.INFO):
            self.assertFalse(known_overrides.only_known(lines, "_action_done"))

    def test_nothing_is_said_where_all_is_known(self):
        with self.assertNoLogs(LOGGER, logging.INFO):
            for model, name in known_overrides.READ:
                if model not in self.env:
                    continue
                within = WITHIN if name == "_action_done" else None
                known = known_overrides.only_known(self.env[model], name, within=within)
                self.assertTrue(known, f"{name} of {model}")
