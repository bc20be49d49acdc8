"""A subcontractor opens an order in the portal, and records what was made and used."""

from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import FactoryCommon


@tagged("post_install", "-at_install")
class TestSubcontractingPortal(FactoryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "is_subcontract" not in cls.env["stock.move"]._fields:
            cls.skipTest(cls, "mrp_subcontracting is not installed")
        cls.portal = new_test_user(
            cls.env, "trace_subcontractor", "base.group_portal,stock.group_production_lot"
        )
        cls.subcontractor = cls.portal.partner_id
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.blender.product_tmpl_id.id,
                "type": "subcontract",
                "subcontractor_ids": [Command.set(cls.subcontractor.ids)],
                "bom_line_ids": [Command.create({"product_id": cls.motor.id, "product_qty": 1})],
            }
        )
        cls.place = cls.subcontractor.property_stock_subcontractor
        cls.motors = cls.supply("M1", "M2")
        cls.receipt = cls.plan_receipt_of_two()

    @classmethod
    def supply(cls, *names):
        """:return: motors that lie with the subcontractor"""
        lines = [(cls.motor, name, 1) for name in names]
        receipts, shelf = cls.warehouse.in_type_id, cls.stock_location
        picking = cls.move_goods(receipts, cls.supplier_location, shelf, lines)
        lots = picking.move_line_ids.lot_id
        resupply = cls.warehouse.subcontracting_resupply_type_id
        goods = [(cls.motor, lot, 1) for lot in lots]
        cls.move_goods(resupply, shelf, cls.place, goods, cls.subcontractor)
        return lots

    @classmethod
    def plan_receipt_of_two(cls):
        form = Form(cls.env["stock.picking"])
        form.picking_type_id = cls.warehouse.in_type_id
        form.partner_id = cls.subcontractor
        with form.move_ids.new() as move:
            move.product_id = cls.blender
            move.product_uom_qty = 2
        receipt = form.save()
        receipt.action_confirm()
        return receipt

    def as_subcontractor(self, record):
        return record.with_user(self.portal).with_context(is_subcontracting_portal=1)

    def record_lots(self, move, lots):
        """Type the serial numbers of a move in its portal form."""
        move = self.as_subcontractor(move)
        action = move.action_show_details()
        view = action.get("view_id") or action["views"][0][0]
        with Form(move.with_context(**action["context"]), view=view) as form:
            for index in reversed(range(len(form.move_line_ids))):
                form.move_line_ids.remove(index)
            for lot in lots:
                with form.move_line_ids.new() as line:
                    line.lot_id = lot
                    line.picked = True
                    line.quantity = 1

    def test_order_opens_and_what_was_recorded_is_received(self):
        lots = self.env["stock.lot"].with_user(self.portal)
        blenders = lots.create(
            [{"name": name, "product_id": self.blender.id} for name in ("B1", "B2")]
        )
        self.record_lots(self.receipt.move_ids, blenders)
        receipt = self.as_subcontractor(self.receipt)
        orders = receipt._get_subcontract_production()
        for order, motor in zip(orders, self.motors, strict=True):
            self.record_lots(order.move_raw_ids, motor)
            action = receipt.action_show_subcontract_details()
            view = self.env.ref("mrp_subcontracting.mrp_production_subcontracting_portal_form_view")
            form = Form(order.with_context(**action["context"]), view=view)
            self.assertEqual(form.product_id, self.blender)
            self.assertNotIn("pairing_ids", form._view["fields"])
        self.receipt.with_user(self.stock_user).button_validate()
        self.assertEqual(self.receipt.state, "done")
        self.assertEqual(set(orders.sudo().mapped("state")), {"done"})
        answer = self.env["traceability.graph"].trace(blenders.with_env(self.env)[:1])
        made = {node["lot_name"] for node in answer["nodes"]}
        self.assertEqual(len(made & {"M1", "M2"}), 1)

    def test_pairing_shows_to_stock_users_alone(self):
        order = self.receipt.move_ids._get_subcontract_production()
        view = self.env.ref("mrp.mrp_production_form_view")
        seen = {
            user: "pairing_ids" in order.with_user(user).get_view(view.id)["arch"]
            for user in (self.stock_user, self.portal)
        }
        self.assertEqual(seen, {self.stock_user: True, self.portal: False})
