"""A manufacturing order is scanned on the same page as a transfer."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import FactoryCommon, OrderCommon


class TestScanOrders(OrderCommon):
    def setUp(self):
        super().setUp()
        self.order = self.plan(2)
        self.count = 0

    def page(self, text, product, **options):
        self.count += 1
        return self.order.scan_page(text, f"k{self.count}", product_id=product.id, **options)

    def test_components_and_units_are_scanned_and_counted(self):
        page = self.order.get_scan_page()
        self.assertEqual((page["complete"], page["total"]), (0, 2))
        answer = self.page("M3", self.motor)
        self.assertEqual(answer["message"], "Motor, M3: 1 of 2 Units")
        self.page("M1", self.motor)
        with self.refused(UserError, "Motor: demand is 2 Units"):
            self.page("M2", self.motor)
        with self.refused(UserError, "M1 is already scanned"):
            self.page("M1", self.motor)
        self.page("B1", self.blender)
        with self.refused(UserError, "B1 is already scanned"):
            self.page("B1", self.blender)
        answer = self.page("B2", self.blender)
        self.assertTrue(answer["is_complete"])
        self.assertEqual(answer["page"]["finish"]["label"], "Produce All")
        self.order.button_mark_done()
        self.assertEqual(self.order.state, "done")
        used = self.order.move_raw_ids.move_line_ids.lot_id
        self.assertEqual(set(used.mapped("name")), {"M1", "M3"})
        with self.refused(UserError, "nothing to scan"):
            self.page("B3", self.blender)

    def test_scans_of_an_order_are_undone(self):
        self.page("M3", self.motor)
        self.page("B1", self.blender)
        self.order.undo_scan("k2")
        self.assertFalse(self.order.lot_producing_ids)
        answer = self.order.undo_scan("k1")
        self.assertEqual(answer["page"]["product"]["picked"], 0)
        self.assertEqual(answer["page"]["scans"], [])

    def test_untracked_components_are_counted_by_their_barcode(self):
        screw = self.make_product("Screw", "none", barcode="4006381333931")
        self.receive(screw, None, 10)
        self.order = self.plan(
            2,
            move_raw_ids=[
                Command.create({"product_id": self.motor.id, "product_uom_qty": 2}),
                Command.create({"product_id": screw.id, "product_uom_qty": 3}),
            ],
        )
        page = self.order.get_scan_page()
        self.assertEqual((page["complete"], page["total"]), (0, 2))
        used = self.order.move_raw_ids.filtered(lambda move: move.product_id == screw)
        answer = self.page(screw.barcode, screw)
        self.assertEqual(answer["message"], "Screw: 1 of 3 Units")
        self.assertEqual((answer["page"]["total"], answer["page"]["complete"]), (3, 0))
        self.assertEqual(answer["page"]["product"]["picked"], 1)
        self.page(screw.barcode, screw)
        self.order.undo_scan("k2")
        for picked in (2, 3):
            answer = self.page(screw.barcode, screw)
            self.assertEqual(answer["message"], f"Screw: {picked} of 3 Units")
        self.assertEqual(answer["page"]["complete"], 1)
        with self.refused(UserError, "Screw: demand is 3 Units"):
            self.page(screw.barcode, screw)
        self.assertEqual(used.quantity, 3)
        for text, product in (("M3", self.motor), ("M4", self.motor)):
            self.page(text, product)
        self.page("B1", self.blender)
        answer = self.page("B2", self.blender)
        self.assertTrue(answer["is_complete"])
        self.order.button_mark_done()
        self.assertEqual((used.state, used.quantity), ("done", 3))

    def test_components_that_are_not_in_stock_are_counted_too(self):
        screw = self.make_product("Screw", "none", barcode="4006381333931")
        self.order = self.plan(
            2, move_raw_ids=[Command.create({"product_id": screw.id, "product_uom_qty": 2})]
        )
        for picked in (1, 2):
            answer = self.page(screw.barcode, screw)
            self.assertEqual(answer["message"], f"Screw: {picked} of 2 Units")


class TestReservedComponents(FactoryCommon):
    def test_reserved_lots_are_used_while_the_rest_is_still_to_be_brought(self):
        self.warehouse.manufacture_steps = "pbm"
        self.receive(self.tomato, "FL1", 6)
        bom = self.env["mrp.bom"].create(
            {
                "product_tmpl_id": self.sauce.product_tmpl_id.id,
                "consumption": "flexible",
                "bom_line_ids": [(0, 0, {"product_id": self.tomato.id, "product_qty": 2})],
            }
        )
        order = self.env["mrp.production"].create(
            {
                "product_id": self.sauce.id,
                "product_qty": 3,
                "bom_id": bom.id,
                "picking_type_id": self.warehouse.manu_type_id.id,
            }
        )
        order.action_confirm()
        pick = order.picking_ids
        pick.move_line_ids.quantity = 2
        pick.move_ids.picked = True
        pick.with_context(skip_backorder=True).button_validate()
        order.lot_producing_ids = self.make_lot(self.sauce, "CK1")
        order.qty_producing = 1
        order.set_qty_producing()
        order.with_context(skip_backorder=True).button_mark_done()
        self.assertEqual(order.state, "done")
        done = order.move_raw_ids.move_line_ids.filtered(lambda line: line.state == "done")
        self.assertEqual([(line.lot_id.name, line.quantity) for line in done], [("FL1", 2)])


@tagged("-at_install", "post_install")
class TestScanOrdersByKeyboard(OrderCommon, HttpCase):
    browser_size = "390x844"

    def test_produce_and_pair(self):
        self.env.ref("base.group_user").implied_ids += self.env.ref("stock.group_production_lot")
        self.blender.barcode = "9501101530041"
        order = self.plan(2)
        self.start_tour("/odoo/scan", "product_traceability_mrp.keyboard_order", login="trace_user")
        self.assertEqual((order.state, self.taken(order)), ("done", ["M1", "M3"]))
        pairs = {(pair.lot_id.name, pair.component_lot_id.name) for pair in order.pairing_ids}
        self.assertEqual(pairs, {("B1", "M1"), ("B2", "M3")})
