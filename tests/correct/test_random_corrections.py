"""Whatever is corrected in whatever history: the stock holds, and is the sum of its lines."""

import random

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import tagged

from ..common.correction import CorrectionCommon

STEPS = 16


@tagged("post_install", "-at_install")
class TestRandomCorrections(CorrectionCommon):
    def test_random_histories_stay_whole_under_random_corrections(self):
        made = 0
        for seed in range(4):
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                made += self.live(random.Random(seed))  # noqa: S311
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertGreater(made, 10, "hardly anything was corrected: this test shows nothing")

    def live(self, dice):
        """A history of some days, a correction tried on each. :return: how many were made"""
        with self.on_day(1):
            serials = [self.receive(self.motor, f"M-{number}") for number in range(4)]
            lots = [self.receive(self.tomato, f"T-{number}", 10) for number in range(2)]
        made = 0
        for day in range(2, 2 + STEPS):
            with self.on_day(day):
                self.move_something(dice, dice.choice([*serials, *lots]))
                made += self.correct_something(dice)
            self.assert_stock_is_sum_of_lines()
            self.assert_stock_holds()
        return made

    def move_something(self, dice, lot):
        """Move a lot from a place where it is to another."""
        held = lot.quant_ids.filtered(
            lambda quant: quant.quantity > 0 and quant.location_id.usage in ("internal", "customer")
        )
        if not held:
            return
        quant = dice.choice(held)
        places = self.stock_location | self.shelf | self.customer_location
        destination = dice.choice(places - quant.location_id)
        operation = {
            "customer": self.warehouse.out_type_id,
            "internal": self.warehouse.int_type_id,
        }[destination.usage]
        if quant.location_id.usage == "customer":
            operation = self.warehouse.in_type_id
        amount = dice.randint(1, int(quant.quantity))
        self.move_goods(operation, quant.location_id, destination, [(lot.product_id, lot, amount)])

    def correct_something(self, dice):
        """:return: whether a random correction, with or without a swap, was possible"""
        lines = self.env["stock.move.line"].search(
            Domain("product_id", "in", (self.motor | self.tomato).ids)
            & Domain("state", "=", "done"),
            order="id",
        )
        line = dice.choice(lines)
        lots = self.env["stock.lot"].search([("product_id", "=", line.product_id.id)])
        right = dice.choice(lots - line.lot_id)
        change = {line: right}
        theirs = lines.filtered(lambda other: other.lot_id == right)
        if dice.random() < 0.5 and theirs:
            change[dice.choice(theirs)] = line.lot_id
        wanted = dict(change)
        try:
            with self.env.cr.savepoint():
                self.correct(change, follow=dice.random() < 0.7)
        except UserError:
            self.env.invalidate_all()
            return False
        for corrected, lot in wanted.items():
            self.assertEqual(corrected.lot_id, lot)
        return True

    def assert_stock_holds(self):
        """No lot is below zero in a place, no serial number is held more than once."""
        quants = self.env["stock.quant"].search(
            Domain("product_id", "in", (self.motor | self.tomato).ids)
            & Domain("location_id.usage", "in", ("internal", "customer"))
        )
        self.assertFalse(quants.filtered(lambda quant: quant.quantity < 0))
        for lot, held in quants.grouped("lot_id").items():
            if lot.product_id == self.motor:
                self.assertEqual(sum(held.mapped("quantity")), 1, lot.name)
