"""Rule 2: the boxes of an operation type mean what they say, judged by the lot's history."""

from odoo.fields import Command
from odoo.tests import Form

from ...tools.trust import trusted
from ..common.guard import GuardCommon


class TestCreateNewIsOff(GuardCommon):
    def test_a_lot_made_by_rpc_just_before_a_delivery_is_refused(self):
        self.receive(self.tomato, "T1", 5)
        values = {"product_id": self.tomato.id, "name": "T2"}
        [lot] = self.rpc(self.clerk, "stock.lot", "create", [values])
        picking = self.plan_delivery((self.tomato, self.env["stock.lot"].browse(lot), 1))
        with self.refused("T2.*Create New"):
            self.rpc(self.clerk, "stock.picking", "button_validate", picking.ids)
        self.assertNotEqual(picking.state, "done")

    def test_all_unknown_lots_are_named_at_once(self):
        picking = self.plan_delivery((self.tomato, "T1", 1), (self.motor, "M1", 1))
        with self.refused("was never in stock") as caught:
            picking.button_validate()
        self.assertIn("Tomato, T1", str(caught.exception))
        self.assertIn("Motor, M1", str(caught.exception))

    def test_an_unknown_lot_does_not_absorb_stock_without_lot(self):
        self.receive_without_lot(self.tomato, 5)
        picking = self.plan_delivery((self.tomato, "T1", 1))
        with self.refused("Identify the stock without lots first"):
            picking.button_validate()

    def test_an_unknown_lot_cannot_be_added_to_a_done_delivery(self):
        lot = self.receive(self.tomato, "T1", 5)
        picking = self.deliver(self.tomato, lot, 1)
        values = {
            "move_id": picking.move_ids.id,
            "picking_id": picking.id,
            "product_id": self.tomato.id,
            "lot_id": self.make_lot(self.tomato, "T2").id,
            "quantity": 1,
        }
        with self.refused("was never in stock"):
            self.rpc(self.clerk, "stock.move.line", "create", [values])

    def test_it_passes_once_create_new_is_ticked(self):
        self.deliveries.use_create_lots = True
        self.assertEqual(self.deliver(self.tomato, self.make_lot(self.tomato, "T1")).state, "done")

    def test_a_lot_counted_into_stock_can_be_delivered(self):
        lot = self.make_lot(self.tomato, "T1")
        self.count(self.tomato, 5, lot)
        self.assertEqual(self.deliver(self.tomato, lot).state, "done")


