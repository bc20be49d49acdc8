"""A serial number that is counted on another shelf is moved there, if whoever counts says so."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import HttpCase, tagged

from ..common.correction import CorrectionCommon


class FoundCommon(CorrectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.m1 = cls.receive(cls.motor, "M-1")

    def count(self, product, lot, place, quantity=1):
        quants = self.env["stock.quant"].with_user(self.stock_manager)
        return quants.with_context(inventory_mode=True).create(
            {
                "product_id": product.id,
                "lot_id": lot.id,
                "location_id": place.id,
                "inventory_quantity": quantity,
            }
        )

    def apply(self, quants):
        """Press Apply as a client does. :return: what it asks"""
        return call_kw(quants, "action_apply_inventory", [quants.ids], {})

    def move(self, asked):
        """Press Move Here in what was asked."""
        model = self.env[asked["res_model"]].with_user(self.stock_manager)
        values = {"context": {**asked["context"]}}
        wizard = call_kw(model, "create", [{}], values)
        preview = model.browse(wizard).preview
        self.assertIn("M-1", preview)
        self.assertIn(self.shelf.display_name, preview)
        return call_kw(model, "action_move", [wizard], {})


@tagged("post_install", "-at_install")
class TestFoundElsewhere(FoundCommon):
    def test_it_is_moved_to_where_it_was_counted(self):
        quant = self.count(self.motor, self.m1, self.shelf)
        asked = self.apply(quant)
        self.assertEqual(asked["res_model"], "stock.quant.found")
        self.assertEqual(self.on_hand(self.m1), 1)
        self.move(asked)
        self.assertEqual((self.on_hand(self.m1), self.on_hand(self.m1, self.shelf)), (0, 1))
        line = self.env["stock.move.line"].search(
            [("lot_id", "=", self.m1.id)], order="id desc", limit=1
        )
        self.assertEqual(
            (line.location_id, line.location_dest_id), (self.stock_location, self.shelf)
        )
        self.assertEqual(line.recorder_id, self.stock_manager)
        self.assertFalse(quant.exists().inventory_quantity_set)
        self.assert_stock_is_sum_of_lines()

    def test_other_counts_are_applied_with_it(self):
        lot = self.receive(self.tomato, "T-1", 5)
        quants = self.count(self.motor, self.m1, self.shelf)
        quants |= self.count(self.tomato, lot, self.stock_location, 4)
        self.move(self.apply(quants))
        self.assertEqual(self.on_hand(self.m1, self.shelf), 1)
        self.assertEqual(self.on_hand(lot), 4)

    def test_it_comes_out_of_its_package(self):
        box = self.env["stock.package"].create({"name": "BOX"})
        quant = self.m1.quant_ids.filtered(lambda quant: quant.location_id == self.stock_location)
        quant.move_quants(package_dest_id=box)
        self.move(self.apply(self.count(self.motor, self.m1, self.shelf)))
        here = self.m1.quant_ids.filtered(lambda quant: quant.location_id == self.shelf)
        self.assertEqual((here.quantity, here.package_id.id), (1, False))

    def test_both_shelves_counted_at_once_need_no_question(self):
        there = self.count(self.motor, self.m1, self.stock_location, 0)
        here = self.count(self.motor, self.m1, self.shelf)
        self.assertFalse(self.apply(there | here))
        self.assertEqual((self.on_hand(self.m1), self.on_hand(self.m1, self.shelf)), (0, 1))

    def test_where_nothing_is_asked_it_is_refused(self):
        quant = self.count(self.motor, self.m1, self.shelf)
        with self.assertRaisesRegex(UserError, "already in TRW/Stock"):
            quant.inventory_quantity_auto_apply = 1
        self.assertEqual(self.on_hand(self.m1), 1)

    def test_one_on_hold_stays_where_it_is(self):
        asked = self.apply(self.count(self.motor, self.m1, self.shelf))
        self.m1.hold("Laboratory")
        with self.assertRaisesRegex(UserError, "on hold"):
            self.move(asked)

    def test_one_that_is_nowhere_is_counted(self):
        lot = self.make_lot(self.motor, "M-2")
        self.assertFalse(self.apply(self.count(self.motor, lot, self.shelf)))
        self.assertEqual(self.on_hand(lot, self.shelf), 1)

    def test_without_strict_traceability_core_decides(self):
        self.company.strict_traceability = False
        self.assertFalse(self.apply(self.count(self.motor, self.m1, self.shelf)))
        self.assertEqual(self.on_hand(self.m1, self.shelf), 1)


@tagged("-at_install", "post_install")
class TestFoundElsewhereTour(FoundCommon, HttpCase):
    def test_who_counts_moves_it(self):
        self.env.ref("base.group_user").implied_ids = [
            Command.link(self.env.ref(group).id)
            for group in ("stock.group_production_lot", "stock.group_stock_multi_locations")
        ]
        quant = self.count(self.motor, self.m1, self.shelf)
        action = self.env["ir.actions.act_window"].create(
            {
                "name": "Counted",
                "res_model": "stock.quant",
                "view_mode": "list",
                "view_id": self.env.ref("stock.view_stock_quant_tree_inventory_editable").id,
                "domain": [("id", "=", quant.id)],
                "context": {"inventory_mode": True},
            }
        )
        self.start_tour(
            f"/odoo/action-{action.id}",
            "product_traceability.found_elsewhere",
            login="trace_manager",
        )
        self.assertEqual(self.on_hand(self.m1, self.shelf), 1)
