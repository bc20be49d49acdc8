"""Validating in one go stores the same, row by row, as core's way line by line."""

from functools import partial

from odoo.fields import Command
from odoo.tests import tagged

from .common import BulkCommon


@tagged("post_install", "-at_install")
class TestSameAsCore(BulkCommon):
    def receipt(self, *lines, operation=None, partner=None, **values):
        """:return: a receipt whose numbers are typed: (product, name, quantity[, line values])"""
        operation = operation or self.receipts
        places = {
            "location_id": self.supplier_location.id,
            "location_dest_id": operation.default_location_dest_id.id,
        }
        picking = self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": operation.id,
                "partner_id": (partner or self.vendor).id,
                **values,
            }
        )
        products = {}
        for product, name, quantity, *more in lines:
            line = {"lot_name": name, "quantity": quantity, **(more[0] if more else {})}
            products.setdefault(product, []).append(line)
        for product, product_lines in products.items():
            goods = {**places, "picking_id": picking.id, "product_id": product.id}
            self.env["stock.move"].create(
                {
                    **goods,
                    "company_id": picking.company_id.id,
                    "product_uom_qty": sum(line["quantity"] for line in product_lines),
                    "move_line_ids": [Command.create(goods | line) for line in product_lines],
                }
            )
        picking.action_confirm()
        picking.move_ids.picked = True
        return picking

    def names(self, product, count, prefix="N"):
        return [(product, f"{prefix}{n}", 1) for n in range(count)]

    def test_serials(self):
        picking = self.receipt(*self.names(self.motor, 12))
        self.assert_same_as_core(
            self.in_request_of(self.clerk, picking.with_user(self.clerk).button_validate)
        )

    def test_serials_lots_and_goods_without_tracking_in_one_receipt(self):
        picking = self.receipt(
            *self.names(self.motor, 5),
            (self.tomato, "T1", 7),
            (self.tomato, "T2", 2.5),
            (self.screw, False, 100),
        )
        self.assert_same_as_core(picking.button_validate)

    def test_one_lot_in_several_lines_places_packages_and_of_several_owners(self):
        packages = self.env["stock.package"].create([{"name": "P1"}, {"name": "P2"}])
        box = self.env["stock.package"].create({"name": "BOX"})
        packages.package_dest_id = box
        picking = self.receipt(
            (self.tomato, "T1", 1),
            (self.tomato, "T1", 2),
            (self.tomato, "T1", 3, {"location_dest_id": self.shelf.id}),
            (self.tomato, "T1", 4, {"result_package_id": packages[0].id}),
            (self.tomato, "T1", 5, {"result_package_id": packages[1].id}),
            (self.tomato, "T1", 6, {"owner_id": self.vendor.id}),
            (self.motor, "N1", 1, {"result_package_id": packages[1].id}),
        )
        self.assert_same_as_core(picking.button_validate)

    def test_units_of_measure(self):
        dozen, kilo = self.env.ref("uom.product_uom_dozen"), self.env.ref("uom.product_uom_kgm")
        gram = self.env.ref("uom.product_uom_gram")
        spice = self.make_product("Spice", "lot", uom_id=kilo.id)
        picking = self.receipt(
            (self.tomato, "T1", 2, {"product_uom_id": dozen.id}),
            (self.tomato, "T1", 1.5, {"product_uom_id": dozen.id}),
            (spice, "S1", 333, {"product_uom_id": gram.id}),
            (spice, "S1", 0.66),
        )
        self.assert_same_as_core(picking.button_validate)

    def test_a_receipt_in_steps_reserves_the_next(self):
        self.warehouse.reception_steps = "three_steps"
        self.count_transactionally()
        picking = self.receipt(*self.names(self.motor, 6), (self.tomato, "T1", 7))
        self.assert_same_as_core(picking.button_validate)

    def test_numbers_for_a_part_leave_a_backorder(self):
        picking = self.receipt(*self.names(self.motor, 4), (self.tomato, "T1", 7))
        picking.move_ids[0].product_uom_qty = 9
        picking.move_ids[1].product_uom_qty = 10
        picking.move_ids.picked = True
        self.assert_same_as_core(
            lambda: picking.with_context(skip_backorder=True).button_validate()
        )

    def test_known_numbers_among_new_ones(self):
        self.receipts.use_existing_lots = True
        self.make_lot(self.motor, "N2")
        self.make_lot(self.motor, "N3")
        self.receive(self.tomato, "T1", 5)
        picking = self.receipt(
            *self.names(self.motor, 5), (self.tomato, "T1", 3), (self.tomato, "T2", 3)
        )
        line = picking.move_line_ids.filtered(lambda line: line.lot_name == "N3")
        line.write({"lot_id": self.make_lot(self.motor, "N3").id, "lot_name": False})
        self.assert_same_as_core(picking.button_validate)

    def test_a_number_twice_is_refused(self):
        picking = self.receipt(*self.names(self.motor, 3), (self.motor, "N1", 1))
        self.assert_same_as_core(picking.button_validate, refused="N1")

    def test_dates(self):
        self.tomato.write(
            {
                "use_expiration_date": True,
                "expiration_time": 30,
                "use_time": 10,
                "removal_time": 5,
                "alert_time": 3,
            }
        )
        picking = self.receipt((self.tomato, "T1", 3), (self.tomato, "T2", 3))
        picking.move_line_ids[0].expiration_date = "2031-01-01 12:00:00"
        self.assert_same_as_core(picking.button_validate)

    def test_values(self):
        if "lot_valuated" not in self.env["product.template"]._fields:
            self.assertNotIn("stock.account", self.env)  # nothing is valued without that app
            return
        for method in ("average", "fifo"):
            goods = self.env["product.category"].create(
                {"name": method, "property_cost_method": method}
            )
            self.motor.categ_id = self.tomato.categ_id = goods
            self.tomato.lot_valuated = True
            theirs = ((*name, {"owner_id": self.vendor.id}) for name in self.names(self.motor, 5))
            ours = self.names(self.motor, 7, "O")
            picking = self.receipt(*theirs, *ours, (self.tomato, "T1", 7))
            self.motor.standard_price, self.tomato.standard_price = 12.5, 3
            self.assert_same_as_core(picking.button_validate)
        picking.button_validate()
        self.assertEqual(picking.move_ids.mapped("value"), [7 * 12.5, 7 * 3])

    def test_values_that_were_entered_by_hand(self):
        if "product.value" not in self.env:
            self.skipTest("Nothing is valued without that app")
        products = [self.make_product(f"Valued {n}", "lot") for n in range(12)]
        moves = self.receipt(*((product, "V", 2) for product in products)).move_ids
        moves.product_id.standard_price = 4
        moves.picking_id.button_validate()
        moves[3].value_manual = 77
        self.assert_same_as_core(moves._set_value)
        self.assertEqual(moves.mapped("value"), [8] * 3 + [77] + [8] * 8)

    def test_values_of_what_a_count_finds_and_misses(self):
        if "product.value" not in self.env:
            self.skipTest("Nothing is valued without that app")
        self.motor.standard_price = 4
        for number in range(24):
            self.receive(self.motor, f"S{number:02}")
        quants = self.env["stock.quant"].search(
            [("product_id", "=", self.motor.id), ("location_id", "=", self.stock_location.id)]
        )
        found = quants[:12]
        found.with_context(inventory_mode=True).inventory_quantity = 0
        found.action_apply_inventory()
        found.inventory_quantity = 1
        (quants - found).inventory_quantity = 0
        self.assert_same_as_core(quants.action_apply_inventory)
        quants.action_apply_inventory()
        moves = self.env["stock.move"].search([("product_id", "=", self.motor.id)])
        self.assertEqual(moves.mapped("value"), [4] * len(moves))

    def test_two_companies_at_once(self):
        other = self.env["res.company"].create({"name": "Other Works"})
        self.env.user.company_ids |= other
        both = self.env.companies | other
        operation = self.env["stock.warehouse"].search([("company_id", "=", other.id)]).in_type_id
        self.count_transactionally()
        self.env = self.env(context={**self.env.context, "allowed_company_ids": both.ids})
        pickings = self.receipt(*self.names(self.motor, 3)) | self.receipt(
            *self.names(self.motor, 3, "O"), operation=operation
        )
        self.assertEqual(pickings.company_id, both)
        self.assert_same_as_core(pickings.button_validate)

    def test_a_delivery_and_its_return(self):
        lots = [self.receive(self.motor, f"N{n}") for n in range(4)]
        flour = self.receive(self.tomato, "T1", 9)
        delivery = self.plan_delivery(
            *((self.motor, lot, 1) for lot in lots), (self.tomato, flour, 5)
        )
        self.assert_same_as_core(delivery.button_validate)
        delivery.button_validate()
        returned = self.plan_return(delivery)
        self.assert_same_as_core(returned.button_validate)

    def test_a_transfer_takes_what_others_reserved(self):
        lot = self.receive(self.tomato, "T1", 9)
        self.plan_empty(self.tomato, 6, self.deliveries)
        moved = self.plan_goods(
            self.warehouse.int_type_id, self.stock_location, self.shelf, [(self.tomato, lot, 8)]
        )
        self.assert_same_as_core(moved.button_validate)

    def test_from_the_vendor_to_the_customer(self):
        picking = self.receipt(*self.names(self.motor, 3), location_dest_id=self.shelf.id)
        picking.move_line_ids.location_dest_id = self.customer_location
        self.assert_same_as_core(picking.button_validate, refused="")

    def test_stock_without_lots_where_goods_come_from_and_go_to(self):
        self.receive_without_lot(self.tomato, 5)
        self.receive_without_lot(self.motor, 2)
        picking = self.receipt((self.tomato, "T1", 3), *self.names(self.motor, 3))
        self.assert_same_as_core(picking.button_validate)
        # Where the goods come from there is less than nothing without lot, or more.
        self.company.strict_traceability = False
        self.env["stock.quant"].sudo()._update_available_quantity(
            self.tomato, self.supplier_location, 50
        )
        self.assert_same_as_core(picking.button_validate)

    def test_a_closed_place_takes_out_by_other_rules(self):
        for strategy in self.env["product.removal"].search([]):
            goods = self.env["product.category"].create(
                {"name": strategy.name, "removal_strategy_id": strategy.id}
            )
            self.motor.categ_id = self.tomato.categ_id = goods
            picking = self.receipt(*self.names(self.motor, 3), (self.tomato, "T1", 3))
            self.assert_same_as_core(picking.button_validate)

    def test_a_number_that_is_not_there_is_sent_all_the_same_or_refused(self):
        lot = self.make_lot(self.motor, "N1")
        self.receive(self.motor, "N2")
        delivery = self.plan_delivery((self.motor, lot, 1))
        self.assert_same_as_core(delivery.button_validate, refused="")

    def test_scrap_and_count(self):
        lot = self.receive(self.tomato, "T1", 9)
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.tomato.id, "lot_id": lot.id, "scrap_qty": 2}
        )
        self.assert_same_as_core(scrap.do_scrap)
        new = self.make_lot(self.motor, "N1")
        for counted in ((self.tomato, 12, lot), (self.motor, 1, new)):
            act = partial(self.count, *counted)
            self.assert_same_as_core(self.in_request_of(self.manager, act))

    def test_many_scrapped_from_the_expiry_board(self):
        for number in range(3):
            self.receive(self.motor, f"S{number}")
        self.receive(self.tomato, "T1", 4)
        package = self.env["stock.package"].create({"name": "P1"})
        flour = self.make_product("Flour", "lot")
        self.validate(self.receipt((flour, "F1", 5, {"result_package_id": package.id})).move_ids)
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "in", (self.motor | self.tomato | flour).ids),
                ("location_id", "child_of", self.stock_location.id),
            ]
        )
        self.assertEqual(len(quants), 5)
        self.assert_same_as_core(quants.scrap)

    def test_stock_that_gets_its_numbers(self):
        old = self.make_product("Old motor", "none")
        self.count(old, 4)
        self.count(old, 3, place=self.shelf)
        old.tracking = "serial"
        quants = old.stock_quant_ids.filtered(lambda quant: quant.location_id.usage == "internal")
        rows = [{"name": f"N{number}", "quantity": 1} for number in range(6)]
        self.assert_same_as_core(lambda: quants.identify(rows, 6))
