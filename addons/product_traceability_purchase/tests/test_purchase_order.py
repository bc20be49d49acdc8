"""Assign Serial Numbers on a purchase order: what is still to come gets its numbers."""

from odoo.exceptions import UserError

from .common import PurchaseCommon


class TestPurchaseOrder(PurchaseCommon):
    def test_serials_of_an_order_are_assigned_and_received(self):
        order = self.buy((self.motor, 3), (self.screw, 5))
        self.assertTrue(order.has_moves_to_number)
        wizard = self.wizard(order)
        self.assertEqual((wizard.product_id, wizard.count), (self.motor, 3))
        wizard.first_number = "PO-001"
        wizard.action_generate()
        wizard.action_assign()
        receipt = order.picking_ids
        names = receipt.move_line_ids.filtered("lot_name").mapped("lot_name")
        self.assertEqual(names, ["PO-001", "PO-002", "PO-003"])
        receipt.button_validate()
        self.assertEqual(receipt.state, "done")
        self.assertFalse(order.has_moves_to_number)
        with self.refused(UserError, "Nothing to assign"):
            order.action_assign_serials()

    def test_of_an_order_received_in_part_the_rest_gets_numbers(self):
        order = self.buy((self.motor, 3))
        wizard = self.wizard(order)
        wizard.scan("A1")
        wizard.action_assign()
        order.picking_ids.with_context(skip_backorder=True).button_validate()
        self.assertEqual(self.make_lot(self.motor, "A1").product_qty, 1)
        wizard = self.wizard(order)
        self.assertEqual(wizard.count, 2)
        with self.refused(UserError, "Motor, A1: it is already in"):
            wizard.scan("A1")
        wizard.scan("A2")
        wizard.action_assign()
        backorder = order.picking_ids.filtered(lambda picking: picking.state != "done")
        self.assertEqual(backorder.move_line_ids.filtered("lot_name").lot_name, "A2")

    def test_what_is_returned_to_the_vendor_waits_for_no_new_number(self):
        order = self.buy((self.motor, 1))
        wizard = self.wizard(order)
        wizard.scan("A1")
        wizard.action_assign()
        order.picking_ids.button_validate()
        returned = self.plan_return(order.picking_ids)
        self.assertEqual(returned.purchase_id, order)
        self.assertFalse(order.has_moves_to_number)

    def test_a_dozen_is_twelve_serials_and_the_steps_after_receive_the_same(self):
        self.warehouse.reception_steps = "two_steps"
        order = self.buy((self.motor, 1, self.env.ref("uom.product_uom_dozen")))
        wizard = self.wizard(order)
        self.assertEqual(wizard.count, 12)
        wizard.first_number = "D-01"
        wizard.action_generate()
        wizard.action_assign()
        receipt = order.picking_ids.filtered(lambda picking: picking.state == "assigned")
        receipt.button_validate()
        self.assertEqual(receipt.state, "done")
        self.assertEqual(len(receipt.move_line_ids.lot_id), 12)
        [step] = receipt.move_ids.move_dest_ids.picking_id
        self.assertEqual(step.move_line_ids.lot_id, receipt.move_line_ids.lot_id)
        self.assertFalse(order.has_moves_to_number)

    def test_a_quotation_waits_for_none(self):
        order = self.buy((self.motor, 1))
        self.assertFalse(order.copy().has_moves_to_number)

    def test_the_receipt_of_another_company_is_out_of_reach(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        user = self.stock_user.copy(
            {"login": "elsewhere", "company_id": elsewhere.id, "company_ids": [elsewhere.id]}
        )
        order = self.buy((self.motor, 1))
        moves = order.picking_ids.move_ids.with_user(user).with_company(elsewhere)
        wizards = self.env["stock.lot.assign"].with_user(user).with_company(elsewhere)
        with self.refused(UserError, "(?s).*"):
            wizard = wizards.create({"move_ids": moves.ids})
            wizard.scan("A1")
            wizard.action_assign()
        self.assertFalse(order.picking_ids.move_line_ids.filtered("lot_name"))
