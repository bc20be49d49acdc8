"""The order of time in goods that come back, and in goods that go from one company to another."""

from freezegun import freeze_time

from ..common.companies import CompaniesCommon
from ..common.world import TraceabilityCommon


def on(day, hour="08:00:00"):
    return freeze_time(f"2026-{day} {hour}")


class TestReturnsInTime(TraceabilityCommon):
    def shipped(self, answer):
        """:return: list of (kind, partner, quantity with its sign) of what went to customers"""
        return [
            (event["kind"], event["partner_name"], event["sign"] * event["quantity"])
            for event in answer["events"]
            if event["kind"] in ("delivery", "return")
        ]

    def test_what_was_given_back_and_sent_again_is_told_each_time_with_its_sign(self):
        with on("03-01"):
            lot = self.receive(self.tomato, "T1", 10)
        with on("03-02"):
            first = self.deliver(self.tomato, lot, 4)
        with on("03-03"):
            back = self.give_back(first)
        with on("03-04"):
            again = self.give_back(back)
        with on("03-05"):
            late = self.give_back(again)
        name = self.customer.name
        told = [("delivery", name, 4), ("return", name, -4)] * 2
        answer = lot.get_traceability("downstream")
        self.assertEqual(self.shipped(answer), told)
        balance = answer["nodes"][0]["balance"]
        self.assertEqual(
            [balance[key] for key in ("received", "shipped", "returned", "on_hand", "remainder")],
            [10, 8, 8, 10, 0],
        )
        # What left before a transfer is no part of where its goods went.
        self.assertEqual(self.shipped(again.get_traceability("downstream")), told[1:])
        # Nor what came back after it of where they came from; what left says nothing of that.
        dates = {e["date"][:10] for e in again.get_traceability("upstream")["events"]}
        self.assertEqual(dates, {"2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"})
        # Seen on the second day, nothing had come back.
        self.assertEqual(
            self.shipped(first.get_traceability("downstream", as_of="2026-03-02")), told[:1]
        )
        for transfer in (first, back, again, late):
            [node] = transfer.get_traceability()["nodes"]
            self.assertEqual((node["certainty"], node["share"]), ("certain", 10))

    def test_a_serial_number_that_came_back_and_was_repaired_goes_to_the_next_customer(self):
        with on("03-01"):
            motor = self.receive(self.motor, "M1")
        with on("03-02"):
            first = self.deliver(self.motor, motor)
        with on("03-03"):
            self.give_back(first)
        with on("03-04"):
            second = self.deliver(self.motor, motor, 1, self.other_customer)
        now, then = self.customer.name, self.other_customer.name
        told = [("delivery", now, 1), ("return", now, -1), ("delivery", then, 1)]
        self.assertEqual(self.shipped(motor.get_traceability()), told)
        self.assertEqual(self.shipped(second.get_traceability("downstream")), told[1:])
        self.assertEqual(motor.get_traceability()["gaps"], [])

    def test_a_customer_is_traced_by_what_he_had_by_that_day(self):
        with on("03-01"):
            first, second = (self.receive(self.tomato, name, 10) for name in ("T1", "T2"))
        with on("03-02"):
            self.deliver(self.tomato, first, 4)
        with on("03-04"):
            late = self.deliver(self.tomato, second, 4)
        roots = {
            day: self.customer.get_traceability(as_of=f"2026-03-0{day}")["roots"]
            for day in (1, 2, 3, 4)
        }
        both = [first.id, second.id]
        self.assertEqual(roots, {1: [], 2: first.ids, 3: first.ids, 4: both})
        self.assertEqual(late.get_traceability(as_of="2026-03-03")["nodes"], [])


