"""Bulk operations: what each takes with these addons, and in a database that has core alone."""

from contextlib import nullcontext
from typing import NamedTuple

from odoo import SUPERUSER_ID, api
from odoo.fields import Command, Date
from odoo.modules.registry import Registry

from .guard import in_cores_way
from .measure import judge, measure
from .receipt import live_in

FEW, MANY = 1_000, 10_000
# One unit among many may cost so many times what it costs among few.
LINEAR = 1.3
# What ours may take at most, in times of core: an operation, a reservation, goods without lots.
BAR, RESERVING, UNTRACKED = 0.4, 1.0, 1.02


class Work(NamedTuple):
    name: str
    method: str  # of Stock, below
    tracking: str = "serial"
    bar: float = BAR
    number: int = FEW
    rounds: int = 3
    many: int = MANY


WORKS = (
    Work("deliver", "deliver"),
    Work("deliver a part of each lot", "deliver", "lot"),
    Work("return from the customer", "give_back"),
    Work("move within the warehouse", "move"),
    Work("count, half gone, half found", "count"),
    Work("identify", "identify"),
    Work("make, by an order", "produce"),
    Work("make, of serial numbers", "produce_of_serials"),
    Work("scrap, an order each", "scrap", number=200, many=1_000),
    Work("unbuild what they are in", "unbuild"),
    Work("reserve", "reserve", bar=RESERVING),
    Work("reserve, first expired first", "reserve_first_expired", "lot", RESERVING),
    Work("deliver products without lots", "deliver_untracked", "none", UNTRACKED, 300, 5, 0),
)


def run(env):
    """Do the same in core's database and in this one, by turns, print the rows and judge."""
    print("\nBulk operations, processor time, strict; core's side has none of these addons:")
    with Registry(f"{env.cr.dbname}_core").cursor() as cr:
        core = api.Environment(cr, SUPERUSER_ID, {})
        for one in (core, env):
            live_in(one)
        print(f"{'work':40} {'units':>6} {'core':>10} {'ours':>10} {'ratio':>7} {'queries':>15}")
        for work in WORKS:
            _compare(core, env, work)


