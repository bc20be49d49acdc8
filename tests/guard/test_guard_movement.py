"""Every rule judges what really moves, from where to where, whatever the document is called."""

from datetime import timedelta

from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ..common.guard import GuardCommon

NOT_THIS_WAY = "cannot be moved this way"


@tagged("post_install", "-at_install")
class TestWhatIsUsedMustBeFit(GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receipts.use_existing_lots = True  # so that rule 2 does not speak first
        cls.internal = cls.warehouse.int_type_id
        cls.milk = cls.make_product("Milk", "lot", use_expiration_date=True, expiration_time=30)
        cls.old, cls.short = cls.receive(cls.milk, "OLD", 10), cls.receive(cls.milk, "SHORT", 10)
        cls.held = cls.receive(cls.tomato, "HELD", 10)
        cls.scrapped = cls.env["stock.scrap"].create(
            [
                {
                    "product_id": lot.product_id.id,
                    "lot_id": lot.id,
                    "scrap_qty": 2,
                    "location_id": cls.stock_location.id,
                }
                for lot in (cls.old, cls.short, cls.held)
            ]
        )
        cls.scrapped.do_scrap()
        cls.waste = cls.scrapped[:1].scrap_location_id
        cls.old.expiration_date = Datetime.now() - timedelta(days=3)
        cls.deliveries.minimum_shelf_life = 90
        cls.held.hold("Laboratory")
        cls.unfit = [(cls.old, "expired on"), (cls.short, "90 more days"), (cls.held, "on hold")]
        cls.transit = cls.company.internal_transit_location_id
        cls.transit.active = True

    def validate(self, picking):
        answers = {"skip_expired": True, "skip_backorder": True}
        self.rpc(self.clerk, "stock.picking", "button_validate", picking.ids, context=answers)

    def test_by_any_operation_type_and_from_anywhere(self):
        ways = [
            (self.internal, self.stock_location, self.customer_location),
            (self.internal, self.stock_location, self.transit),
            (self.internal, self.waste, self.customer_location),
            (self.receipts, self.stock_location, self.customer_location),
            (self.receipts, self.supplier_location, self.customer_location),
            (self.receipts, self.supplier_location, self.transit),
        ]
        for operation, source, target in ways:
            for lot, words in self.unfit:
                picking = self.plan_goods(operation, source, target, [(lot.product_id, lot, 1)])
                way = {"way": f"{operation.name}: {source.name} to {target.name}"}
                with self.subTest(lot=lot.name, **way), self.refused(f"{lot.name}.*{words}"):
                    self.validate(picking)
                self.assertNotEqual(picking.state, "done")

    def test_without_operation_type(self):
        for lot, words in self.unfit:
            picking = self.plan_delivery((lot.product_id, lot, 1))
            empty = {"picking_type_id": False}
            self.rpc(self.clerk, "stock.move", "write", picking.move_ids.ids, empty)
            self.assertFalse(picking.move_ids.picking_type_id)
            with self.subTest(lot=lot.name), self.refused(f"{lot.name}.*{words}"):
                self.validate(picking)

    def test_a_place_inside_customers_is_one_whatever_its_own_type_is(self):
        depot = self.env["stock.location"].create(
            {"name": "Depot", "location_id": self.customer_location.id, "usage": "internal"}
        )
        for lot, words in self.unfit:
            picking = self.plan_delivery((lot.product_id, lot, 1))
            picking.move_line_ids.location_dest_id = depot
            with self.subTest(lot=lot.name), self.refused(f"{lot.name}.*{words}"):
                self.validate(picking)

    def test_what_is_fit_goes_as_the_operation_types_say(self):
        fresh = self.receive(self.tomato, "FRESH", 5)
        picking = self.plan_goods(
            self.internal, self.stock_location, self.customer_location, [(self.tomato, fresh, 1)]
        )
        self.validate(picking)
        self.assertEqual(picking.state, "done")
        self.deliveries.write({"expired_lots_policy": "allow", "minimum_shelf_life": 0})
        self.deliver(self.milk, self.old)
        self.assertEqual(self.on_hand(self.old)[self.customer_location], 1)

    def test_who_asks_for_shelf_life_is_not_taken_off_the_delivery(self):
        self.deliveries.minimum_shelf_life = 0
        self.customer.minimum_shelf_life = 60
        picking = self.plan_delivery((self.milk, self.short, 1))
        picking.partner_id = self.customer
        with self.refused("Corner Shop"):
            self.rpc(self.clerk, "stock.picking", "write", picking.ids, {"partner_id": False})
        self.assertEqual(picking.partner_id, self.customer)
        with self.refused("SHORT.*60 more days"):
            self.validate(picking)
        picking.partner_id = self.other_customer
        self.validate(picking)
        self.assertEqual(picking.state, "done")


@tagged("post_install", "-at_install")
class TestBoxesOfOtherOperations(GuardCommon):
    """Use Existing and Create New are those of the warehouse's type where the move's is another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.internal = cls.warehouse.int_type_id
        cls.t1 = cls.receive(cls.tomato, "T1", 10)

    def test_a_used_lot_does_not_come_from_a_vendor_by_an_internal_transfer(self):
        lines = [(self.tomato, self.t1, 5)]
        for operation in (self.internal, self.deliveries):
            picking = self.plan_goods(operation, self.supplier_location, self.stock_location, lines)
            with self.refused("T1.*used before"):
                self.rpc(self.clerk, "stock.picking", "button_validate", picking.ids)
        loose = self.plan_receipt(*lines)
        loose.move_ids.picking_type_id = False
        with self.refused("T1.*used before"):
            self.rpc(self.clerk, "stock.picking", "button_validate", loose.ids)

    def test_a_new_lot_does_not_leave_by_an_internal_transfer_that_makes_lots(self):
        self.internal.use_create_lots = True
        picking = self.plan_goods(
            self.internal, self.stock_location, self.customer_location, [(self.tomato, "T9", 1)]
        )
        with self.refused("T9.*was never in stock"):
            self.rpc(self.clerk, "stock.picking", "button_validate", picking.ids)


@tagged("post_install", "-at_install")
class TestLinesLieWithinTheirMove(GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls.receive(cls.tomato, "T1", 10)
        cls.receipt = cls.env["stock.move.line"].search([("lot_id", "=", cls.lot.id)]).picking_id

    def test_a_line_that_leads_elsewhere_is_not_added_to_what_is_done(self):
        values = {
            "picking_id": self.receipt.id,
            "move_id": self.receipt.move_ids.id,
            "product_id": self.tomato.id,
            "lot_id": self.lot.id,
            "quantity": 2,
            "location_id": self.stock_location.id,
            "location_dest_id": self.customer_location.id,
        }
        with self.refused(f"{NOT_THIS_WAY}.*\n.*T1.*Stock is not inside .*Vendors"):
            self.rpc(self.clerk, "stock.move.line", "create", [values])
        self.assertEqual(self.on_hand(self.lot), {self.stock_location: 10})

    def test_nothing_is_added_as_done_but_to_a_transfer(self):
        """A scrap, a count and what has no document at all take no more."""
        scrap = self.scrap(self.tomato, self.lot)
        self.commit()
        waste, of_scrap = scrap.scrap_location_id, {"scrap_id": scrap.id}
        ways = [
            (self.stock_location, self.customer_location, {}),
            (self.stock_location, waste, of_scrap),
            (waste, self.stock_location, {"is_inventory": True}),
        ]
        for source, target, own in ways:
            places = {
                "product_id": self.tomato.id,
                "location_id": source.id,
                "location_dest_id": target.id,
            }
            line = [Command.create({**places, "lot_id": self.lot.id, "quantity": 1})]
            values = {**places, **own, "state": "done", "move_line_ids": line}
            with self.subTest(own=own), self.refused(f"{NOT_THIS_WAY}.*\n.*T1.*added"):
                self.rpc(self.clerk, "stock.move", "create", [values])
        line = {**places, "move_id": scrap.move_ids.id, "lot_id": self.lot.id, "quantity": 3}
        line |= {"location_id": self.stock_location.id, "location_dest_id": waste.id}
        with self.refused("T1.*added to this document"):
            self.rpc(self.clerk, "stock.move.line", "create", [line])
        picking = self.plan_delivery((self.tomato, self.lot, 1))
        with self.refused("T1.*is done, and takes no more"):
            self.rpc(self.clerk, "stock.move", "write", picking.move_ids.ids, of_scrap)
        self.assertEqual(self.on_hand(self.lot)[self.stock_location], 9)

    def test_nor_is_one_validated(self):
        for name, place in (
            ("location_id", self.supplier_location),
            ("location_dest_id", self.shelf),
        ):
            picking = self.plan_delivery((self.tomato, self.lot, 1))
            picking.move_line_ids.with_user(self.clerk)[name] = place
            with self.subTest(field=name), self.refused(NOT_THIS_WAY):
                self.rpc(self.clerk, "stock.picking", "button_validate", picking.ids)

    def test_places_inside_pass(self):
        self.transfer(self.tomato, self.lot, 3)
        picking = self.plan_delivery((self.tomato, self.lot, 1))
        picking.move_line_ids.location_id = self.shelf
        self.rpc(self.clerk, "stock.picking", "button_validate", picking.ids)
        self.assertEqual(picking.state, "done")

    def test_a_lot_is_not_written_to_a_customer(self):
        with self.refused("T1.*needs a document"):
            self.rpc(
                self.clerk,
                *("stock.lot", "write", self.lot.ids),
                {"location_id": self.customer_location.id},
            )
        self.rpc(self.clerk, "stock.lot", "write", self.lot.ids, {"location_id": self.shelf.id})
        self.assertEqual(self.on_hand(self.lot), {self.shelf: 10})

    def test_a_scrap_does_not_lead_to_one(self):
        for place in self.customer_location | self.tomato.property_stock_production:
            values = {
                "product_id": self.tomato.id,
                "lot_id": self.lot.id,
                "scrap_qty": 1,
                "location_id": self.stock_location.id,
                "scrap_location_id": place.id,
            }
            [scrap] = self.rpc(self.clerk, "stock.scrap", "create", [values])
            with self.subTest(place=place.name), self.refused("T1.*needs a"):
                self.rpc(self.clerk, "stock.scrap", "do_scrap", [scrap])

    def test_nor_back_from_one(self):
        motor = self.receive(self.motor, "M1")
        self.deliver(self.motor, motor)
        with self.refused("M1.*needs a document"):
            self.rpc(self.clerk, "stock.lot", "write", motor.ids, {"location_id": self.shelf.id})


@tagged("post_install", "-at_install")
class TestTypedNamesAreResolvedFirst(GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deliveries.use_create_lots = True
        cls.milk = cls.make_product("Milk", "lot", use_expiration_date=True, expiration_time=30)
        cls.old, cls.held = cls.receive(cls.milk, "OLD", 5), cls.receive(cls.tomato, "HELD", 5)
        cls.old.expiration_date = Datetime.now() - timedelta(days=3)
        cls.held.hold("Laboratory")

    def plan_typed(self, product, name):
        picking = self.plan_delivery((product, None, 1))
        picking.move_line_ids.lot_name = name
        return picking

    def test_a_lot_that_may_not_leave_does_not_leave_by_its_name(self):
        for lot, words in ((self.old, "expired on"), (self.held, "on hold")):
            picking = self.plan_typed(lot.product_id, f" {lot.name} ")
            with self.subTest(lot=lot.name), self.refused(f"{lot.name}.*{words}"):
                self.rpc(
                    self.clerk,
                    *("stock.picking", "button_validate", picking.ids),
                    context={"skip_expired": True},
                )

    def test_a_name_of_a_lot_and_a_new_one_are_found_and_made(self):
        lot = self.receive(self.tomato, "T1", 5)
        picking = self.plan_delivery((self.tomato, None, 1), (self.tomato, None, 1))
        for line, name in zip(picking.move_line_ids, ("T1", "T2"), strict=True):
            line.lot_name = name
        self.rpc(self.clerk, "stock.picking", "button_validate", picking.ids)
        self.assertEqual(picking.move_line_ids[:1].lot_id, lot)
        self.assertEqual(picking.move_line_ids.lot_id.mapped("name"), ["T1", "T2"])

    def test_what_is_refused_leaves_no_lot_behind(self):
        picking = self.plan_delivery((self.tomato, None, 1), (self.tomato, self.held, 1))
        picking.move_line_ids.filtered(lambda line: not line.lot_id).lot_name = "T9"
        with self.refused("HELD"):
            self.rpc(self.clerk, "stock.picking", "button_validate", picking.ids)
        self.assertFalse(self.env["stock.lot"].search([("name", "=", "T9")]))


@tagged("post_install", "-at_install")
class TestMoreCannotComeBack(GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receipts.use_existing_lots = True
        cls.lot = cls.receive(cls.tomato, "T1", 10)

    def plan(self, source, quantity, lot=None):
        return self.plan_goods(
            self.receipts,
            *(source, self.stock_location, [(self.tomato, lot or self.lot, quantity)]),
        )

    def validate(self, picking):
        self.rpc(self.clerk, "stock.picking", "button_validate", picking.ids)

    def test_from_customers_than_went_to_them(self):
        self.deliver(self.tomato, self.lot, 2)
        with self.refused("T1.*3 Units cannot come from .*Customers, where 2 Units"):
            self.validate(self.plan(self.customer_location, 3))
        self.validate(self.plan(self.customer_location, 2))
        with self.refused("1 Units cannot come from .*Customers, where 0 Units"):
            self.validate(self.plan(self.customer_location, 1))
        self.assertEqual(self.on_hand(self.lot), {self.stock_location: 10})

    def test_in_several_lines(self):
        self.deliver(self.tomato, self.lot, 2)
        picking = self.plan_goods(
            self.receipts,
            *(self.customer_location, self.stock_location),
            [(self.tomato, self.lot, 2), (self.tomato, self.lot, 2)],
        )
        with self.refused("4 Units cannot come"):
            self.validate(picking)

    def test_from_scrap_than_was_scrapped_whatever_was_counted(self):
        self.count(self.tomato, 4, self.lot)  # core keeps scrap and loss in one kind of location
        scrap = self.scrap(self.tomato, self.lot)
        for place in scrap.scrap_location_id | self.inventory_loss:
            with self.subTest(place=place.name), self.refused("500 Units cannot come"):
                self.validate(self.plan(place, 500))
        counted = self.plan(scrap.scrap_location_id, 500)
        counted.move_ids.with_user(self.clerk).is_inventory = True
        with self.refused("500 Units cannot come"):
            self.validate(counted)
        self.validate(self.plan(scrap.scrap_location_id, 1))
        self.assertEqual(self.on_hand(self.lot), {self.stock_location: 4})
        self.count(self.tomato, 9, self.lot)
        self.assertEqual(self.on_hand(self.lot), {self.stock_location: 9})

    def test_what_left_without_its_lot_comes_back_with_it(self):
        self.deliver(self.tomato, self.lot, 1)
        self.company.strict_traceability = False
        boxes = {"use_create_lots": False, "use_existing_lots": False}
        self.deliveries.write(boxes)
        self.plan_delivery((self.tomato, None, 3)).button_validate()
        self.deliveries.use_existing_lots = self.company.strict_traceability = True
        self.validate(self.plan(self.customer_location, 4))
        with self.refused("cannot come from"):
            self.validate(self.plan(self.customer_location, 4))

    def test_a_new_lot_from_a_customer_is_new(self):
        picking = self.plan(self.customer_location, 5, "THEIRS")
        self.validate(picking)
        self.assertEqual(picking.state, "done")


@tagged("post_install", "-at_install")
class TestReturnsOfATransfer(GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.m1, cls.m2, cls.m3 = (cls.receive(cls.motor, name) for name in ("M1", "M2", "M3"))
        cls.first = cls.move_goods(
            cls.deliveries,
            *(cls.stock_location, cls.customer_location),
            [(cls.motor, cls.m1, 1), (cls.motor, cls.m2, 1)],
            cls.customer,
        )

    def plan_return_of(self, picking, lot):
        """:return: the return of one unit, its number typed"""
        returned = self.plan_return(picking)
        returned.move_line_ids[1:].unlink()
        returned.move_line_ids.lot_id = lot
        returned.move_ids.picked = True
        return returned

    def validate(self, picking):
        answers = {"skip_backorder": True, "picking_ids_not_to_backorder": picking.ids}
        self.rpc(self.clerk, "stock.picking", "button_validate", picking.ids, context=answers)
        self.assertEqual(picking.state, "done")

    def test_a_unit_comes_back_once(self):
        self.validate(self.plan_return_of(self.first, self.m1))
        second = self.deliver(self.motor, self.m1, partner=self.other_customer)
        with self.refused("M1.*has come back already, or left again"):
            self.validate(self.plan_return_of(self.first, self.m1))
        self.validate(self.plan_return_of(self.first, self.m2))
        self.give_back(second)
        self.assertEqual(self.on_hand(self.m1), {self.stock_location: 1})

    def test_a_unit_that_was_not_in_the_transfer_is_refused(self):
        self.deliver(self.motor, self.m3, partner=self.other_customer)
        with self.refused("M3.*was not in .*Return it from the transfer that it left with"):
            self.validate(self.plan_return_of(self.first, self.m3))

    def test_a_unit_that_another_customer_has_is_refused(self):
        self.move_goods(  # without the delivery's paper
            self.receipts, self.customer_location, self.stock_location, [(self.motor, self.m1, 1)]
        )
        self.deliver(self.motor, self.m1, partner=self.other_customer)
        with self.refused("M1.*left again with another transfer"):
            self.validate(self.plan_return_of(self.first, self.m1))

    def test_a_lot_comes_back_from_a_transfer_as_often_as_it_went(self):
        lot = self.receive(self.tomato, "T1", 10)
        delivery = self.deliver(self.tomato, lot, 2)
        self.deliver(self.tomato, lot, 5)
        returned = self.plan_return(delivery)
        returned.move_line_ids.quantity = 3
        with self.refused("T1.*more than is left to return"):
            self.validate(returned)
        returned.move_line_ids.quantity = 2
        self.validate(returned)

    def test_a_return_of_a_return_and_a_return_to_the_vendor_pass(self):
        back = self.give_back(self.first)
        again = self.give_back(back)
        self.give_back(again)
        receipt = (
            self.env["stock.move.line"]
            .search([("lot_id", "=", self.m3.id), ("location_id", "=", self.supplier_location.id)])
            .picking_id
        )
        self.give_back(receipt)
        self.assertFalse(self.on_hand(self.m3))

    def test_a_vendor_sends_another_unit_in_exchange(self):
        receipt = (
            self.env["stock.move.line"]
            .search([("lot_id", "=", self.m3.id), ("location_id", "=", self.supplier_location.id)])
            .picking_id
        )
        returned = self.give_back(receipt)
        exchange = self.plan_return(returned)
        exchange.move_line_ids.unlink()
        exchange.move_ids.move_line_ids = [
            Command.create({"product_id": self.motor.id, "lot_name": "M4", "quantity": 1})
        ]
        exchange.move_ids.picked = True
        self.validate(exchange)
        self.assertEqual(exchange.move_ids.lot_ids.name, "M4")

    def test_a_customer_gets_another_unit_in_exchange(self):
        returned = self.give_back(self.first)
        self.validate(self.plan_return_of(returned, self.m3))
        self.assertEqual(self.on_hand(self.m3), {self.customer_location: 1})
        self.assertEqual(self.on_hand(self.m1), {self.stock_location: 1})

    def test_a_serial_number_comes_back_out_of_the_box_it_left_in(self):
        for number in (1, 2):
            box = self.env["stock.package"].create({"name": f"BOX-{number}"})
            delivery = self.plan_delivery((self.motor, self.m3, 1))
            delivery.move_line_ids.result_package_id = box
            delivery.button_validate()
            returned = self.plan_return(delivery)
            returned.move_line_ids.write({"package_id": False, "result_package_id": False})
            self.validate(returned)
            self.assertFalse(
                self.m3.quant_ids.filtered(
                    lambda quant: quant.location_id == self.customer_location and quant.quantity
                )
            )


@tagged("post_install", "-at_install")
class TestVendors(GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls.receive(cls.tomato, "T1", 10)

    def test_the_same_vendor_sends_more_of_a_lot(self):
        self.receive(self.tomato, "T1", 5)
        office = self.env["res.partner"].create({"name": "Office", "parent_id": self.vendor.id})
        picking = self.plan_receipt((self.tomato, None, 2))
        picking.partner_id = office
        picking.move_line_ids.lot_name = "T1"
        self.rpc(self.clerk, "stock.picking", "button_validate", picking.ids)
        self.assertEqual(self.on_hand(self.lot), {self.stock_location: 17})

    def test_another_vendor_does_not_nor_nobody(self):
        for partner in (self.other_vendor, self.env["res.partner"]):
            picking = self.plan_receipt((self.tomato, self.lot, 5))
            picking.partner_id = partner
            with self.subTest(partner=partner.name), self.refused("T1.*used before"):
                self.rpc(self.clerk, "stock.picking", "button_validate", picking.ids)

    def test_nor_after_the_lot_went_back(self):
        receipt = self.env["stock.move.line"].search([("lot_id", "=", self.lot.id)]).picking_id
        self.give_back(receipt)
        self.test_another_vendor_does_not_nor_nobody()
        again = self.plan_receipt((self.tomato, self.lot, 10))
        again.partner_id = self.vendor
        self.rpc(self.clerk, "stock.picking", "button_validate", again.ids)
        self.assertEqual(self.on_hand(self.lot), {self.stock_location: 10})

    def test_nobody_does_with_a_receipt_that_is_done(self):
        receipt = self.receive_motor()
        goods = {"product_id": self.tomato.id, "lot_id": self.lot.id, "quantity": 5}
        with self.refused("T1.*used before"):
            self.rpc(
                self.clerk,
                *("stock.move.line", "create"),
                [{**goods, "picking_id": receipt.id}],
            )
        self.assertEqual(receipt.partner_id, self.vendor)

    def receive_motor(self):
        """:return: another receipt from the same vendor, done"""
        motor = self.receive(self.motor, "M9")
        return self.env["stock.move.line"].search([("lot_id", "=", motor.id)]).picking_id

    def test_a_serial_number_is_one_unit(self):
        motor = self.receive(self.motor, "M1")
        self.deliver(self.motor, motor)
        picking = self.plan_receipt((self.motor, motor, 1))
        picking.partner_id = self.vendor
        with self.refused("M1"):
            self.rpc(self.clerk, "stock.picking", "button_validate", picking.ids)

    def test_a_lot_on_hold_goes_back_to_its_vendor_alone(self):
        receipt = self.env["stock.move.line"].search([("lot_id", "=", self.lot.id)]).picking_id
        self.rpc(self.clerk, "stock.lot", "hold", self.lot.ids, "Laboratory")
        returned = self.plan_return(receipt)
        returned.partner_id = self.other_vendor
        with self.refused("T1.*on hold"):
            self.rpc(self.clerk, "stock.picking", "button_validate", returned.ids)
        returned.partner_id = self.vendor
        self.rpc(self.clerk, "stock.picking", "button_validate", returned.ids)
        self.assertEqual(returned.state, "done")
        self.assertFalse(self.on_hand(self.lot))
        self.assertTrue(self.lot.is_on_hold)
