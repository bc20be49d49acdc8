from odoo.fields import Command
from odoo.tests import Form, new_test_user

from odoo.addons.product_traceability_mrp.tests.common import FactoryCommon


class TestCausesInProduction(FactoryCommon):
    """Two bad sauces were cooked at one kettle by one cook; their tomatoes are everybody's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = new_test_user(
            cls.env, "kettle_reader", "base.group_user,product_traceability.group_auditor"
        )
        tomatoes = cls.receive(cls.tomato, "T-1", 10)
        cls.kettles = cls.env["mrp.workcenter"].create([{"name": "Kettle 1"}, {"name": "Kettle 2"}])
        cls.cooks = cls.stock_user, cls.stock_manager
        cls.lots = cls.env["stock.lot"]
        for number in range(4):
            order = cls.plan_order(cls.sauce, f"S-{number}", [(tomatoes, 1)])
            order.workorder_ids = [
                Command.create(
                    {
                        "name": "Cook",
                        "workcenter_id": cls.kettles[number // 2].id,
                        "product_uom_id": order.product_uom_id.id,
                        "time_ids": [
                            Command.create(
                                {
                                    "workcenter_id": cls.kettles[number // 2].id,
                                    "user_id": cls.cooks[number // 2].id,
                                    "loss_id": cls.env.ref("mrp.block_reason7").id,
                                    "date_start": "2026-01-01 08:00:00",
                                    "date_end": "2026-01-01 09:00:00",
                                }
                            )
                        ],
                    }
                )
            ]
            order.button_mark_done()
            cls.lots |= order.lot_producing_ids

    def test_an_order_drags_in_what_it_made(self):
        pulps = self.env["stock.lot"]
        for number in range(4):
            order = self.plan_order(self.pulp, f"P-{number}", [(self.lots[number // 2], 0.25)])
            order.button_mark_done()
            pulps |= order.lot_producing_ids
        question = (
            self.env["traceability.common.cause"]
            .with_user(self.reader)
            .create(
                {"bad_ids": [Command.set(pulps[:2].ids)], "good_ids": [Command.set(pulps[2:].ids)]}
            )
        )
        question.action_find()
        cause = self.env["mrp.production"].search([("lot_producing_ids", "in", self.lots[0].ids)])
        row = question.cause_ids.filtered(
            lambda row: (row.kind, row.model, row.res_id) == ("document", cause._name, cause.id)
        )
        self.assertEqual((row.bad_count, row.good_count, row.others), (2, 0, "1"))
        self.assertEqual(row.action_trace()["params"]["ids"], self.lots[0].ids)

    def test_kettle_and_cook_are_found(self):
        bad, good = self.lots[:2], self.lots[2:]
        question = (
            self.env["traceability.common.cause"]
            .with_user(self.reader)
            .create({"bad_ids": [Command.set(bad.ids)], "good_ids": [Command.set(good.ids)]})
        )
        question.action_find()
        found = {(row.kind, row.name): row for row in question.cause_ids}
        cook = self.stock_user.name
        self.assertLessEqual({("workcenter", "Kettle 1"), ("operator", cook)}, set(found))
        self.assertNotIn(("workcenter", "Kettle 2"), found)
        for key in (("workcenter", "Kettle 1"), ("operator", cook)):
            self.assertEqual((found[key].bad_count, found[key].good_count), (2, 0))
            self.assertEqual(found[key].action_trace()["params"]["ids"], bad.ids)
        kettle = found["workcenter", "Kettle 1"].action_open()
        opened = self.env[kettle["res_model"]].browse(kettle["res_id"]).with_user(self.reader)
        self.assertEqual(Form(opened, kettle["views"][0][0]).name, "Kettle 1")
