"""What someone is typing into a wizard is nobody else's to read, change or apply."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common.guard import GuardCommon


@tagged("post_install", "-at_install")
class TestOwnWizards(GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = new_test_user(
            cls.env, "other_manager", "base.group_user,stock.group_stock_manager"
        )

    def test_every_wizard_of_ours_has_a_rule(self):
        ours = [
            model
            for model in self.env.values()
            if model.is_transient() and model._original_module.startswith("product_traceability")
        ]
        self.assertGreaterEqual(len(ours), 8)
        for model in ours:
            with self.subTest(model=model._name):
                domain = self.env["ir.rule"].with_user(self.clerk)._compute_domain(model._name)
                self.assertIn("create_uid", str(domain))

    def test_another_users_list_is_neither_read_nor_written_nor_assigned(self):
        receipt = self.plan_receipt((self.motor, None, 1))
        model = "stock.lot.assign"
        wizard = self.rpc(
            self.clerk, model, "create", {"move_ids": [Command.set(receipt.move_ids.ids)]}
        )
        self.rpc(self.clerk, model, "add_text", [wizard], "M1")
        calls = {
            "read": ([wizard], ["rows"]),
            "web_read": ([wizard], {"rows": {}}),
            "write": ([wizard], {"text": "M2"}),
            "web_save": ([wizard], {"text": "M2"}, {}),
            "unlink": ([wizard],),
            "add_rows": ([wizard], [{"name": "M2", "quantity": 1}]),
            "add_text": ([wizard], "M2"),
            "remove_rows": ([wizard], [{"row": 1, "move_id": receipt.move_ids.id, "name": "M1"}]),
            "get_rows": ([wizard],),
            "scan": ([wizard], "M2"),
            "action_clear": ([wizard],),
            "action_remove_errors": ([wizard],),
            "action_generate": ([wizard],),
            "action_assign": ([wizard],),
            "action_assign_and_print": ([wizard],),
        }
        for method, arguments in calls.items():
            self.env.invalidate_all()
            with self.subTest(method=method), self.assertRaises(AccessError):
                self.rpc(self.other, model, method, *arguments)
        self.assertFalse(self.rpc(self.other, model, "search_read", [], ["rows"]))
        [row] = self.rpc(self.clerk, model, "get_rows", [wizard])["rows"]
        self.assertEqual(row["name"], "M1")
        self.rpc(self.clerk, model, "action_assign", [wizard])
        self.assertEqual(receipt.move_line_ids.lot_name, "M1")
