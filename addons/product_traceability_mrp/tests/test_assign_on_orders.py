"""Assign Serial Numbers on a manufacturing order, for what it makes and what it takes."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, tagged

from .common import OrderCommon


class TestAssignOnOrders(OrderCommon):
    def test_serials_made_are_generated_and_produced(self):
        order = self.plan()
        wizard = self.wizard(order)
        self.assertEqual((wizard.product_id, wizard.count), (self.blender, 3))
        wizard.first_number = "B-1"
        wizard.action_generate()
        wizard.action_assign()
        self.assertEqual(order.lot_producing_ids.mapped("name"), ["B-1", "B-2", "B-3"])
        self.assertEqual(order.qty_producing, 3)
        order.button_mark_done()
        self.assertEqual(order.state, "done")
        self.assertEqual(self.blender.qty_available, 3)
        self.assertEqual(self.taken(order), ["M1", "M2", "M3"])

    def test_other_components_are_chosen_before_and_after_the_units(self):
        order = self.plan(2)
        wizard = self.wizard(order)
        for text in ("M6", "M5"):
            wizard.scan(text, product_id=self.motor.id)
        wizard.action_assign()
        self.assertEqual(self.taken(order), ["M5", "M6"])
        wizard = self.wizard(order)
        wizard.scan("B1", product_id=self.blender.id)
        wizard.scan("B2", product_id=self.blender.id)
        wizard.action_assign()
        wizard = self.wizard(order)
        wizard.scan("M4", product_id=self.motor.id)
        wizard.scan("M5", product_id=self.motor.id)
        wizard.action_assign()
        self.assertEqual(self.taken(order), ["M4", "M5"])
        order.button_mark_done()
        self.assertEqual(order.state, "done")
        self.assertEqual(self.taken(order), ["M4", "M5"])
        self.assertEqual(set(order.lot_producing_ids.mapped("name")), {"B1", "B2"})

    def test_some_units_now_and_the_rest_in_the_backorder(self):
        order = self.plan(3)
        wizard = self.wizard(order)
        wizard.scan("B1", product_id=self.blender.id)
        wizard.action_assign()
        self.assertEqual(order.qty_producing, 1)
        # Superuser: a factory user may not read the analytic lines that core renames here.
        order.sudo().with_context(
            skip_backorder=True, mo_ids_to_backorder=order.ids
        ).button_mark_done()
        self.assertEqual(order.state, "done")
        backorder = order.production_group_id.production_ids - order
        wizard = self.wizard(backorder.with_user(self.stock_user))
        self.assertEqual(wizard.count, 2)
        with self.refused(UserError, "Blender, B1: it is already in"):
            wizard.scan("B1", product_id=self.blender.id)

    def test_a_lot_is_made_of_all(self):
        order = self.plan(2, self.sauce)
        wizard = self.wizard(order)
        wizard.add_rows([{"move_id": order.move_finished_ids.id, "name": "L1", "quantity": 2.0}])
        wizard.action_assign()
        self.assertEqual((order.lot_producing_ids.name, order.qty_producing), ("L1", 2))
        order.button_mark_done()
        self.assertEqual(order.move_finished_ids.move_line_ids.lot_id.name, "L1")

    def test_a_dozen_is_twelve_serials(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self.plan(1, product_uom_id=dozen.id)
        wizard = self.wizard(order)
        self.assertEqual(wizard.count, 12)
        wizard.first_number = "D-01"
        wizard.action_generate()
        wizard.action_assign()
        self.assertEqual(len(order.lot_producing_ids), 12)
        self.assertEqual(order.qty_producing, order.product_qty)

    def test_assigning_twice_changes_nothing(self):
        order = self.plan(2)
        wizard = self.wizard(order)
        wizard.scan("B1", product_id=self.blender.id)
        wizard.scan("B2", product_id=self.blender.id)
        wizard.scan("M6", product_id=self.motor.id)
        wizard.scan("M5", product_id=self.motor.id)
        wizard.action_assign()
        lots, lines = order.lot_producing_ids, order.move_raw_ids.move_line_ids
        wizard.action_assign()
        self.assertEqual(order.lot_producing_ids, lots)
        self.assertEqual(lots.mapped("name"), ["B1", "B2"])
        self.assertEqual((order.qty_producing, self.taken(order)), (2, ["M5", "M6"]))
        self.assertEqual(order.move_raw_ids.move_line_ids, lines)
        with self.refused(UserError, "Blender, B3: demand is 2 Units; 2 are still without"):
            wizard.scan("B3", product_id=self.blender.id)

    def test_a_lot_assigned_twice_is_made_once(self):
        order = self.plan(2, self.sauce)
        wizard = self.wizard(order)
        wizard.add_rows([{"move_id": order.move_finished_ids.id, "name": "L1", "quantity": 2.0}])
        wizard.action_assign()
        wizard.action_assign()
        self.assertEqual((order.lot_producing_ids.name, order.qty_producing), ("L1", 2))

    def test_what_a_second_list_says_of_a_number_reaches_the_lot_of_the_order(self):
        self.warehouse.partner_id.tz = "UTC"
        self.sauce.write({"use_expiration_date": True, "expiration_time": 30})
        order = self.plan(2, self.sauce)
        row = {"move_id": order.move_finished_ids.id, "name": "CH1", "quantity": 2.0}
        wizard = self.wizard(order)
        wizard.add_rows([row])
        wizard.action_assign()
        for ref, date in (("REF-1", "2031-01-31 12:00:00"), ("REF-2", "2032-01-31 12:00:00")):
            wizard = self.wizard(order)
            wizard.add_rows([row | {"ref": ref, "expiration_date": date}])
            self.assertEqual(wizard.rows[0]["state"], "assigned")
            wizard.action_assign()
            lot = order.lot_producing_ids
            self.assertEqual((lot.name, lot.ref, str(lot.expiration_date)), ("CH1", ref, date))
        self.assertEqual(order.qty_producing, 2)

    def test_a_unit_that_was_here_before_keeps_what_is_known_and_gets_what_it_lacks(self):
        moved = self.receive(self.sauce, "CH1", 2)
        moved.ref = "OLD"
        self.sauce.write({"use_expiration_date": True, "expiration_time": 30})
        order = self.plan(2, self.sauce)
        row = {"move_id": order.move_finished_ids.id, "name": "CH1", "quantity": 2.0}
        for date in ("2031-01-31 12:00:00", "2032-01-31 12:00:00"):
            wizard = self.wizard(order)
            wizard.add_rows([row | {"ref": "NEW", "expiration_date": date}])
            wizard.accept_warnings = True
            wizard.action_assign()
            self.assertEqual(order.lot_producing_ids, moved)
            self.assertEqual(
                (moved.ref, str(moved.expiration_date)), ("OLD", "2031-01-31 12:00:00")
            )

    def labels(self, wizard):
        """:return: the names on the labels of what was just assigned"""
        layout = Form.from_action(self.env, wizard.action_assign_and_print())
        lots = layout.save().process()["context"]["active_ids"]
        return self.env["stock.lot"].browse(lots).mapped("name")

    def test_labels_are_printed_for_units_and_components(self):
        order = self.plan(2)
        wizard = self.wizard(order)
        for name, product in (("B1", self.blender), ("B2", self.blender), ("M6", self.motor)):
            wizard.scan(name, product_id=product.id)
        self.assertEqual(sorted(self.labels(wizard)), ["B1", "B2", "M6"])
        self.assertEqual(order.qty_producing, 2)

    def test_labels_are_printed_for_each_unit_of_a_lot(self):
        order = self.plan(2, self.sauce)
        wizard = self.wizard(order)
        wizard.add_rows([{"move_id": order.move_finished_ids.id, "name": "L1", "quantity": 2.0}])
        self.assertEqual(self.labels(wizard), ["L1"])
        lots = self.env["stock.lot"].search([("name", "=", "L1")])
        layout = Form.from_action(self.env, wizard.action_assign_and_print())
        layout.label_quantity = "units"
        self.assertEqual(layout.save().process()["context"]["active_ids"], lots.ids * 2)

    def test_a_lot_that_is_weighed_has_one_label(self):
        paste = self.make_product("Paste", "lot", uom_id=self.env.ref("uom.product_uom_kgm").id)
        order = self.plan(500, paste)
        wizard = self.wizard(order)
        wizard.add_rows([{"move_id": order.move_finished_ids.id, "name": "L1", "quantity": 500.0}])
        layout = Form.from_action(self.env, wizard.action_assign_and_print())
        layout.label_quantity = "units"
        lots = layout.save().process()["context"]["active_ids"]
        self.assertEqual(lots, order.lot_producing_ids.ids)

    def test_produce_all_opens_the_one_dialog_and_a_setting_brings_cores_back(self):
        order = self.plan(2)
        action = order.button_mark_done()
        self.assertEqual(action["res_model"], "stock.lot.assign")
        wizard = self.env["stock.lot.assign"].with_user(self.stock_user).browse(action["res_id"])
        self.assertEqual([step["product"] for step in wizard.overview], ["Blender", "Motor"])
        self.assertEqual([step["missing"] for step in wizard.overview], [2, 0])
        wizard.action_generate()
        self.assertEqual(wizard.action_assign()["res_model"], "mrp.production.unpaired")
        self.assertEqual((len(order.lot_producing_ids), order.state), (2, "to_close"))
        self.assertIs(order.button_mark_done(), True)
        self.assertEqual((order.state, self.taken(order)), ("done", ["M1", "M2"]))
        self.env["res.config.settings"].create({"group_core_assignment": True}).execute()
        other = self.plan(2)
        self.assertEqual(other.button_mark_done()["res_model"], "mrp.production.serials")

    def test_produce_all_goes_on_once_serial_numbers_are_assigned(self):
        stool, paint = self.make_product("Stool", "serial"), self.make_product("Paint", "lot")
        for part, is_done in ((self.make_product("Leg", "none"), True), (paint, False)):
            parts = [Command.create({"product_id": part.id, "product_uom_qty": 2})]
            order = self.plan(2, stool, move_raw_ids=parts)
            wizard = self.env["stock.lot.assign"].browse(order.button_mark_done()["res_id"])
            wizard = wizard.with_user(self.stock_user)
            wizard.first_number = f"{part.name}-1"
            wizard.action_generate()
            told = wizard.action_assign()["params"]
            self.assertEqual(order.state == "done", is_done)
            self.assertEqual(len(order.lot_producing_ids), 2)
        self.assertIn("nothing was produced", told["title"])
        self.assertIn("Paint", told["message"])

    def test_a_draft_waits_for_none(self):
        # Superuser: a copy reads what a factory user may not, such as analytic lines.
        self.assertFalse(self.plan().sudo().copy().has_moves_to_number)


@tagged("-at_install", "post_install")
class TestAssignOnOrdersTour(OrderCommon, HttpCase):
    def test_generate_paste_upload_and_scan_on_the_manufacturing_order(self):
        self.env.ref("base.group_user").implied_ids += self.env.ref("stock.group_production_lot")
        self.receive(self.motor, "MOTOR-9")
        order = self.plan(4)
        self.start_tour(
            f"/odoo/manufacturing/{order.id}",
            "product_traceability.assign_on_manufacturing_order",
            login="trace_user",
        )
        self.assertEqual(order.state, "done")
        names = {"TOUR-1", "TOUR-2", "TOUR-3", "TOUR-4"}
        self.assertEqual(set(order.lot_producing_ids.mapped("name")), names)
        self.assertEqual(self.taken(order), ["M1", "M2", "M3", "MOTOR-9"])
