"""What can be tried in a small warehouse, legal or not, and what the guard promises of it."""

from collections import Counter

from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from .correction import Corrections
from .guard import GuardCommon

HELD = ("internal", "transit", "customer")
OURS = ("internal", "transit")
PLACES = ("vendor", "stock", "shelf", "box", "customer")
LOTS = ("M1", "M2", "T1", "T2")
# The moves that a warehouse makes every day come up more often than the odd ones.
WAYS = [
    *(("vendor", "stock"), ("stock", "customer"), ("customer", "stock"), ("stock", "shelf")),
    *(("shelf", "box"), ("box", "stock"), ("box", "customer"), ("vendor", "box")),
    *(("vendor", "customer"), ("customer", "vendor"), ("stock", "vendor"), ("shelf", "stock")),
]
FINAL = ("product_id", "lot_id", "quantity", "location_id", "location_dest_id", "package_id")
FINAL += ("result_package_id", "owner_id", "state", "move_id", "picking_id", "date")


def _is_serial(product):
    return product.tracking == "serial"


class Promises(Corrections, GuardCommon):
    """After every step, carried out or not, what is promised is checked against all that is stored.

    ``tracked`` are the products that the steps move.
    """

    def attempt(self, kind, arguments):
        """Try a step and check the promises. :return: whether it was carried out"""
        self.commit()
        before, logged = self.recorded(), self.corrections()
        try:
            with self.env.cr.savepoint():
                getattr(self, kind)(*arguments)
        except UserError:
            self.env.invalidate_all()
            self.assertEqual(self.recorded(), before, "a refused step leaves nothing")
            happened = False
        else:
            happened = True
        self.assert_history_is_kept(before, self.corrections() - logged)
        self.assert_serials_are_in_one_place()
        self.assert_stock_is_sum_of_lines()
        self.assert_every_line_has_a_lot()
        return happened

    def done_lines(self):
        return self.env["stock.move.line"].search(
            Domain("product_id", "in", self.tracked.ids) & Domain("state", "=", "done"), order="id"
        )

    def corrections(self):
        return self.env["traceability.correction"].search([])

    def recorded(self):
        """:return: {line id: what a done line says}"""
        rows = self.done_lines().read(FINAL, load=None)
        return {row["id"]: {name: row[name] for name in FINAL} for row in rows}

    def assert_history_is_kept(self, before, corrections):
        """What done lines said they say still, but for what the log tells line by line."""
        now = self.recorded()
        told = {
            detail["move_line_id"]: [
                (detail[lot]["id"] or False) for lot in ("lot_before", "lot_after")
            ]
            for correction in corrections
            for detail in correction.details["lines"]
        }
        for line, row in before.items():
            changed = {
                name: [row[name], now[line][name]] for name in FINAL if row[name] != now[line][name]
            }
            explained = {"lot_id": told[line]} if line in told else {}
            self.assertEqual(changed, explained)
        self.assertLessEqual(told.keys(), before.keys())
        self.assertEqual(set(corrections.move_line_ids.ids), set(told))

    def assert_serials_are_in_one_place(self):
        groups = self.env["stock.quant"]._read_group(
            Domain("product_id", "in", self.tracked.filtered(_is_serial).ids)
            & Domain("lot_id", "!=", False)
            & Domain("location_id.usage", "in", HELD),
            ["lot_id", "location_id", "package_id", "owner_id"],
            ["quantity:sum"],
        )
        held = Counter()
        for lot, place, package, owner, quantity in groups:
            # Core takes back from a customer without looking for package and owner.
            apart = (package, owner) if place.usage in OURS else ()
            held[(lot, place, *apart)] += quantity
        there = [key[0] for key, quantity in held.items() if quantity > 0]
        self.assertEqual(len(there), len(set(there)), "in two places")
        self.assertLessEqual(max(held.values(), default=0), 1)
        left = [key for key, quantity in held.items() if quantity < 0 and key[1].usage in OURS]
        self.assertFalse(left, "a serial number left a place where it was not")

    def assert_every_line_has_a_lot(self):
        """But those that an operation type waived, and those that stock left to get numbers."""
        lotless = self.done_lines().filtered(
            lambda line: line.quantity and not line.lot_id and not line.lot_waived
        )
        moves = self.env["stock.move"].search([("identifies_id", "in", lotless.move_id.ids)])
        self.assertEqual(lotless.move_id, moves.identifies_id)