def _compare(core, env, work):
    # Core cannot identify; its side is what it would take by its own moves.
    core, way = (env, in_cores_way) if work.method == "identify" else (core, nullcontext)
    costs = []
    # The first fills the caches.
    for number in (max(work.number // 20, 2), *[work.number] * work.rounds):
        costs.append((_do(core, work, number, way), _do(env, work, number, nullcontext)))
    # The one in the middle: what else the machine does makes some dearer.
    before, ours = (
        sorted(side, key=lambda cost: cost.processor)[work.rounds // 2]
        for side in zip(*costs[1:], strict=True)
    )
    ratio = ours.processor / before.processor
    print(
        f"{work.name:40} {work.number:6,} {before.processor * 1000:7,.0f} ms"
        f" {ours.processor * 1000:7,.0f} ms {ratio:6.2f}x {before.queries:7,} {ours.queries:7,}"
    )
    judge(f"{work.bar} times core at most: {ratio:.2f}", ratio <= work.bar)
    if work.many:
        _judge_growth(env, work, ours)


def _judge_growth(env, work, few):
    many = _do(env, work, work.many, nullcontext)
    growth = many.processor / work.many / (few.processor / work.number)
    print(f"{'':40} {work.many:6,} {'':10} {many.processor * 1000:7,.0f} ms", end="")
    print(f" {'':15} {many.queries:7,}")
    judge(f"linear: a unit costs {growth:.2f} times as much among many", growth <= LINEAR)


def _do(env, work, number, way):
    """Prepare a piece of work, do it in a way, and take all back. :return: its Cost"""
    if "traceability.guard" in env:
        env.company.strict_traceability = way is nullcontext
    try:
        act = getattr(Stock(env, work.tracking), work.method)(number)
        env.flush_all()
        with way():
            return measure(env, lambda: (act(), env.flush_all()))
    finally:
        env.cr.rollback()


class Stock:
    """A warehouse with many units in stock; each work gives the function to be measured."""

    def __init__(self, env, tracking):
        self.env, self.tracking = env, tracking
        # Of a lot, more than is taken.
        self.there, self.taken = (5, 3) if tracking == "lot" else (1, 1)
        self.house = env["stock.warehouse"].search([], limit=1)
        self.stock = self.house.lot_stock_id
        self.vendors = env.ref("stock.stock_location_suppliers")
        self.customers = env.ref("stock.stock_location_customers")
        self.shelf = env["stock.location"].search([("name", "=", "Bench shelf")], limit=1)

    def _product(self, name="Bench units", tracking=None, **values):
        values |= {"name": name, "is_storable": True, "tracking": tracking or self.tracking}
        return self.env["product.product"].create(values)

    def _lots(self, product, number, prefix="B"):
        values = [{"name": f"{prefix}-{n:05}", "product_id": product.id} for n in range(number)]
        return self.env["stock.lot"].create(values)

    def _plan(self, operation, source, target, moves):
        """:param moves: [(product, quantity, values of its lines)]"""
        places = {"location_id": source.id, "location_dest_id": target.id}
        picking = self.env["stock.picking"].create({**places, "picking_type_id": operation.id})
        self.env["stock.move"].create(
            [
                {
                    **places,
                    "product_id": product.id,
                    "picking_id": picking.id,
                    "product_uom_qty": quantity,
                    "move_line_ids": [
                        Command.create(
                            {**places, "product_id": product.id, "picking_id": picking.id, **line}
                        )
                        for line in lines
                    ],
                }
                for product, quantity, lines in moves
            ]
        )
        picking.action_confirm()
        return picking

    def _receive(self, product, number, each):
        """Have lots in stock."""
        lots, operation = self._lots(product, number), self.house.in_type_id
        operation.use_existing_lots = True
        lines = [{"lot_id": lot.id, "quantity": each} for lot in lots]
        picking = self._plan(operation, self.vendors, self.stock, [(product, number * each, lines)])
        picking.move_ids.picked = True
        picking.button_validate()
        return lots

    def _stocked(self, number):
        product = self._product()
        self._receive(product, number, self.there)
        return product

    def _quants(self, product):
        domain = [("product_id", "=", product.id), ("location_id", "child_of", self.stock.id)]
        return self.env["stock.quant"].search(domain)

    def _transfer(self, number, operation, target):
        lots = self._receive(self._product(), number, self.there)
        lines = [{"lot_id": lot.id, "quantity": self.taken} for lot in lots]
        moves = [(lots.product_id, number * self.taken, lines)]
        picking = self._plan(operation, self.stock, target, moves)
        picking.move_ids.picked = True
        return picking

    # -- the works ----------------------------------------------------------------------------
    def deliver(self, number):
        return self._transfer(number, self.house.out_type_id, self.customers).button_validate

    def move(self, number):
        return self._transfer(number, self.house.int_type_id, self.shelf).button_validate

    def give_back(self, number):
        delivery = self._transfer(number, self.house.out_type_id, self.customers)
        delivery.button_validate()
        context = {"active_id": delivery.id, "active_model": "stock.picking"}
        wizard = self.env["stock.return.picking"].with_context(**context).create({})
        wizard.product_return_moves.quantity = number * self.taken
        returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        returned.move_ids.picked = True
        return returned.button_validate

    def count(self, number):
        half = number // 2
        product = self._stocked(half)
        quants = self._quants(product).with_context(inventory_mode=True)
        quants.inventory_quantity = 0
        place = {"product_id": product.id, "location_id": self.stock.id}
        quants |= quants.create(
            [
                {**place, "lot_id": lot.id, "inventory_quantity": self.there}
                for lot in self._lots(product, half, "F")
            ]
        )
        return quants.action_apply_inventory

    def identify(self, number):
        product = self._product(tracking="none")
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        place = {"product_id": product.id, "location_id": self.stock.id}
        quant = quants.create({**place, "inventory_quantity": number})
        quant.action_apply_inventory()
        product.tracking = self.tracking
        # No other product of the bench has lots of these names, of which users are warned.
        rows = [{"name": f"I-{n:05}", "quantity": 1} for n in range(number)]
        return lambda: quant.identify(rows, number)

    def produce(self, number):
        parts = [self._product(f"Bench part {n}", "lot") for n in range(2)]
        for part in parts:
            self._receive(part, 1, number)
        product = self._product()
        order = self._order(product, number, self._lots(product, number, "M"), parts, number)
        return order.button_mark_done

    def produce_of_serials(self, number):
        return self._order_of_serials(number).button_mark_done

    def _order_of_serials(self, number):
        part = self._product("Bench part")
        self._receive(part, number, 1)
        product = self._product(tracking="lot")
        return self._order(product, 1, self._lots(product, 1, "M"), [part], number)

    def unbuild(self, number):
        order = self._order_of_serials(number)
        order.button_mark_done()
        values = {"mo_id": order.id, "product_id": order.product_id.id, "product_qty": 1}
        values["lot_id"] = order.lot_producing_ids.id
        return self.env["mrp.unbuild"].create(values).action_unbuild

    def _order(self, product, quantity, lots, parts, amount):
        taken = [{"product_id": part.id, "product_uom_qty": amount} for part in parts]
        order = self.env["mrp.production"].create(
            {
                "product_id": product.id,
                "product_qty": quantity,
                "picking_type_id": self.house.manu_type_id.id,
                "lot_producing_ids": [Command.set(lots.ids)],
                "move_raw_ids": [Command.create(values) for values in taken],
            }
        )
        order.action_confirm()
        order.action_assign()
        order.qty_producing = quantity
        order.set_qty_producing()
        order.move_raw_ids.picked = True
        return order

    def scrap(self, number):
        scraps = self.env["stock.scrap"].create(
            [
                {"product_id": quant.product_id.id, "lot_id": quant.lot_id.id, "scrap_qty": 1}
                for quant in self._quants(self._stocked(number))
            ]
        )
        return scraps.do_scrap

    def _to_reserve(self, product, number):
        operation = self.house.out_type_id
        operation.reservation_method = "manual"
        moves = [(product, number * self.there, [])]
        return self._plan(operation, self.stock, self.customers, moves).action_assign

    def reserve(self, number):
        return self._to_reserve(self._stocked(number), number)

    def reserve_first_expired(self, number):
        strategy = self.env.ref("product_expiry.removal_fefo")
        values = {"name": "Bench", "removal_strategy_id": strategy.id}
        category = self.env["product.category"].create(values)
        product = self._product(use_expiration_date=True, expiration_time=90, categ_id=category.id)
        lots = self._receive(product, number, self.there)
        for rank, lot in enumerate(lots):
            lot.removal_date = Date.add(Date.today(), days=30 + rank * 7 % 60)
        return self._to_reserve(product, number)

    def deliver_untracked(self, number):
        products = self.env["product.product"].create(
            [{"name": f"Bench loose {n}", "is_storable": True} for n in range(number)]
        )
        for product in products:
            self.env["stock.quant"]._update_available_quantity(product, self.stock, 10)
        moves = [(product, 3, []) for product in products]
        picking = self._plan(self.house.out_type_id, self.stock, self.customers, moves)
        picking.action_assign()
        picking.move_ids.picked = True
        return picking.button_validate
