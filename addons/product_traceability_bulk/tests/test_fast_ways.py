"""The ways that save time cost no more a number the more there are, and step aside for others."""

import itertools
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.product_traceability.tests.common.assign_lines import AssignLinesCommon
from odoo.addons.stock.models.stock_move_line import StockMoveLine as CoreLine

from ..tools.gathered_quants import GatheredQuants
from ..tools.shared_defaults import SharedDefaults


@tagged("post_install", "-at_install")
class TestFastWays(AssignLinesCommon):
    def plan_numbered(self, count, prefix="N"):
        move = self.plan_empty(self.motor, count)
        move._assign_numbers(self.rows(move, *(f"{prefix}{n}" for n in range(count))))
        move.picked = True
        return move

    def queries(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def put_in_front(self, model, name, watch):
        """Another module's method, before ours and core's."""
        model = self.env.registry[model]
        ordinary = getattr(model, name)

        def method(records, *args, **kwargs):
            answer = ordinary(records, *args, **kwargs)
            watch(records, *args, **kwargs)
            return answer

        method.__module__ = "odoo.addons.other.models.other"
        self.patch(model, name, method)

    def test_assigning_costs_queries_by_the_thousand_not_by_the_number(self):
        counted = {}
        for count in (100, 500, 1000):
            move = self.plan_empty(self.motor, count)
            rows = self.rows(move, *(f"{count}-{n}" for n in range(count)))
            counted[count] = self.queries(lambda move=move, rows=rows: move._assign_numbers(rows))
        self.assertLessEqual(counted[500], counted[100] + 10)
        self.assertLessEqual(counted[1000], 2 * counted[500])

    def test_validating_costs_the_same_queries_a_number_however_many_there_are(self):
        counted = {}
        for count in (500, 1000):
            picking = self.plan_numbered(count, f"{count}-").picking_id
            counted[count] = self.queries(picking.button_validate)
            self.assertEqual(picking.state, "done")
        self.assertLessEqual(counted[1000], 2 * counted[500])
        self.assertLess(counted[1000], 1000, "fewer than one query a number")

    def test_what_is_in_stock_moves_and_is_counted_without_a_query_a_unit(self):
        counted = []
        for number in (15, 45):
            product = self.make_product(f"Bulb {number}", "serial")
            names = [f"{number}-{n}" for n in range(number)]
            self.move_goods(
                self.receipts,
                self.supplier_location,
                self.stock_location,
                [(product, name, 1) for name in names],
                self.vendor,
            )
            self.deliveries.reservation_method = "manual"
            delivery = self.plan_empty(product, number, self.deliveries)
            costs = [self.queries(delivery._action_assign)]
            self.assertEqual(len(delivery.move_line_ids), number)
            delivery.picked = True
            costs.append(self.queries(delivery.picking_id.button_validate))
            self.assertEqual(delivery.state, "done")
            returned = self.plan_return(delivery.picking_id)
            costs.append(self.queries(returned.button_validate))
            self.assertEqual(returned.state, "done")
            quants = product.stock_quant_ids.filtered(lambda q: q.location_id.usage == "internal")
            quants = quants.with_context(inventory_mode=True)
            quants.inventory_quantity = 0
            costs.append(self.queries(quants.action_apply_inventory))
            self.assertEqual(sum(quants.exists().mapped("quantity")), 0)
            counted.append(costs)
        for few, many in zip(*counted, strict=True):
            self.assertLess(many - few, 30, counted)

    def test_more_lots_than_odoo_reads_at_once_are_delivered_without_a_query_a_lot(self):
        for module in ("models", "fields", "fields_relational"):
            self.startPatcher(patch(f"odoo.orm.{module}.PREFETCH_MAX", 10))
        self.deliveries.reservation_method = "manual"
        counted = []
        for number in (15, 45):
            product = self.make_product(f"Pulp {number}", "lot")
            lots = [self.receive(product, f"{number}-{n}", 5) for n in range(number)]
            delivery = self.plan_empty(product, 3 * number, self.deliveries)
            delivery.move_line_ids = [
                Command.create({"product_id": product.id, "lot_id": lot.id, "quantity": 3})
                for lot in lots
            ]
            delivery.picked = True
            counted.append(self.queries(delivery.picking_id.button_validate))
            self.assertEqual(delivery.state, "done")
        self.assertLess(counted[1] - counted[0], 25, counted)

    def test_another_module_sees_each_quant_as_soon_as_it_is_there(self):
        move = self.plan_numbered(3)
        seen = []

        def watch(quants, product, location, *args, lot_id=None, **kwargs):
            seen.append(lot_id.name)
            self.assertTrue(lot_id.quant_ids.filtered(lambda q: q.location_id == location))

        self.put_in_front("stock.quant", "_update_available_quantity", watch)
        self.validate(move)
        self.assertEqual(seen, ["N0", "N0", "N1", "N1", "N2", "N2"])

    def test_another_module_sees_new_quants_created_and_computed(self):
        for name in ("_create", "_compute_inventory_date"):
            move = self.plan_numbered(3, name)
            seen = []
            self.put_in_front("stock.quant", name, lambda quants, *_, seen=seen: seen.append(1))
            self.validate(move)
            self.env.flush_all()
            self.assertTrue(seen, name)

    def test_another_module_sees_the_defaults_of_each_line(self):
        seen = []
        self.put_in_front(
            "stock.move.line", "default_get", lambda _lines, names: seen.append(names)
        )
        self.plan_empty(self.motor, 12)
        self.assertEqual(len(seen), 12)

    def test_what_differs_by_record_is_asked_for_each(self):
        numbers, shared = itertools.count(1), SharedDefaults()
        lines = self.env["stock.move.line"]

        def add_missing(values):
            return {"picked": True, "description_picking": f"{next(numbers)}"} | values

        completed = [shared.complete(lines, {"quantity": n}, add_missing) for n in range(4)]
        self.assertEqual(
            [values["description_picking"] for values in completed], ["1", "2", "3", "4"]
        )
        completed = [
            shared.complete(lines, {"description_picking": "", "quantity": n}, add_missing)
            for n in range(4)
        ]
        self.assertEqual([values["quantity"] for values in completed], [0, 1, 2, 3])
        self.assertEqual({values["picked"] for values in completed}, {True})
        self.assertEqual(next(numbers), 7, "asked twice for all")

    def test_another_module_around_core_sees_all_quants_when_core_is_done(self):
        move = self.plan_numbered(3)
        ordinary, seen = CoreLine._action_done, []

        def method(lines):
            answer = ordinary(lines)
            seen.extend(lines.lot_id.quant_ids.mapped("quantity"))
            return answer

        method.__module__ = "odoo.addons.other.models.other"
        self.patch(CoreLine, "_action_done", method)
        self.validate(move)
        self.assertEqual(sorted(seen), [-1, -1, -1, 1, 1, 1])

    def test_quants_are_there_as_soon_as_the_goods_have_moved(self):
        move = self.plan_numbered(3)
        lines = self.env.registry["stock.move.line"]
        ordinary, seen = lines._trace_move_goods, []

        def method(records):
            answer = ordinary(records)
            self.assertFalse(GatheredQuants.of(records))
            # Straight from the database, past what an open cache could still create.
            self.env["stock.quant"].flush_model()
            query = SQL(
                "SELECT quantity FROM stock_quant WHERE lot_id = ANY(%s)", records.lot_id.ids
            )
            seen.extend(quantity for (quantity,) in self.env.execute_query(query))
            return answer

        self.patch(lines, "_trace_move_goods", method)
        self.validate(move)
        self.assertEqual(sorted(seen), [-1, -1, -1, 1, 1, 1])

    def test_another_module_sees_each_line_written(self):
        move = self.plan_empty(self.motor, 3)
        seen = []

        def watch(lines, vals):
            if "lot_id" in vals or "lot_name" in vals:
                self.assertEqual(len(lines), 1)
                seen.append(lines.lot_id.name or lines.lot_name)

        self.put_in_front("stock.move.line", "write", watch)
        move._assign_numbers(self.rows(move, "N1", "N2", "N3"))
        self.validate(move)
        self.assertEqual(seen, ["N1", "N2", "N3"] * 2)

    def test_another_module_sees_each_message_of_a_new_lot(self):
        lots = self.env["stock.lot"].with_context(tracking_disable=False)
        values = [{"product_id": self.motor.id, "name": f"M{n}"} for n in range(3)]
        seen = []
        self.put_in_front("mail.message", "create", lambda _messages, vals: seen.extend(vals))
        told = lots.create(values)
        self.assertEqual([vals["res_id"] for vals in seen], told.ids)

    def test_each_of_many_new_lots_is_told_of_in_its_own_chatter(self):
        lots = self.env["stock.lot"].with_context(tracking_disable=False)
        lots = lots.create([{"product_id": self.motor.id, "name": f"M{n}"} for n in range(3)])
        self.assertEqual([len(lot.message_ids) for lot in lots], [1, 1, 1])
        self.assertEqual(len(set(lots.message_ids.mapped("body"))), 1)
        self.assertEqual(lots.message_ids.author_id, self.env.user.partner_id)

    def test_scrapping_many_lots_costs_few_queries_each(self):
        counts = []
        for number in 5, 25:
            product = self.make_product(f"P{number}", "lot")
            for rank in range(number):
                self.receive(product, f"Q{rank}", 1)
            goods = self.env["stock.quant"].search(
                [
                    ("product_id", "=", product.id),
                    ("location_id", "child_of", self.stock_location.id),
                ]
            )
            lots, scraps = goods.lot_id, []
            counts.append(self.queries(lambda goods=goods, made=scraps: made.append(goods.scrap())))
            [scraps] = scraps
            self.assertEqual(set(scraps.mapped("state")), {"done"})
            self.assertEqual(scraps.move_ids.move_line_ids.lot_id, lots)
            self.assertEqual(len(set(scraps.mapped("name"))), number)
            self.assertEqual(sum(goods.mapped("quantity")), 0)
        self.assertLess((counts[1] - counts[0]) / 20, 10, counts)

    def test_another_module_sees_the_scrap_orders_of_the_expiry_board(self):
        lots = [self.receive(self.motor, f"S{number}") for number in range(2)]
        seen = []
        self.put_in_front("stock.scrap", "do_scrap", lambda scraps: seen.extend(scraps.ids))
        quants = self.env["stock.quant"].search(
            [
                ("lot_id", "in", [lot.id for lot in lots]),
                ("location_id", "child_of", self.stock_location.id),
            ]
        )
        scraps = quants.scrap()
        self.assertEqual(seen, scraps.ids)
        self.assertEqual(set(scraps.mapped("state")), {"done"})

    def test_who_may_not_write_lines_may_not_write_many(self):
        move = self.plan_empty(self.motor, 2)
        nobody = self.env["res.users"].create({"name": "Guest", "login": "guest", "group_ids": []})
        with self.assertRaises(UserError):
            move.move_line_ids.with_user(nobody).write_each("lot_name", ["N1", "N2"])

    def test_a_lot_of_another_product_is_refused_as_in_core(self):
        move = self.plan_empty(self.motor, 2)
        lots = [self.make_lot(self.tomato, "T1"), self.make_lot(self.motor, "N1")]
        with self.refused("incompatible with this product", UserError):
            move.move_line_ids.write_each("lot_id", [lot.id for lot in lots])

    def test_goods_of_another_company_are_refused_as_in_core(self):
        other = self.env["res.company"].create({"name": "Other Works"})
        move = self.plan_empty(self.tomato, 2)
        move._assign_numbers(self.rows(move, ("T1", 2)))
        theirs = self.env["res.partner"].create({"name": "Theirs", "company_id": other.id})
        line = move.move_line_ids
        self.env.cr.execute(
            "UPDATE stock_move_line SET owner_id = %s WHERE id = %s", (theirs.id, line.id)
        )
        line.invalidate_recordset()
        with self.refused("belongs to another company", UserError):
            (line | self.plan_empty(self.tomato, 1).move_line_ids)._check_company()
