"""Orders and unbuilds done with quants created at once store the same as core's way."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.product_traceability_bulk.tests.common import BulkCommon

MANY = 12  # more than are worth gathering


@tagged("post_install", "-at_install")
class TestProductionSameAsCore(BulkCommon):
    def plan_order(self, product, names, components, by_product, by_lot, amount):
        """Plan an order that can be marked done, a serial number a unit.

        :param components: [(lots of a product, quantity of each)]
        """
        order = self.env["mrp.production"].create(
            {
                "product_id": product.id,
                "product_qty": len(names),
                "picking_type_id": self.warehouse.manu_type_id.id,
                "lot_producing_ids": [Command.set([self.make_lot(product, n).id for n in names])],
                "move_raw_ids": [
                    Command.create(
                        {"product_id": lots.product_id.id, "product_uom_qty": each * len(lots)}
                    )
                    for lots, each in components
                ],
                "move_byproduct_ids": [
                    Command.create({"product_id": by_product.id, "product_uom_qty": amount})
                ],
            }
        )
        order.action_confirm()
        order.qty_producing = order.product_qty
        order.set_qty_producing()
        [made] = order.move_byproduct_ids
        taken = zip(order.move_raw_ids, components, strict=True)
        for move, (lots, each) in (*taken, (made, (by_lot, amount))):
            places = {
                "location_id": move.location_id.id,
                "location_dest_id": move.location_dest_id.id,
            }
            line = {**places, "product_id": lots.product_id.id, "quantity": each}
            move.move_line_ids.unlink()
            move.move_line_ids = [Command.create(line | {"lot_id": lot.id}) for lot in lots]
            move.picked = True
        return order

    def test_an_order_and_its_unbuild(self):
        pulp, jar, sauce = (self.make_product(name, "lot") for name in ("Pulp", "Jar", "Sauce"))
        blender = self.make_product("Blender", "serial")
        components = [(self.receive(pulp, "P1", 9), 6), (self.receive(jar, "J1", 9), 3)]
        order = self.plan_order(
            blender, ["B1", "B2", "B3"], components, sauce, self.make_lot(sauce, "S1"), 2
        )
        self.assert_same_as_core(order.button_mark_done)
        order.button_mark_done()
        unbuild = self.plan_unbuild(order, order.lot_producing_ids[1])
        self.assert_same_as_core(unbuild.action_unbuild)

    def plan_unbuild(self, order, lot):
        return self.env["mrp.unbuild"].create(
            {
                "mo_id": order.id,
                "product_id": lot.product_id.id,
                "product_qty": 1,
                "lot_id": lot.id,
                "location_id": self.stock_location.id,
                "location_dest_id": self.stock_location.id,
            }
        )

    def order_of_many_parts(self, name, number):
        """:return: the order of a unit that this many serial numbers go into"""
        part, sauce = self.make_product(f"Part {name}", "serial"), self.make_product("Sauce", "lot")
        lots = self.env["stock.lot"].union(
            *(self.receive(part, f"{name}-{n}") for n in range(number))
        )
        components, by_lot = [(lots, 1)], self.make_lot(sauce, "S1")
        blender = self.make_product(f"Blender {name}", "serial")
        return self.plan_order(blender, [name], components, sauce, by_lot, 1)

    def unbuild_of_many_parts(self, name, number):
        order = self.order_of_many_parts(name, number)
        order.button_mark_done()
        return self.plan_unbuild(order, order.lot_producing_ids)

    def test_an_order_that_uses_many_serials(self):
        order = self.order_of_many_parts("U", MANY)
        self.assert_same_as_core(order.button_mark_done)
        order.button_mark_done()
        self.assertEqual(order.state, "done")

    def test_a_serial_cannot_be_used_twice_by_an_order(self):
        order = self.order_of_many_parts("U", MANY)
        lines = order.move_raw_ids.move_line_ids
        lines[-1].lot_id = lines[0].lot_id
        self.assert_same_as_core(order.button_mark_done, refused="U-0.*already been consumed")

    def test_serials_that_another_order_used_cannot_be_used_until_an_unbuild_gives_them_back(self):
        order = self.order_of_many_parts("U", MANY)
        lots = order.move_raw_ids.lot_ids
        order.button_mark_done()
        self.company.strict_traceability = False
        sauce, blender = self.make_product("Sauce", "lot"), self.make_product("Blender", "serial")
        again = self.plan_order(
            blender, ["AGAIN"], [(lots, 1)], sauce, self.make_lot(sauce, "S2"), 1
        )
        self.assert_same_as_core(again.button_mark_done, refused="U-0")
        self.plan_unbuild(order, order.lot_producing_ids).action_unbuild()
        self.assert_same_as_core(again.button_mark_done)

    def test_a_serial_cannot_be_made_twice(self):
        first, second = (self.order_of_many_parts(name, MANY) for name in "UV")
        first.button_mark_done()
        second.product_id = first.product_id
        second.lot_producing_ids = first.lot_producing_ids
        self.assert_same_as_core(second.button_mark_done, refused="already produced")

    def test_an_unbuild_of_many_parts(self):
        unbuild = self.unbuild_of_many_parts("U", MANY)
        self.assert_same_as_core(unbuild.action_unbuild)
        rule = {"location_in_id": self.stock_location.id, "location_out_id": self.shelf.id}
        parts = unbuild.mo_id.move_raw_ids.product_id
        self.env["stock.putaway.rule"].create({**rule, "product_id": parts.id})
        self.assert_same_as_core(unbuild.action_unbuild)
        unbuild.action_unbuild()
        lines = unbuild.produce_line_ids.move_line_ids.grouped("product_id")[parts]
        self.assertEqual(len(lines), MANY)
        self.assertEqual(lines.location_dest_id, self.shelf)

    def test_a_part_more_costs_an_unbuild_no_query_of_its_own(self):
        counted = []
        for number in (5, 25):
            unbuild = self.unbuild_of_many_parts(f"Q{number}", number)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            unbuild.action_unbuild()
            self.env.flush_all()
            counted.append(self.env.cr.sql_log_count - before)
        self.assertLess(counted[1] - counted[0], 20, counted)

    def test_a_unit_more_costs_no_query_more_of_its_own(self):
        pulp, sauce = (self.make_product(name, "lot") for name in ("Pulp", "Sauce"))
        components = [(self.receive(pulp, "P1", 99), 9)]
        by_lot, counted = self.make_lot(sauce, "S1"), []
        for number in (5, 25):
            blender = self.make_product(f"Blender {number}", "serial")
            names = [f"{number}-{n:02}" for n in range(number)]
            order = self.plan_order(blender, names, components, sauce, by_lot, 2)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            order.button_mark_done()
            self.env.flush_all()
            counted.append(self.env.cr.sql_log_count - before)
            self.assertEqual(order.state, "done")
            made = order.move_finished_ids.move_line_ids.grouped("product_id")[blender]
            self.assertEqual(made.mapped("lot_id.name"), names)
        self.assertLess(counted[1] - counted[0], 20, counted)
