"""What a client sends as context reaches nothing that the guard lets through."""

import json

from odoo.fields import Command
from odoo.tests import tagged

from ...tools.trust import TRUST_KEY, on_clean_context, trusted, trusted_names
from ..common.guard import HistoryCommon

FINAL = "Completed operations cannot be"


@tagged("post_install", "-at_install")
class TestTrust(HistoryCommon):
    def test_trust_is_for_these_fields_of_these_records(self):
        line = trusted(self.line, "lot_id")
        self.assertEqual(trusted_names(line), {"lot_id"})
        self.assertFalse(trusted_names(line.move_id))
        self.assertFalse(trusted_names(line.browse(self.draft_line().id)))
        self.assertFalse(trusted_names(trusted(line.browse(), "lot_id") + self.line))
        with self.refused(FINAL):
            trusted(self.line, "lot_name").lot_id = self.t2
        with self.refused(FINAL):
            trusted(self.draft_line(), "lot_id").browse(self.line.id).lot_id = self.t2

    def test_trust_takes_nothing_along_that_a_client_sends(self):
        sent = {"default_quantity": 5, "skip_uom_conversion": True, "lang": "en_US", "x": [1]}
        sent = json.loads(json.dumps(sent | {"allowed_company_ids": self.company.ids}))
        marker = object()
        line = trusted(self.line.with_context(sent, marker=marker), "lot_id")
        kept = {key for key in line.env.context if key != TRUST_KEY}
        self.assertEqual(kept, {"lang", "allowed_company_ids", "marker"})
        self.assertFalse(on_clean_context(self.line.with_context(default_x=1)).env.context)


@tagged("post_install", "-at_install")
class TestDefaultsOfAClient(HistoryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receive(cls.screw, None, 10)
        cls.done = cls.deliver(cls.screw, None, 1)
        cls.done.partner_id = cls.other_customer

    def add_line(self, picking, context, product=None, **values):
        values = {
            "picking_id": picking.id,
            "product_id": (product or self.screw).id,
            "quantity": 1,
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
            **values,
        }
        [line] = self.rpc(self.clerk, "stock.move.line", "create", [values], context=context)
        return self.env["stock.move.line"].browse(line)

    def test_done_lines_are_not_taken_over_by_a_new_move(self):
        line = self.add_line(self.done, {"default_move_line_ids": [[4, self.line.id, 0]]})
        self.assertEqual(line.state, "done")
        self.assertEqual((self.line.move_id, self.line.picking_id), (self.move, self.delivery))
        self.assertEqual(self.move.move_line_ids, self.line)

    def test_open_lines_do_not_become_done_by_a_new_move(self):
        draft = self.draft_line()
        move = draft.move_id
        self.add_line(self.done, {"default_move_line_ids": [[4, draft.id, 0]]})
        self.assertEqual(draft.move_id, move)
        self.assertNotEqual(draft.state, "done")

    def test_no_other_movement_is_done_along(self):
        picking = self.draft_line().picking_id
        move = {
            "product_id": self.tomato.id,
            "product_uom_qty": 5,
            "location_id": self.stock_location.id,
            "location_dest_id": self.customer_location.id,
            "state": "done",
        }
        with self.refused("validating their document"):
            self.add_line(picking, {"default_move_dest_ids": [[0, 0, move]]})

    def test_a_new_movement_is_only_of_its_document(self):
        forged = {
            "default_partner_id": self.vendor.id,
            "default_origin": "Forged",
            "default_origin_returned_move_id": self.move.id,
            "default_is_inventory": True,
            "default_date": "2001-01-01 00:00:00",
        }
        line = self.add_line(self.delivery, forged, self.tomato, lot_id=self.t2.id)
        move = line.move_id
        self.assertEqual((move.partner_id, move.state), (self.customer, "done"))
        self.assertFalse(move.origin or move.origin_returned_move_id or move.is_inventory)
        self.assertGreater(move.date.year, 2001)

    def test_defaults_for_the_line_itself_still_hold(self):
        line = self.add_line(self.delivery, {"default_lot_id": self.t2.id}, self.tomato)
        self.assertEqual((line.lot_id, line.state), (self.t2, "done"))

    def test_no_transfer_becomes_a_backorder_of_another(self):
        picking = self.plan_delivery((self.tomato, self.t2, 2))
        picking.move_ids.product_uom_qty = 5
        picking.move_line_ids.quantity = 2
        other = self.draft_line().picking_id
        self.rpc(
            self.clerk,
            *("stock.picking", "button_validate", picking.ids),
            context={
                "skip_backorder": True,
                "default_backorder_ids": [[6, 0, [other.id, self.delivery.id]]],
                "default_partner_id": self.vendor.id,
            },
        )
        self.assertEqual(picking.state, "done")
        self.assertTrue(picking.backorder_ids)
        self.assertFalse(other.backorder_id or self.delivery.backorder_id)

    def test_a_scrap_is_no_movement_of_another_operation(self):
        bulk = self.deliveries.copy({"name": "Bulk", "lots_optional": True})
        scrap = self.env["stock.scrap"].create({"product_id": self.tomato.id, "scrap_qty": 1})
        with self.refused("needs a lot"):
            self.rpc(
                self.clerk,
                *("stock.scrap", "do_scrap", scrap.ids),
                context={"default_picking_type_id": bulk.id},
            )

    def test_no_stock_is_reserved_or_dated_by_defaults(self):
        receipt = self.plan_receipt((self.tomato, "T9", 5))
        self.rpc(
            self.clerk,
            *("stock.picking", "button_validate", receipt.ids),
            context={
                "default_reserved_quantity": 5,
                "default_inventory_quantity": 7,
                "default_in_date": "2001-01-01 00:00:00",
            },
        )
        quant = receipt.move_line_ids.lot_id.quant_ids.filtered(
            lambda quant: quant.location_id == self.stock_location
        )
        self.assertEqual((quant.quantity, quant.reserved_quantity), (5, 0))
        self.assertFalse(quant.inventory_quantity)
        self.assertGreater(quant.in_date.year, 2001)

    def test_a_hold_and_a_correction_take_no_defaults_along(self):
        context = {"default_lot_ids": [[6, 0, self.t1.ids]], "default_name": "X"}
        self.rpc(self.clerk, "stock.lot", "hold", self.t2.ids, "Laboratory", context=context)
        self.assertTrue(self.t2.is_on_hold)
        self.assertFalse(self.t1.is_on_hold)

    def test_a_new_line_is_given_to_a_done_move_by_odoo_alone(self):
        loose = self.env["stock.move.line"].create(
            {
                "company_id": self.company.id,
                "product_id": self.tomato.id,
                "lot_id": self.t2.id,
                "quantity": 1,
                "location_id": self.stock_location.id,
                "location_dest_id": self.customer_location.id,
            }
        )
        with self.refused(FINAL):
            self.rpc(self.clerk, "stock.move.line", "write", loose.ids, {"move_id": self.move.id})
        with self.refused(FINAL):
            values = {"move_line_ids": [Command.link(loose.id)]}
            self.rpc(self.clerk, "stock.move", "write", self.move.ids, values)