class TestUseExistingIsOff(GuardCommon):
    def test_a_lot_received_before_is_refused_and_the_box_named(self):
        lot = self.receive(self.tomato, "T1", 5)
        for given in (lot, None):  # chosen, or its name typed
            picking = self.plan_receipt((self.tomato, given, 5))
            if not given:
                picking.move_line_ids.lot_name = "T1"
            with self.refused("T1.*Use Existing"):
                picking.with_user(self.clerk).button_validate()
        self.receipts.use_existing_lots = True
        self.assertTrue(self.receive(self.tomato, "T1", 5))

    def test_the_rest_of_a_receipt_may_bring_the_same_lot(self):
        picking = self.plan_receipt((self.tomato, "T1", 5))
        picking.move_ids.product_uom_qty = 8
        picking.move_line_ids.quantity = 3
        picking._action_done()
        backorder = picking.backorder_ids
        backorder.move_line_ids.unlink()
        self._add_line(backorder, "T1", 4)
        backorder.move_ids.picked = True
        backorder.with_context(cancel_backorder=False)._action_done()
        self.assertEqual(backorder.state, "done")
        last = backorder.backorder_ids
        last.move_line_ids.unlink()
        self._add_line(last, "T1", 1)
        last.move_ids.picked = True
        last.button_validate()
        self.assertEqual(last.state, "done")
        self.assertEqual(picking.move_line_ids.lot_id.product_qty, 8)

    def _add_line(self, picking, name, quantity):
        picking.move_ids.move_line_ids = [
            Command.create({"product_id": self.tomato.id, "lot_name": name, "quantity": quantity})
        ]

    def test_a_lot_never_in_stock_is_not_scrapped_or_moved_without_operation_type(self):
        lot = self.make_lot(self.tomato, "NEVER")
        goods = {"product_id": self.tomato.id, "lot_id": lot.id}
        scrap = self.env["stock.scrap"].with_user(self.clerk).create({**goods, "scrap_qty": 1})
        with self.refused("Tomato, NEVER.*was never in stock. Receive it first\\.$"):
            scrap.do_scrap()
        places = {
            "location_id": self.stock_location.id,
            "location_dest_id": self.customer_location.id,
            "product_id": self.tomato.id,
        }
        move = self.env["stock.move"].create({**places, "product_uom_qty": 1})
        move.move_line_ids = [Command.create({**places, **goods, "quantity": 1})]
        move.picked = True
        with self.refused("Tomato, NEVER.*was never in stock"):
            move.with_user(self.clerk)._action_done()

    def test_nobody_declares_a_receipt_the_rest_of_another(self):
        self.receive(self.tomato, "T1", 5)
        first = self.env["stock.move.line"].search([("lot_id.name", "=", "T1")]).picking_id
        picking = self.plan_receipt((self.tomato, "T1", 1))
        places = {
            "picking_type_id": self.receipts.id,
            "location_id": self.supplier_location.id,
            "location_dest_id": self.stock_location.id,
        }
        for user in (self.clerk, self.stock_manager):
            with self.refused("backorder is only created by validating"):
                self.rpc(user, "stock.picking", "write", picking.ids, {"backorder_id": first.id})
            with self.refused("backorder is only created by validating"):
                self.rpc(user, "stock.picking", "create", [{**places, "backorder_id": first.id}])
        self.assertFalse(picking.backorder_id)
        with self.refused("used before"):
            picking.button_validate()

    def test_backorders_that_old_data_closed_to_a_ring_end(self):
        self.receive(self.tomato, "T1", 5)
        one, other = (self.plan_receipt((self.tomato, "T1", 1)) for _number in range(2))
        trusted(one, "backorder_id").backorder_id = other
        trusted(other, "backorder_id").backorder_id = one
        with self.refused("used before"):
            one.button_validate()

    def test_a_return_and_the_return_of_that_return_pass(self):
        lot = self.receive(self.tomato, "T1", 5)
        returned = self.give_back(self.deliver(self.tomato, lot, 2))
        self.give_back(returned)
        self.assertEqual(lot.product_qty, 3)

    def test_what_a_customer_brings_back_without_paper_passes(self):
        lot = self.receive(self.tomato, "T1", 5)
        self.deliver(self.tomato, lot, 2)
        self.move_goods(
            self.receipts, self.customer_location, self.stock_location, [(self.tomato, lot, 1)]
        )
        self.assertEqual(lot.product_qty, 4)

    def test_what_went_back_to_the_vendor_may_come_again(self):
        lot = self.receive(self.tomato, "T1", 5)
        self.move_goods(
            self.deliveries, self.stock_location, self.supplier_location, [(self.tomato, lot, 5)]
        )
        self.receive(self.tomato, "T1", 5)
        self.assertEqual(lot.product_qty, 5)

    def test_goods_between_our_warehouses_pass(self):
        other = self.env["stock.warehouse"].create({"name": "Far Works", "code": "FAR"})
        transit = self.company.internal_transit_location_id
        transit.active = True
        lot = self.receive(self.tomato, "T1", 5)
        self.move_goods(self.deliveries, self.stock_location, transit, [(self.tomato, lot, 2)])
        self.move_goods(other.in_type_id, transit, other.lot_stock_id, [(self.tomato, lot, 2)])
        self.assertEqual(self.on_hand(lot), {self.stock_location: 3, other.lot_stock_id: 2})

    def test_a_route_of_several_steps_passes(self):
        self.warehouse.reception_steps = "three_steps"
        picking = self.plan_goods(
            self.receipts,
            self.supplier_location,
            self.warehouse.wh_input_stock_loc_id,
            [(self.motor, "M1", 1)],
        )
        picking.button_validate()
        for _step in range(2):
            picking = picking.move_ids.move_dest_ids.picking_id
            picking.move_ids.picked = True
            picking.button_validate()
            self.assertEqual(picking.state, "done")


class TestDefaults(GuardCommon):
    def boxes(self, operation):
        return operation.use_create_lots, operation.use_existing_lots

    def test_hand_made_operation_types_receive_new_and_deliver_existing(self):
        create = self.env["stock.picking.type"].with_user(self.manager).create
        kinds = {"incoming": (True, False), "outgoing": (False, True), "internal": (False, True)}
        for code, boxes in kinds.items():
            values = {
                "name": code,
                "code": code,
                "sequence_code": code,
                "warehouse_id": self.warehouse.id,
            }
            self.assertEqual(self.boxes(create(values)), boxes)
            both = {"use_create_lots": True, "use_existing_lots": True}
            self.assertEqual(self.boxes(create(values | both)), (True, True))

    def test_the_form_proposes_the_same(self):
        form = Form(self.env["stock.picking.type"].with_user(self.manager))
        self.assertEqual((form.use_create_lots, form.use_existing_lots), (True, False))
        form.code = "outgoing"
        self.assertEqual((form.use_create_lots, form.use_existing_lots), (False, True))
        form.name = form.sequence_code = "OUT2"
        form.use_create_lots = True
        self.assertEqual(self.boxes(form.save()), (True, True))

    def test_without_strict_traceability_they_are_those_of_core(self):
        self.company.strict_traceability = False
        operation = self.env["stock.picking.type"].create(
            {"name": "In", "code": "incoming", "sequence_code": "IN2"}
        )
        self.assertEqual(self.boxes(operation), (True, True))
        picking = self.plan_delivery((self.tomato, "T1", 1))
        picking.button_validate()
        self.assertEqual(picking.state, "done")
