"""What the tests of corrections share: days, the manager's corrections, the sum of the lines."""

from collections import defaultdict

from freezegun import freeze_time

from odoo.fields import Domain

from ...tools.locations import QuantKey
from .world import TraceabilityCommon

KEY = ["location_id", "package_id", "owner_id", "product_id", "lot_id"]


class Corrections:
    """Mixed into a test class that has the small warehouse."""

    @staticmethod
    def on_day(day):
        return freeze_time(f"2026-03-{day:02} 12:00:00")

    def line(self, picking, lot=None):
        """:return: the transfer's line, or the one of a lot"""
        lines = picking.move_line_ids
        return lines.filtered(lambda line: line.lot_id == lot) if lot else lines

    def correct(self, lots_by_line, follow=True, user=None):
        """Correct as the Inventory manager. :return: the log's records"""
        lines = self.env["stock.move.line"].with_user(user or self.stock_manager)
        return lines.correct_lots(
            {
                line.with_env(lines.env): lot.with_env(lines.env)
                for line, lot in lots_by_line.items()
            },
            "Read from the label",
            follow,
        )

    def wizard(self, records, **values):
        """:return: the wizard that the manager opened on these records"""
        action = records.with_user(self.stock_manager).action_correct()
        requests = self.env[action["res_model"]].with_user(self.stock_manager)
        requests = requests.with_context(**action["context"])
        return requests.create({"reason": "Read from the label", **values})

    def on_hand(self, lot, place=None):
        """:return: how much of a lot is in a place, by default the stock"""
        quants = lot.quant_ids.filtered(
            lambda quant: quant.location_id == (place or self.stock_location)
        )
        return sum(quants.mapped("quantity"))

    def assert_stock_is_sum_of_lines(self):
        """Every quant of this world's products equals what its done lines brought and took."""
        products = self.env["product.product"].search(
            Domain("id", ">=", self.tomato.id) & Domain("is_storable", "=", True)
        )
        wanted = defaultdict(float)
        lines = self.env["stock.move.line"].search(
            Domain("product_id", "in", products.ids) & Domain("state", "=", "done")
        )
        for line in lines:
            goods = {"product": line.product_id, "lot": line.lot_id}
            wanted[QuantKey.source_of(line, **goods)] -= line.quantity_product_uom
            wanted[QuantKey.target_of(line, **goods)] += line.quantity_product_uom
        groups = self.env["stock.quant"]._read_group(
            Domain("product_id", "in", products.ids), KEY, ["quantity:sum"]
        )
        held = {QuantKey(*key): quantity for *key, quantity in groups if quantity}
        self.assertEqual(held, {key: quantity for key, quantity in wanted.items() if quantity})

    def assert_reservations_match(self):
        """What quants hold reserved is what open lines reserve, lot by lot."""
        lines = self.env["stock.move.line"].search(
            Domain("state", "not in", ("draft", "done", "cancel"))
            & Domain("product_id", ">=", self.tomato.id)
            & Domain("location_id.usage", "=", "internal")
        )
        wanted = defaultdict(float)
        for line in lines:
            wanted[line.lot_id, line.location_id] += line.quantity_product_uom
        groups = self.env["stock.quant"]._read_group(
            Domain("product_id", ">=", self.tomato.id) & Domain("reserved_quantity", "!=", 0),
            ["lot_id", "location_id"],
            ["reserved_quantity:sum"],
        )
        self.assertEqual({(lot, place): count for lot, place, count in groups}, dict(wanted))

    def assert_nothing_corrected(self, message, change):
        """The change is refused with that message, and lines and quants stay as they were."""
        lines = self.env["stock.move.line"].search(Domain("product_id", ">=", self.tomato.id))
        before = {line: line.lot_id for line in lines}
        logged = self.env["traceability.correction"].search_count([])
        with self.assertRaisesRegex(Exception, message) as caught, self.env.cr.savepoint():
            change()
        self.env.invalidate_all()
        self.assertEqual({line: line.lot_id for line in lines}, before)
        self.assertEqual(self.env["traceability.correction"].search_count([]), logged)
        self.assert_stock_is_sum_of_lines()
        return str(caught.exception)


class CorrectionCommon(Corrections, TraceabilityCommon):
    pass
