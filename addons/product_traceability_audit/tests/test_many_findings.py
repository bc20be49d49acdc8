from datetime import timedelta

from odoo.tools import SQL

from odoo.addons.product_traceability.tools.dates import GROUP

from .common import AuditCommon

EACH = 50


class TestManyFindings(AuditCommon):
    """50 faults of each kind in a clean history: every one is found, and no other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").implied_ids += cls.env.ref(GROUP)
        cls.faults = {}  # kind: the records in which one is planted
        cls.flour = cls.make_product("Flour")
        cls.cream = cls.make_product("Cream", use_expiration_date=True, expiration_time=30)
        # Each lot came as 2 and went as 1; many more than are spoiled.
        cls.lots = cls._history(cls.flour, "F", 20 * EACH)
        cls.dated = cls._history(cls.cream, "C", 3 * EACH)
        cls.serials = cls._history(cls.motor, "S", 2 * EACH)

    @classmethod
    def _history(cls, product, prefix, number):
        """Copy one real receipt and delivery of a lot to as many lots, none of them used.

        :return: the lots
        """
        first = cls.receive(product, f"{prefix}-one", 1)
        delivery = cls.deliver(product, first, 1).move_line_ids
        receipt = cls.env["stock.move.line"].search(
            [("lot_id", "=", first.id), ("location_id.usage", "=", "supplier")]
        )
        lots = cls.copy_row(first, number, name=SQL("%s || '-' || 5000 + n * 7", prefix))
        lot_id = SQL("(%s::int[])[n]", lots.ids)
        amount = 1 if product.tracking == "serial" else 2
        each = {"lot_id": lot_id, "quantity": SQL("%s", amount)}
        each["quantity_product_uom"] = each["quantity"]
        cls.copy_row(receipt, number, **each)
        stock = cls.env["stock.quant"].search(
            [("lot_id", "=", cls.unit.id), ("location_id.usage", "=", "internal")]
        )
        values = {"product_id": SQL("%s", product.id), "lot_id": lot_id}
        cls.copy_row(stock, number, **values)
        if amount == 2:
            cls.copy_row(delivery, number, lot_id=lot_id, date=SQL("t.date + interval '1 hour'"))
        return lots

    def take(self, pool="lots"):
        """:return: the next 50 lots that no fault is planted in"""
        lots = getattr(self, pool)
        setattr(self, pool, lots[EACH:])
        return lots[:EACH]

    def lines(self, lots, usage):
        """:return: the movements that took these lots from a location of that usage"""
        return self.env["stock.move.line"].search(
            [("lot_id", "in", lots.ids), ("location_id.usage", "=", usage)]
        )

    def quants(self, lots):
        return lots.quant_ids.filtered(lambda quant: quant.location_id.usage == "internal")

    def expect(self, **records):
        for kind, found in records.items():
            self.faults[kind] = self.faults.get(kind, found.browse()) | found

    def test_each_is_found_and_no_other(self):
        self.assertEqual(self.kinds_found(), set())
        self._plant_in_movements()
        self._plant_in_stock()
        self._plant_in_lots()
        self._plant_in_settings()
        audit = self.audit()
        kinds = self.env["traceability.audit.kinds"]
        here = __name__.rpartition(".tests")[0] + "."
        ours = [cls for cls in type(kinds).mro() if cls.__module__.startswith(here)]
        own = {key for key in kinds.get_kinds() if any(f"_find_{key}" in vars(cls) for cls in ours)}
        self.assertEqual(own, set(self.faults))
        for kind, expected in self.faults.items():
            with self.subTest(kind=kind):
                self.assertGreaterEqual(len(expected), EACH)
                self.assertEqual(self.found(kind, audit), expected.sorted("id"))
        self.assertEqual(self.kinds_found(audit), set(self.faults))

    def _plant_in_movements(self):
        for kind, waived in (("moved_without_lot", False), ("lot_not_required", True)):
            lots = self.take()
            quants, lines = self.quants(lots), self.lines(lots, "supplier")
            lines |= self.lines(lots, "internal")
            self.plant("stock_move_line", lines, lot_id=None, lot_waived=waived)
            self.plant("stock_quant", quants, lot_id=None)
            self.expect(**{kind: lines}, stock_without_lot=quants)
        move = self.lines(self.lots[:1], "supplier").move_id
        self.expect(nothing_moved=self.copy_row(move, EACH, quantity=SQL("0")))
        lots = self.take()
        self.plant("stock_lot", lots, product_id=self.tomato.id)
        self.expect(wrong_product=self.lines(lots, "supplier") | self.lines(lots, "internal"))
        serials = self.take("serials")
        lines = self.lines(serials, "supplier")
        self.plant("stock_move_line", lines, quantity_product_uom=2)
        self.plant("stock_quant", self.quants(serials), quantity=2)
        self.expect(serial_quantity=lines, serial_not_once=serials)
        lots = self.take()
        used, made = self.lines(lots, "internal"), self.lines(lots, "supplier")
        self.env.cr.execute(
            "INSERT INTO stock_move_line_consume_rel (produce_line_id, consume_line_id)"
            " SELECT * FROM unnest(%s, %s)",
            (used.ids, made.ids),
        )
        self.expect(used_too_early=used)
        gone = self.lines(self.take(), "internal")
        self.plant("stock_move_line", gone, date=gone[0].date - timedelta(days=3))
        self.expect(left_too_early=gone)
        self.plant("stock_lot", lots := self.take(), is_on_hold=True, hold_since="2026-01-01")
        self.expect(held_shipped=self.lines(lots, "internal"))
        lots = self.take("dated")
        line = self.lines(lots, "internal")
        self.plant("stock_lot", lots, expiration_date=line[0].date - timedelta(days=3))
        self.expect(expired_shipped=line)

    def _plant_in_stock(self):
        quants = self.quants(self.take())
        self.plant("stock_quant", quants, quantity=3)
        self.expect(stock_differs=quants)
        lots = self.take()
        lost = self.quants(lots)
        self.expect(stock_missing=self.lines(lots, "internal"))
        self.env.cr.execute("DELETE FROM stock_quant WHERE id IN %s", (lost._ids,))
        self.env.invalidate_all()
        lots = self.take()
        came, lost = self.lines(lots, "supplier"), self.quants(lots)
        self.plant("stock_move_line", came, lot_id=None)
        self.plant("stock_quant", lost, lot_id=None)
        self.expect(moved_without_lot=came, stock_without_lot=lost)
        self.expect(lot_taken=self.lines(lots, "internal"))
        lots = self.take()
        self.plant("stock_move_line", self.lines(lots, "internal"), quantity_product_uom=3)
        self.plant("stock_quant", self.quants(lots), quantity=-1)
        self.expect(negative_stock=self.quants(lots))

    def _plant_in_lots(self):
        lots = self.take()
        loss = self.flour.property_stock_inventory
        self.plant("stock_move_line", self.lines(lots, "supplier"), location_id=loss.id)
        self.expect(without_origin=lots)
        lots = self.take()
        lines = self.lines(lots, "internal")
        self.plant(
            *("stock_move_line", lines),
            location_id=self.customer_location.id,
            location_dest_id=self.stock_location.id,
        )
        self.plant("stock_quant", self.quants(lots), quantity=3)
        self.expect(more_back=lots)
        lots = self.take("dated")
        self.plant("stock_lot", lots, expiration_date=None)
        self.expect(without_dates=lots)
        for kind, change in (("twin_lots", "upper"), ("like_numbers", "lower")):
            lots = self.take()
            names = SQL("(%s::varchar[])[n]", [getattr(lot.name, change)() for lot in lots])
            self.expect(**{kind: lots | self.copy_row(lots[0], EACH, name=names)})

    def _plant_in_settings(self):
        category = self.env["product.category"].create({"name": "Food", "lot_tracking": "lot"})
        products = self.env["product.product"].create(
            [
                {"name": f"Product {index}", "is_storable": True, "tracking": "none"}
                for index in range(2 * EACH)
            ]
        )
        loose, ended = products[:EACH], products[EACH:]
        self.plant("product_template", loose.product_tmpl_id, categ_id=category.id)
        quant = self.quants(self.lots[:1])
        self.copy_row(quant, EACH, product_id=SQL("(%s::int[])[n]", ended.ids))
        self.expect(untracked_product=loose, tracking_ended=ended)
        for kind, values in (
            ("type_without_lots", {"use_existing_lots": SQL("FALSE")}),
            ("exempt_type", {"lots_optional": SQL("TRUE")}),
        ):
            self.expect(**{kind: self.copy_row(self.warehouse.int_type_id, EACH, **values)})
        entry = self.lots[0].with_user(self.stock_manager).correct_name("Right", "Typing error")
        self.expect(corrected=entry | self.copy_row(entry, EACH, number=SQL("t.number + n")))
