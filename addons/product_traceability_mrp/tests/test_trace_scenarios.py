"""What a quality manager asks on a day like any other: each test is one story with its dates."""

from itertools import pairwise

from freezegun import freeze_time

from .common import InTimeCommon


class TestOrdersInParts(InTimeCommon):
    """Orders of the past, orders done in parts, and goods that go from step to step."""

    def test_an_order_recorded_late_counts_by_its_date_not_by_when_it_was_typed(self):
        with self.on("03-01"):
            first, second, third = (self.receive(self.tomato, f"T{n}", 10) for n in (1, 2, 3))
        with self.on("03-02", "08:00:00"):
            sauce = self.make(self.sauce, "S1", [(first, 5)], 10).lot_producing_ids
        with self.on("03-02", "10:00:00"):
            delivery = self.deliver(self.sauce, sauce, 4)
        # Only now somebody enters what was made before and after that delivery.
        with self.on("03-02", "12:00:00"):
            self.make(self.sauce, "S1", [(third, 5)], 10)
        with self.on("03-02", "09:00:00"):
            self.make(self.sauce, "S1", [(second, 5)], 10)
        answer = delivery.get_traceability("upstream")
        self.assertEqual(self.names(answer), {"S1", "T1", "T2"})
        self.assertEqual({link["certainty"] for link in answer["links"]}, {"certain"})

    def test_what_is_of_one_second_counts_whatever_was_entered_first(self):
        with self.on("03-01"):
            tomato = self.receive(self.tomato, "T1", 10)
        with self.on("03-02"):
            sauce = self.make_lot(self.sauce, "S1")
            self.company.strict_traceability = False
            delivery = self.deliver(self.sauce, sauce, 4)
            self.make(self.sauce, "S1", [(tomato, 5)], 4)
        self.assertEqual(
            self.links(delivery.get_traceability("upstream")), {("T1", "S1", "only_lot_made")}
        )
        down = tomato.get_traceability("downstream")
        self.assertIn("delivery", {event["kind"] for event in down["events"]})

    def make_part(self, order, quantity, tomato, amount):
        """Make a part of an order and leave the rest to a backorder. :return: the backorder"""
        order.qty_producing = quantity
        order.set_qty_producing()
        self._pick(order.move_raw_ids, [(tomato, amount)])
        is_part = quantity < order.product_qty
        order.with_context(
            skip_backorder=True, mo_ids_to_backorder=order.ids if is_part else []
        ).button_mark_done()
        self.assertEqual(order.state, "done")
        return order.production_group_id.production_ids.filtered(lambda o: o.state != "done")

    def test_an_order_made_in_two_parts_parts_the_customers_too(self):
        with self.on("03-01"):
            first, second = (self.receive(self.tomato, name, 10) for name in ("T1", "T2"))
        with self.on("03-02", "08:00:00"):
            order = self.plan_order(self.sauce, "S1", [(first, 10)], 10)
            backorder = self.make_part(order, 4, first, 4)
            self.assertEqual(len(backorder), 1)
            sauce = order.lot_producing_ids
        with self.on("03-02", "10:00:00"):
            morning = self.deliver(self.sauce, sauce, 4)
        with self.on("03-02", "14:00:00"):
            backorder.lot_producing_ids = sauce
            self.assertFalse(self.make_part(backorder, 6, second, 6))
        with self.on("03-02", "16:00:00"):
            evening = self.deliver(self.sauce, sauce, 6, self.other_customer)
        self.assertEqual(self.names(morning.get_traceability("upstream")), {"S1", "T1"})
        answer = evening.get_traceability("upstream")
        self.assertEqual(self.names(answer), {"S1", "T1", "T2"})
        # The sauce is of two orders: which of them the evening's is of, nothing tells.
        made = {e["certainty"] for e in answer["events"] if e["kind"] == "production"}
        self.assertEqual(made, {"possible"})
        # Of the second tomatoes the morning's customer got none.
        shipped = [
            event["partner_name"]
            for event in second.get_traceability("downstream")["events"]
            if event["kind"] == "delivery"
        ]
        self.assertEqual(shipped, [self.other_customer.name])
        # What the order asks is what both of its parts made, each to its own lot of tomatoes.
        self.assertEqual(
            self.names((order | backorder).get_traceability("upstream")), {"S1", "T1", "T2"}
        )
        self.assertEqual(self.names(order.get_traceability("upstream")), {"S1", "T1"})

    def step(self, source, target, goods, partner=None):
        """Bring goods one step further. :return: the done transfer"""
        house = self.warehouse
        kind = house.in_type_id if source == self.supplier_location else house.int_type_id
        if target == self.customer_location:
            kind = house.out_type_id
        return self.move_goods(kind, source, target, [goods], partner)

    def bring_to_the_customer(self):
        """Receive, make and deliver in all the steps there are, one a day from 1 to 7 March.

        :return: receipt, order, transfer of the sauce into stock, delivery
        """
        house, stock = self.warehouse, self.stock_location
        dock, output = house.wh_input_stock_loc_id, house.wh_output_stock_loc_id
        with self.on("03-01"):
            goods = (self.tomato, "T1", 10)
            receipt = self.step(self.supplier_location, dock, goods, self.vendor)
        tomato = receipt.move_line_ids.lot_id
        with self.on("03-02"):
            self.step(dock, stock, (self.tomato, tomato, 10))
        with self.on("03-03"):
            self.step(stock, house.pbm_loc_id, (self.tomato, tomato, 5))
        with self.on("03-04"):
            order = self.make(self.sauce, "S1", [(tomato, 5)], 10)
        sauce = order.lot_producing_ids
        with self.on("03-05"):
            store = self.step(house.sam_loc_id, stock, (self.sauce, sauce, 10))
        with self.on("03-06"):
            self.step(stock, output, (self.sauce, sauce, 6))
        with self.on("03-07"):
            goods = (self.sauce, sauce, 6)
            delivery = self.step(output, self.customer_location, goods, self.customer)
        return receipt, order, store, delivery

    def test_every_step_from_the_dock_to_the_customer_is_followed(self):
        house = self.warehouse
        house.write({"reception_steps": "two_steps", "delivery_steps": "pick_pack_ship"})
        house.manufacture_steps = "pbm_sam"
        receipt, order, store, delivery = self.bring_to_the_customer()
        self.assertEqual(order.move_raw_ids.location_id, house.pbm_loc_id)
        tomato, dock = receipt.move_line_ids.lot_id, house.wh_input_stock_loc_id
        with self.on("03-08"):
            # Too late for that customer: more tomatoes in the lot, more sauce in the other.
            self.company.strict_traceability = False
            self.step(self.supplier_location, dock, (self.tomato, "T1", 10), self.other_vendor)
            self.make(self.sauce, "S1", [(tomato, 5)], 10)
        for transfer in (store, delivery):
            answer = transfer.get_traceability("upstream")
            self.assertEqual(self.families(answer), {("T1", "S1", "certain")})
            came = [e for e in answer["events"] if e["kind"] in ("receipt", "production")]
            self.assertEqual(
                {(event["reference"], event["partner_name"]) for event in came},
                {(receipt.name, self.vendor.name), (order.name, "")},
            )
        down = tomato.get_traceability("downstream")
        [shipped] = [event for event in down["events"] if event["kind"] == "delivery"]
        self.assertEqual((shipped["certainty"], shipped["quantity"]), ("certain", 6))

    def test_the_past_is_shown_as_it_stood_then_and_no_later_than_the_delivery(self):
        with self.on("03-01"):
            first, second = (self.receive(self.tomato, name, 10) for name in ("T1", "T2"))
        with self.on("03-02"):
            sauce = self.make(self.sauce, "S1", [(first, 5)], 10).lot_producing_ids
        with self.on("03-03"):
            delivery = self.deliver(self.sauce, sauce, 4)
        with self.on("03-04"):
            self.make(self.sauce, "S1", [(second, 5)], 10)
        with self.on("03-05"):
            self.deliver(self.sauce, sauce, 3)

        def lots(record, as_of):
            return self.names(record.get_traceability("both", as_of=as_of))

        self.assertEqual(lots(sauce, "2026-03-05"), {"S1", "T1", "T2"})
        self.assertEqual(lots(sauce, "2026-03-03"), {"S1", "T1"})
        self.assertEqual(lots(sauce, "2026-03-01"), {"S1"})
        for as_of in (None, "2026-03-05", "2026-03-03"):
            self.assertEqual(lots(delivery, as_of), {"S1", "T1"})
        # Balances are of the whole lot at that time, whatever the delivery's own moment.
        [node] = delivery.get_traceability("both", 0, as_of="2026-03-04")["nodes"]
        self.assertEqual((node["balance"]["produced"], node["balance"]["shipped"]), (20, 4))
        [node] = delivery.get_traceability("both", 0, as_of="2026-03-05")["nodes"]
        self.assertEqual((node["balance"]["produced"], node["balance"]["shipped"]), (20, 7))


