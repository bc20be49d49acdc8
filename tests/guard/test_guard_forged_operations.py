"""What a client says of a movement opens no door: neither its links nor its operation type."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..common.guard import GuardCommon


@tagged("post_install", "-at_install")
class TestForgedLinks(GuardCommon):
    def test_a_link_to_an_earlier_move_makes_no_return(self):
        lot = self.receive(self.tomato, "T1", 5)
        earlier = self.env["stock.move"].search([("product_id", "=", self.tomato.id)])
        for link in (
            {"origin_returned_move_id": earlier.id},
            {"move_orig_ids": [Command.link(earlier.id)]},
        ):
            receipt = self.plan_receipt((self.tomato, lot, 5))
            self.rpc(self.clerk, "stock.move", "write", receipt.move_ids.ids, link)
            with self.subTest(link=link), self.refused("T1.*used before"):
                self.rpc(self.clerk, "stock.picking", "button_validate", receipt.ids)
        self.assertEqual(lot.product_qty, 5)

    def test_a_step_that_is_put_before_a_done_one_has_brought_it_nothing(self):
        lot, other = (self.receive(self.tomato, name, 5) for name in ("T1", "T2"))
        internal, places = self.warehouse.int_type_id, (self.stock_location, self.shelf)
        done = self.plan_goods(internal, *places, [(self.tomato, other, 1)])
        done.button_validate()
        self.commit()
        internal.use_existing_lots = False
        step = self.plan_goods(internal, self.shelf, self.stock_location, [(self.tomato, lot, 1)])
        link = {"move_dest_ids": [Command.link(done.move_ids.id)]}
        self.rpc(self.clerk, "stock.move", "write", step.move_ids.ids, link)
        values = {
            **{"move_id": done.move_ids.id, "picking_id": done.id, "lot_id": lot.id},
            **{"product_id": self.tomato.id, "quantity": 1},
            **{"location_id": places[0].id, "location_dest_id": places[1].id},
        }
        with self.refused("T1.*used before"):
            self.rpc(self.clerk, "stock.move.line", "create", [values])

    def test_what_really_went_out_comes_back_whatever_the_links_say(self):
        lot = self.receive(self.tomato, "T1", 5)
        returned = self.plan_return(self.deliver(self.tomato, lot, 2))
        returned.move_ids.origin_returned_move_id = False
        returned.button_validate()
        self.assertEqual(lot.product_qty, 5)


@tagged("post_install", "-at_install")
class TestReceiptsTakeNothingOut(GuardCommon):
    def plan(self, lot):
        return self.plan_goods(
            self.receipts, self.stock_location, self.customer_location, [(self.tomato, lot, 1)]
        )

    def test_a_lot_that_never_came_does_not_leave_by_a_receipt(self):
        chosen = self.plan("T9")
        typed = self.plan(None)
        typed.move_line_ids.lot_name = "T8"
        for receipt, name in ((chosen, "T9"), (typed, "T8")):
            with self.subTest(lot=name), self.refused(f"{name}.*was never in stock. Receive it"):
                self.rpc(self.clerk, "stock.picking", "button_validate", receipt.ids)

    def test_a_lot_that_is_there_may_leave_where_the_operation_uses_existing_ones(self):
        self.receipts.use_existing_lots = True
        receipt = self.plan(self.receive(self.tomato, "T1", 5))
        receipt.button_validate()
        self.assertEqual(receipt.state, "done")


@tagged("post_install", "-at_install")
class TestOperationTypesChanged(GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bulk = cls.receipts.copy({"name": "Bulk", "lots_optional": True})

    def test_a_clerk_does_not_point_open_goods_at_an_operation_without_lots(self):
        receipt = self.plan_receipt((self.motor, None, 1))
        values = {"picking_type_id": self.bulk.id}
        for record in (receipt, receipt.move_ids):
            with self.subTest(record=record), self.refused("can switch to.*Bulk"):
                self.rpc(self.clerk, record._name, "write", record.ids, values)
            self.assertEqual(record.picking_type_id, self.receipts)

    def test_nor_by_an_import(self):
        receipt = self.plan_receipt((self.motor, None, 1))
        answer = (
            self.env["stock.picking"]
            .with_user(self.clerk)
            .load([".id", "picking_type_id/.id"], [[str(receipt.id), str(self.bulk.id)]])
        )
        self.assertIn("can switch to", answer["messages"][0]["message"])
        self.assertEqual(receipt.picking_type_id, self.receipts)

    def test_a_move_of_a_transfer_has_no_operation_without_lots_of_its_own(self):
        receipt = self.plan_receipt((self.motor, None, 1))
        receipt.move_ids.picking_type_id = self.bulk
        with self.refused("Motor"):
            receipt.with_user(self.clerk).button_validate()

    def test_a_manager_may_and_a_clerk_may_begin_there(self):
        receipt = self.plan_receipt((self.motor, None, 1))
        values = {"picking_type_id": self.bulk.id}
        self.rpc(self.manager, "stock.picking", "write", receipt.ids, values)
        self.rpc(self.clerk, "stock.picking", "button_validate", receipt.ids)
        self.assertTrue(receipt.move_line_ids.lot_waived)
        begun = self.plan_receipt((self.motor, None, 1), operation=self.bulk)
        self.rpc(self.clerk, "stock.picking", "button_validate", begun.ids)
        self.assertEqual(begun.state, "done")

    def test_without_strict_traceability_core_decides(self):
        self.company.strict_traceability = False
        receipt = self.plan_receipt((self.motor, None, 1))
        receipt.with_user(self.clerk).picking_type_id = self.bulk
        self.assertEqual(receipt.picking_type_id, self.bulk)


@tagged("post_install", "-at_install")
class TestPackedSerials(GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        receipt = cls.plan_goods(
            cls.receipts, cls.supplier_location, cls.stock_location, [(cls.motor, "M1", 1)]
        )
        cls.box = cls.env["stock.package"].create({"name": "BOX-1"})
        receipt.move_line_ids.result_package_id = cls.box
        receipt.button_validate()
        cls.m1 = receipt.move_line_ids.lot_id

    def fill_scrap(self):
        form = Form(self.env["stock.scrap"].with_user(self.clerk))
        form.product_id, form.lot_id = self.motor, self.m1
        form.location_id = self.stock_location
        return form.save()

    def test_a_clerk_scraps_a_packed_serial_without_naming_the_package(self):
        scrap = self.fill_scrap()
        self.assertIs(scrap.action_validate(), True)
        self.assertEqual((scrap.state, scrap.package_id), ("done", self.box))
        self.assertFalse(self.box.quant_ids.filtered("quantity"))

    def test_a_call_from_outside_does_so_too(self):
        values = {
            "product_id": self.motor.id,
            "lot_id": self.m1.id,
            "location_id": self.stock_location.id,
        }
        [scrap] = self.rpc(self.clerk, "stock.scrap", "create", [values])
        self.rpc(self.clerk, "stock.scrap", "do_scrap", [scrap])
        self.assertEqual(self.env["stock.scrap"].browse(scrap).package_id, self.box)

    def test_without_strict_traceability_the_package_is_typed_as_in_core(self):
        self.company.strict_traceability = False
        self.assertFalse(self.fill_scrap().package_id)

    def test_a_wrong_package_is_still_told(self):
        other = self.env["stock.package"].create({"name": "BOX-2"})
        scrap = self.fill_scrap()
        scrap.package_id = other
        with self.refused("BOX-1", UserError):
            scrap.do_scrap()
