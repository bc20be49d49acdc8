"""The guard in production: what goes in and what comes out is identified, and stays as recorded."""

from odoo.fields import Command

from .common import FINAL, NEEDS_LOT, ProductionGuardCommon


class TestProductionNeedsLots(ProductionGuardCommon):
    def test_a_component_without_lot_is_not_consumed(self):
        self.receive_without_lot(self.jar, 10)
        for boxes in ({}, self.off):
            self.manufacturing.write(boxes)
            with self.refused("Jar"):
                self.make(self.sauce, "S1", [(self.t1, 20), (self.jar, 10)])

    def test_a_product_without_lot_is_not_made(self):
        self.manufacturing.write(self.off)
        with self.refused("Sauce.*Create New"):
            self.make_without_lot(self.sauce)

    def test_a_by_product_without_lot_is_not_made(self):
        with self.refused("Pulp"):
            order = self.plan(self.sauce, "S1", by_product=self.pulp)
            self.manufacturing.write(self.off)
            order.with_user(self.producer).button_mark_done()

    def test_a_consumption_warning_confirmed_lets_no_component_through_without_lot(self):
        self.receive_without_lot(self.jar, 10)
        order = self.plan_by_bill(self.jar)
        self._pick(order.move_raw_ids, [(self.jar, 3)])
        action = self.rpc(self.producer, "mrp.production", "button_mark_done", order.ids)
        self.assertEqual(action["res_model"], "mrp.consumption.warning")
        warning = self.env(user=self.producer)[action["res_model"]]
        warning = warning.with_context(**action["context"]).create({})
        with self.refused(f"{NEEDS_LOT}.*\n.*Jar"):
            warning.action_confirm()
        self.assertEqual(self.jar.qty_available, 10)

    def test_marking_done_from_outside_skips_questions_but_not_the_lots(self):
        self.receive_without_lot(self.jar, 10)
        part, whole = self.plan_by_bill(self.jar), self.plan(self.sauce, None)
        self._pick(part.move_raw_ids, [(self.jar, 3)])
        with self.refused("Jar"):
            self.mark_done(part)
        self.manufacturing.write(self.off)
        for order, product in ((part, "Jar"), (whole, "Sauce")):
            with self.subTest(lacks=product), self.refused(product):
                self.mark_done(order)
        self.assertNotIn("done", (part | whole).mapped("state"))

    def test_a_product_marked_done_from_outside_gets_a_lot_of_its_own(self):
        order = self.plan(self.sauce, None)
        self.mark_done(order)
        self.assertTrue(order.lot_producing_ids)
        self.assertEqual(order.move_finished_ids.lot_ids, order.lot_producing_ids)

    def mark_done(self, order):
        skip = {"skip_consumption": True, "skip_backorder": True, "skip_expired": True}
        self.rpc(self.producer, order._name, "button_mark_done", order.ids, context=skip)

    def test_a_kit_delivered_needs_the_lots_of_its_components(self):
        kit = self.make_product("Kit", "none")
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [Command.create({"product_id": self.tomato.id, "product_qty": 2})],
            }
        )
        self.deliveries.write(self.off)
        picking = self.plan_delivery((kit, None, 1))
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.quantity = 2
        picking.move_line_ids.lot_id = False
        picking.move_ids.picked = True
        with self.refused("Tomato"):
            picking.button_validate()

    def test_lots_optional_waives_a_component_and_the_trace_says_so(self):
        self.receive_without_lot(self.jar, 10)
        self.manufacturing.lots_optional = True
        order = self.make(self.sauce, "S1", [(self.t1, 20), (self.jar, 10)])
        [gap] = order.get_traceability()["gaps"]
        self.assertEqual((gap["product_name"], gap["waived"]), ("Jar", True))

    def test_a_component_added_to_a_done_order_needs_its_lot(self):
        order = self.make(self.sauce, "S1", [(self.t1, 20)])
        values = {
            "move_id": order.move_raw_ids.id,
            "product_id": self.tomato.id,
            "quantity": 1,
        }
        with self.refused(NEEDS_LOT):
            self.rpc(self.producer, "stock.move.line", "create", [values])
        self.rpc(self.producer, "stock.move.line", "create", [{**values, "lot_id": self.t1.id}])
        self.assertEqual(self.t1.product_qty, 79)

    def test_a_serial_number_is_made_once(self):
        motor = self.receive(self.motor, "M1")
        self.make(self.blender, "B1", [(motor, 1)])
        with self.refused("already produced"):  # core says so first
            self.make(self.blender, "B1", [(self.receive(self.motor, "M2"), 1)])


