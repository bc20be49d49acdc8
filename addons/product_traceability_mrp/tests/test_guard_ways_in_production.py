"""The guard's rules at the doors of manufacturing, as a worker with no more rights than that."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command, Datetime
from odoo.tests import Form, new_test_user, tagged

from .common import FINAL, NEEDS_LOT, ProductionGuardCommon

UNKNOWN = "was never in stock"


@tagged("post_install", "-at_install")
class TestWaysInOfAWorker(ProductionGuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = new_test_user(cls.env, "trace_worker", "base.group_user,mrp.group_mrp_user")
        cls.strange = cls.make_lot(cls.tomato, "STRANGE")
        cls.held = cls.receive(cls.tomato, "HELD", 10)
        cls.held.hold("Laboratory")
        cls.apple = cls.make_product("Apple", "lot", use_expiration_date=True)
        cls.past = cls.receive(cls.apple, "PAST", 10)
        cls.past.expiration_date = Datetime.now() - timedelta(days=3)
        cls.order = cls.make(cls.sauce, "S1", [(cls.t1, 20)])

    def setUp(self):
        super().setUp()
        self.commit()

    def values(self, lot):
        return {
            "move_id": self.order.move_raw_ids.id,
            "product_id": (lot or self.t1).product_id.id,
            "lot_id": lot.id if lot else False,
            "quantity": 1,
        }

    def line_rpc(self, lot):
        self.rpc(self.worker, "stock.move.line", "create", [self.values(lot)])

    def line_import(self, lot):
        values = self.values(lot)
        fields = [name if name == "quantity" else f"{name}/.id" for name in values]
        self.load("stock.move.line", fields, [str(value or "") for value in values.values()])

    def load(self, model, fields, row):
        answer = self.env[model].with_user(self.worker).load(fields, [row])
        if not answer["ids"]:
            raise UserError("\n".join(message["message"] for message in answer["messages"]))

    def order_form(self, part):
        """Make an order in its form, of a component chosen there."""
        lot = part if part._name == "stock.lot" else None
        order = self.plan_order(self.sauce, "S2", [(part, 1)])
        with Form(order.with_user(self.worker)) as form:
            form.origin = "typed"
        self.assertEqual(order.move_raw_ids.lot_ids, lot or self.env["stock.lot"])
        self.rpc(self.worker, "mrp.production", "button_mark_done", order.ids)

    def relot(self):
        values = {"lot_producing_ids": [Command.set(self.make_lot(self.sauce, "S9").ids)]}
        self.rpc(self.worker, "mrp.production", "write", self.order.ids, values)

    def renumber(self):
        self.load("mrp.production", [".id", "name"], [str(self.order.id), "WH/MO/FAKE"])

    def relot_line(self):
        lines = self.order.move_raw_ids.move_line_ids
        self.rpc(self.worker, "stock.move.line", "write", lines.ids, {"lot_id": self.held.id})

    def test_no_door_of_manufacturing_is_open(self):
        self.receive_without_lot(self.jar, 5)
        none = self.env["stock.lot"]
        table = [
            (1, "form", NEEDS_LOT, self.order_form, self.jar),
            (1, "rpc", NEEDS_LOT, self.line_rpc, none),
            (1, "import", NEEDS_LOT, self.line_import, none),
            (2, "form", UNKNOWN, self.order_form, self.strange),
            (2, "rpc", UNKNOWN, self.line_rpc, self.strange),
            (2, "import", UNKNOWN, self.line_import, self.strange),
            (4, "rpc", FINAL, self.relot),
            (4, "rpc", FINAL, self.relot_line),
            (4, "import", FINAL, self.renumber),
            (8, "form", "on hold", self.order_form, self.held),
            (8, "rpc", "on hold", self.line_rpc, self.held),
            (8, "import", "on hold", self.line_import, self.held),
            (8, "form", "xpired", self.order_form, self.past),
        ]
        before = self.snapshot()
        for rule, way, words, door, *arguments in table:
            with self.subTest(rule=rule, way=way, door=door.__name__):
                with self.refused(words):
                    door(*arguments)
                self.assertEqual(self.snapshot(), before)

    def snapshot(self):
        lines = self.order.move_raw_ids.move_line_ids | self.order.move_finished_ids.move_line_ids
        return (
            [(line.id, line.lot_id.id, line.quantity) for line in lines],
            (self.order.name, self.order.state, self.order.lot_producing_ids.ids),
            [lot.product_qty for lot in self.t1 | self.held | self.strange | self.past],
        )
