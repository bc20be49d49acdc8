"""Kits, orders that are split or joined, and other units: each as who does it does it."""

from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import InTimeCommon


@tagged("post_install", "-at_install")
class TestTraceFlows(InTimeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.let_split_orders()
        cls.kilogram = cls.env.ref("uom.product_uom_kgm")
        cls.flour = cls.make_product("Flour", "lot", uom_id=cls.kilogram.id)
        cls.kit = cls.make_product("Picnic Box", "none", is_storable=False)
        cls.make_bill(cls.kit, "phantom", [(cls.sauce, 2, None), (cls.jar, 1, None)])

    @classmethod
    def make_bill(cls, product, kind, parts):
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "type": kind,
                "bom_line_ids": [
                    Command.create(
                        {
                            "product_id": part.id,
                            "product_qty": quantity,
                            "product_uom_id": (unit or part.uom_id).id,
                        }
                    )
                    for part, quantity, unit in parts
                ],
            }
        )

    def plan(self, operation, product, quantity, partner):
        """Enter a transfer in its form, as a clerk does. :return: it, confirmed"""
        form = Form(self.env["stock.picking"].with_user(self.stock_user))
        form.picking_type_id = operation
        form.partner_id = partner
        with form.move_ids.new() as move:
            move.product_id = product
            move.product_uom_qty = quantity
        picking = form.save()
        picking.action_confirm()
        return picking

    def pick(self, picking, *lots):
        """Take all that is wanted of each product from one lot, and validate."""
        for lot in lots:
            move = picking.move_ids.filtered(lambda m, lot=lot: m.product_id == lot.product_id)
            self._pick(move, [(lot, move.product_uom_qty)])
        picking.move_ids.move_line_ids.picking_id = picking
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def shipped(self, lot):
        """:return: list of (kind, quantity, document) of what went to customers and came back"""
        return [
            (event["kind"], event["quantity"], event["reference"])
            for event in lot.get_traceability("downstream")["events"]
            if event["kind"] in ("delivery", "return")
        ]

    def test_who_gives_one_part_of_a_kit_back_keeps_the_others(self):
        house, sauce = self.warehouse, self.make_lot(self.sauce, "S1")
        # A kit is bought: its parts come in, each with its own lot.
        with self.on("03-01"):
            receipt = self.plan(house.in_type_id, self.kit, 5, self.vendor)
            self.pick(receipt, sauce, self.make_lot(self.jar, "J1"))
        jar = self.make_lot(self.jar, "J1")
        self.assertEqual(self.names(receipt.get_traceability()), {"S1", "J1"})
        with self.on("03-02"):
            delivery = self.plan(house.out_type_id, self.kit, 3, self.customer)
            self.pick(delivery, sauce, jar)
        # The customer knows the kit, in the order that the parts of its bill have.
        inside = [row["inside"] for row in delivery._lot_rows(contents=True)]
        self.assertEqual(inside, ["Picnic Box", "Picnic Box"])
        with self.on("03-03"):
            wizards = self.env["stock.return.picking"].with_user(self.stock_user)
            of_delivery = {"active_id": delivery.id, "active_model": "stock.picking"}
            wizard = wizards.with_context(**of_delivery).create({})
            for line in wizard.product_return_moves:
                line.quantity = 3 if line.product_id == self.jar else 0
            back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
            back.move_ids.picked = True
            back.with_user(self.stock_user).button_validate()
            self.assertEqual(back.state, "done")
        self.assertEqual(self.shipped(sauce), [("delivery", 6, delivery.name)])
        self.assertEqual(
            self.shipped(jar), [("delivery", 3, delivery.name), ("return", 3, back.name)]
        )
        self.assertEqual(self.names(back.get_traceability()), {"J1"})
        answer = (sauce | jar).get_traceability()
        self.assertEqual(answer["gaps"], [])
        self.assertEqual({node["balance"]["remainder"] for node in answer["nodes"]}, {0})
        # On the day of the delivery nothing had come back.
        rows = self.env["traceability.graph"].customers(
            self.customer.get_traceability(as_of="2026-03-02")
        )
        self.assertEqual({(r["product"], r["net"]) for r in rows}, {("Sauce", 6), ("Jar", 3)})

    def inside(self, delivery, lang=None):
        return {row["inside"] for row in delivery.with_context(lang=lang)._lot_rows(contents=True)}

    def test_the_kit_that_was_ordered_is_named_beside_the_kit_inside_it(self):
        feast = self.make_product("Feast", "none", is_storable=False)
        self.make_bill(feast, "phantom", [(self.kit, 2, None)])
        sauce, jar = self.receive(self.sauce, "S1", 50), self.receive(self.jar, "J1", 50)
        outer = self.plan(self.warehouse.out_type_id, feast, 3, self.customer)
        self.pick(outer, sauce, jar)
        self.assertEqual(self.inside(outer), {"Feast > Picnic Box"})
        # A kit that may be part of another, ordered alone, is itself, whoever reads the paper.
        self.env["res.lang"]._activate_lang("fr_FR")
        self.kit.with_context(lang="fr_FR").name = "Pique-nique"
        inner = self.plan(self.warehouse.out_type_id, self.kit, 1, self.customer)
        self.pick(inner, sauce, jar)
        self.assertEqual(self.inside(inner, "fr_FR"), {"Pique-nique"})
        self.assertEqual(self.inside(inner), {"Picnic Box"})

    def order(self, bill, quantity):
        form = Form(self.env["mrp.production"].with_user(self.stock_user))
        form.bom_id = bill
        form.product_qty = quantity
        form.picking_type_id = self.warehouse.manu_type_id
        order = form.save()
        order.action_confirm()
        return order

    def produce(self, order, name, used):
        """Make all of an order into one lot, of the lots given."""
        order.lot_producing_ids = self.make_lot(order.product_id, name)
        order.qty_producing = order.product_qty
        order.set_qty_producing()
        for move in order.move_raw_ids:
            own = [(lot, amount) for lot, amount in used if lot.product_id == move.product_id]
            self._pick(move, own)
        order.button_mark_done()
        self.assertEqual(order.state, "done")

    def test_each_part_of_a_split_order_and_the_whole_of_joined_ones_have_their_own_origin(self):
        bill = self.make_bill(self.sauce, "normal", [(self.tomato, 2, None)])
        with self.on("03-01"):
            first, second = (self.receive(self.tomato, name, 20) for name in ("T1", "T2"))
            whole = self.order(bill, 10)
            wizards = self.env["mrp.production.split"].with_user(self.stock_user)
            wizard = wizards.create({"production_id": whole.id})
            wizard.max_batch_size = 5
            wizard.action_split()
            parts = whole.production_group_id.production_ids.sorted("id")
            self.assertEqual(parts.mapped("product_qty"), [5, 5])
        with self.on("03-02"):
            self.produce(parts[0], "S1", [(first, 10)])
        with self.on("03-03"):
            self.produce(parts[1], "S2", [(second, 10)])
        for order, made_of in zip(parts, ("T1", "T2"), strict=True):
            links = self.families(order.get_traceability("upstream"))
            name = order.lot_producing_ids.name
            self.assertEqual(links, {(made_of, name, "certain")})
        with self.on("03-04"):
            orders = self.order(bill, 2) | self.order(bill, 3)
            joined = self.env["mrp.production"].browse(orders.action_merge()["res_id"])
            self.assertEqual((joined.product_qty, joined.state), (5, "confirmed"))
            self.assertEqual(set(orders.mapped("state")), {"cancel"})
            self.produce(joined.with_user(self.stock_user), "S3", [(first, 4), (second, 6)])
        answer = joined.get_traceability("upstream")
        links = {("T1", "S3", "certain"), ("T2", "S3", "certain")}
        self.assertEqual((self.families(answer), answer["gaps"]), (links, []))
        self.assertEqual((self.shares(answer)["T1"], self.shares(answer)["T2"]), (4, 6))

    def test_grams_of_a_bill_and_dozens_of_a_delivery_are_told_in_the_products_own_unit(self):
        gram, dozen = self.env.ref("uom.product_uom_gram"), self.env.ref("uom.product_uom_dozen")
        bill = self.make_bill(self.jar, "normal", [(self.flour, 250, gram)])
        with self.on("03-01"):
            flour = self.receive(self.flour, "F1", 10)
        with self.on("03-02"):
            order = self.order(bill, 24)
            order.lot_producing_ids = self.make_lot(self.jar, "J1")
            order.qty_producing = 24
            order.set_qty_producing()
            self._pick(order.move_raw_ids, [(flour, 6000)])
            order.button_mark_done()
            self.assertEqual(order.state, "done")
        with self.on("03-03"):
            delivery = self.plan(self.warehouse.out_type_id, self.jar, 1, self.customer)
            delivery.move_ids.product_uom = dozen
            self.pick(delivery, order.lot_producing_ids)
        answer = flour.get_traceability("downstream")
        [link] = answer["links"]
        self.assertEqual((link["quantity"], answer["nodes"][0]["uom"]), (6, "kg"))
        [jar] = [node for node in answer["nodes"] if node["lot_name"] == "J1"]
        self.assertEqual((jar["share"], jar["balance"]["on_hand"]), (6, 12))
        [shipped] = [event for event in answer["events"] if event["kind"] == "delivery"]
        self.assertEqual((shipped["quantity"], shipped["uom"], shipped["share"]), (12, "Units", 3))
