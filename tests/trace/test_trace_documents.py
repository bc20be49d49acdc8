"""One scenario a kind of document: what the trace says of it."""

from odoo.tests import tagged

from ..common.companies import CompaniesCommon
from ..common.world import TraceabilityCommon


@tagged("-at_install", "post_install")
class TestKindsOfDocuments(TraceabilityCommon):
    def kinds(self, answer):
        return [(event["kind"], event["quantity"]) for event in answer["events"]]

    def balance(self, answer):
        """:return: what is not 0 in the balance of the first lot"""
        return {name: value for name, value in answer["nodes"][0]["balance"].items() if value}

    def send_on(self, lot):
        """Send 4 of a lot to another warehouse of the company, by way of the transit location.

        :return: that warehouse, the transit location
        """
        other = self.env["stock.warehouse"].create({"name": "Other House", "code": "OTH"})
        transit = self.company.internal_transit_location_id
        transit.active = True
        self.move_goods(
            self.warehouse.int_type_id, self.stock_location, transit, [(self.tomato, lot, 4)]
        )
        return other, transit

    def drop_ship(self, name="T1", partner=None):
        """Let the vendor ship 5 straight to the customer. :return: the done transfer

        As a purchase order for a customer does, the transfer names the vendor and its move the
        customer; or both name the given partner.
        """
        self.warehouse.out_type_id.use_create_lots = True
        shipped = self.plan_goods(
            self.warehouse.out_type_id,
            self.supplier_location,
            self.customer_location,
            [(self.tomato, self.make_lot(self.tomato, name), 5)],
            partner or self.vendor,
        )
        shipped.move_ids.partner_id = partner or self.customer
        shipped.button_validate()
        return shipped

    def partners(self, event):
        return event["from_partner_name"], event["to_partner_name"], event["partner_name"]

    def test_goods_shipped_by_the_vendor_to_the_customer_came_and_left_at_once(self):
        shipped = self.drop_ship()
        lot = shipped.move_line_ids.lot_id
        answer = lot.get_traceability()
        self.assertEqual(self.kinds(answer), [("delivery", 5)])
        [event] = answer["events"]
        self.assertEqual(event["reference"], shipped.name)
        self.assertEqual(self.partners(event), ("Green Farm", "Corner Shop", "Corner Shop"))
        self.assertEqual(
            (event["from_partner_id"], event["to_partner_id"]), (self.vendor.id, self.customer.id)
        )
        self.assertEqual((event["side"], event["sign"]), ("both", 1))
        for partner in (self.vendor, self.customer):
            self.assertEqual(partner.get_traceability()["roots"], lot.ids)
        self.assertEqual(self.balance(answer), {"received": 5, "shipped": 5})
        self.assertEqual(answer["gaps"], [])

    def test_such_goods_come_back_from_the_customer_to_the_vendor_or_to_us(self):
        shipped = self.drop_ship()
        lot = shipped.move_line_ids.lot_id
        for target, partners, side in (
            (self.supplier_location, ("Corner Shop", "Green Farm", "Green Farm"), "both"),
            # core's return still names the vendor as its contact
            (self.stock_location, ("Corner Shop", "", "Corner Shop"), "downstream"),
        ):
            back = self.plan_goods(
                self.warehouse.in_type_id,
                self.customer_location,
                target,
                [(self.tomato, lot, 2)],
                self.vendor,
            )
            back.move_ids.partner_id = self.customer
            back.button_validate()
            self.assertEqual(back.state, "done")
            event = lot.get_traceability()["events"][-1]
            self.assertEqual((event["kind"], self.partners(event)), ("return", partners))
            self.assertEqual((event["side"], event["sign"]), (side, -1))

    def test_a_return_that_names_the_customer_alone_knows_the_vendor_by_what_it_gives_back(self):
        shipped = self.drop_ship()
        back = self.plan_return(shipped)
        back.location_dest_id = self.supplier_location
        back.partner_id = self.customer  # as purchase_stock writes it
        back.move_ids.location_dest_id = self.supplier_location
        back.move_line_ids.location_dest_id = self.supplier_location
        back.button_validate()
        event = shipped.move_line_ids.lot_id.get_traceability()["events"][-1]
        self.assertEqual((event["kind"], event["reference"]), ("return", back.name))
        self.assertEqual(self.partners(event), ("Corner Shop", "Green Farm", "Green Farm"))
        [(*usages, giver, taker)] = back.get_traced_partners()
        self.assertEqual(usages, ["customer", "supplier"])
        self.assertEqual((giver, taker), (self.customer, self.vendor))
        # The vendor ships it again, and again it comes back: core copies the customer each time.
        ends = [(self.supplier_location, self.vendor), (self.customer_location, self.customer)]
        for (source, gave), (target, got) in (ends, ends[::-1]):
            back = self.plan_return(back)
            for records in (back, back.move_ids, back.move_line_ids):
                records.write({"location_id": source.id, "location_dest_id": target.id})
            back.partner_id = back.move_ids.partner_id = self.customer
            back.button_validate()
            event = shipped.move_line_ids.lot_id.get_traceability()["events"][-1]
            self.assertEqual(event["reference"], back.name)
            self.assertEqual((event["from_partner_id"], event["to_partner_id"]), (gave.id, got.id))
            [(*_usages, giver, taker)] = back.get_traced_partners()
            self.assertEqual((giver, taker), (gave, got))

    def test_the_operation_says_who_a_lone_partner_of_such_goods_is(self):
        shipped = self.drop_ship(partner=self.customer)  # on an operation that delivers
        [event] = shipped.get_traceability()["events"]
        self.assertEqual(self.partners(event), ("", "Corner Shop", "Corner Shop"))
        shipped = self.drop_ship("T2", self.vendor)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move SET picking_type_id = %s WHERE id = %s",
            [self.warehouse.in_type_id.id, shipped.move_ids.id],
        )
        self.env.invalidate_all()
        [event] = shipped.get_traceability()["events"]
        self.assertEqual(self.partners(event), ("Green Farm", "", "Green Farm"))

    def test_each_movement_stands_on_one_side_with_its_sign(self):
        lot = self.receive(self.tomato, "T1", 10)
        self.give_back(self.deliver(self.tomato, lot, 3))
        self.transfer(self.tomato, lot, 1)
        quants = lot.quant_ids.with_context(inventory_mode=True)
        quant = quants.filtered(lambda quant: quant.location_id == self.stock_location)
        for counted in (12, 11):
            quant.inventory_quantity = counted
            quant.action_apply_inventory()
        goods, outgoing = [(self.tomato, lot, 2)], self.warehouse.out_type_id
        self.move_goods(outgoing, self.stock_location, self.supplier_location, goods, self.vendor)
        events = lot.get_traceability()["events"]
        self.assertEqual(
            [(event["kind"], event["side"], event["sign"]) for event in events],
            [
                ("receipt", "upstream", 1),
                ("delivery", "downstream", 1),
                ("return", "downstream", -1),
                ("internal", "downstream", 0),
                ("adjustment", "upstream", 1),
                ("adjustment", "downstream", 1),
                ("return", "upstream", -1),
            ],
        )
        self.assertEqual(
            [self.partners(event)[:2] for event in events if event["partner_name"]],
            [("Green Farm", ""), ("", "Corner Shop"), ("Corner Shop", ""), ("", "Green Farm")],
        )

    def test_goods_on_the_way_between_warehouses_are_in_transit(self):
        lot = self.receive(self.tomato, "T1", 10)
        other, transit = self.send_on(lot)
        answer = lot.get_traceability()
        self.assertEqual(self.balance(answer), {"received": 10, "on_hand": 6, "in_transit": 4})
        self.move_goods(other.int_type_id, transit, other.lot_stock_id, [(self.tomato, lot, 4)])
        answer = lot.get_traceability()
        self.assertEqual(self.kinds(answer), [("receipt", 10), ("internal", 4), ("internal", 4)])
        self.assertEqual(self.balance(answer), {"received": 10, "on_hand": 10})

    def test_every_step_of_a_delivery_in_three_steps_is_shown(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        lot = self.receive(self.tomato, "T1", 10)
        output, packing = self.warehouse.wh_output_stock_loc_id, self.warehouse.wh_pack_stock_loc_id
        self.transfer(self.tomato, lot, 3, destination=packing)
        self.transfer(self.tomato, lot, 3, source=packing, destination=output)
        self.move_goods(
            self.warehouse.out_type_id,
            output,
            self.customer_location,
            [(self.tomato, lot, 3)],
            self.customer,
        )
        answer = lot.get_traceability()
        self.assertEqual(
            self.kinds(answer),
            [("receipt", 10), ("internal", 3), ("internal", 3), ("delivery", 3)],
        )
        places = [event["location_to"] for event in answer["events"]]
        self.assertEqual(places[1:3], [packing.complete_name, output.complete_name])

    def test_the_package_and_the_owner_of_the_goods_are_named(self):
        lot = self.receive(self.tomato, "T1", 10)
        package = self.env["stock.package"].create({"name": "PALLET-7"})
        picking = self.plan_goods(
            self.warehouse.int_type_id, self.stock_location, self.shelf, [(self.tomato, lot, 4)]
        )
        picking.move_line_ids.result_package_id = package
        picking.button_validate()
        consigned = self.plan_goods(
            self.warehouse.in_type_id,
            self.supplier_location,
            self.stock_location,
            [(self.tomato, "T2", 2)],
            self.vendor,
        )
        consigned.owner_id = self.vendor
        consigned.button_validate()
        [_receipt, moved] = lot.get_traceability()["events"]
        self.assertEqual((moved["package_name"], moved["package_id"]), ("PALLET-7", package.id))
        [received] = consigned.get_traceability()["events"]
        self.assertEqual(
            (received["owner_name"], received["owner_id"]), ("Green Farm", self.vendor.id)
        )

    def test_a_lot_on_hold_is_marked(self):
        lot = self.receive(self.tomato, "T1", 10)
        self.assertIs(lot.get_traceability()["nodes"][0]["hold"], False)
        lot.with_user(self.stock_manager).hold("Glass in a jar")
        self.assertIs(lot.get_traceability()["nodes"][0]["hold"], True)


@tagged("-at_install", "post_install")
class TestCompanies(CompaniesCommon):
    def test_a_user_of_one_company_sees_its_own_side_of_the_crossing(self):
        answer = self.seen_by(self.company)
        self.assertEqual([e["kind"] for e in answer["events"]], ["receipt", "delivery"])
        self.assertEqual({e["company_id"] for e in answer["events"]}, {self.company.id})
        balance = answer["nodes"][0]["balance"]
        self.assertEqual((balance["shipped"], balance["on_hand"], balance["remainder"]), (4, 6, 0))
        self.assertEqual(answer["nodes"][0]["share"], 10)
        answer = self.seen_by(self.sister)
        self.assertEqual([e["kind"] for e in answer["events"]], ["receipt"])
        self.assertEqual(answer["events"][0]["reference"], self.arrived.name)
        self.assertEqual(answer["nodes"][0]["quantity_on_hand"], 4)

    def test_a_user_of_both_companies_sees_through(self):
        answer = self.seen_by(self.company | self.sister)
        self.assertEqual([e["kind"] for e in answer["events"]], ["receipt", "delivery", "receipt"])
        node = answer["nodes"][0]
        self.assertEqual(node["quantity_on_hand"], 10)
        self.assertEqual(node["balance"]["remainder"], 0)
        # What crossed is not counted twice: there never were more than 10.
        self.assertEqual(node["share"], 10)

    def test_two_companies_lots_of_one_number_are_joined_where_it_went_from_one_to_the_other(self):
        self.make_lot(self.tomato, "T7").company_id = self.company
        ours = self.receive(self.tomato, "T7", 10)
        theirs, never_sent = self.env["stock.lot"].create(
            [
                {"name": "T7", "product_id": self.tomato.id, "company_id": company.id}
                for company in self.others
            ]
        )
        goods = [(self.tomato, ours, 4)]
        self.move_goods(self.warehouse.out_type_id, self.stock_location, self.crossing, goods)
        house = self.env["stock.warehouse"].search([("company_id", "=", self.sister.id)], limit=1)
        house.in_type_id.use_create_lots = True  # as for any vendor's goods
        goods = [(self.tomato, theirs, 3)]
        self.move_goods(house.in_type_id, self.crossing, house.lot_stock_id, goods)
        reader = theirs.with_user(self.reader)
        answer = reader.with_context(allowed_company_ids=self.everyone.ids).get_traceability()
        self.assertEqual([node["lot_id"] for node in answer["nodes"]], [theirs.id, ours.id])
        self.assertNotIn(never_sent.id, [node["lot_id"] for node in answer["nodes"]])
        [link] = answer["links"]
        self.assertEqual((link["certainty"], link["reason"]), ("certain", "same_number"))
        self.assertIn("One link joins the lots of two companies", " ".join(answer["statement"]))
        self.assertEqual(answer["events"][0]["partner_name"], "Green Farm")
        answer = (
            ours.with_user(self.reader)
            .with_context(allowed_company_ids=self.everyone.ids)
            .get_traceability("downstream")
        )
        # One is still on its way.
        self.assertEqual([node["share"] for node in answer["nodes"]], [10, 3])
        alone = reader.with_context(allowed_company_ids=self.sister.ids).get_traceability()
        self.assertEqual([node["lot_id"] for node in alone["nodes"]], [theirs.id])
        self.assertEqual(alone["hidden"], {"lots": 1, "movements": 0})
        self.assertEqual(alone["statement"], ["Not shown: one lot of another company."])

    def test_what_crossed_in_many_transfers_is_one_link_with_all_of_it(self):
        self.make_lot(self.tomato, "T8").company_id = self.company
        ours = self.receive(self.tomato, "T8", 20)
        for quantity in (1, 2, 3, 4, 5):
            goods = [(self.tomato, ours, quantity)]
            self.move_goods(self.warehouse.out_type_id, self.stock_location, self.crossing, goods)
        theirs = self.arrive(self.sister, "T8", (2, 2, 2))
        others = self.arrive(self.third, "T8", (1, 3, 4))
        for lot in (ours, theirs):
            for direction in ("downstream", "upstream", "both"):
                with self.subTest(lot=lot.company_id.name, direction=direction):
                    answer = (
                        lot.with_user(self.reader)
                        .with_context(allowed_company_ids=self.everyone.ids)
                        # of which each may have five links
                        .get_traceability(direction, limit=3)
                    )
                    self.assertFalse(answer["truncated"])
                    found = {node["lot_id"]: node["share"] for node in answer["nodes"]}
                    crossed = [(link["parent"], link["quantity"]) for link in answer["links"]]
                    if lot == ours and direction != "upstream":
                        # One of the fifteen is still on its way.
                        self.assertEqual(found, {ours.id: 20, theirs.id: 6, others.id: 8})
                        self.assertCountEqual(crossed, [(f"lot:{ours.id}", q) for q in (6, 8)])
                    elif lot == theirs and direction != "downstream":
                        self.assertEqual(found, {theirs.id: 6, ours.id: 6})
                        self.assertEqual(crossed, [(f"lot:{ours.id}", 6)])
                    else:
                        self.assertEqual((list(found), crossed), ([lot.id], []))

    def test_a_user_of_the_third_company_sees_no_movement_at_all(self):
        answer = self.seen_by(self.third)
        self.assertEqual((answer["events"], answer["links"]), ([], []))
        self.assertEqual(answer["nodes"][0]["quantity_on_hand"], 0)

    def test_a_lot_of_another_company_is_in_no_trace(self):
        made = self.make_lot(self.tomato, "MINE")
        self.move_goods(
            self.warehouse.in_type_id,
            self.supplier_location,
            self.stock_location,
            [(self.tomato, made, 5)],
        )
        line, received = (
            made.env["stock.move.line"]
            .search(
                [("lot_id", "in", (made + self.lot).ids), ("company_id", "=", self.company.id)],
                order="id",
            )
            .filtered(lambda line: line.location_id == self.supplier_location)
        )
        (line | received).filtered(lambda line: line.lot_id == made).consume_line_ids = (
            line | received
        ).filtered(lambda line: line.lot_id == self.lot)
        self.assertEqual(len(self.seen_by(self.company)["nodes"]), 2)
        self.env.flush_all()  # no form lets one do that
        self.env.cr.execute(
            "UPDATE stock_lot SET company_id = %s WHERE id = %s", [self.sister.id, made.id]
        )
        answer = self.seen_by(self.company)
        self.assertEqual((len(answer["nodes"]), answer["links"]), (1, []))
        self.assertEqual(answer["hidden"]["lots"], 1)
        self.assertIn("Not shown: one lot of another company.", answer["statement"])
        self.assertEqual(self.seen_by(self.everyone)["hidden"], {"lots": 0, "movements": 0})

    def test_what_the_companies_that_one_does_not_look_at_moved_is_counted(self):
        for companies, movements in (
            (self.company, 1),
            (self.sister, 2),
            (self.third, 3),
            (self.everyone, 0),
        ):
            answer = self.seen_by(companies)
            self.assertEqual(answer["hidden"], {"lots": 0, "movements": movements})
            text = " ".join(answer["statement"])
            self.assertEqual("in other companies" in text, movements > 1, text)
            self.assertEqual("one movement of these lots in another" in text, movements == 1)
            self.assertNotIn("Every movement in this trace", text)

    def test_lots_hidden_the_other_way_are_not_counted(self):
        sauce = self.make_lot(self.motor, "SAUCE")
        self.move_goods(
            self.warehouse.in_type_id,
            self.supplier_location,
            self.stock_location,
            [(self.motor, sauce, 1)],
        )
        lines = self.env["stock.move.line"].search([("lot_id", "in", (sauce + self.lot).ids)])
        made = lines.filtered(lambda line: line.lot_id == sauce)
        used = lines.filtered(lambda line: line.lot_id == self.lot)[-1:]
        self.env.flush_all()  # the sauce was made of it, says a script
        self.env.cr.execute(
            "INSERT INTO stock_move_line_consume_rel (consume_line_id, produce_line_id)"
            " VALUES (%s, %s)",
            [made.id, used.id],
        )
        self.env.cr.execute(
            "UPDATE stock_lot SET company_id = %s WHERE id = %s", [self.sister.id, sauce.id]
        )
        self.env.invalidate_all()
        lot = self.lot.with_user(self.reader).with_context(allowed_company_ids=self.company.ids)
        for direction, count in (("upstream", 0), ("downstream", 1), ("both", 1)):
            self.assertEqual(lot.get_traceability(direction)["hidden"]["lots"], count)
