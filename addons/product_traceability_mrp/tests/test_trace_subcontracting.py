"""What a subcontractor was given, made and got back, and that he is named."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.product_traceability.tests.common.printed import PrintedCase

from .common import InTimeCommon

CERTIFICATE = "product_traceability.action_report_certificate"


@tagged("post_install", "-at_install")
class TestTraceSubcontracting(PrintedCase, InTimeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "is_subcontract" not in cls.env["stock.move"]._fields:
            cls.skipTest(cls, "mrp_subcontracting is not installed")
        cls.let_split_orders()
        cls.workshop = cls.env["res.partner"].create({"name": "Workshop"})
        cls.place = cls.workshop.property_stock_subcontractor
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.blender.product_tmpl_id.id,
                "type": "subcontract",
                "subcontractor_ids": [Command.set(cls.workshop.ids)],
                "bom_line_ids": [Command.create({"product_id": cls.motor.id, "product_qty": 1})],
            }
        )

    def supply(self, *names):
        """Buy motors and send them to the subcontractor. :return: the transfer that sends them"""
        motors = [self.receive(self.motor, name, 1, self.other_vendor) for name in names]
        resupply = self.warehouse.subcontracting_resupply_type_id
        goods = [(self.motor, motor, 1) for motor in motors]
        return self.move_goods(resupply, self.stock_location, self.place, goods, self.workshop)

    def order(self, quantity):
        """:return: the receipt that the subcontractor's blenders are waited for in"""
        places = {
            "location_id": self.supplier_location.id,
            "location_dest_id": self.stock_location.id,
        }
        wanted = {"product_id": self.blender.id, "product_uom_qty": quantity}
        receipt = self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": self.warehouse.in_type_id.id,
                "partner_id": self.workshop.id,
                "move_ids": [Command.create({**places, **wanted})],
            }
        )
        receipt.action_confirm()
        return receipt

    def receive_made(self, receipt, *names):
        """Receive these blenders, as a clerk does. :return: the receipt of what is still to come"""
        lots = [self.make_lot(self.blender, name) for name in names]
        self._pick(receipt.move_ids, [(lot, 1) for lot in lots])
        receipt.move_ids.move_line_ids.picking_id = receipt
        receipt.with_user(self.stock_user).with_context(skip_backorder=True).button_validate()
        self.assertEqual(receipt.state, "done")
        return self.env["stock.picking"].search([("backorder_id", "=", receipt.id)])

    def test_each_part_of_what_a_subcontractor_sends_has_the_components_of_its_own_week(self):
        with self.on("03-01"):
            self.supply("M1")
            receipt = self.order(2)
        with self.on("03-08"):
            rest = self.receive_made(receipt, "B1")
            self.assertEqual(rest.move_ids.product_uom_qty, 1)
        with self.on("03-09"):
            self.supply("M2")
        with self.on("03-15"):
            self.assertFalse(self.receive_made(rest, "B2"))
        first, second = (one.get_traceability("upstream") for one in (receipt, rest))
        self.assertEqual(self.families(first), {("M1", "B1", "certain")})
        self.assertEqual(self.families(second), {("M2", "B2", "certain")})
        self.assertEqual((first["gaps"], second["gaps"]), ([], []))
        # On the day between the parts there was neither the second motor nor the second blender.
        then = self.workshop.get_traceability(as_of="2026-03-08")
        self.assertEqual(self.names(then), {"M1", "B1"})

    def test_a_subcontractor_is_traced_by_what_he_was_given_and_what_he_made(self):
        with self.on("03-01"):
            self.supply("M1", "M2")
            receipt = self.order(1)
        with self.on("03-08"):
            self.receive_made(receipt, "B1")
            [blender] = receipt.move_ids.lot_ids
        with self.on("03-09"):
            self.deliver(self.blender, blender)
        answer = self.workshop.with_user(self.stock_user).get_traceability()
        self.assertEqual(
            {node["lot_name"] for node in answer["nodes"] if not node["depth"]}, {"M1", "M2", "B1"}
        )
        customers = self.env["traceability.graph"].customers(answer)
        self.assertEqual([row["customer"] for row in customers], [self.customer.name])

    def roles(self, picking):
        """:return: names of who gave the goods of a transfer, and who got them"""
        partners = picking.get_traced_partners()
        return [
            {*sum((role[end] for role in partners), self.workshop.browse()).mapped("name")}
            for end in (2, 3)
        ]

    def past_us(self, name, fallback):
        """:return: core's operation for what never comes to us, where Dropshipping is installed"""
        kind = (name in self.company and self.company[name]) or fallback
        kind.write({"use_existing_lots": True, "use_create_lots": True})
        return kind

    def test_what_a_vendor_sends_to_the_subcontractor_names_both(self):
        operation = self.past_us("dropship_subcontractor_pick_type_id", self.warehouse.in_type_id)
        goods = [(self.motor, "M1", 1)]
        sent = self.plan_goods(operation, self.supplier_location, self.place, goods, self.vendor)
        sent.move_ids.partner_id = self.workshop
        sent.button_validate()
        self.assertEqual(self.roles(sent), [{"Green Farm"}, {"Workshop"}])
        text = self.flat(self.print_text(CERTIFICATE, sent))
        self.assertRegex(text, "Received from Delivered to Date Green Farm Workshop")
        self.assertEqual(self.names(self.workshop.get_traceability()), {"M1"})

    def test_what_the_subcontractor_ships_to_the_customer_names_both(self):
        self.supply("M1")
        places = {
            "location_id": self.supplier_location.id,
            "location_dest_id": self.customer_location.id,
        }
        goods = {"product_id": self.blender.id, "product_uom_qty": 1, **places}
        shipped = self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": self.warehouse.in_type_id.id,
                "partner_id": self.workshop.id,
                "move_ids": [Command.create({**goods, "partner_id": self.customer.id})],
            }
        )
        shipped.action_confirm()
        self.receive_made(shipped, "B1")
        self.assertEqual(shipped.state, "done")
        self.assertEqual(self.roles(shipped), [{"Workshop"}, {"Corner Shop"}])
        answer = self.make_lot(self.motor, "M1").get_traceability("downstream")
        [row] = self.env["traceability.graph"].customers(answer)
        self.assertEqual(row["customer"], "Corner Shop")
        text = self.flat(self.print_text(CERTIFICATE, shipped))
        self.assertRegex(text, "Received from Delivered to Date Workshop Corner Shop")

    def test_what_lies_at_the_subcontractors_is_delivered_to_the_customer_alone(self):
        self.supply("M1")
        goods = [(self.motor, self.make_lot(self.motor, "M1"), 1)]
        operation = self.warehouse.out_type_id
        sent = self.move_goods(operation, self.place, self.customer_location, goods, self.customer)
        self.assertEqual(self.roles(sent), [set(), {"Corner Shop"}])

    def test_papers_and_trace_name_the_subcontractor(self):
        sent = self.supply("M1")
        receipt = self.order(1)
        self.receive_made(receipt, "B1")
        [blender] = receipt.move_ids.lot_ids
        made = [
            (event["partner_name"], event["from_partner_name"])
            for event in blender.get_traceability("upstream")["events"]
            if event["kind"] == "production"
        ]
        self.assertEqual(made, [("Workshop", "Workshop")])
        text = self.flat(self.print_text(CERTIFICATE, receipt))
        self.assertIn("Received from Date Workshop", text)
        self.assertIn("What was received", text)
        self.assertRegex(text, "Vendors: (Hill Farm, Workshop|Workshop, Hill Farm)")
        self.assertRegex(text, "Production · 1 Units · .* · Workshop")
        returned = self.give_back(receipt)
        *_moved, (*_usages, giver, taker) = returned.get_traced_partners()
        self.assertEqual((giver.ids, taker), ([], self.workshop))
        text = self.flat(self.print_text(CERTIFICATE, returned))
        self.assertIn("Returned to Date Order Workshop", text)
        *_moved, (*_usages, giver, taker) = sent.get_traced_partners()
        self.assertEqual((giver.ids, taker), ([], self.workshop))
        self.assertIn("Delivered to Date Workshop", self.flat(self.print_text(CERTIFICATE, sent)))
