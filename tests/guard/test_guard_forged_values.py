"""What only the guard's own code may set, sent by a client all the same (rules 1, 4 and 5)."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common.guard import HistoryCommon


@tagged("post_install", "-at_install")
class TestGuardForgedValues(HistoryCommon):
    def test_forged_waiver_lets_no_typed_number_pass_as_no_lot(self):
        """Core makes no lot of the name where both boxes are off, as they read for waived lines."""
        receipt = self.plan_receipt((self.motor, None, 1))
        line = receipt.move_line_ids
        self.rpc(
            self.clerk,
            "stock.move.line",
            "write",
            line.ids,
            {"lot_name": "FORGED", "lot_waived": True},
        )
        receipt.with_user(self.clerk).button_validate()
        self.assertEqual(receipt.state, "done")
        self.assertEqual(line.lot_id.name, "FORGED")
        self.assertFalse(line.lot_waived)

    def test_forged_waiver_changes_nothing_where_not_strict(self):
        self.company.strict_traceability = False
        receipt = self.plan_receipt((self.motor, None, 1))
        line = receipt.move_line_ids
        self.rpc(self.clerk, "stock.move.line", "write", line.ids, {"lot_waived": True})
        with self.refused("Lot/Serial"):
            receipt.move_ids.with_user(self.clerk)._action_done()

    def test_no_client_makes_its_own_note_look_like_a_log(self):
        """What logs a hold cannot be deleted; what somebody claims can."""
        note = {"model": "stock.lot", "res_id": self.t1.id, "body": "Released by the laboratory"}
        forged, default = {"is_final": True}, {"default_is_final": True}
        make = (self.clerk, "mail.message", "create")
        self.rpc(*make, [note | forged])
        self.rpc(*make, [note], context=default)
        body = {"body": "Released by the laboratory"}
        self.rpc(self.clerk, "stock.lot", "message_post", self.t1.ids, context=default, **body)
        notes = self.env["mail.message"].search(
            [
                ("model", "=", "stock.lot"),
                ("res_id", "=", self.t1.id),
                ("body", "ilike", "Released"),
            ]
        )
        self.rpc(self.clerk, "mail.message", "write", notes.ids, forged)
        self.assertEqual(notes.mapped("is_final"), [False] * 3)
        notes.unlink()

    def test_a_line_is_of_the_transfer_of_its_move(self):
        """Traces read from the line who got the goods."""
        line, other = self.draft_line(), self.plan_delivery((self.tomato, self.t2, 1))
        picking, forged = line.picking_id, {"picking_id": other.id}
        self.rpc(self.clerk, "stock.move.line", "write", line.ids, forged)
        self.rpc(self.clerk, "stock.picking", "button_validate", picking.ids)
        self.assertEqual((line.state, line.picking_id), ("done", picking))
        values = {
            **forged,
            "move_id": self.move.id,
            "product_id": self.tomato.id,
            "lot_id": self.t2.id,
            "quantity": 1,
        }
        with self.refused("T2.*added to this document"):
            self.rpc(self.clerk, "stock.move.line", "create", [values])

    def test_default_of_identifying_move_is_refused(self):
        values = {
            "product_id": self.tomato.id,
            "product_uom": self.tomato.uom_id.id,
            "product_uom_qty": 1,
            "location_id": self.supplier_location.id,
            "location_dest_id": self.stock_location.id,
        }
        forged = {"default_identifies_id": self.move.id}
        with self.refused("Stock Without Lots only"):
            self.rpc(self.clerk, "stock.move", "create", values, context=forged)

    def test_default_quantity_makes_no_stock(self):
        values = {
            "product_id": self.tomato.id,
            "location_id": self.shelf.id,
            "lot_id": self.t1.id,
        }
        with self.refused("only by movements"):
            self.rpc(self.clerk, "stock.quant", "create", values, context={"default_quantity": 5})

    def test_default_hold_is_refused(self):
        values = {"product_id": self.tomato.id, "name": "HELD"}
        with self.refused("Hold and Release"):
            self.rpc(
                self.clerk, "stock.lot", "create", values, context={"default_is_on_hold": True}
            )

    def test_quantity_in_product_unit_of_done_line_is_final(self):
        """Traces leave out lines of quantity 0: one write would hide a delivery."""
        with self.refused("Completed operations", UserError):
            self.rpc(
                self.clerk,
                "stock.move.line",
                "write",
                self.line.ids,
                {"quantity_product_uom": 0},
            )

    def test_a_line_moves_the_quantity_that_it_shows(self):
        """Core moves the quantity in the product's unit, which a client can write while open."""
        for forged in (0, 500):
            line = self.draft_line()
            before = self.on_hand(line.lot_id)[line.location_id]
            values = {"quantity_product_uom": forged}
            self.rpc(self.clerk, "stock.move.line", "write", line.ids, values)
            self.rpc(self.clerk, "stock.picking", "button_validate", line.picking_id.ids)
            with self.subTest(forged=forged):
                left = self.on_hand(line.lot_id)[line.location_id]
                self.assertEqual(before - left, line.quantity)

    def test_line_that_is_not_done_gets_no_link_to_history(self):
        """Else anyone could say of what was done that it went into, or came of, something else."""
        draft = self.draft_line()
        for name in ("consume_line_ids", "produce_line_ids"):
            for link in ([4, self.line.id], [6, 0, self.line.ids]):
                with self.subTest(name, link=link), self.refused("Completed operations"):
                    self.rpc(self.clerk, "stock.move.line", "write", draft.ids, {name: [link]})
            values = draft.copy_data()[0] | {name: [[4, self.line.id]]}
            with self.subTest(name), self.refused("Completed operations"):
                self.rpc(self.clerk, "stock.move.line", "create", values)
