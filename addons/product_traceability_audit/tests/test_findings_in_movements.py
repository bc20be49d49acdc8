from odoo.fields import Command

from .common import FindingsCommon


class TestFindingsInMovements(FindingsCommon):
    """Faults of what moved: found alone, and mended by their Fix."""

    def test_movements_without_lot_get_it_and_those_that_follow_too(self):
        with self.as_before(self.tomato):
            places = (self.supplier_location, self.stock_location, self.customer_location)
            receipt = self.move_goods(
                self.warehouse.in_type_id, *places[:2], [(self.tomato, None, 5)]
            ).move_line_ids
            delivery = self.move_goods(
                self.warehouse.out_type_id, *places[1:], [(self.tomato, None, 5)]
            ).move_line_ids
        self.assert_found(moved_without_lot=receipt | delivery)
        lot = self.make_lot(self.tomato, "T-9")
        self.correct("moved_without_lot", lot={receipt: lot})
        self.assertEqual((receipt | delivery).lot_id, lot)
        self.assert_found(corrected=self.corrections("lot"))

    def test_what_a_manager_allowed_to_lack_its_lot_is_listed_apart(self):
        receipts = self.warehouse.in_type_id
        receipts.lots_optional = True
        places = (self.supplier_location, self.stock_location)
        receipt = self.move_goods(receipts, *places, [(self.tomato, None, 3)]).move_line_ids
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.tomato.id), ("lot_id", "=", False), ("quantity", ">", 0)]
        )
        self.assert_found(lot_not_required=receipt, stock_without_lot=quant, exempt_type=receipts)
        self.assertEqual(self.fix("exempt_type")["res_id"], receipts.id)
        receipts.with_user(self.stock_manager).lots_optional = False
        self.correct("lot_not_required", lot={receipt: self.lot})
        self.assert_found(corrected=self.corrections("lot"))

    def test_a_transfer_that_moved_nothing_gets_what_it_moved(self):
        receipt = self.plan_goods(
            *(self.warehouse.in_type_id, self.supplier_location, self.stock_location),
            [(self.tomato, "T-9", 4)],
        )
        lot = receipt.move_line_ids.lot_id
        receipt.move_line_ids.unlink()
        self.plant("stock_picking", receipt, state="done", date_done=self.audit_day)
        self.plant("stock_move", receipt.move_ids, state="done", quantity=0, product_uom_qty=4)
        self.assert_found(nothing_moved=receipt.move_ids)
        action = self.fix("nothing_moved")
        self.assertEqual((action["res_model"], action["res_id"]), ("stock.picking", receipt.id))
        transfer = receipt.with_user(self.stock_manager)
        transfer.is_locked = False
        transfer.move_ids.move_line_ids = [
            Command.create(
                {
                    "product_id": self.tomato.id,
                    "lot_id": lot.id,
                    "quantity": 4,
                    "location_id": self.supplier_location.id,
                    "location_dest_id": self.stock_location.id,
                }
            )
        ]
        self.assertEqual(self.quants_of(lot).quantity, 4)
        self.assert_found()

    def test_a_lot_of_another_product_is_replaced(self):
        wrong = self.receive(self.tomato, "T-3", 3)
        self.deliver(self.tomato, wrong, 3)
        lines = self.line_of(wrong) | self.line_of(wrong, "internal")
        self.plant("stock_lot", wrong, product_id=self.motor.id)
        self.assert_found(wrong_product=lines)
        right = self.make_lot(self.tomato, "T-4")
        self.correct("wrong_product", lot=dict.fromkeys(lines, right))
        self.assert_found(corrected=self.corrections("lot"))

    def test_a_serial_number_of_two_units_becomes_one(self):
        lot = self.receive(self.motor, "M-2")
        line, quant = self.line_of(lot), self.quants_of(lot)
        self.plant("stock_move_line", line, quantity=2, quantity_product_uom=2)
        self.plant("stock_quant", quant, quantity=2)
        self.assert_found(serial_quantity=line, serial_not_once=lot)
        self.correct("serial_quantity", quantity={line: 1})
        self.assert_found(corrected=self.corrections("quantity"))

    def test_more_back_than_went_is_corrected(self):
        with self.as_before():
            places = (self.customer_location, self.stock_location)
            back = self.move_goods(
                self.warehouse.in_type_id, *places, [(self.tomato, self.lot, 40)]
            )
        audit = self.assert_found(more_back=self.lot)
        self.assertEqual(audit.finding_ids.quantity, 10)
        self.correct("more_back", kind="quantity", quantity={back.move_line_ids: 30})
        self.assert_found(corrected=self.corrections("quantity"))
