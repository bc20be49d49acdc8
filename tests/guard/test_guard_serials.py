"""Rule 3: a serial number is one unit in one place."""

from odoo.fields import Command
from odoo.tests import new_test_user

from ..common.guard import GuardCommon


class TestSerials(GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receipts.use_existing_lots = True  # so that rule 2 does not speak first
        cls.m1 = cls.receive(cls.motor, "M1")

    def test_it_is_not_received_again_while_on_hand(self):
        picking = self.plan_receipt((self.motor, self.m1, 1))
        with self.refused("Motor, M1.*already in TRW/Stock"):
            picking.with_user(self.clerk).button_validate()

    def test_it_is_not_received_again_by_typing_its_name(self):
        picking = self.plan_receipt((self.motor, None, 1))
        picking.move_line_ids.lot_name = "M1 "
        with self.refused("Motor, M1.*already in TRW/Stock"):
            picking.button_validate()

    def test_it_is_not_received_while_with_a_customer_but_by_its_return(self):
        delivery = self.deliver(self.motor, self.m1)
        picking = self.plan_receipt((self.motor, self.m1, 1))
        with self.refused("already in .*Customers"):
            picking.button_validate()
        self.give_back(delivery)
        self.assertEqual(self.on_hand(self.m1), {self.stock_location: 1})

    def test_it_is_not_counted_in_a_second_place(self):
        quant = self.count(self.motor, 1, self.m1, self.shelf)  # which asks whether to move it
        self.assertEqual(self.on_hand(self.m1), {self.stock_location: 1})
        with self.refused("already in TRW/Stock"):
            quant.inventory_quantity_auto_apply = 1

    def test_it_leaves_only_the_place_where_it_is(self):
        picking = self.plan_delivery((self.motor, self.m1, 1), source=self.shelf)
        with self.refused("in TRW/Stock, not in TRW/Stock/Shelf"):
            picking.button_validate()

    def test_it_is_not_shipped_twice(self):
        self.deliver(self.motor, self.m1)
        picking = self.plan_delivery((self.motor, self.m1, 1))
        with self.refused(", not in TRW/Stock"):
            picking.button_validate()

    def test_it_is_not_entered_twice_in_one_receipt(self):
        picking = self.plan_receipt((self.motor, "M2", 1), (self.motor, "M2", 1))
        with self.refused("M2"):
            picking.button_validate()

    def test_a_line_is_one_unit(self):
        picking = self.plan_receipt((self.motor, "M2", 2), (self.motor, "M3", 3))
        with self.refused("M2.*2 Units") as caught:
            picking.button_validate()
        self.assertIn("M3", str(caught.exception))
        dozen = self.plan_receipt((self.motor, "M4", 1))
        dozen.move_ids.product_uom = dozen.move_line_ids.product_uom_id = self.env.ref(
            "uom.product_uom_dozen"
        )
        with self.refused("M4.*1 Dozens"):
            dozen.button_validate()

    def test_it_is_not_added_to_a_done_receipt(self):
        picking = self.plan_receipt((self.motor, "M2", 1))
        picking.button_validate()
        values = {
            "picking_id": picking.id,
            "product_id": self.motor.id,
            "lot_id": self.m1.id,
            "quantity": 1,
        }
        with self.refused("already"):  # core says so first
            self.rpc(self.clerk, "stock.move.line", "create", [values])

    def test_what_was_wrong_before_can_be_mended(self):
        self.company.strict_traceability = False
        quant = self.env["stock.quant"]
        quant._update_available_quantity(self.motor, self.shelf, 3, lot_id=self.m1)
        self.company.strict_traceability = True
        self.count(self.motor, 1, self.m1, self.shelf)
        self.assertEqual(self.on_hand(self.m1), {self.stock_location: 1, self.shelf: 1})
        self.deliver(self.motor, self.m1)  # no worse than it was
        self.count(self.motor, 0, self.m1, self.shelf)
        self.assertEqual(self.on_hand(self.m1), {self.customer_location: 1})

    def test_it_may_go_round(self):
        """Moved, shipped, returned, sent back to the vendor and received again."""
        self.transfer(self.motor, self.m1)
        self.transfer(self.motor, self.m1, source=self.shelf, destination=self.stock_location)
        self.give_back(self.deliver(self.motor, self.m1))
        self.move_goods(
            self.deliveries,
            self.stock_location,
            self.supplier_location,
            [(self.motor, self.m1, 1)],
        )
        self.receive(self.motor, "M1")
        self.assertEqual(self.on_hand(self.m1), {self.stock_location: 1})

    def test_it_leaves_only_with_the_package_and_owner_it_has(self):
        """Else one unit would be there once too often and once too seldom, in one place."""
        box = self.env["stock.package"].create({"name": "BOX"})
        for values in ({"package_id": box.id}, {"owner_id": self.vendor.id}):
            picking = self.plan_delivery((self.motor, self.m1, 1))
            picking.move_line_ids.write(values)
            with self.refused(r"Motor, M1.*in TRW/Stock, not in TRW/Stock · "):
                picking.with_user(self.clerk).button_validate()
        self.assertEqual(self.on_hand(self.m1), {self.stock_location: 1})

    def test_it_may_be_packed_unpacked_shipped_in_a_package_and_come_back(self):
        picking = self.plan_goods(
            self.warehouse.int_type_id,
            *(self.stock_location, self.shelf, [(self.motor, self.m1, 1)]),
        )
        picking.action_put_in_pack()
        picking.button_validate()
        box = picking.move_line_ids.result_package_id
        self.assertEqual(self.m1.quant_ids.filtered(lambda q: q.quantity > 0).package_id, box)
        unpacked = self.plan_delivery((self.motor, self.m1, 1), source=self.shelf)
        with self.refused(rf"in TRW/Stock/Shelf · {box.name}, not in"):
            unpacked.button_validate()
        delivery = self.plan_delivery((self.motor, self.m1, 1), source=self.shelf)
        delivery.move_line_ids.write({"package_id": box.id, "result_package_id": box.id})
        delivery.button_validate()
        self.give_back(delivery)
        back = self.m1.quant_ids.filtered(lambda quant: quant.quantity > 0)
        self.assertEqual(back.package_id, box)
        place = back.location_id
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.motor.id, "lot_id": self.m1.id, "location_id": place.id}
        )
        scrap.package_id = self.env["stock.package"].create({"name": "OTHER BOX"})
        with self.refused(rf"in {place.display_name} · {box.name}, not in"):
            scrap.do_scrap()
        scrap.package_id = False  # which is the one that it is in
        scrap.do_scrap()
        self.assertFalse(self.on_hand(self.m1))

    def test_a_wrong_owner_from_before_can_be_mended(self):
        self.company.strict_traceability = False
        picking = self.plan_goods(
            self.warehouse.int_type_id,
            *(self.stock_location, self.shelf, [(self.motor, self.m1, 1)]),
        )
        picking.move_line_ids.owner_id = self.vendor
        picking.button_validate()
        self.company.strict_traceability = True
        back = self.plan_goods(
            self.warehouse.int_type_id,
            *(self.shelf, self.stock_location, [(self.motor, self.m1, 1)]),
        )
        back.move_line_ids.owner_id = self.vendor
        back.button_validate()
        quants = self.m1.quant_ids.filtered(lambda q: q.location_id == self.stock_location)
        for quant in quants.with_user(self.manager).with_context(inventory_mode=True):
            if quant.quantity < 0:
                quant.inventory_quantity = 0
                quant.action_apply_inventory()
        self.assertEqual(self.on_hand(self.m1), {self.stock_location: 1})

    def test_where_it_is_in_another_company_is_not_told(self):
        other = self.env["res.company"].create({"name": "Other Works"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        warehouse.in_type_id.use_existing_lots = True
        self.m1.company_id = False
        picking = self.plan_goods(
            warehouse.in_type_id,
            *(self.supplier_location, warehouse.lot_stock_id, [(self.motor, self.m1, 1)]),
        )
        stranger = new_test_user(
            self.env,
            "trace_stranger",
            "base.group_user,stock.group_stock_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.refused("Motor, M1.*already in another company") as caught:
            picking.with_user(stranger).button_validate()
        self.assertNotIn("TRW", str(caught.exception))

    def test_another_company_does_not_receive_it_too(self):
        other = self.env["res.company"].create({"name": "Other Works"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        warehouse.in_type_id.use_existing_lots = True
        self.m1.company_id = False
        picking = self.plan_goods(
            warehouse.in_type_id,
            self.supplier_location,
            warehouse.lot_stock_id,
            [(self.motor, self.m1, 1)],
        )
        with self.refused("already in TRW/Stock"):
            picking.button_validate()

    def test_without_strict_traceability_core_decides(self):
        self.company.strict_traceability = False
        picking = self.plan_delivery((self.motor, self.m1, 1), source=self.shelf)
        picking.button_validate()
        self.assertEqual(picking.state, "done")
