"""What is done to much stock at once leaves the same, row by row, as core's way line by line."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import BulkCommon

MANY = 12  # more than are worth gathering


@tagged("post_install", "-at_install")
class TestStockSameAsCore(BulkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spice = cls.make_product("Spice", "lot", uom_id=cls.env.ref("uom.product_uom_kgm").id)
        cls.motor.standard_price, cls.spice.standard_price = 5, 2
        serials = [(cls.motor, f"N{n}", 1) for n in range(MANY)]
        lots = [(cls.spice, f"S{n}", 1.3) for n in range(3)]
        cls.move_goods(
            cls.receipts, cls.supplier_location, cls.stock_location, serials + lots, cls.vendor
        )
        cls.motors = cls.env["stock.lot"].search([("product_id", "=", cls.motor.id)], order="id")
        cls.spices = cls.env["stock.lot"].search([("product_id", "=", cls.spice.id)], order="id")
        cls.stock = (cls.motors | cls.spices).quant_ids.filtered(
            lambda quant: quant.location_id == cls.stock_location
        )

    def hold_by_another(self, quants):
        """Let another user hold quants, as far as who wants to lock them can tell."""
        model = self.env.registry["stock.quant"]
        ordinary = model.try_lock_for_update

        def method(records, **options):
            return ordinary(records - quants, **options)

        self.patch(model, "try_lock_for_update", method)

    def plan_all(self, operation=None, target=None, spice=1.3):
        return self.plan_goods(
            operation or self.deliveries,
            self.stock_location,
            target or self.customer_location,
            [
                *((self.motor, lot, 1) for lot in self.motors),
                *((self.spice, lot, spice) for lot in self.spices),
            ],
        )

    def test_parts_of_lots_leave_in_several_lines(self):
        gram = self.env.ref("uom.product_uom_gram")
        delivery = self.plan_all(spice=0.1)
        move = delivery.move_ids.filtered(lambda move: move.product_id == self.spice)
        [first, second, _third] = move.move_line_ids
        first.copy({"quantity": 0.2})
        second.write({"product_uom_id": gram.id, "quantity": 333})
        self.assert_same_as_core(delivery.button_validate)

    def test_a_transfer_to_where_some_of_it_lies(self):
        for lot, product, quantity in ((self.spices[0], self.spice, 0.3),):
            self.move_goods(
                self.warehouse.int_type_id,
                self.stock_location,
                self.shelf,
                [(product, lot, quantity)],
            )
        # What lies there has come later than what comes now.
        self.env.cr.execute(
            "UPDATE stock_quant SET in_date = in_date - interval '1 day' WHERE location_id = %s",
            (self.stock_location.id,),
        )
        moved = self.plan_all(self.warehouse.int_type_id, self.shelf, spice=1)
        self.assert_same_as_core(moved.button_validate)

    def test_into_packages_of_an_owner_and_out_of_them(self):
        package = self.env["stock.package"].create({"name": "BOX"})
        moved = self.plan_all(self.warehouse.int_type_id, self.shelf)
        moved.move_line_ids[::2].result_package_id = package
        self.assert_same_as_core(moved.button_validate)
        moved.button_validate()
        delivery = self.plan_goods(
            self.deliveries,
            self.shelf,
            self.customer_location,
            [(self.motor, lot, 1) for lot in self.motors],
        )
        for line in delivery.move_line_ids:
            line.package_id = line.lot_id.quant_ids.filtered("package_id").package_id
        self.assert_same_as_core(delivery.button_validate)

    def test_what_another_user_holds(self):
        delivery = self.plan_all()
        self.hold_by_another(self.stock[1::3])
        self.company.strict_traceability = False
        self.assert_same_as_core(delivery.button_validate)

    def test_two_quants_of_the_same(self):
        self.env.cr.execute(
            "INSERT INTO stock_quant (product_id, location_id, company_id, lot_id, quantity,"
            " reserved_quantity, in_date)"
            " SELECT product_id, location_id, company_id, lot_id, 0.5, 0, in_date FROM stock_quant"
            " WHERE id = ANY(%s)",
            (self.stock.filtered(lambda quant: quant.product_id == self.spice).ids,),
        )
        self.assert_same_as_core(self.plan_all(spice=1.7).button_validate)

    def test_more_than_there_is_frees_what_others_reserved(self):
        self.plan_empty(self.spice, 3, self.deliveries)
        moved = self.plan_goods(
            self.warehouse.int_type_id,
            self.stock_location,
            self.shelf,
            [(self.spice, lot, 1.1) for lot in self.spices],
        )
        self.assert_same_as_core(moved.button_validate)

    def test_reservation(self):
        self.deliveries.reservation_method = "manual"
        places = {
            "location_id": self.stock_location.id,
            "location_dest_id": self.customer_location.id,
        }
        picking = self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": self.deliveries.id,
                "partner_id": self.customer.id,
                "move_ids": [
                    Command.create({**places, "product_id": product.id, "product_uom_qty": amount})
                    for product, amount in ((self.motor, MANY), (self.spice, 3.5))
                ],
            }
        )
        picking.action_confirm()
        self.assertEqual(picking.move_line_ids, picking.move_line_ids.browse())
        self.assert_same_as_core(picking.action_assign)
        self.hold_by_another(self.stock[::4])
        self.assert_same_as_core(picking.action_assign)

    def test_goods_without_lots_reserved_and_sent_beside_lots(self):
        loose = [self.make_product(f"Loose {n}", "none") for n in range(MANY)]
        self.move_goods(
            self.receipts,
            self.supplier_location,
            self.stock_location,
            [(product, False, 5) for product in loose],
            self.vendor,
        )
        self.move_goods(
            self.warehouse.int_type_id,
            self.stock_location,
            self.shelf,
            [(loose[0], False, 2)],
        )
        goods = [(self.motor, lot, 1) for lot in self.motors]
        goods += [(product, False, 2) for product in loose] + [(loose[1], False, 9)]
        places = (self.deliveries, self.stock_location, self.customer_location)
        delivery = self.plan_goods(*places, goods)
        self.assert_same_as_core(delivery.button_validate)
        # One call reserves what all lines take, of lots and of goods without.
        lines = delivery.move_line_ids
        values = [
            {
                "picking_id": delivery.id,
                "move_id": line.move_id.id,
                "product_id": line.product_id.id,
                "lot_id": line.lot_id.id,
                "quantity": line.quantity,
            }
            for line in lines
        ]
        lines.unlink()
        self.assert_same_as_core(lambda: self.env["stock.move.line"].create(values))

    def test_a_count_of_what_is_gone_and_what_is_found(self):
        quants = self.stock.with_user(self.manager).with_context(inventory_mode=True)
        found = [self.make_lot(self.motor, f"F{n}") for n in range(MANY)]
        quants.inventory_quantity = 0
        quants |= quants.create(
            [
                {
                    "product_id": self.motor.id,
                    "location_id": self.stock_location.id,
                    "lot_id": lot.id,
                    "inventory_quantity": 1,
                }
                for lot in found
            ]
        )
        self.assert_same_as_core(self.in_request_of(self.manager, quants.action_apply_inventory))

    def test_lots_with_dates_come_in_by_a_count(self):
        serum = self.make_product("Serum", "lot", use_expiration_date=True)
        lots = [self.make_lot(serum, f"D{n}") for n in range(MANY)]
        for n, lot in enumerate(lots):
            lot.expiration_date = f"2031-01-0{n % 7 + 1} 10:00:00"
        cyclic = self.shelf.copy({"cyclic_inventory_frequency": 30})
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        quants = quants.create(
            [
                {
                    "product_id": serum.id,
                    "location_id": (cyclic if lot in lots[:5] else self.shelf).id,
                    "lot_id": lot.id,
                    "inventory_quantity": 2,
                }
                for lot in lots
            ]
        )
        self.assert_same_as_core(quants.action_apply_inventory)
        quants.action_apply_inventory()
        lost = serum.stock_quant_ids.filtered(lambda quant: quant.quantity < 0)
        self.assertEqual(lost.mapped("expiration_date"), [lot.expiration_date for lot in lots])

    def test_scrap_orders(self):
        scraps = self.env["stock.scrap"].create(
            [
                {
                    "product_id": quant.product_id.id,
                    "lot_id": quant.lot_id.id,
                    "scrap_qty": min(quant.quantity, 1),
                    "location_id": quant.location_id.id,
                }
                for quant in self.stock
            ]
        )
        self.assert_same_as_core(scraps.do_scrap)
        scraps[0].should_replenish = True
        self.assert_same_as_core(scraps.do_scrap, refused="No rule has been found")
