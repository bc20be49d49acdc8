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

    def replace_flour(self, product, lot):
        """Close an order that used something in place of flour."""
        order = self.plan_sauce(f"S-{product.name}")
        self.part(order, self.flour).quantity = 0
        order.move_raw_ids = [Command.create({"product_id": product.id, "product_uom_qty": 1})]
        self._pick(self.part(order, product), [(lot, 1)])
        return self.close(order)

    def test_what_has_no_lot_or_is_measured_otherwise_replaces_nothing(self):
        starch = self.make_product("Starch", "none")
        kilogram = self.env.ref("uom.product_uom_kgm")
        oats = self.make_product("Oats", "lot", uom_id=kilogram.id)
        oat_lot = self.receive(oats, "O1", 10)
        for product, lot in ((starch, self.env["stock.lot"]), (oats, oat_lot)):
            with self.subTest(product.name):
                made = self.replace_flour(product, lot)
                self.assertEqual([gap[1] for gap in self.gaps(made)], ["Flour"])

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

    def test_a_component_deleted_before_closing_has_a_gap_of_what_was_planned(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.bill.bom_line_ids.filtered(
            lambda line: line.product_id == self.flour
        ).product_uom_id = dozen
        order = self.plan_sauce("S1", quantity=2)
        for product in (self.flour, self.salt):
            self.part(order, product).unlink()
        lot = self.close(order)
        [gap] = lot.get_traceability("upstream")["gaps"]
        told = tuple(gap[name] for name in ("kind", "product_name", "reference", "quantity", "uom"))
        self.assertEqual(told, ("component_not_used", "Flour", order.name, 72, "Units"))
        self.assertEqual(gap["node"], f"lot:{lot.id}")

    def test_a_deleted_component_may_be_replaced(self):
        jar = self.receive(self.jar, "J1", 10)
        order = self.plan_sauce("S1")
        self.part(order, self.flour).unlink()
        order.move_raw_ids = [Command.create({"product_id": self.jar.id, "product_uom_qty": 1})]
        self._pick(self.part(order, self.jar), [(jar, 1)])
        self.assertEqual(self.gaps(self.close(order)), [])

    def test_a_bill_that_changed_since_tells_nothing_of_an_order(self):
        lot = self.close(self.plan_sauce("S1"))
        line = self.env["mrp.bom.line"].create(
            {"bom_id": self.bill.id, "product_id": self.jar.id, "product_qty": 1}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mrp_bom_line SET write_date = write_date + interval '1 second' WHERE id = %s",
            [line.id],
        )
        self.assertEqual(self.gaps(lot), [])

    def test_kits_and_other_variants_are_no_part_of_the_plan(self):
        box = self.make_product("Box", "lot")
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": box.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [Command.create({"product_id": self.salt.id, "product_qty": 1})],
            }
        )
        attribute = self.env["product.attribute"].create(
            {"name": "Size", "value_ids": [Command.create({"name": n}) for n in "SL"]}
        )
        template = self.sauce.product_tmpl_id
        values = (
            self.env["product.template.attribute.line"]
            .create(
                {
                    "product_tmpl_id": template.id,
                    "attribute_id": attribute.id,
                    "value_ids": [Command.set(attribute.value_ids.ids)],
                }
            )
            .product_template_value_ids
        )
        self.sauce = template.product_variant_ids[0]
        other = values - self.sauce.product_template_attribute_value_ids
        self.assertEqual(len(other), 1)
        self.bill.bom_line_ids = [
            Command.create({"product_id": box.id, "product_qty": 1}),
            Command.create(
                {
                    "product_id": self.jar.id,
                    "product_qty": 1,
                    "bom_product_template_attribute_value_ids": [Command.set(other.ids)],
                }
            ),
        ]
        self.assertEqual(self.gaps(self.close(self.plan_sauce("S1"))), [])

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
