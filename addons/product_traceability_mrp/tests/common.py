"""A small factory on top of the small warehouse: orders made and taken apart for real."""

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.product_traceability.tests.common.guard import GuardCommon
from odoo.addons.product_traceability.tests.common.world import TraceabilityCommon

NEEDS_LOT = "Every unit of a tracked product needs a lot"
FINAL = "Completed operations cannot be"


class FactoryCommon(TraceabilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jar = cls.make_product("Jar", "lot")
        cls.sauce = cls.make_product("Sauce", "lot")
        cls.pulp = cls.make_product("Pulp", "lot")
        cls.blender = cls.make_product("Blender", "serial")

    @classmethod
    def make(cls, product, name, components, quantity=1, by_products=()):
        """Make one order, produce it and mark it done; arguments as for :meth:`plan_order`.

        :return: the done manufacturing order
        """
        order = cls.plan_order(product, name, components, quantity, by_products)
        order.button_mark_done()
        if order.state != "done":
            raise AssertionError(f"{order.name} is {order.state}, not done")
        return order

    @classmethod
    def plan_order(cls, product, name, components, quantity=1, by_products=()):
        """Make one order up to the point where it can be marked done.

        :param name: the finished lot's name, or a list of serial numbers
        :param list components: (lot, quantity), or (product, quantity) for an untracked one
        :param by_products: (product, lot name, quantity)
        :return: the manufacturing order, its components picked
        """
        names = [name] if isinstance(name, str) else name
        order = cls.env["mrp.production"].create(
            {
                "product_id": product.id,
                "product_qty": quantity if isinstance(name, str) else len(names),
                "picking_type_id": cls.warehouse.manu_type_id.id,
                "lot_producing_ids": [Command.set([cls.make_lot(product, n).id for n in names])],
                "move_raw_ids": [
                    Command.create({"product_id": part.id, "product_uom_qty": amount})
                    for part, amount in cls._per_product(components).items()
                ],
                "move_byproduct_ids": [
                    Command.create({"product_id": by_product.id, "product_uom_qty": amount})
                    for by_product, _lot, amount in by_products
                ],
            }
        )
        order.action_confirm()
        order.qty_producing = order.product_qty
        order.set_qty_producing()
        for move in order.move_raw_ids:
            cls._pick(move, [c for c in components if cls._product(c[0]) == move.product_id])
        for move, (by_product, lot_name, amount) in zip(
            order.move_byproduct_ids, by_products, strict=True
        ):
            cls._pick(move, [(cls.make_lot(by_product, lot_name), amount)])
        return order

    @staticmethod
    def _product(part):
        return part if part._name == "product.product" else part.product_id

    @classmethod
    def _per_product(cls, components):
        amounts = {}
        for part, amount in components:
            product = cls._product(part)
            amounts[product] = amounts.get(product, 0) + amount
        return amounts

    @classmethod
    def _pick(cls, move, parts):
        """Replace what was proposed by exactly these lots."""
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(
                {
                    "product_id": move.product_id.id,
                    "product_uom_id": move.product_uom.id,
                    "lot_id": part.id if part._name == "stock.lot" else False,
                    "quantity": amount,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                }
            )
            for part, amount in parts
        ]
        move.picked = True

    @classmethod
    def unbuild(cls, order, lot, quantity=1):
        """Take what an order made apart again. :return: the done unbuild order"""
        unbuild = cls.env["mrp.unbuild"].create(
            {
                "mo_id": order.id,
                "product_id": lot.product_id.id,
                "lot_id": lot.id,
                "product_qty": quantity,
                "location_id": cls.stock_location.id,
                "location_dest_id": cls.stock_location.id,
            }
        )
        unbuild.action_validate()
        return unbuild

    def receive_subcontracted(self):
        """Give a motor to the vendor, who builds a blender of it.

        :return: the motor's lot, and the done receipt of the blender
        """
        if "is_subcontract" not in self.env["stock.move"]._fields:
            self.skipTest("mrp_subcontracting is not installed")
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": self.blender.product_tmpl_id.id,
                "type": "subcontract",
                "subcontractor_ids": [Command.set(self.vendor.ids)],
                "bom_line_ids": [Command.create({"product_id": self.motor.id, "product_qty": 1})],
            }
        )
        motor = self.receive(self.motor, "M1", 1, self.other_vendor)
        self.transfer(self.motor, motor, 1, destination=self.company.subcontracting_location_id)
        places = {
            "location_id": self.supplier_location.id,
            "location_dest_id": self.stock_location.id,
        }
        receipt = self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": self.warehouse.in_type_id.id,
                "partner_id": self.vendor.id,
                "move_ids": [
                    Command.create({**places, "product_id": self.blender.id, "product_uom_qty": 1})
                ],
            }
        )
        receipt.action_confirm()
        self._pick(receipt.move_ids, [(self.make_lot(self.blender, "B1"), 1)])
        receipt.move_ids.move_line_ids.picking_id = receipt
        receipt.button_validate()
        self.assertEqual(receipt.state, "done")
        return motor, receipt

    def families(self, answer):
        """:return: {(parent's name, child's name, certainty)} of the answer's links"""
        names = {node["key"]: node["lot_name"] for node in answer["nodes"]}
        return {
            (names[link["parent"]], names[link["child"]], link["certainty"])
            for link in answer["links"]
        }

    def depths(self, answer):
        return {node["lot_name"]: node["depth"] for node in answer["nodes"]}


