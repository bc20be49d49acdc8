from datetime import timedelta

from .common import FindingsCommon


class TestFindingsInDates(FindingsCommon):
    """Movements that cannot have happened when they are recorded: found alone, and mended."""

    def test_what_was_used_after_what_was_made_of_it_gets_its_date(self):
        sauce = self.make_lot(self.make_product("Sauce"), "S-1")
        with self.as_before():
            used, made = (
                self.move_goods(self.warehouse.int_type_id, *places, [(lot.product_id, lot, 1)])
                for lot, *places in (
                    (self.lot, self.stock_location, self.production),
                    (sauce, self.production, self.stock_location),
                )
            )
        line = used.move_line_ids
        self.env.cr.execute(
            "INSERT INTO stock_move_line_consume_rel (produce_line_id, consume_line_id)"
            " VALUES (%s, %s)",
            (line.id, made.move_line_ids.id),
        )
        self.plant("stock_move_line", line, date=made.date_done + timedelta(seconds=1))
        self.plant("stock_move_line", self.line_of(self.lot), date="2026-01-01")
        self.assert_found(used_too_early=line)
        self.correct("used_too_early", new_date=made.date_done - timedelta(seconds=5))
        self.assert_found(corrected=self.corrections("date"))

    def test_what_left_before_it_arrived_gets_its_date(self):
        lot = self.receive(self.tomato, "T-9", 5)
        gone = self.deliver(self.tomato, lot, 5).move_line_ids
        came, now = self.line_of(lot), self.audit_day
        for days, seconds, found in ((0, 0, False), (0, 30, False), (1, 0, True)):
            self.plant("stock_move_line", came, date=now - timedelta(days=1))
            late = now - timedelta(days=1 + days, seconds=seconds)
            self.plant("stock_move_line", gone, date=late)
            self.assert_found(**({"left_too_early": gone} if found else {}))
        self.assertLess(self.audit().score, 100)
        self.correct("left_too_early", new_date=now - timedelta(hours=12))
        self.assert_found(corrected=self.corrections("date"))

    def test_what_comes_and_goes_again_left_no_location_too_early(self):
        lot = self.receive(self.tomato, "T-9", 5)
        first, then = self.stock_location, self.shelf
        moment = self.audit_day - timedelta(days=1)
        lines = self.line_of(lot)
        for hours in range(1, 6):
            moved = self.move_goods(
                *(self.warehouse.int_type_id, first, then), [(self.tomato, lot, 5)]
            )
            self.plant("stock_move_line", moved.move_line_ids, date=moment + timedelta(hours=hours))
            first, then, lines = then, first, lines | moved.move_line_ids
        self.plant("stock_move_line", lines[0], date=moment)
        self.assert_found()
        self.plant("stock_move_line", lines, date=moment)
        self.assert_found()
