"""Each rule at each door: forms, calls from outside and imports, by all who could try them.

What other tests of the guard show of one rule in depth is not told again; here every door is tried
by clerk, manager and plain employee, in the company and in a second one beside another that is not
strict. Manufacturing's doors are tried in the tests of its addon.
"""

import re

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..common.ways_in import FINAL, WAYS_IN, WaysIn

MODELS = WAYS_IN.parents[1] / "models"
# Core lets every employee write lines of transfers; what is done is final all the same.
NOT_ALLOWED = f"(?i)allowed|cannot come back|{FINAL}"


class Doors:
    """What holds behind every door, wherever it is."""

    def test_every_rule_holds_at_every_door_for_clerk_and_manager(self):
        self.motor.lot_name_pattern = "ABC-#"
        self.env.flush_all()
        before = self.snapshot()
        for rule, way, users, words, door, *arguments in self.table():
            for user in users:
                case = {"rule": rule, "way": way, "who": user.login, "door": door.__name__}
                with self.subTest(**case):
                    with self.refused(words):
                        door(user, *arguments)
                    self.assertEqual(self.snapshot(), before)

    def test_a_plain_employee_gets_through_no_door(self):
        before = self.snapshot()
        for rule, way, _users, _words, door, *arguments in self.table():
            if way == "form":  # which asks for more than the employee may read
                continue
            with self.subTest(rule=rule, way=way, door=door.__name__):
                with self.refused(NOT_ALLOWED):
                    door(self.employee, *arguments)
                self.assertEqual(self.snapshot(), before)


@tagged("post_install", "-at_install")
class TestWaysIn(Doors, WaysIn):
    def test_the_list_of_ways_in_names_every_attempt_and_no_other(self):
        listed = [(rule, way, attempt) for rule, way, _users, attempt in self.listed()]
        self.assertCountEqual(listed, self.attempts())

    def test_the_list_of_ways_in_names_every_rule_and_where_it_is_written(self):
        text = WAYS_IN.read_text()
        rules = dict(re.findall(r"^   \* - (\d)\n((?:     .*\n)+)", text, re.MULTILINE))
        self.assertEqual(sorted(rules), list("12345678"))
        tried = {str(rule) for rule, _way, _attempt in self.attempts()}
        self.assertEqual(rules.keys() - tried, {"6"}, "which needs manufacturing")
        named = {name.split("/")[-1] for name in re.findall(r"``([\w/]*guard_\w+)``", text)}
        files = {path.stem for path in MODELS.glob("*/guard_*.py")}
        self.assertEqual(named, files)


@tagged("post_install", "-at_install")
class TestWaysInOfASecondCompany(Doors, WaysIn):
    """The same in another company while the first is not strict, by its own people."""

    @classmethod
    def enter_company(cls):
        cls.first, cls.company = cls.company, cls.env["res.company"].create({"name": "Works Two"})
        cls.first.strict_traceability = False
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)])
        cls.stock_location = cls.warehouse.lot_stock_id
        cls.shelf = cls.env["stock.location"].create(
            {"name": "Shelf", "location_id": cls.stock_location.id}
        )
        cls.receipts, cls.deliveries = cls.warehouse.in_type_id, cls.warehouse.out_type_id
        theirs = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.first_clerk = cls.clerk
        cls.clerk = new_test_user(cls.env, "two_clerk", "stock.group_stock_user", **theirs)
        cls.manager = new_test_user(cls.env, "two_manager", "stock.group_stock_manager", **theirs)
        cls.employee = new_test_user(cls.env, "two_employee", "base.group_user", **theirs)

    def test_people_of_the_first_company_reach_nothing_of_it(self):
        before = self.snapshot()
        for door, *arguments in (
            (self.line_rpc, self.receipt, self.m1),
            (self.line_import, self.receipt, self.m1),
            (self.relot, self.delivery.move_line_ids),
            (self.relot_import, self.delivery.move_line_ids),
        ):
            with self.subTest(door=door.__name__), self.refused("(?i)access|allowed|compan"):
                door(self.first_clerk, *arguments)
            self.assertEqual(self.snapshot(), before)