class TestCompaniesInTime(CompaniesCommon):
    """What one company sent bounds what came before it, and what the other received what after."""

    def send(self, lot, quantity):
        goods = [(self.tomato, lot, quantity)]
        return self.move_goods(
            self.warehouse.out_type_id, self.stock_location, self.crossing, goods
        )

    def answer(self, record, direction, as_of=None):
        record = record.with_user(self.reader)
        everyone = record.with_context(allowed_company_ids=self.everyone.ids)
        return everyone.get_traceability(direction, as_of=as_of)

    def partners(self, answer, kind):
        return [e["partner_name"] for e in answer["events"] if e["kind"] == kind]

    def cross(self):
        """Ours of 1 March goes over on the 2nd and arrives on the 4th; each is used on the 3rd."""
        with on("03-01"):
            self.make_lot(self.tomato, "T7").company_id = self.company
            ours = self.receive(self.tomato, "T7", 10)
        with on("03-02"):
            self.send(ours, 4)
        with on("03-03"):
            self.warehouse.in_type_id.use_existing_lots = True
            self.receive(self.tomato, "T7", 10, self.other_vendor)
        with on("03-04"):
            theirs = self.arrive(self.sister, "T7", (4,))
        return ours, theirs

    def test_what_came_in_after_the_goods_were_sent_is_no_origin_of_what_arrived(self):
        ours, theirs = self.cross()
        self.assertEqual(
            self.partners(self.answer(ours, "upstream"), "receipt"),
            [self.vendor.name, self.other_vendor.name],
        )
        answer = self.answer(theirs, "upstream")
        self.assertEqual({node["lot_id"] for node in answer["nodes"]}, {ours.id, theirs.id})
        self.assertNotIn(self.other_vendor.name, self.partners(answer, "receipt"))
        until = {node["lot_id"]: node["until"] for node in answer["nodes"]}
        self.assertEqual(until[ours.id], "2026-03-02 08:00:00")
        # Sent again after that receipt, it is one.
        with on("03-05"):
            self.send(ours, 2)
        with on("03-06"):
            house = self.env["stock.warehouse"].search([("company_id", "=", self.sister.id)])
            goods = [(self.tomato, theirs, 2)]
            house.in_type_id.use_existing_lots = True
            self.move_goods(house.in_type_id, self.crossing, house.lot_stock_id, goods)
        answer = self.answer(theirs, "upstream")
        self.assertIn(self.other_vendor.name, self.partners(answer, "receipt"))
        answer = self.answer(theirs, "upstream", as_of="2026-03-05")
        self.assertNotIn(self.other_vendor.name, self.partners(answer, "receipt"))

    def test_what_left_before_the_goods_arrived_is_not_where_they_went(self):
        ours, theirs = self.cross()
        house = self.env["stock.warehouse"].search([("company_id", "=", self.sister.id)], limit=1)
        house.in_type_id.use_existing_lots = True

        def theirs_moved(operation, source, target, partner):
            goods = [(self.tomato, theirs, 1)]
            return self.move_goods(operation, source, target, goods, partner)

        with on("03-01"):
            theirs_moved(
                house.in_type_id, self.supplier_location, house.lot_stock_id, self.other_vendor
            )
        with on("03-03"):
            theirs_moved(
                house.out_type_id, house.lot_stock_id, self.customer_location, self.customer
            )
        with on("03-05"):
            theirs_moved(
                house.out_type_id, house.lot_stock_id, self.customer_location, self.other_customer
            )
        answer = self.answer(ours, "downstream")
        since = {node["lot_id"]: node["since"] for node in answer["nodes"]}
        self.assertEqual(since[theirs.id], "2026-03-04 08:00:00")
        customers = [
            event["partner_name"]
            for event in answer["events"]
            if event["kind"] == "delivery" and event["node"] == f"lot:{theirs.id}"
        ]
        self.assertEqual(customers, [self.other_customer.name])

    def test_a_customer_of_the_other_company_gets_of_ours_what_had_arrived_by_then(self):
        house = self.env["stock.warehouse"].search([("company_id", "=", self.sister.id)], limit=1)
        with on("03-01"):
            self.make_lot(self.tomato, "T7").company_id = self.company
            ours = self.receive(self.tomato, "T7", 20)
        with on("03-02"):
            self.send(ours, 1)
        with on("03-03"):
            theirs = self.arrive(self.sister, "T7", (1,))
        house.in_type_id.use_existing_lots = True

        def moved(day, operation, source, target, quantity):
            with on(day):
                goods = [(self.tomato, theirs, quantity)]
                return self.move_goods(operation, source, target, goods)

        def delivered(day, quantity):
            ends = house.lot_stock_id, self.customer_location
            return moved(day, house.out_type_id, *ends, quantity)

        def arrived(day, quantity):
            return moved(day, house.in_type_id, self.crossing, house.lot_stock_id, quantity)

        first = delivered("03-04", 1)
        arrived("03-05", 3)  # from a company that keeps no record here
        second = delivered("03-06", 2)
        with on("03-07"):
            self.send(ours, 4)
        arrived("03-08", 4)
        third = delivered("03-09", 4)
        shares = {
            event["reference"]: event["share"]
            for event in self.answer(ours, "downstream")["events"]
            if event["node"] == f"lot:{theirs.id}" and event["kind"] == "delivery"
        }
        # One of one, one of four, five of eight.
        self.assertEqual(shares, {first.name: 1, second.name: 0.5, third.name: 2.5})
        for delivery, share in ((first, 1), (second, 1), (third, 5)):
            nodes = self.answer(delivery, "upstream")["nodes"]
            found = {node["lot_id"]: node["share"] for node in nodes}
            self.assertEqual(found[ours.id], share)

    def test_what_is_still_on_its_way_is_not_in_what_arrived_before(self):
        ours, _theirs = self.cross()
        with on("03-05"):
            on_its_way = self.send(ours, 2)
        answer = self.answer(on_its_way, "downstream")
        self.assertEqual([node["lot_id"] for node in answer["nodes"]], ours.ids)
        # Nor is it told of what went over before.
        sent = [e["date"][:10] for e in answer["events"] if e["kind"] == "delivery"]
        self.assertEqual(sent, ["2026-03-05"])
        self.assertEqual(len(self.answer(ours, "downstream")["nodes"]), 2)

    def test_what_arrived_before_it_was_sent_by_the_record_is_possible(self):
        with on("03-01"):
            self.make_lot(self.tomato, "T9").company_id = self.company
            ours = self.receive(self.tomato, "T9", 10)
        with on("03-02"):
            theirs = self.arrive(self.sister, "T9", (4,))
        with on("03-03"):
            self.send(ours, 4)
        for lot, direction in ((theirs, "upstream"), (ours, "downstream")):
            answer = self.answer(lot, direction)
            [link] = answer["links"]
            self.assertEqual((link["certainty"], link["reason"]), ("possible", "recorded_later"))
            self.assertEqual(len(answer["nodes"]), 2)