class InTimeCommon(FactoryCommon):
    """Orders of certain days."""

    @classmethod
    def let_split_orders(cls):
        """Give the clerk what core asks of who splits an order, as each part of a receipt does."""
        names = ("mrp.group_mrp_user", "purchase.group_purchase_user")
        groups = [cls.env.ref(name, raise_if_not_found=False) for name in names]
        cls.stock_user.group_ids |= cls.env["res.groups"].union(*filter(None, groups))

    def on(self, day, hour="08:00:00"):
        """Go to a day, such as ``06-05``, for what is recorded inside a with statement."""
        return freeze_time(f"2026-{day} {hour}")

    def names(self, answer):
        return {node["lot_name"] for node in answer["nodes"]}

    def links(self, answer):
        """:return: {(parent's name, child's name, reason)}"""
        names = {node["key"]: node["lot_name"] for node in answer["nodes"]}
        return {
            (names[link["parent"]], names[link["child"]], link["reason"])
            for link in answer["links"]
        }

    def shares(self, answer):
        return {node["lot_name"]: node["share"] for node in answer["nodes"]}


class ProductionGuardCommon(FactoryCommon, GuardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.producer = new_test_user(
            cls.env,
            "trace_producer",
            "base.group_user,mrp.group_mrp_user,stock.group_stock_manager",
        )
        cls.t1 = cls.receive(cls.tomato, "T1", 100)
        cls.manufacturing = cls.warehouse.manu_type_id
        cls.off = {"use_create_lots": False, "use_existing_lots": False}

    def plan(self, product, name, by_product=None):
        order = self.env["mrp.production"].create(
            {
                "product_id": product.id,
                "product_qty": 1,
                "picking_type_id": self.manufacturing.id,
                "lot_producing_ids": [Command.set(self.make_lot(product, name).ids)]
                if name
                else False,
                "move_raw_ids": [
                    Command.create({"product_id": self.tomato.id, "product_uom_qty": 1})
                ],
                "move_byproduct_ids": [
                    Command.create({"product_id": by_product.id, "product_uom_qty": 1})
                ]
                if by_product
                else [],
            }
        )
        order.action_confirm()
        order.qty_producing = 1
        order.set_qty_producing()
        self._pick(order.move_raw_ids, [(self.t1, 1)])
        order.move_byproduct_ids.quantity = 1
        order.move_byproduct_ids.picked = True
        return order

    def plan_by_bill(self, component):
        """:return: an order of one sauce whose bill of materials warns of other quantities"""
        bill = self.env["mrp.bom"].create(
            {
                "product_tmpl_id": self.sauce.product_tmpl_id.id,
                "consumption": "warning",
                "bom_line_ids": [Command.create({"product_id": component.id, "product_qty": 2})],
            }
        )
        order = self.env["mrp.production"].create(
            {
                "product_id": self.sauce.id,
                "product_qty": 1,
                "bom_id": bill.id,
                "picking_type_id": self.manufacturing.id,
                "lot_producing_ids": [Command.set(self.make_lot(self.sauce, "S1").ids)],
            }
        )
        order.action_confirm()
        order.qty_producing = 1
        order.set_qty_producing()
        return order

    def make_without_lot(self, product):
        order = self.plan(product, None)
        order.with_user(self.producer).button_mark_done()


class PairingCommon(FactoryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.motors = cls.receive_serials(cls.motor, "M1", "M2", "M3")

    @classmethod
    def receive_serials(cls, product, *names):
        lots = [cls.receive(product, name) for name in names]
        return cls.env["stock.lot"].concat(*lots)

    def plan_blenders(self, *names, parts=None):
        """:return: an order of these blenders that uses all motors, ready to be marked done"""
        parts = parts or [(motor, 1) for motor in self.motors]
        return self.plan_order(self.blender, names or ["B1", "B2", "B3"], parts)

    def pair(self, order, **pairs):
        """Enter pairs as the tab does: finished = component, or several in a list."""
        order.pairing_ids = [
            Command.create(
                {
                    "lot_id": self.named(order.lot_producing_ids, finished).id,
                    "component_lot_id": self.named(order.pairable_lot_ids, component).id,
                }
            )
            for finished, components in pairs.items()
            for component in components.split()
        ]

    @staticmethod
    def named(lots, name):
        return lots.filtered(lambda lot: lot.name == name)

    def pairs(self, order):
        return {(pair.lot_id.name, pair.component_lot_id.name) for pair in order.pairing_ids}

    def parents(self, lot):
        """:return: {(component's name, certainty)} of what went into a lot"""
        answer = lot.get_traceability("upstream")
        return {(link[0], link[2]) for link in self.families(answer)}

    def all_parents(self, order):
        return {lot.name: self.parents(lot) for lot in order.lot_producing_ids}


class OrderCommon(FactoryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock_user.group_ids += cls.env.ref("mrp.group_mrp_user")
        for index in range(1, 7):
            cls.receive(cls.motor, f"M{index}")

    def plan(self, quantity=3, product=None, **values):
        """:return: a confirmed order that takes one motor a unit, reserved"""
        order = self.env["mrp.production"].create(
            {
                "product_id": (product or self.blender).id,
                "product_qty": quantity,
                "picking_type_id": self.warehouse.manu_type_id.id,
                "move_raw_ids": [
                    Command.create({"product_id": self.motor.id, "product_uom_qty": quantity})
                ],
                **values,
            }
        )
        order.action_confirm()
        order.action_assign()
        return order.with_user(self.stock_user)

    def wizard(self, order):
        action = order.action_assign_serials()
        wizards = self.env["stock.lot.assign"].with_user(self.stock_user)
        return wizards.browse(action["res_id"])

    def taken(self, order):
        lines = order.move_raw_ids.move_line_ids.filtered("quantity")
        return sorted(lines.lot_id.mapped("name"))
