"""Orders that were closed without a component of their plan."""

from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import FactoryCommon


@tagged("post_install", "-at_install")
class TestGapsOfOrders(FactoryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.strict_traceability = False  # data from before
        cls.flour = cls.make_product("Flour", "lot")
        cls.salt = cls.make_product("Salt", "none")
        cls.bill = cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.sauce.product_tmpl_id.id,
                "consumption": "flexible",
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": amount})
                    for part, amount in ((cls.tomato, 2), (cls.flour, 3), (cls.salt, 1))
                ],
            }
        )
        cls.tomatoes = cls.receive(cls.tomato, "T1", 100)
        cls.sack = cls.receive(cls.flour, "FL1", 100)

    def plan_sauce(self, name, quantity=1):
        order = self.env["mrp.production"].create(
            {
                "product_id": self.sauce.id,
                "product_qty": quantity,
                "bom_id": self.bill.id,
                "picking_type_id": self.warehouse.manu_type_id.id,
                "lot_producing_ids": [Command.set(self.make_lot(self.sauce, name).ids)],
            }
        )
        order.action_confirm()
        order.qty_producing = quantity
        order.set_qty_producing()
        return order

    def close(self, order):
        """Mark an order done as the button does, its questions answered with yes."""
        action = order.button_mark_done()
        for _question in range(3):
            if not isinstance(action, dict) or not action.get("res_model"):
                break
            wizard = Form.from_action(self.env, action).save()
            name = "action_confirm" if hasattr(wizard, "action_confirm") else "action_backorder"
            action = getattr(wizard, name)()
        self.assertEqual(order.state, "done")
        return order.lot_producing_ids

    def part(self, order, product):
        return order.move_raw_ids.filtered(lambda move: move.product_id == product)

    def gaps(self, lot):
        return [
            (gap["kind"], gap["product_name"], gap["reference"], gap["node"])
            for gap in lot.get_traceability("upstream")["gaps"]
        ]

    def test_an_order_closed_without_a_tracked_component_of_its_bill_has_a_gap(self):
        order = self.plan_sauce("S1")
        for product in (self.flour, self.salt):
            self.part(order, product).quantity = 0
        lot = self.close(order)
        gap = ("component_not_used", "Flour", order.name, f"lot:{lot.id}")
        self.assertEqual(self.gaps(lot), [gap])
        answer = lot.get_traceability()
        self.assertIn("One planned component", " ".join(answer["statement"]))
        self.assertNotIn("Every movement in this trace", " ".join(answer["statement"]))
        # It is as open where the sauce is met on the way of another lot.
        self.assertIn(gap, self.gaps(self.make(self.pulp, "P1", [(lot, 1)]).lot_producing_ids))

    def test_an_order_that_used_all_of_its_bill_has_none(self):
        self.assertEqual(self.gaps(self.close(self.plan_sauce("S1"))), [])

    def test_a_component_that_took_the_place_of_another_leaves_no_gap(self):
        jar = self.receive(self.jar, "J1", 10)
        order = self.plan_sauce("S1")
        for product in (self.flour, self.salt):
            self.part(order, product).quantity = 0
        order.move_raw_ids = [Command.create({"product_id": self.jar.id, "product_uom_qty": 1})]
        self._pick(self.part(order, self.jar), [(jar, 1)])
        self.assertEqual(self.gaps(self.close(order)), [])

    def test_one_replacement_for_two_components_leaves_both_open(self):
        jar = self.receive(self.jar, "J1", 10)
        order = self.plan_sauce("S1")
        for product in (self.flour, self.tomato):
            self.part(order, product).quantity = 0
        order.move_raw_ids = [Command.create({"product_id": self.jar.id, "product_uom_qty": 1})]
        self._pick(self.part(order, self.jar), [(jar, 1)])
        self.assertEqual({gap[1] for gap in self.gaps(self.close(order))}, {"Flour", "Tomato"})

    def test_a_component_cancelled_before_closing_has_a_gap(self):
        order = self.plan_sauce("S1")
        self.part(order, self.flour)._action_cancel()
        self.assertEqual([gap[1] for gap in self.gaps(self.close(order))], ["Flour"])

    def test_a_backorder_of_a_production_in_two_steps_that_used_nothing_has_a_gap(self):
        self.warehouse.manufacture_steps = "pbm"
        order = self.env["mrp.production"].create(
            {
                "product_id": self.sauce.id,
                "product_qty": 5,
                "bom_id": self.bill.id,
                "picking_type_id": self.warehouse.manu_type_id.id,
            }
        )
        order.action_confirm()
        pick = order.picking_ids
        for move in pick.move_ids:
            lot = {self.tomato: self.tomatoes, self.flour: self.sack}.get(move.product_id)
            self._pick(move, [(lot or self.env["stock.lot"], 2)])
            move.move_line_ids.picking_id = pick
        Form.from_action(self.env, pick.button_validate()).save().process()
        self.assertEqual(pick.state, "done")
        form = Form(order)
        form.lot_producing_ids.add(self.make_lot(self.sauce, "S1"))
        form.qty_producing = 1
        order = form.save()
        lot = self.close(order)
        done = order.move_raw_ids.filtered(lambda move: move.state == "done")
        used = {line.product_id.name for line in done.move_line_ids if line.quantity}
        states = [
            (m.product_id.name, m.state, m.quantity, m.product_uom_qty) for m in order.move_raw_ids
        ]
        self.assertEqual({gap[1] for gap in self.gaps(lot)}, {"Tomato", "Flour"}, (used, states))
