"""A small factory on top of the small warehouse: orders made and taken apart for real."""

from odoo.fields import Command

from odoo.addons.product_traceability.tests.common.world import TraceabilityCommon


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

    def families(self, answer):
        """:return: {(parent's name, child's name, certainty)} of the answer's links"""
        names = {node["key"]: node["lot_name"] for node in answer["nodes"]}
        return {
            (names[link["parent"]], names[link["child"]], link["certainty"])
            for link in answer["links"]
        }

    def depths(self, answer):
        return {node["lot_name"]: node["depth"] for node in answer["nodes"]}
