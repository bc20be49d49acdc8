"""Two people at the same serial number at once: exactly one succeeds, the other is told."""

from contextlib import contextmanager
from datetime import timedelta

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError, ValidationError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from ..common.world import TraceabilityCommon


@tagged("-at_install", "post_install")
class TestConcurrency(BaseCase):
    """Connections of their own, for a test's one transaction cannot be concurrent with itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.transaction() as env:
            warehouse = env["stock.warehouse"].create({"name": "Busy Works", "code": "BSY"})
            warehouse.in_type_id.use_existing_lots = True
            product = env["product.product"].create(
                {"name": "Pump", "is_storable": True, "tracking": "serial"}
            )
            lot = env["stock.lot"].create({"product_id": product.id, "name": "P1"})
            cls.ids = {"warehouse": warehouse.id, "product": product.id, "lot": lot.id}
        cls.addClassCleanup(cls.remove)

    @classmethod
    @contextmanager
    def transaction(cls):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    @classmethod
    def remove(cls):
        """Take away what was committed, so that other tests find the database as it was."""
        product, warehouse = cls.ids["product"], cls.ids["warehouse"]
        with cls.registry.cursor() as cr:
            for table in ("stock_quant", "stock_move_line", "stock_move", "stock_lot"):
                cr.execute(f"DELETE FROM {table} WHERE product_id = %s", [product])  # noqa: S608
            cr.execute(
                "DELETE FROM stock_picking WHERE picking_type_id IN"
                " (SELECT id FROM stock_picking_type WHERE warehouse_id = %s)",
                [warehouse],
            )
            cr.execute("UPDATE product_product SET active = false WHERE id = %s", [product])
            cr.execute("UPDATE stock_warehouse SET active = false WHERE id = %s", [warehouse])

    def plan(self, kind, name=None):
        """:return: id of a committed transfer of the serial number, ready to be validated"""
        with self.transaction() as env:
            warehouse = env["stock.warehouse"].browse(self.ids["warehouse"])
            far = "suppliers" if kind == "in" else "customers"
            outside = env.ref(f"stock.stock_location_{far}")
            places = [outside, warehouse.lot_stock_id]
            operation = warehouse.in_type_id if kind == "in" else warehouse.out_type_id
            world = type("World", (), {"env": env, "_add_move": None})
            world._add_move = lambda *args: TraceabilityCommon._add_move.__func__(world, *args)
            lot = env["stock.lot"] if name else env["stock.lot"].browse(self.ids["lot"])
            picking = TraceabilityCommon.plan_goods.__func__(
                world,
                operation,
                *(places if kind == "in" else reversed(places)),
                [(env["product.product"].browse(self.ids["product"]), lot, 1)],
            )
            if name:
                picking.move_line_ids.lot_name = name
            return picking.id

    def validate(self, env, picking):
        env["stock.picking"].browse(picking)._action_done()
        env.flush_all()

    def state(self, *pickings):
        with self.transaction() as env:
            return sorted(env["stock.picking"].browse(pickings).mapped("state"))

    def test_a_serial_number_is_received_and_shipped_once(self):
        for kind in ("in", "out"):
            first, second = self.plan(kind), self.plan(kind)
            with self.transaction() as one, self.transaction() as two:
                one["stock.lot"].browse(self.ids["lot"]).name  # noqa: B018 # both have begun
                two["stock.lot"].browse(self.ids["lot"]).name  # noqa: B018
                self.validate(one, first)
                # while the other is at it
                with self.assertRaisesRegex(UserError, "right now.*\n.*Pump, P1"):
                    self.validate(two, second)
                two.cr.rollback()
            # once the other has ended
            with self.transaction() as late:
                with self.assertRaisesRegex(UserError, "one unit in one location"):
                    retrying(lambda env=late, p=second: self.validate(env, p), late)
                late.cr.rollback()
            self.assertEqual(self.state(first, second), ["assigned", "done"])

    def test_who_comes_too_late_is_started_anew(self):
        with self.transaction() as env:
            lot = env["stock.lot"].create({"product_id": self.ids["product"], "name": "P2"})
        first, second = self.plan("in", "P2"), self.plan("in", "P2")
        with self.transaction() as late:
            late["stock.lot"].browse(lot.id).name  # noqa: B018 # its snapshot is taken
            with self.transaction() as one:
                self.validate(one, first)
            with self.assertRaises(SerializationFailure):
                self.validate(late, second)
            late.cr.rollback()
            late.invalidate_all()
            with self.assertRaisesRegex(UserError, "Busy Works|already in BSY/Stock"):
                self.validate(late, second)
            late.cr.rollback()
        self.assertEqual(self.state(first, second), ["assigned", "done"])

    def test_two_receipts_do_not_make_the_same_new_serial_number(self):
        first, second = self.plan("in", "P3"), self.plan("in", "P3")
        with self.transaction() as late:
            late["stock.picking"].browse(second).state  # noqa: B018 # its snapshot is taken
            with self.transaction() as one:
                self.validate(one, first)
            with self.assertRaisesRegex(ValidationError, "just created the same.*\n- Pump, P3"):
                retrying(lambda: self.validate(late, second), late)
            late.cr.rollback()
        self.assertEqual(self.state(first, second), ["assigned", "done"])

    def test_a_date_is_corrected_by_what_has_happened_until_then(self):
        receipt = self.plan("in", "P4")
        with self.transaction() as env:
            self.validate(env, receipt)
            lot = env["stock.picking"].browse(receipt).move_line_ids.lot_id.id
        with self.transaction() as late:
            late["stock.lot"].browse(lot).name  # noqa: B018 # its snapshot is taken
            with self.transaction() as one:
                quant = one["stock.lot"].browse(lot).quant_ids.filtered(lambda q: q.quantity > 0)
                warehouse = one["stock.warehouse"].browse(self.ids["warehouse"])
                quant.move_quants(warehouse.wh_input_stock_loc_id)
            with self.assertRaises(SerializationFailure):
                date = late["stock.picking"].browse(receipt).date_done - timedelta(days=1)
                late["stock.picking"].browse(receipt).correct_date(date, "Delivery note says so")
            late.cr.rollback()

    def test_two_who_correct_one_line_do_so_one_after_the_other(self):
        receipt = self.plan("in", "P5")
        with self.transaction() as env:
            self.validate(env, receipt)
            line = env["stock.picking"].browse(receipt).move_line_ids.id
            values = [{"product_id": self.ids["product"], "name": name} for name in ("P6", "P7")]
            right, other = env["stock.lot"].create(values).ids
            last = env["traceability.correction"].search([], order="id desc", limit=1).id
        self.addClassCleanup(self.forget_corrections, last)

        def correct(env, lot):
            lines = env["stock.move.line"]
            lines.correct_lots({lines.browse(line): env["stock.lot"].browse(lot)}, "Read again")
            env.flush_all()

        with self.transaction() as late:
            with self.transaction() as one:
                correct(one, right)
                with self.assertRaises(LockNotAvailable), mute_logger("odoo.sql_db"):
                    late.cr.execute("SET LOCAL lock_timeout = '1s'")
                    correct(late, other)
                late.cr.rollback()
                late["stock.move.line"].browse(line).lot_id.name  # noqa: B018 # its snapshot
            with self.assertRaises(SerializationFailure):
                correct(late, other)
            late.cr.rollback()
            late.invalidate_all()
            retrying(lambda: correct(late, other), late)
        with self.transaction() as env:
            self.assertEqual(env["stock.move.line"].browse(line).lot_id.id, other)
            self.assertEqual(env["traceability.correction"].find_broken_entry()[0], None)
        self.assertEqual(self.stock_of("P5", "P6", "P7"), [("P7", 1)])

    @classmethod
    def forget_corrections(cls, last):
        with cls.registry.cursor() as cr:
            cr.execute("DELETE FROM traceability_correction WHERE id > %s", [last or 0])

    def plan_without_lot(self):
        """:return: ids of a quant of three units without lots, and of a delivery of them that a
        manager allowed to go without
        """
        with self.transaction() as env:
            warehouse = env["stock.warehouse"].browse(self.ids["warehouse"])
            warehouse.out_type_id.lots_optional = True
            product = env["product.product"].browse(self.ids["product"])
            place = warehouse.lot_stock_id
            loose = [("product_id", "=", product.id), ("lot_id", "=", False)]
            there = env["stock.quant"].search([*loose, ("location_id", "=", place.id)])
            env["stock.quant"]._update_available_quantity(
                product, place, 3 - sum(there.mapped("quantity"))
            )
            quant = env["stock.quant"].search([*loose, ("location_id", "=", place.id)]).id
            world = type("World", (), {"env": env, "_add_move": None})
            world._add_move = lambda *args: TraceabilityCommon._add_move.__func__(world, *args)
            customers = env.ref("stock.stock_location_customers")
            picking = TraceabilityCommon.plan_goods.__func__(
                world,
                warehouse.out_type_id,
                place,
                customers,
                [(product, None, 1)] * 3,
            )
            return quant, picking.id

    def identify(self, env, quant, first):
        rows = [{"name": f"{first}{index}", "quantity": 1} for index in range(3)]
        env["stock.quant"].browse(quant).identify(rows, 3)
        env.flush_all()

    def stock_of(self, *names):
        """:return: [(number, quantity)] of these numbers in stock, or False for what has none"""
        with self.transaction() as env:
            warehouse = env["stock.warehouse"].browse(self.ids["warehouse"])
            stock = env["stock.quant"].search(
                [
                    ("product_id", "=", self.ids["product"]),
                    ("location_id", "=", warehouse.lot_stock_id.id),
                ]
            )
            held = [(quant.lot_id.name, quant.quantity) for quant in stock]
            return sorted(one for one in held if one[0] in names and one[1])

    def test_units_are_identified_or_delivered_without_lots_and_not_both(self):
        # Who delivers comes while the other is at it.
        quant, delivery = self.plan_without_lot()
        with self.transaction() as one, self.transaction() as two:
            one["stock.quant"].browse(quant).quantity  # noqa: B018 # both have begun
            two["stock.quant"].browse(quant).quantity  # noqa: B018
            self.identify(one, quant, "X")
            two.cr.execute("SET LOCAL lock_timeout = '1s'")
            with self.assertRaises(LockNotAvailable), mute_logger("odoo.sql_db"):
                self.validate(two, delivery)
            two.cr.rollback()
        self.assertEqual((self.stock_of(False), self.state(delivery)), ([], ["assigned"]))
        # Who identifies comes while the other is at it, and after.
        quant, delivery = self.plan_without_lot()
        with self.transaction() as one, self.transaction() as two:
            one["stock.quant"].browse(quant).quantity  # noqa: B018
            two["stock.quant"].browse(quant).quantity  # noqa: B018
            self.validate(one, delivery)
            two.cr.execute("SET LOCAL lock_timeout = '1s'")
            with self.assertRaises(LockNotAvailable), mute_logger("odoo.sql_db"):
                self.identify(two, quant, "Y")
            two.cr.rollback()
        with self.transaction() as late:
            with self.assertRaisesRegex(UserError, "has been identified, moved or counted"):
                retrying(lambda: self.identify(late, quant, "Y"), late)
            late.cr.rollback()
        self.assertEqual((self.stock_of(False), self.state(delivery)), ([], ["done"]))

    def test_two_scanners_on_one_transfer_take_turns(self):
        with self.transaction() as env:
            operation = env["stock.warehouse"].browse(self.ids["warehouse"]).in_type_id
            places = {
                "location_id": env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": operation.default_location_dest_id.id,
            }
            picking = env["stock.picking"].create({"picking_type_id": operation.id, **places})
            product = self.ids["product"]
            env["stock.move"].create(
                {"picking_id": picking.id, "product_id": product, "product_uom_qty": 3, **places}
            )
            picking.action_confirm()
            transfer = picking.id

        def scan(env, number):
            env["stock.picking"].browse(transfer).scan(number)
            env.flush_all()

        with self.transaction() as late:
            late["stock.picking"].browse(transfer).move_line_ids.mapped("lot_name")  # its snapshot
            with self.transaction() as one:
                scan(one, "Q1")
            with self.assertRaises(SerializationFailure):
                scan(late, "Q2")
            late.cr.rollback()
            late["stock.picking"].browse(transfer).move_line_ids.mapped("lot_name")
            with self.transaction() as one:
                scan(one, "Q2")
            with self.assertRaisesRegex(UserError, "Pump, Q2 is already scanned"):
                retrying(lambda: scan(late, "Q2"), late)
            late.cr.rollback()
            retrying(lambda: scan(late, "Q3"), late)
        with self.transaction() as env:
            lines = env["stock.picking"].browse(transfer).move_line_ids
            names = sorted(line.lot_name or line.lot_id.name for line in lines)
            self.assertEqual(names, ["Q1", "Q2", "Q3"])
            self.assertEqual(lines.mapped("picked"), [True] * 3)
