"""Where a made lot came from and where a component went, through orders and unbuilds."""

from .common import FactoryCommon


class TestGenealogy(FactoryCommon):
    def test_a_tomato_lot_is_followed_through_sauce_to_the_customer(self):
        tomato = self.receive(self.tomato, "T1", 100)
        jar = self.receive(self.jar, "J1", 100, self.other_vendor)
        order = self.make(self.sauce, "S1", [(tomato, 20), (jar, 10)], quantity=10)
        sauce = order.lot_producing_ids
        delivery = self.deliver(self.sauce, sauce, 4)
        answer = tomato.get_traceability("downstream")
        self.assertEqual(self.families(answer), {("T1", "S1", "certain")})
        [link] = answer["links"]
        self.assertEqual((link["quantity"], link["reference"]), (20, order.name))
        self.assertEqual((link["model"], link["res_id"]), ("mrp.production", order.id))
        [shipped] = [event for event in answer["events"] if event["kind"] == "delivery"]
        self.assertEqual(shipped["reference"], delivery.name)
        self.assertEqual(shipped["partner_name"], "Corner Shop")
        kinds = [event["kind"] for event in answer["events"]]
        self.assertCountEqual(kinds, ["receipt", "consumption", "production", "delivery"])
        self.assertLess(kinds.index("consumption"), kinds.index("production"))

    def test_a_sauce_lot_is_followed_back_to_both_vendors(self):
        tomato = self.receive(self.tomato, "T1", 100)
        jar = self.receive(self.jar, "J1", 100, self.other_vendor)
        order = self.make(self.sauce, "S1", [(tomato, 20), (jar, 10)], quantity=10)
        answer = order.get_traceability("upstream")
        self.assertEqual(answer["roots"], order.lot_producing_ids.ids)
        self.assertEqual(self.depths(answer), {"S1": 0, "T1": -1, "J1": -1})
        vendors = {event["partner_name"] for event in answer["events"]} - {""}
        self.assertEqual(vendors, {"Green Farm", "Hill Farm"})

    def test_every_generation_is_followed_and_a_depth_limit_says_that_more_follows(self):
        lot = self.receive(self.tomato, "G0", 10)
        first = lot
        for number in range(1, 5):
            product = self.make_product(f"Stage {number}")
            lot = self.make(product, f"G{number}", [(lot, 1)]).lot_producing_ids
        answer = first.get_traceability()
        self.assertEqual(self.depths(answer), {f"G{n}": n for n in range(5)})
        self.assertFalse(answer["truncated"])
        self.assertEqual(self.depths(lot.get_traceability())["G0"], -4)
        short = first.get_traceability(max_depth=2)
        self.assertEqual(self.depths(short), {"G0": 0, "G1": 1, "G2": 2})
        self.assertTrue(short["truncated"])
        self.assertFalse(first.get_traceability(max_depth=4)["truncated"])

    def test_several_lots_of_one_component_are_all_certain_in_a_single_lot(self):
        lots = [self.receive(self.tomato, name, 10) for name in ("T1", "T2")]
        sauce = self.make(self.sauce, "S1", [(lot, 5) for lot in lots]).lot_producing_ids
        self.assertEqual(
            self.families(sauce.get_traceability()),
            {("T1", "S1", "certain"), ("T2", "S1", "certain")},
        )

    def test_which_motor_went_into_which_blender_of_one_order_is_only_possible(self):
        motors = [self.receive(self.motor, name) for name in ("M1", "M2")]
        order = self.make(self.blender, ["B1", "B2"], [(motor, 1) for motor in motors])
        blender = order.lot_producing_ids.filtered(lambda lot: lot.name == "B1")
        self.assertEqual(
            self.families(blender.get_traceability("upstream")),
            {("M1", "B1", "possible"), ("M2", "B1", "possible")},
        )
        self.assertEqual(
            self.families(motors[0].get_traceability("downstream")),
            {("M1", "B1", "possible"), ("M1", "B2", "possible")},
        )

    def test_by_products_come_from_the_same_components(self):
        tomato = self.receive(self.tomato, "T1", 100)
        self.make(self.sauce, "S1", [(tomato, 20)], by_products=[(self.pulp, "P1", 3)])
        self.assertEqual(
            self.families(tomato.get_traceability()),
            {("T1", "S1", "certain"), ("T1", "P1", "certain")},
        )

    def test_an_unbuilt_blender_gives_its_motor_back_and_the_loop_ends(self):
        motor = self.receive(self.motor, "M1")
        order = self.make(self.blender, "B1", [(motor, 1), (self.screw_in_stock(), 4)])
        blender = order.lot_producing_ids
        unbuild = self.unbuild(order, blender)
        answer = blender.get_traceability()
        self.assertEqual(self.families(answer), {("M1", "B1", "certain"), ("B1", "M1", "possible")})
        documents = {(link["model"], link["res_id"]) for link in answer["links"]}
        self.assertEqual(documents, {("mrp.production", order.id), ("mrp.unbuild", unbuild.id)})
        self.assertEqual(len(answer["nodes"]), 2)
        second = self.make(self.blender, "B2", [(motor, 1)]).lot_producing_ids
        self.assertEqual(self.depths(second.get_traceability("upstream"))["B1"], -2)

    def test_a_component_used_without_lot_is_a_gap_beside_what_it_went_into(self):
        tomato = self.receive(self.tomato, "T1", 100)
        self.company.strict_traceability = False  # data from before
        self.warehouse.manu_type_id.write({"use_create_lots": False, "use_existing_lots": False})
        self.warehouse.in_type_id.write({"use_create_lots": False, "use_existing_lots": False})
        self.receive(self.jar, None, 10)
        order = self.make(self.sauce, "S1", [(tomato, 20), (self.jar, 10)])
        answer = order.get_traceability()
        [gap] = answer["gaps"]
        self.assertEqual(
            (gap["kind"], gap["product_name"], gap["quantity"]), ("consumed_without_lot", "Jar", 10)
        )
        [root] = answer["nodes"][:1]
        self.assertEqual((gap["node"], gap["reference"]), (root["key"], order.name))

    def test_the_query_count_is_the_same_for_10_and_60_lots(self):
        def made_lots(number):
            made = self.env["stock.lot"]
            for index in range(number):
                tomato = self.receive(self.tomato, f"T{number}-{index}", 2)
                order = self.make(self.sauce, f"S{number}-{index}", [(tomato, 2)])
                made |= order.lot_producing_ids
            return made

        counts = {}
        for number in (10, 60):
            lots = made_lots(number)
            self.env.flush_all()
            self.env.invalidate_all()
            lots.with_user(self.stock_user).get_traceability()  # warm what Odoo caches by itself
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            answer = lots.with_user(self.stock_user).get_traceability()
            counts[number] = self.cr.sql_log_count - before
            self.assertEqual(len(answer["nodes"]), 2 * number)
        self.assertEqual(counts[10], counts[60])
        self.assertLessEqual(counts[10], 25)

    def test_an_order_opens_the_trace_of_what_it_made(self):
        tomato = self.receive(self.tomato, "T1", 100)
        order = self.make(self.sauce, "S1", [(tomato, 20)])
        action = order.action_trace()
        self.assertEqual(action["tag"], "product_traceability.trace")
        self.assertEqual(action["params"], {"model": "mrp.production", "ids": order.ids})

    def screw_in_stock(self):
        self.receive(self.screw, None, 10)
        return self.screw
