from .common import FindingsCommon


class TestFindingsInLots(FindingsCommon):
    """Faults of lots themselves: found alone, and mended by their Fix."""

    def test_a_serial_number_in_two_locations_is_counted(self):
        double = self.receive(self.motor, "M-2")
        line = self.line_of(double)
        self.transfer(self.motor, double)
        for table, records in (
            ("stock_move_line", line | self.line_of(double, "internal")),
            ("stock_quant", double.quant_ids),
        ):
            self.plant(table, records, lot_id=self.unit.id)
        self.assert_found(serial_not_once=self.unit)
        action = self.fix("serial_not_once")
        quants = self.env["stock.quant"].with_user(self.stock_manager)
        quants = quants.with_context(**action["context"]).search(action["domain"])
        self.assertEqual(quants.location_id, self.stock_location | self.shelf)
        shelf = quants.filtered(lambda quant: quant.location_id == self.shelf)
        shelf.inventory_quantity = 0
        shelf.action_apply_inventory()
        self.assert_found()

    def test_a_lot_that_nobody_received_gets_the_one_that_was(self):
        counted = self.make_lot(self.tomato, "T-7")
        quant = (
            self.env["stock.quant"]
            .with_user(self.stock_manager)
            .with_context(inventory_mode=True)
            .create(
                {
                    "product_id": self.tomato.id,
                    "location_id": self.stock_location.id,
                    "lot_id": counted.id,
                    "inventory_quantity": 5,
                }
            )
        )
        quant.action_apply_inventory()
        self.assert_found(without_origin=counted)
        gaps = counted.get_traceability()["gaps"]
        self.assertEqual([gap["kind"] for gap in gaps], ["without_origin"])
        line = self.line_of(counted, "inventory")
        self.correct("without_origin", lot={line: self.lot})
        self.assert_found(corrected=self.corrections("lot"))

    def test_lots_without_dates_get_them(self):
        lot = self.receive(self.yoghurt, "Y-1", 5)
        self.plant("stock_lot", lot, expiration_date=None)
        self.yoghurt.active = False
        self.assert_found(without_dates=lot)
        action = self.fix("without_dates")
        lots = self.env["stock.lot"].with_user(self.stock_manager).search(action["domain"])
        lots.action_fill_dates()
        self.assert_found()

    def test_twins_get_numbers_of_their_own(self):
        twin = self.receive(self.tomato, "T-3", 1)
        self.plant("stock_lot", twin, name="T-1")
        audit = self.assert_found(twin_lots=self.lot | twin)
        self.assertEqual(sum(audit.finding_ids.mapped("quantity")), 101)
        gaps = self.lot.get_traceability()["gaps"]
        self.assertEqual([gap["kind"] for gap in gaps], ["twin_lots"])
        self.correct("twin_lots", of=twin, kind="name", new_name="T-3")
        self.assert_found(corrected=self.corrections("name"))

    def test_numbers_that_look_the_same_are_told_apart(self):
        names = ("x-10", "X-1O", "X-I0", "X-lo", "X -10", "X\u200b-10", "X-10\u3164", "X-1\t0")
        others = ("X10", "X-100", "X-11")
        lots = self.move_goods(
            *(self.warehouse.in_type_id, self.supplier_location, self.stock_location),
            [(self.tomato, f"A{index}", 1) for index in range(len(names + others))],
        ).move_line_ids.lot_id.sorted("id")
        for lot, name in zip(lots, names + others, strict=True):
            self.plant("stock_lot", lot, name=name)
        audit = self.assert_found(like_numbers=lots[: len(names)])
        self.assertEqual(sum(audit.finding_ids.mapped("quantity")), len(names))
        for index, lot in enumerate(lots[1 : len(names)]):
            self.plant("stock_lot", lot, name=f"B{index}")
        self.assert_found()
        like = lots[1]
        self.plant("stock_lot", like, name="x-1o")
        self.correct("like_numbers", of=like, kind="name", new_name="X-12")
        self.assert_found(corrected=self.corrections("name"))

    def test_of_a_typing_error_the_goods_get_the_lot_that_was_meant(self):
        typo = self.receive(self.tomato, "T-l", 5)
        audit = self.assert_found(like_numbers=self.lot | typo)
        self.assertEqual(sum(audit.finding_ids.mapped("quantity")), 105)
        self.correct("like_numbers", of=typo, lot={self.line_of(typo): self.lot})
        self.assertEqual((sum(self.quants_of(self.lot).mapped("quantity"))), 75)
