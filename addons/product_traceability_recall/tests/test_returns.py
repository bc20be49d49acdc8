"""Goods of a recall that come back: what is awaited, and how what arrives is counted."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RecallCommon


@tagged("post_install", "-at_install")
class TestReturns(RecallCommon):
    def prepare(self, recall):
        action = recall.action_create_returns()
        if "domain" in action:
            return self.env["stock.picking"].search(action["domain"])
        return self.env["stock.picking"].browse(action["res_id"])

    def lines(self, picking):
        return sorted(
            (line.lot_id.name or "", line.quantity_product_uom) for line in picking.move_line_ids
        )

    def plan(self, lines):
        places = (self.stock_location, self.customer_location)
        return self.plan_goods(self.warehouse.out_type_id, *places, lines, self.customer)

    def test_only_the_bad_lot_of_a_delivery_of_several_comes_back(self):
        mixed = self.plan([(self.tomato, self.good, 4), (self.tomato, self.bad, 3)])
        mixed.button_validate()
        recall = self.scoped()
        returns = self.prepare(recall)
        back = returns.filtered(lambda picking: picking.return_id == mixed)
        self.assertEqual(self.lines(back), [("T-BAD", 3)])

    def give_part_back(self, picking, quantity):
        returned = self.plan_return(picking)
        returned.move_ids.product_uom_qty = quantity
        returned.move_line_ids.quantity = quantity
        returned.button_validate()
        self.assertEqual(returned.state, "done")

    def test_what_came_back_before_is_not_awaited_again(self):
        self.give_part_back(self.first, 12)
        back = self.prepare(self.scoped())
        self.assertEqual(self.lines(back), [("T-BAD", 18), ("T-BAD", 20)])

    def test_what_a_return_is_open_for_is_not_planned_twice_until_it_is_cancelled(self):
        recall = self.scoped()
        planned = self.plan_return(self.first)
        again = self.prepare(recall)
        self.assertEqual(again.return_id, self.second)
        with self.refused(UserError, "left to return"):
            recall.action_create_returns()
        planned.action_cancel()
        self.assertEqual(self.prepare(recall).return_id, self.first)

    def test_units_of_a_delivery_by_the_dozen(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        mixed = self.plan([(self.tomato, self.good, 6), (self.tomato, self.bad, 18)])
        mixed.move_ids.write({"product_uom": dozen.id, "product_uom_qty": 2})
        mixed.button_validate()
        back = self.prepare(self.scoped()).filtered(lambda each: each.return_id == mixed)
        self.assertEqual(self.lines(back), [("T-BAD", 18)])
        self.assertEqual((back.move_ids.product_uom, back.move_ids.product_uom_qty), (dozen, 1.5))
        back.move_ids.picked = True
        back.button_validate()
        self.assertEqual(back.state, "done")
        self.assertEqual(self.good.product_qty, 50 - 10 - 6)

    def accounts(self, recall):
        self.env.invalidate_all()
        account = self.consignee(recall, self.customer).account_ids
        return {name: account[name] for name in ("delivered", "on_hand", "returned", "unaccounted")}

    def test_what_arrives_is_what_the_customer_said_to_have_sent_back(self):
        recall = self.scoped()
        self.answer(self.consignee(recall, self.customer), returned=12, on_hand=18)
        told = {"delivered": 30, "on_hand": 18, "returned": 12, "unaccounted": 0}
        self.assertEqual(self.accounts(recall), told)
        self.give_part_back(self.first, 12)
        self.assertEqual(self.accounts(recall), told)
        recall.action_scope()
        self.assertEqual(self.accounts(recall), told)

    def test_what_arrives_counts_though_the_customer_is_silent(self):
        recall = self.scoped()
        self.give_part_back(self.first, 12)
        live = {"delivered": 30, "on_hand": 0, "returned": 12, "unaccounted": 18}
        self.assertEqual(self.accounts(recall), live)
        self.assertAlmostEqual(recall.recovered_percent, 100 * 12 / 50)
        recall.action_scope()
        self.assertEqual(self.accounts(recall), live)

    def test_what_came_back_before_the_case_was_never_to_be_recalled(self):
        self.give_part_back(self.first, 12)
        recall = self.scoped()
        letter = self.render("report_letter", self.consignee(recall, self.customer))
        self.assertEqual(letter.count("(sent back)"), 1)
        recall.sudo().record(started_on=fields.Datetime.add(fields.Datetime.now(), seconds=5))
        self.assertEqual(
            self.accounts(recall),
            {"delivered": 18, "on_hand": 0, "returned": 0, "unaccounted": 18},
        )
