"""Numbers given to a transfer are recorded at once, as core's own Generate records them."""

from datetime import datetime

from odoo.tests import tagged

from ..common.assign_lines import AssignLinesCommon


@tagged("post_install", "-at_install")
class TestAssignNumbers(AssignLinesCommon):
    def test_numbers_fill_the_lines_of_a_receipt(self):
        move = self.plan_empty(self.motor, 3)
        before = move.move_line_ids
        lines = move._assign_numbers(self.rows(move, "M1", "M2", "M3"))
        self.assertEqual(lines, before)
        self.assertEqual(self.told(move), [("M1", 1), ("M2", 1), ("M3", 1)])
        self.validate(move)
        self.assertEqual(sorted(move.lot_ids.mapped("name")), ["M1", "M2", "M3"])

    def test_the_same_rows_twice_change_nothing(self):
        for product, numbers in ((self.motor, ["M1", "M2"]), (self.tomato, [("T1", 4), ("T2", 2)])):
            move = self.plan_empty(product, 6)
            first = move._assign_numbers(self.rows(move, *numbers))
            told = self.told(move)
            self.assertEqual(move._assign_numbers(self.rows(move, *numbers)), first)
            self.assertEqual(self.told(move), told)

    def test_lines_that_have_a_number_stay(self):
        move = self.plan_empty(self.motor, 3)
        move.move_line_ids[1].lot_name = "TYPED"
        move._assign_numbers(self.rows(move, "M1", "TYPED", "M2"))
        self.assertEqual(sorted(self.told(move)), [("M1", 1), ("M2", 1), ("TYPED", 1)])

    def test_what_has_no_number_was_not_counted(self):
        move = self.plan_empty(self.motor, 3)
        move._assign_numbers(self.rows(move, "M1"))
        self.assertEqual(move.quantity, 1)
        move._assign_numbers(self.rows(move, "M2", "M3", "M4"))
        self.assertEqual(move.quantity, 4)

    def test_demand_in_dozens_serials_in_units(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        serials = self.plan_empty(self.motor, 1, unit=dozen)
        serials._assign_numbers(self.rows(serials, *(f"M{n}" for n in range(12))))
        self.assertEqual(serials.quantity, 1)
        self.validate(serials)
        lots = self.plan_empty(self.tomato, 2, unit=dozen)
        lots._assign_numbers(self.rows(lots, ("T1", 18), ("T2", 6)))
        self.assertEqual(self.told(lots), [("T1", 18), ("T2", 6)])
        self.assertEqual(lots.quantity, 2)
        self.validate(lots)

    def test_lots_are_made_at_once_where_existing_ones_are_used_too(self):
        self.receipts.use_existing_lots = True
        move = self.plan_empty(self.tomato, 5)
        known = self.make_lot(self.tomato, "T1")
        move._assign_numbers(self.rows(move, ("T1", 2), ("T2", 3)))
        self.assertEqual(move.lot_ids, known | self.make_lot(self.tomato, "T2"))

    def test_dates_and_reference_reach_the_lot_that_is_made_later(self):
        self.tomato.write(
            {"use_expiration_date": True, "expiration_time": 30, "use_time": 10, "removal_time": 5}
        )
        for existing in (False, True):
            self.receipts.use_existing_lots = existing
            move = self.plan_empty(self.tomato, 5)
            given = {
                "ref": f"R-{existing}",
                "expiration_date": datetime(2031, 5, 20, 12),
                "use_date": datetime(2031, 5, 1, 12),
            }
            move._assign_numbers(self.rows(move, (f"T{existing}", 5), lot_values=given))
            self.validate(move)
            lot = move.lot_ids
            self.assertEqual((lot.ref, lot.use_date), (given["ref"], given["use_date"]))
            self.assertEqual(lot.expiration_date, given["expiration_date"])
            self.assertEqual(lot.removal_date, datetime(2031, 5, 15, 12))

    def test_a_lot_that_exists_gets_only_what_it_lacks(self):
        self.receipts.use_existing_lots = True
        lot = self.make_lot(self.tomato, "T1")
        lot.ref = "KEPT"
        move = self.plan_empty(self.tomato, 5)
        values = {"ref": "OTHER", "note": "<p>New</p>"}
        move._assign_numbers(self.rows(move, ("T1", 5), lot_id=lot.id, lot_values=values))
        self.assertEqual(lot.ref, "KEPT")
        self.assertIn("New", lot.note)

    def test_place_package_and_owner_are_those_given(self):
        package = self.env["stock.package"].create({"name": "PALLET"})
        move = self.plan_empty(self.motor, 2)
        given = {
            "location_dest_id": self.shelf.id,
            "result_package_id": package.id,
            "owner_id": self.vendor.id,
        }
        lines = move._assign_numbers(self.rows(move, "M1", "M2", **given))
        for name, value in given.items():
            self.assertEqual(lines[name].id, value)

    def test_new_lines_follow_putaway_rules(self):
        self.env["stock.putaway.rule"].create(
            {
                "product_id": self.tomato.id,
                "location_in_id": self.stock_location.id,
                "location_out_id": self.shelf.id,
            }
        )
        move = self.plan_empty(self.tomato, 5)
        lines = move._assign_numbers(self.rows(move, ("T1", 2), ("T2", 3)))
        self.assertEqual(lines.location_dest_id, self.shelf)

    def test_a_delivery_takes_its_numbers_from_where_they_lie_and_reserves_them(self):
        lots = [self.receive(self.motor, f"M{n}") for n in range(3)]
        self.transfer(self.motor, lots[1], 1)
        move = self.plan_empty(self.motor, 2, self.deliveries)
        move._do_unreserve()
        rows = [self.rows(move, lot.name, lot_id=lot.id)[0] for lot in lots[1:]]
        lines = move._assign_numbers(rows)
        self.assertEqual(lines.mapped("location_id"), self.shelf | self.stock_location)
        self.assertEqual(lots[1].quant_ids.filtered("reserved_quantity").location_id, self.shelf)
        self.assertEqual(move.state, "assigned")
        self.validate(move)

    def test_a_lot_in_two_places_is_taken_from_both(self):
        lot = self.receive(self.tomato, "T1", 10)
        self.transfer(self.tomato, lot, 4)
        move = self.plan_empty(self.tomato, 9, self.deliveries)
        move._do_unreserve()
        lines = move._assign_numbers(self.rows(move, ("T1", 9), lot_id=lot.id))
        self.assertEqual(sum(lines.mapped("quantity")), 9)
        self.assertEqual(lines.location_id, self.shelf | self.stock_location)
        again = move._assign_numbers(self.rows(move, ("T1", 9), lot_id=lot.id))
        self.assertEqual(again, lines)
        self.validate(move)

    def test_what_is_done_gets_no_numbers(self):
        move = self.plan_receipt((self.motor, "M1", 1)).move_ids
        self.validate(move)
        with self.refused("done or cancelled"):
            move._assign_numbers(self.rows(move, "M2"))

    def test_several_moves_at_once_as_a_clerk(self):
        moves = self.plan_empty(self.motor, 2) | self.plan_empty(self.tomato, 5)
        rows = self.rows(moves[0], "M1", "M2") + self.rows(moves[1], ("T1", 5))
        lines = moves.with_user(self.clerk)._assign_numbers(rows[::-1])
        self.assertEqual(lines.mapped("lot_name"), ["T1", "M2", "M1"])