class TestSubcontractedInTime(InTimeCommon):
    def test_what_a_subcontractor_made_is_in_the_trace_of_its_receipt_though_a_second_apart(self):
        # Each look at the clock is a second later: the receipt and its order differ.
        with freeze_time("2026-03-02 08:00:00", auto_tick_seconds=1):
            motor, receipt = self.receive_subcontracted()
        lines = self.env["stock.move.line"].search([("lot_id.name", "=", "B1")])
        self.assertGreater(len(set(lines.mapped("date"))), 1)
        answer = receipt.get_traceability("upstream")
        self.assertEqual(self.families(answer), {("M1", "B1", "certain")})
        self.assertEqual(answer["gaps"], [])
        self.assertEqual(self.names(motor.get_traceability("downstream")), {"M1", "B1"})


class TestRework(InTimeCommon):
    """Units that are opened again: what came out is itself, what stayed in is still there."""

    def swap(self, blender, old, new):
        """Put a new motor into a blender in an order that gives the old one back."""
        return self.make(
            *(self.blender, blender.name, [(blender, 1), (new, 1)], 1),
            by_products=[(self.motor, old.name, 1)],
        )

    def test_the_motor_that_a_rework_took_out_is_not_in_what_was_shipped(self):
        self.company.strict_traceability = False  # core's orders make a known unit only so
        with self.on("03-01"):
            old, new = (self.receive(self.motor, name) for name in ("M1", "M2"))
        with self.on("03-02"):
            blender = self.make(self.blender, "B1", [(old, 1)]).lot_producing_ids
        with self.on("03-03"):
            first = self.deliver(self.blender, blender)
        with self.on("03-04"):
            self.give_back(first)
        with self.on("03-05"):
            self.swap(blender, old, new)
        with self.on("03-06"):
            second = self.deliver(self.blender, blender, 1, self.other_customer)
        # The first customer had the old motor, the second has the new one.
        sent = {
            event["partner_name"]: (event["certainty"], event["share"])
            for event in old.get_traceability("downstream")["events"]
            if event["kind"] == "delivery"
        }
        self.assertEqual(
            sent, {self.customer.name: ("certain", 1), self.other_customer.name: ("possible", 0)}
        )
        up = self.links(first.get_traceability("upstream"))
        self.assertEqual(up, {("M1", "B1", "only_lot_made")})
        answer = second.get_traceability("upstream")
        self.assertIn(("M1", "B1", "was_together"), self.links(answer))
        self.assertIn(("M2", "B1", "only_lot_made"), self.links(answer))
        shares = self.shares(answer)
        self.assertEqual((shares["M1"], shares["M2"]), (0, 1))
        # One blender holds one motor, however often it is made again.
        sent = [
            (event["partner_name"], event["share"])
            for event in new.get_traceability("downstream")["events"]
            if event["kind"] == "delivery"
        ]
        self.assertEqual(sent, [(self.other_customer.name, 1)])
        # The old motor is itself again: nothing of the blender is in it for certain.
        answer = old.get_traceability("upstream")
        self.assertEqual(
            {node["lot_name"] for node in answer["nodes"] if node["certainty"] == "certain"},
            {"M1"},
        )

    def test_a_blender_reworked_often_takes_as_many_queries_as_one_reworked_once(self):
        self.company.strict_traceability = False
        with self.on("03-01"):
            motors = [self.receive(self.motor, f"M{number}") for number in range(8)]
        with self.on("03-02"):
            blender = self.make(self.blender, "B1", [(motors[0], 1)]).lot_producing_ids
        counts = {}
        for number, (old, new) in enumerate(pairwise(motors), 1):
            with self.on(f"03-{number + 2:02}"):
                self.swap(blender, old, new)
            if number not in (2, 7):
                continue
            for direction in ("upstream", "downstream", "both"):
                blender.get_traceability(direction)  # what Odoo reads once and keeps
                queries = self.cr.sql_log_count
                answer = blender.get_traceability(direction)
                counts.setdefault(direction, set()).add(self.cr.sql_log_count - queries)
            self.assertEqual(len(answer["nodes"]), number + 2)
        for direction, told in counts.items():
            self.assertEqual(len(told), 1, f"{direction}: {told}")

    def test_a_blender_that_went_in_twice_held_the_motor_the_first_time(self):
        with self.on("03-01"):
            motor, jar, other = (
                self.receive(self.motor, "M1"),
                self.receive(self.jar, "J1", 10),
                self.receive(self.motor, "M2"),
            )
        self.company.strict_traceability = False
        station = self.make_product("Station", "serial")
        with self.on("03-02"):
            blender = self.make(self.blender, "B1", [(motor, 1), (jar, 1)]).lot_producing_ids
        with self.on("03-03"):
            whole = self.make(station, "ST1", [(blender, 1)])
        with self.on("03-04"):
            self.unbuild(whole, whole.lot_producing_ids)
        with self.on("03-05"):
            self.swap(blender, motor, other)
        with self.on("03-06"):
            again = self.make(station, "ST1", [(blender, 1)]).lot_producing_ids
        # The station's whole history holds both motors, each at its time.
        links = self.links(again.get_traceability("upstream"))
        self.assertIn(("M1", "B1", "only_lot_made"), links)
        self.assertIn(("M2", "B1", "only_lot_made"), links)
        with self.on("03-07"):
            delivery = self.deliver(station, again)
        # So does the delivered one's: the station was opened, and nothing tells of which time.
        reasons = self.links(delivery.get_traceability("upstream"))
        self.assertIn(("M2", "B1", "only_lot_made"), reasons)

    def test_which_motor_came_out_of_which_blender_is_said_to_be_unknown(self):
        self.company.strict_traceability = False
        with self.on("03-01"):
            motors = [self.receive(self.motor, name) for name in ("M1", "M2")]
        with self.on("03-02"):
            order = self.make(self.blender, ["B1", "B2"], [(motor, 1) for motor in motors])
        with self.on("03-03"):
            names = [lot.name for lot in order.lot_producing_ids]
            back = self.make(
                *(self.jar, "J1", [(lot, 1) for lot in order.lot_producing_ids], 1),
                by_products=[(self.motor, "M1", 1)],
            )
            extra = back.move_byproduct_ids
            self.assertEqual(extra.move_line_ids.lot_id, motors[0])
        self.assertEqual(sorted(names), ["B1", "B2"])
        with self.on("03-04"):
            delivery = self.deliver(self.motor, motors[0])
        answer = delivery.get_traceability("upstream")
        self.assertEqual(
            {link for link in self.links(answer) if link[1] == "M1"},
            {("B1", "M1", "was_together"), ("B2", "M1", "was_together")},
        )
        self.assertEqual(
            {link for link in self.links(answer) if link[0] == "M1"},
            {("M1", "B1", "not_paired"), ("M1", "B2", "not_paired")},
        )
