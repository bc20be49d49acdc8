"""Goods without lot that are made from lots: followed by place and date, and called possible."""

from odoo.tests import tagged

from ..common.made import MadeCommon


@tagged("-at_install", "post_install")
class TestUntracked(MadeCommon):
    def test_meals_from_a_paste_without_lot_are_possible_and_hold_their_part_of_the_tomatoes(self):
        tomato = self.receive(self.tomato, "T1", 100)
        self.make_goods(self.paste, None, [(self.tomato, tomato, 20)], 10, "2026-03-01 08:00:00")
        meal = self.make_goods(
            self.meal, "MEAL-1", [(self.paste, None, 5)], 50, "2026-03-02 08:00:00"
        )
        delivery = self.deliver(self.meal, meal, 10)
        answer = tomato.get_traceability("downstream")
        nodes = self.named(answer)
        self.assertEqual(set(nodes), {"T1", "Paste", "MEAL-1"})
        self.assertEqual(
            (nodes["Paste"]["kind"], nodes["Paste"]["lot_id"], nodes["Paste"]["certainty"]),
            ("untracked", None, "certain"),
        )
        self.assertEqual(nodes["MEAL-1"]["certainty"], "possible")
        self.assertEqual(
            [(link["certainty"], link["reason"]) for link in answer["links"]],
            [("certain", "only_lot_made"), ("possible", "untracked")],
        )
        self.assertEqual((nodes["Paste"]["share"], nodes["MEAL-1"]["share"]), (20, 10))
        self.assertEqual(nodes["Paste"]["quantity_on_hand"], 5)
        [shipped] = [event for event in answer["events"] if event["kind"] == "delivery"]
        self.assertEqual((shipped["reference"], shipped["share"]), (delivery.name, 2))
        self.assertEqual(shipped["certainty"], "possible")
        self.assertIn("goods without a lot", " ".join(answer["statement"]))

    def test_a_meal_is_followed_back_through_its_paste_to_the_tomatoes(self):
        tomato = self.receive(self.tomato, "T1", 100)
        self.make_goods(self.paste, None, [(self.tomato, tomato, 20)], 10, "2026-03-01 08:00:00")
        meal = self.make_goods(
            self.meal, "MEAL-1", [(self.paste, None, 5)], 50, "2026-03-02 08:00:00"
        )
        nodes = self.named(meal.get_traceability("upstream"))
        self.assertEqual(
            {name: node["depth"] for name, node in nodes.items()},
            {"MEAL-1": 0, "Paste": -1, "T1": -2},
        )
        self.assertEqual((nodes["Paste"]["share"], nodes["T1"]["share"]), (5, 10))

    def test_paste_made_later_or_used_up_before_went_into_no_meal(self):
        tomatoes = [self.receive(self.tomato, f"T{number}", 100) for number in range(3)]
        for tomato, day in zip(tomatoes, ("01", "03", "05"), strict=True):
            self.make_goods(
                self.paste, None, [(self.tomato, tomato, 20)], 10, f"2026-03-{day} 08:00:00"
            )
            if day == "01":  # all of the first paste goes
                self.make_goods(
                    self.meal, "MEAL-0", [(self.paste, None, 10)], 1, "2026-03-02 08:00:00"
                )
        meal = self.make_goods(
            self.meal, "MEAL-1", [(self.paste, None, 5)], 50, "2026-03-04 08:00:00"
        )
        nodes = self.named(meal.get_traceability("upstream"))
        self.assertEqual(set(nodes), {"MEAL-1", "Paste", "T1"})

    def test_paste_sold_as_such_is_a_possible_delivery_from_every_place_it_may_have_lain(self):
        tomato = self.receive(self.tomato, "T1", 100)
        self.make_goods(self.paste, None, [(self.tomato, tomato, 20)], 10, "2026-03-01 08:00:00")
        moved = self.transfer(self.paste, None, 4)
        moved.move_line_ids.date = "2026-03-02 08:00:00"
        sold = self.move_goods(
            self.warehouse.out_type_id,
            self.shelf,
            self.customer_location,
            [(self.paste, None, 3)],
            self.customer,
        )
        answer = tomato.get_traceability("downstream")
        [event] = [event for event in answer["events"] if event["kind"] == "delivery"]
        self.assertEqual((event["reference"], event["partner_name"]), (sold.name, "Corner Shop"))
        self.assertEqual((event["certainty"], event["share"]), ("possible", 6))

    def test_screws_that_are_bought_and_used_are_no_part_of_any_trace(self):
        self.receive(self.screw, None, 50)
        tomato = self.receive(self.tomato, "T1", 100)
        meal = self.make_goods(
            self.meal, "MEAL-1", [(self.tomato, tomato, 20), (self.screw, None, 4)]
        )
        answer = meal.get_traceability()
        self.assertEqual(set(self.named(answer)), {"MEAL-1", "T1"})
        self.assertEqual(answer["gaps"], [])
        self.make_goods(self.paste, None, [(self.tomato, tomato, 20)], 10)
        feast = self.make_goods(
            self.meal, "MEAL-2", [(self.screw, None, 4), (self.paste, None, 4)], 10
        )
        self.assertEqual(
            set(self.named(feast.get_traceability("upstream"))), {"MEAL-2", "Paste", "T1"}
        )