class Steps(Promises):
    """What can be tried in the small warehouse; each raises UserError when it is refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.box = cls.env["stock.package"].create({"name": "BOX"})
        cls.receipts.use_existing_lots = True
        cls.optional = cls.warehouse.int_type_id.copy(
            {"name": "Bulk", "sequence_code": "BULK", "lots_optional": True}
        )
        cls.lots = {name: cls.make_lot(cls.product(name), name) for name in LOTS}
        cls.tracked = cls.motor | cls.tomato
        cls.places = {
            "vendor": cls.supplier_location,
            "stock": cls.stock_location,
            "shelf": cls.shelf,
            "box": cls.shelf,
            "customer": cls.customer_location,
        }

    @classmethod
    def product(cls, name):
        return cls.motor if name.startswith("M") else cls.tomato

    def operation(self, source, target):
        if target == "customer":
            return self.deliveries
        return self.receipts if source in ("vendor", "customer") else self.warehouse.int_type_id

    def plan(self, way, product, lot, amount=1, operation=None, **line):
        """:return: a transfer between two of the places, ready to be validated"""
        source, target = way
        picking = self.plan_goods(
            operation or self.operation(*way),
            self.places[source],
            self.places[target],
            [(product, lot, amount)],
        )
        picking.move_line_ids.write(
            {
                "package_id": self.box.id if source == "box" else False,
                "result_package_id": self.box.id if target == "box" else False,
                **line,
            }
        )
        return picking

    def validate(self, picking):
        picking.with_user(self.clerk).with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, "done")

    def transfer(self, way, name, amount, owned):
        owner = self.vendor.id if owned else False
        self.validate(self.plan(way, self.product(name), self.lots[name], amount, owner_id=owner))

    def receive_by_name(self, name):
        self.validate(self.plan(WAYS[0], self.product(name), None, lot_name=name))

    def give_back_some(self, number):
        done = self.done_lines().picking_id.sorted("id")
        self.validate(self.plan_return(done[number % len(done)]))

    def scrap(self, name, place, amount):
        values = {
            "product_id": self.product(name).id,
            "lot_id": self.lots[name].id,
            "scrap_qty": amount,
            "location_id": self.places[place].id,
            "package_id": self.box.id if place == "box" else False,
        }
        scrap = self.env["stock.scrap"].with_user(self.clerk).create(values)
        scrap.do_scrap()
        self.assertEqual(scrap.state, "done")

    def count_goods(self, name, place, amount, lot=True):
        values = {
            "product_id": self.product(name).id,
            "lot_id": self.lots[name].id if lot else False,
            "location_id": self.places[place].id,
            "package_id": self.box.id if place == "box" else False,
            "inventory_quantity": amount,
        }
        quants = self.env["stock.quant"].with_user(self.manager)
        quant = quants.with_context(inventory_mode=True).create(values)
        if quant.action_apply_inventory():
            quant._apply_inventory()  # it asked whether to go on

    def count_without_lot(self, name, amount):
        self.count_goods(name, "stock", amount, lot=False)

    def without_lot(self, way, name, optional):
        operation = self.optional if optional else None
        self.validate(self.plan(way, self.product(name), None, operation=operation))

    def correct_some(self, number, name):
        lines = self.done_lines().filtered(lambda line: line.product_id == self.product(name))
        if not lines:
            raise UserError(self.env._("Nothing to correct."))
        self.correct({lines[number % len(lines)]: self.lots[name]})

    def identify_some(self, number, name):
        quants = self.env["stock.quant"].search(
            Domain("product_id", "=", self.product(name).id)
            & Domain("lot_id", "=", False)
            & Domain("location_id.usage", "in", OURS)
        )
        if not quants:
            raise UserError(self.env._("Nothing to identify."))
        quants[number % len(quants)].with_user(self.manager).identify(
            [{"name": name if number % 2 else f"{name}-{number}", "quantity": 1}],
            1,
            accept_warnings=True,
        )

    def rewrite(self, number, name):
        """Write history by RPC, as a manager. Each way must be refused."""
        lines = self.done_lines()
        line = lines[number % len(lines)]
        other = self.lots[name] - line.lot_id or self.env["stock.lot"]
        elsewhere = self.warehouse.wh_input_stock_loc_id
        model, record, values = [
            ("stock.move.line", line, {"lot_id": other.id}),
            ("stock.move.line", line, {"quantity": line.quantity + 1}),
            ("stock.move", line.move_id, {"location_dest_id": elsewhere.id}),
            ("stock.move", line.move_id, {"state": "draft"}),
            ("stock.move", line.move_id, {"move_line_ids": [Command.delete(line.id)]}),
            ("stock.lot", line.lot_id, {"name": "X1"}),
            ("stock.quant", self.lots["M1"].quant_ids[:1], {"quantity": 5}),
        ][number % 7]
        if not record:
            raise UserError(self.env._("Nothing to rewrite."))
        self.rpc(self.manager, model, "write", record.ids, values)
        self.fail(f"{model} was rewritten: {values}")