class TestProductionIsFinal(ProductionGuardCommon):
    def test_the_lots_and_links_of_a_done_order_stay(self):
        order = self.make(self.sauce, "S1", [(self.t1, 20)])
        t2 = self.receive(self.tomato, "T2", 100)
        self.commit()
        used, made = order.move_raw_ids.move_line_ids, order.move_finished_ids.move_line_ids
        attempts = [
            (used, {"lot_id": t2.id}),
            (made, {"lot_id": self.make_lot(self.sauce, "S2").id}),
            (made, {"consume_line_ids": [Command.clear()]}),
            (used, {"produce_line_ids": [Command.unlink(made.id)]}),
        ]
        for line, values in attempts:
            with self.subTest(values=values), self.refused(FINAL):
                self.rpc(self.producer, "stock.move.line", "write", line.ids, values)
        self.assertEqual(self.families(made.lot_id.get_traceability()), {("T1", "S1", "certain")})


class TestProductionGoesOn(ProductionGuardCommon):
    def test_making_several_serials_unbuilding_one_and_making_it_again(self):
        motors = [self.receive(self.motor, name) for name in ("M1", "M2")]
        order = self.make(self.blender, ["B1", "B2"], [(motor, 1) for motor in motors])
        self.commit()
        first = order.lot_producing_ids[0]
        self.unbuild(order, first)
        self.assertEqual(first.product_qty, 0)
        self.commit()
        back = next(motor for motor in motors if motor.product_qty)
        self.make(self.blender, first.name, [(back, 1)])
        self.assertEqual(first.product_qty, 1)

    def test_what_was_used_before_it_was_tracked_comes_back_where_lots_are_optional(self):
        self.receive(self.screw, None, 10)
        order = self.make(self.sauce, "S1", [(self.t1, 20), (self.screw, 10)], quantity=10)
        self.screw.tracking = "lot"
        self.commit()
        lot = order.lot_producing_ids
        with self.refused(f"Screw.*Lots.*Optional on {self.manufacturing.display_name}"):
            self.unbuild(order, lot, 10)
        self.manufacturing.lots_optional = True
        self.unbuild(order, lot, 10)
        back = self.screw.stock_quant_ids.filtered(lambda quant: quant.quantity > 0)
        self.assertEqual(back.location_id, self.stock_location)
        self.assertFalse(back.lot_id)
        self.assertEqual(lot.product_qty, 0)

    def test_the_rest_of_an_order_is_made_later(self):
        order = self.env["mrp.production"].create(
            {
                "product_id": self.sauce.id,
                "product_qty": 5,
                "picking_type_id": self.manufacturing.id,
                "lot_producing_ids": [Command.set(self.make_lot(self.sauce, "S1").ids)],
                "move_raw_ids": [
                    Command.create({"product_id": self.tomato.id, "product_uom_qty": 10})
                ],
            }
        )
        order.action_confirm()
        order.qty_producing = 2
        order.set_qty_producing()
        self._pick(order.move_raw_ids, [(self.t1, 4)])
        order.with_context(skip_backorder=True, mo_ids_to_backorder=order.ids).button_mark_done()
        self.commit()
        rest = order.production_group_id.production_ids - order
        rest.qty_producing = 3
        rest.lot_producing_ids = order.lot_producing_ids
        rest.set_qty_producing()
        self._pick(rest.move_raw_ids, [(self.t1, 6)])
        rest.button_mark_done()
        self.assertEqual((order.state, rest.state), ("done", "done"))
        self.assertEqual(order.lot_producing_ids.product_qty, 5)

    def test_scrap_from_an_order_goes_on(self):
        order = self.make(self.sauce, "S1", [(self.t1, 20)], quantity=5)
        self.commit()
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.sauce.id,
                "production_id": order.id,
                "lot_id": order.lot_producing_ids.id,
                "scrap_qty": 1,
                "location_id": self.stock_location.id,
            }
        )
        scrap.do_scrap()
        self.assertEqual(order.lot_producing_ids.product_qty, 4)
