"""Stock that is not the sum of its movements becomes it, by an Inventory manager."""

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import SQL

from ...tools.locations import QuantKey
from ..common.correction import CorrectionCommon


@tagged("post_install", "-at_install")
class TestStockThatDiffers(CorrectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls.receive(cls.tomato, "T-1", 10)
        cls.deliver(cls.tomato, cls.lot, 4)
        cls.unit = cls.receive(cls.motor, "M-1")
        cls.quant, cls.of_unit = (
            lot.quant_ids.filtered(lambda quant: quant.location_id == cls.stock_location)
            for lot in (cls.lot, cls.unit)
        )

    def write(self, table, record, **values):
        """Write what no code of Odoo would."""
        self.env.flush_all()
        for name, value in values.items():
            names = map(SQL.identifier, (table, name))
            self.env.cr.execute(
                SQL("UPDATE %s SET %s = %s WHERE id = %s", *names, value, record.id)
            )
        self.env.invalidate_all()

    def open_on(self, quants, user=None, **values):
        """:return: the wizard as it is opened on stock"""
        wizards = self.env["stock.quant.correct"].with_user(user or self.stock_manager)
        return wizards.with_context(default_quant_ids=quants.ids).create(
            {"reason": "Changed by a script", **values}
        )

    def test_it_becomes_what_the_movements_say_and_the_log_tells(self):
        self.write("stock_quant", self.quant, quantity=9.5)
        wizard = self.open_on(self.quant | self.of_unit)
        self.assertIn("9.5 Units", wizard.preview)
        self.assertNotIn("M-1", wizard.preview)
        wizard.action_apply()
        self.assertEqual((self.quant.quantity, self.of_unit.quantity), (6, 1))
        self.assert_stock_is_sum_of_lines()
        entry = self.env["traceability.correction"].search([])
        self.assertEqual((entry.kind, entry.user_id), ("stock", self.stock_manager))
        self.assertEqual((entry.lot_ids, entry.company_id), (self.lot, self.company))
        self.assertIn("T-1, 9.5 Units", entry.before)
        self.assertIn("T-1, 6 Units", entry.after)
        with self.assertRaisesRegex(UserError, "what its movements say"):
            wizard.action_apply()

    def test_packages_and_owners_stay_apart(self):
        box = self.env["stock.package"].create({"name": "BOX-1"})
        self.quant.move_quants(self.stock_location, package_dest_id=box)
        packed = self.lot.quant_ids.filtered("package_id")
        self.write("stock_quant", packed, quantity=2)
        loose = QuantKey.of_quant(packed)._replace(package=box.browse())
        quants = self.env["stock.quant"]
        self.assertEqual(
            quants.find_differences({QuantKey.of_quant(packed), loose}),
            {QuantKey.of_quant(packed): (2, 6)},
        )
        self.open_on(packed).action_apply()
        self.assertEqual((packed.quantity, packed.package_id), (6, box))

    def test_it_is_refused_where_stock_would_be_wrong(self):
        receipt = self.env["stock.move.line"].search(
            [("lot_id", "=", self.lot.id), ("location_id", "=", self.supplier_location.id)]
        )
        unit = self.env["stock.move.line"].search([("lot_id", "=", self.unit.id)])
        for table, record, values, quant, words in (
            (
                "stock_move_line",
                receipt,
                {"quantity_product_uom": 3},
                self.quant,
                "more of it left",
            ),
            ("stock_move_line", unit, {"quantity_product_uom": 2}, self.of_unit, "more than once"),
            (
                *("stock_quant", self.quant, {"quantity": 9, "reserved_quantity": 7}),
                *(self.quant, "is reserved"),
            ),
        ):
            with self.subTest(words=words), self.env.cr.savepoint() as savepoint:
                self.write(table, record, **values)
                with self.assertRaisesRegex(UserError, words):
                    self.open_on(quant).action_apply()
                savepoint.rollback()
                self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "reason"):
            self.write("stock_quant", self.quant, quantity=9)
            self.open_on(self.quant, reason=" ").action_apply()

    def test_a_serial_number_does_not_come_to_two_locations(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock_location.id}
        )
        self.write("stock_quant", self.of_unit, location_id=shelf.id)
        line = self.env["stock.move.line"].search([("lot_id", "=", self.unit.id)])
        wizards = self.env["stock.quant.correct"].with_user(self.stock_manager)
        wizard = wizards.create({"move_line_ids": line.ids, "reason": "Deleted by a script"})
        with self.assertRaisesRegex(UserError, "M-1.*Shelf"):
            wizard.action_apply()
        # That it went in a package and came back without one is no second location.
        box = self.env["stock.package"].create({"name": "BOX-2"})
        for package, quantity in ((box.id, 1), (None, -1)):
            self.env.cr.execute(
                "INSERT INTO stock_quant (product_id, lot_id, location_id, package_id, quantity,"
                " reserved_quantity, in_date) VALUES (%s, %s, %s, %s, %s, 0, now())",
                (self.motor.id, self.unit.id, self.customer_location.id, package, quantity),
            )
        self.env.invalidate_all()
        wizard.quant_ids = self.of_unit
        wizard.action_apply()
        self.assertEqual(self.of_unit.quantity, 0)
        there = self.unit.quant_ids.filtered(lambda one: one.quantity > 0 and not one.package_id)
        self.assertEqual(there.location_id, self.stock_location)

    def test_only_managers_do_it_and_nobody_past_the_wizard(self):
        self.write("stock_quant", self.quant, quantity=9)
        with self.assertRaises(AccessError):
            self.open_on(self.quant, self.stock_user)
        quants = self.env["stock.quant"]
        key = {QuantKey.of_quant(self.quant)}
        with self.assertRaises(AccessError):
            quants.with_user(self.stock_user).correct_to_movements(key, "Mine")
        with self.assertRaises(AccessError):
            call_kw(quants.with_user(self.stock_manager), "correct_to_movements", [[], "x"], {})
        wizard = self.open_on(self.quant)
        with self.assertRaises(AccessError):
            call_kw(wizard.with_user(self.stock_user), "action_apply", [wizard.ids], {})
        self.assertEqual(self.quant.quantity, 9)
