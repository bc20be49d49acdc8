from .common import FindingsCommon


class TestFindingsInStock(FindingsCommon):
    """Faults of the stock there is: found alone, and mended by their Fix."""

    def test_stock_without_lots_is_identified(self):
        with self.as_before(self.tomato):
            receipt = self.move_goods(
                *(self.warehouse.in_type_id, self.supplier_location, self.stock_location),
                [(self.tomato, None, 5)],
            )
        quant = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.tomato.id),
                ("lot_id", "=", False),
                ("location_id", "=", self.stock_location.id),
            ]
        )
        self.assert_found(stock_without_lot=quant, moved_without_lot=receipt.move_line_ids)
        self.assertEqual(self.fix("stock_without_lot")["context"]["default_quant_ids"], quant.ids)
        quant.with_user(self.stock_manager).identify([{"name": "T-9", "quantity": 5}], 5)
        # Its lot has no origin now, which the receipt without lot would have told.
        identified = self.make_lot(self.tomato, "T-9")
        self.assert_found(without_origin=identified, moved_without_lot=receipt.move_line_ids)

    def test_what_a_lot_took_of_stock_without_lots_gets_its_lot(self):
        """Received before the product was tracked, delivered by lot."""
        lots = [self.make_lot(self.tomato, name) for name in ("T-7", "T-8")]
        receipts, deliveries = self.env["stock.move.line"], self.env["stock.move.line"]
        for lot, quantity in zip(lots, (5, 3), strict=True):
            with self.as_before(self.tomato):
                receipts |= self.move_goods(
                    *(self.warehouse.in_type_id, self.supplier_location, self.stock_location),
                    [(self.tomato, None, 5)],
                ).move_line_ids
            with self.as_before():
                deliveries |= self.deliver(self.tomato, lot, quantity).move_line_ids
        left = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.tomato.id),
                ("lot_id", "=", False),
                ("location_id", "=", self.stock_location.id),
            ]
        )
        audit = self.assert_found(
            lot_taken=deliveries, moved_without_lot=receipts, stock_without_lot=left
        )
        quantities = {each.kind: each.quantity for each in audit.finding_ids}
        self.assertEqual((quantities["lot_taken"], quantities["stock_without_lot"]), (8, 2))
        self.assertNotIn("other", audit.gain_ids.mapped("kind"))
        self.correct("lot_taken", lot=dict(zip(receipts, lots, strict=True)))
        self.assertEqual([sum(self.quants_of(lot).mapped("quantity")) for lot in lots], [0, 2])
        self.assert_found(corrected=self.corrections("lot"))

    def test_negative_stock_is_counted(self):
        with self.as_before():
            self.deliver(self.tomato, self.lot, 75)
        audit = self.assert_found(negative_stock=self.quants_of(self.lot))
        self.assertEqual(audit.finding_ids.quantity, 5)
        action = self.fix("negative_stock")
        quants = self.env["stock.quant"].with_user(self.stock_manager)
        quant = quants.with_context(**action["context"]).search(action["domain"])
        quant.inventory_quantity = 0
        quant.action_apply_inventory()
        self.assert_found()

    def test_stock_that_differs_from_its_movements_is_corrected(self):
        quant = self.quants_of(self.lot)
        self.plant("stock_quant", quant, quantity=75)
        audit = self.assert_found(stock_differs=quant)
        self.assertEqual(audit.finding_ids.quantity, 5)
        wizard = self.open_wizard("stock_differs", reason="Changed by a script")
        self.assertIn("75", wizard.preview)
        wizard.action_apply()
        self.assertEqual(quant.quantity, 70)
        entry = self.corrections("stock")
        self.assertEqual((entry.lot_ids, entry.product_ids), (self.lot, self.tomato))
        self.assert_found(corrected=entry)

    def test_what_is_too_much_makes_up_for_nothing_that_is_missing(self):
        more, less = self.quants_of(self.lot), self.quants_of(self.other)
        self.plant("stock_quant", more, quantity=75)
        self.plant("stock_quant", less, quantity=45)
        result = self.assert_found(stock_differs=more | less).result_ids.filtered("count")
        self.assertEqual((result.count, result.quantity_text), (2, "10 Units"))

    def test_stock_that_is_missing_is_corrected(self):
        lost = self.quants_of(self.lot)
        self.env.cr.execute("DELETE FROM stock_quant WHERE id = %s", lost.ids)
        self.env.invalidate_all()
        audit = self.assert_found(stock_missing=self.delivery)
        self.assertEqual(audit.finding_ids.quantity, 70)
        self.open_wizard("stock_missing", reason="Deleted by a script").action_apply()
        self.assertEqual(self.quants_of(self.lot).quantity, 70)
        self.assert_found(corrected=self.corrections("stock"))

    def test_what_left_and_never_came_is_missing_where_its_stock_was_deleted(self):
        lot = self.make_lot(self.tomato, "T-7")
        with self.as_before():
            gone = self.deliver(self.tomato, lot, 5).move_line_ids
        lost = self.quants_of(lot)
        self.assertEqual(lost.quantity, -5)
        self.env.cr.execute("DELETE FROM stock_quant WHERE id = %s", lost.ids)
        self.env.invalidate_all()
        self.assert_found(stock_missing=gone)