@tagged("-at_install", "post_install")
class TestSharesAndBalance(MadeCommon):
    def test_a_customer_gets_that_part_of_a_tomato_lot_that_is_in_his_sauce(self):
        tomato = self.receive(self.tomato, "T1", 100)
        meal = self.make_goods(self.meal, "MEAL-1", [(self.tomato, tomato, 20)], 10)
        self.deliver(self.meal, meal, 4)
        answer = tomato.get_traceability("downstream")
        nodes = self.named(answer)
        self.assertEqual((nodes["T1"]["share"], nodes["MEAL-1"]["share"]), (100, 20))
        self.assertEqual(nodes["MEAL-1"]["shares"], {str(self.tomato.id): 20})
        [shipped] = [event for event in answer["events"] if event["kind"] == "delivery"]
        self.assertEqual(shipped["share"], 8)

    def test_roots_of_several_products_are_one_trace_and_their_shares_stay_apart(self):
        tomato = self.receive(self.tomato, "T1", 100)
        motor = self.receive(self.motor, "M1")
        self.make_goods(
            self.meal, "MEAL-1", [(self.tomato, tomato, 20), (self.motor, motor, 1)], 10
        )
        answer = (tomato + motor).get_traceability("downstream")
        self.assertEqual(answer["roots"], (tomato + motor).ids)
        meal = self.named(answer)["MEAL-1"]
        self.assertEqual(meal["shares"], {str(self.tomato.id): 20, str(self.motor.id): 1})
        self.assertIsNone(meal["share"])

    def test_the_balance_of_a_lot_names_all_that_came_and_left(self):
        tomato = self.receive(self.tomato, "T1", 100)
        self.make_goods(self.meal, "MEAL-1", [(self.tomato, tomato, 20)])
        delivery = self.deliver(self.tomato, tomato, 30)
        self.give_back(delivery)
        self.deliver(self.tomato, tomato, 15)
        self.env["stock.scrap"].create(
            {
                "product_id": self.tomato.id,
                "lot_id": tomato.id,
                "scrap_qty": 2,
                "location_id": self.stock_location.id,
            }
        ).do_scrap()
        quant = tomato.quant_ids.filtered(lambda quant: quant.location_id == self.stock_location)
        quant.with_context(inventory_mode=True).inventory_quantity = 60
        quant.action_apply_inventory()
        balance = self.named(tomato.get_traceability())["T1"]["balance"]
        self.assertEqual(
            balance,
            {
                "received": 100,
                "produced": 0,
                "returned": 30,
                "adjusted": -3,
                "consumed": 20,
                "shipped": 45,
                "scrapped": 2,
                "on_hand": 60,
                "in_transit": 0,
                "remainder": 0,
            },
        )

    def test_what_does_not_add_up_stays_in_the_remainder_and_is_told(self):
        tomato = self.receive(self.tomato, "T1", 100)
        # Superuser's hand in the database, which no rule of ours can stop.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_quant SET quantity = 90 WHERE lot_id = %s AND quantity > 0", [tomato.id]
        )
        self.env.invalidate_all()
        answer = tomato.get_traceability()
        self.assertEqual(self.named(answer)["T1"]["balance"]["remainder"], 10)
        [gap] = answer["gaps"]
        self.assertEqual(
            (gap["kind"], gap["quantity"], gap["model"], gap["res_id"]),
            ("unbalanced", 10, "stock.lot", tomato.id),
        )
        self.assertIn("do not add up", " ".join(answer["statement"]))

    def test_a_lot_counted_into_stock_has_no_origin_on_record(self):
        tomato = self.make_lot(self.tomato, "T1")
        self.env["stock.quant"].with_context(inventory_mode=True).create(
            {
                "product_id": self.tomato.id,
                "lot_id": tomato.id,
                "location_id": self.stock_location.id,
                "inventory_quantity": 5,
            }
        ).action_apply_inventory()
        [gap] = tomato.get_traceability()["gaps"]
        self.assertEqual((gap["kind"], gap["quantity"]), ("without_origin", 5))

    def test_a_whole_record_says_so_in_words(self):
        tomato = self.receive(self.tomato, "T1", 100)
        answer = tomato.get_traceability()
        self.assertEqual(len(answer["statement"]), 1)
        self.assertIn("Every movement in this trace has a lot", answer["statement"][0])

    def test_which_of_two_vendors_a_unit_came_from_is_only_possible(self):
        self.warehouse.in_type_id.use_existing_lots = True
        tomato = self.receive(self.tomato, "T1", 10)
        self.receive(self.tomato, "T1", 5, self.other_vendor)
        answer = tomato.get_traceability()
        self.assertEqual([e["certainty"] for e in answer["events"]], ["possible", "possible"])
        self.assertIn("more than one vendor", " ".join(answer["statement"]))
