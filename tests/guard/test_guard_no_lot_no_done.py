"""Rule 1: no tracked product is done without its lot or serial number, whatever the way in."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form

from ..common.guard import GuardCommon

NEEDS_LOT = "Every unit of a tracked product needs a lot"


class TestNoLotNoDone(GuardCommon):
    def test_a_clerk_cannot_validate_a_receipt_without_serial_number(self):
        picking = self.plan_receipt((self.motor, None, 1))
        with self.refused("Motor"):
            self.rpc(self.clerk, "stock.picking", "button_validate", picking.ids)
        self.assertNotEqual(picking.state, "done")
        self.assertEqual(self.motor.qty_available, 0)

    def test_an_operation_type_with_both_boxes_off_is_no_way_out(self):
        self.receipts.write({"use_create_lots": False, "use_existing_lots": False})
        picking = self.plan_receipt((self.motor, None, 1), (self.tomato, None, 5))
        with self.refused("Lots Optional") as caught:
            picking.with_user(self.clerk).button_validate()
        self.assertIn(f"Motor, {picking.name}", str(caught.exception))
        self.assertIn(f"Tomato, {picking.name}", str(caught.exception))

    def test_a_name_typed_where_no_lot_is_made_of_it_is_not_lost(self):
        self.receipts.write({"use_create_lots": False, "use_existing_lots": False})
        picking = self.plan_receipt((self.motor, None, 1))
        picking.move_line_ids.lot_name = "M1"
        with self.refused(NEEDS_LOT):
            picking.button_validate()

    def test_a_name_typed_in_a_receipt_becomes_the_lot(self):
        picking = self.plan_receipt((self.motor, None, 1))
        picking.move_line_ids.lot_name = " M1 "
        picking.with_user(self.clerk).button_validate()
        self.assertEqual(picking.move_line_ids.lot_id.name, "M1")

    def test_scrap_without_lot_is_refused(self):
        self.receive_without_lot(self.tomato, 5)
        scrap = (
            self.env["stock.scrap"]
            .with_user(self.clerk)
            .create(
                {
                    "product_id": self.tomato.id,
                    "scrap_qty": 1,
                    "location_id": self.stock_location.id,
                }
            )
        )
        with self.refused(NEEDS_LOT):
            scrap.do_scrap()

    def test_an_inventory_count_without_lot_is_refused(self):
        with self.refused(NEEDS_LOT):
            self.count(self.tomato, 5)

    def test_the_quantity_on_hand_of_a_product_form_is_refused(self):
        with self.refused(NEEDS_LOT):
            self.tomato.qty_available = 5

    def test_an_imported_count_without_lot_is_refused(self):
        rows = [["Tomato", self.stock_location.complete_name, "5"]]
        answer = (
            self.env["stock.quant"]
            .with_user(self.manager)
            .load(["product_id", "location_id", "inventory_quantity"], rows)
        )
        self.assertTrue(answer["ids"], answer["messages"])
        with self.refused(NEEDS_LOT):
            self.rpc(self.manager, "stock.quant", "action_apply_inventory", answer["ids"])

    def test_relocating_stock_without_lot_is_refused(self):
        self.receive_without_lot(self.tomato, 5)
        quants = self.env["stock.quant"].search(
            [("product_id", "=", self.tomato.id), ("location_id", "=", self.stock_location.id)]
        )
        with self.refused(NEEDS_LOT):
            quants.with_user(self.manager).move_quants(self.shelf)

    def test_a_move_without_operation_type_is_refused(self):
        for is_inventory in (False, True):
            move = self.lotless_move({"is_inventory": is_inventory})
            with self.refused(NEEDS_LOT):
                move._action_done()

    def test_a_line_added_to_a_done_transfer_is_refused(self):
        picking = self.plan_receipt((self.motor, "M1", 1))
        picking.button_validate()
        by_transfer = self.line_values(self.motor) | {"picking_id": picking.id}
        by_move = by_transfer | {"move_id": picking.move_ids.id, "lot_name": "M2"}
        for values in (by_transfer, by_move):
            for user in (self.clerk, self.manager):
                with self.refused(NEEDS_LOT):
                    self.rpc(user, "stock.move.line", "create", [values])
            with self.assertRaises(AccessError):
                self.rpc(self.employee, "stock.move.line", "create", [values])

    def test_a_move_created_as_done_is_refused(self):
        with self.refused("nothing can be added to this document"):
            self.lotless_move({"state": "done"})

    def lotless_move(self, values):
        line = self.line_values(self.tomato)
        return self.env["stock.move"].create(
            {
                "product_id": self.tomato.id,
                "product_uom_qty": 1,
                "location_id": self.supplier_location.id,
                "location_dest_id": self.stock_location.id,
                "picked": True,
                "move_line_ids": [Command.create(line)],
                **values,
            }
        )

    def line_values(self, product):
        return {
            "product_id": product.id,
            "quantity": 1,
            "location_id": self.supplier_location.id,
            "location_dest_id": self.stock_location.id,
        }


class TestLotsOptional(GuardCommon):
    def test_only_a_manager_makes_lots_optional_and_the_change_is_logged(self):
        with self.assertRaises(AccessError):
            self.receipts.with_user(self.clerk).lots_optional = True
        operation = self.receipts.with_user(self.manager).with_context(tracking_disable=False)
        with Form(operation) as form:
            form.lots_optional = True
        self.env.flush_all()
        self.env.cr.precommit.run()
        values = operation.sudo().message_ids.tracking_value_ids
        self.assertIn("lots_optional", values.mapped("field_id.name"))

    def test_goods_without_lot_pass_and_every_trace_says_that_it_was_allowed(self):
        self.receipts.lots_optional = True
        picking = self.plan_receipt((self.tomato, None, 5), (self.motor, None, 1))
        picking.move_line_ids.filtered(lambda line: line.product_id == self.motor).lot_name = "M1"
        picking.with_user(self.clerk).button_validate()
        self.assertEqual(picking.state, "done")
        waived = picking.move_line_ids.filtered("lot_waived")
        self.assertEqual(waived.product_id, self.tomato)
        self.assertEqual((picking.move_line_ids - waived).lot_id.name, "M1")
        [gap] = picking.get_traceability()["gaps"]
        self.assertIs(gap["waived"], True)
        self.assertTrue(self.receipts.use_create_lots)

    def test_they_pass_as_well_where_both_boxes_are_off(self):
        boxes = {"use_create_lots": False, "use_existing_lots": False}
        self.receipts.write({"lots_optional": True, **boxes})
        picking = self.plan_receipt((self.tomato, None, 5))
        picking.button_validate()
        self.assertTrue(picking.move_line_ids.lot_waived)

    def test_a_line_is_not_waived_by_writing_so(self):
        picking = self.plan_receipt((self.tomato, None, 5))
        picking.move_line_ids.with_user(self.clerk).write({"lot_waived": True})
        with self.refused("Tomato"):
            picking.button_validate()


class TestNotStrict(GuardCommon):
    def test_a_company_that_is_not_strict_works_as_core_does(self):
        picking = self.receive_without_lot(self.tomato, 5)
        self.assertEqual(picking.state, "done")
        self.assertFalse(picking.move_line_ids.lot_waived)

    def test_each_company_is_judged_by_its_own_setting(self):
        other = self.env["res.company"].create({"name": "Other Works"})
        self.assertTrue(other.strict_traceability)
        other.strict_traceability = False
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        boxes = {"use_create_lots": False, "use_existing_lots": False}
        (warehouse.in_type_id | self.receipts).write(boxes)
        theirs = self.move_goods(
            warehouse.in_type_id,
            self.supplier_location,
            warehouse.lot_stock_id,
            [(self.tomato, None, 5)],
        )
        self.assertEqual(theirs.state, "done")
        ours = self.plan_receipt((self.tomato, None, 5))
        with self.refused(ours.name):
            ours.button_validate()

    def test_the_setting_is_in_the_settings_and_on_by_default(self):
        self.assertTrue(self.company.strict_traceability)
        settings = self.env["res.config.settings"].create({"strict_traceability": False})
        settings.execute()
        self.assertFalse(self.company.strict_traceability)
