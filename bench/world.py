"""The world that traces are measured in: lots of several shapes, in a database that grows."""

from odoo.sql_db import db_connect

from .history import History

TRANSFERS = 400
MANY_TRANSFERS = 10_000
ORDERS = 10_000
DELIVERIES_EACH = 5
UNITS = 2_000  # that one order used, and that it made, unpaired
# The mass: two generations of orders, and lots that are received, moved and shipped.
PASTES = 2_000
SAUCES = 18_000
SIZES = (10_000, 100_000, 1_000_000)
LOTS = 200_000


class World:
    """Histories of the shapes that are traced, among as many other movements as wanted."""

    def __init__(self, env):
        self.env, self.history = env, History(env)
        self.patterns = self._patterns()
        self.typical = self.travelled = self.far_travelled = self.raw = None
        self.parts = self.units = self.shipped = None
        self.lots = 0

    def _patterns(self):
        """:return: {name: a real done line to copy}"""
        history, house = self.history, self.history.warehouse
        ways = {
            "received": (house.in_type_id, history.vendors, history.stock),
            "moved": (house.int_type_id, history.stock, history.shelf),
            "shipped": (house.out_type_id, history.stock, history.customers),
            "used": (house.int_type_id, history.stock, history.production),
            "made": (house.in_type_id, history.production, history.stock),
        }
        patterns = {}
        company = house.company_id
        was_strict, company.strict_traceability = company.strict_traceability, False  # no orders
        for name, product in (
            *(("received", history.raw), ("used", history.raw), ("used", history.paste)),
            *(("made", history.paste), ("made", history.made), ("shipped", history.made)),
            *(("received", history.other), ("moved", history.other), ("shipped", history.other)),
        ):
            lot = history.lot(product, f"BENCH-{name}-{product.name}")
            if ways[name][1] in (history.stock, history.shelf):
                self._stock_up(lot)
            patterns[name, product] = history.transfer(*ways[name], lot)
        company.strict_traceability = was_strict
        return patterns

    def _stock_up(self, lot):
        self.env["stock.quant"]._update_available_quantity(
            lot.product_id, self.history.stock, 10, lot_id=lot
        )

    def grow(self, size):
        """Add movements until there are so many, and leave the database as a live one is.

        Committed, cleaned and counted: the planner knows what autovacuum would have told it.
        """
        if not self.typical:
            self._small()
        elif size == SIZES[-1]:
            self._large()
        self._fill_up(size)
        self._settle()

    def add_large_order(self):
        """Let one order use and make many units, each linked to each, and ship what it made."""
        history = self.history
        sides = []
        for name, product in (("used", history.paste), ("made", history.made)):
            lots = history.lots(product, UNITS, f"BENCH-UNIT-{name}")
            sides.append((lots, history.one_move(self.patterns[name, product], lots)))
            self.lots += UNITS
        (parts, inputs), (units, outputs) = sides
        history.link_each(inputs, outputs)
        # A transfer of its own: that of the pattern ships all other lots as well.
        house, lot = history.warehouse, history.lot(history.made, "BENCH-UNIT-FIRST")
        history.transfer(house.in_type_id, history.vendors, history.stock, lot)
        shipment = history.transfer(house.out_type_id, history.stock, history.customers, lot)
        history.one_move(shipment, units)
        self.shipped = shipment.picking_id
        self.parts, self.units = map(self.env["stock.lot"].browse, (parts, units))
        self._settle()

    def _settle(self):
        self.history.fill_places()
        self.env.cr.commit()
        with db_connect(self.env.cr.dbname).cursor() as cursor:
            cursor._cnx.autocommit = True
            cursor.execute("VACUUM ANALYZE")

    def _fill_up(self, size):
        """Add lots that are received, go to and fro, and are shipped."""
        room = size - self.count()
        if room <= 0:
            return
        each = 6
        number = room // each
        if size == SIZES[-1]:
            # As many lots as wanted share the movements that are still missing.
            number = max(LOTS - self.lots, 1)
            each = max(room // number // 2 * 2, 2)
        history, other = self.history, self.history.other
        lots = history.lots(other, number, f"BENCH-O{size}")
        self.lots += number
        self._move("received", other, lots)
        if each > 2:
            self._move("moved", other, lots, each=each - 2, reverse_every=2)
        self._move("shipped", other, lots)
        # What is missing still came again, and lies there.
        rest = room - number * each
        while rest > 0:
            self._move("received", other, lots[:rest])
            rest -= len(lots)

    def _small(self):
        """Build what is traced at every size: lots of two generations, and a lot that travels."""
        self.typical = self._two_generations(100, 900)
        self.travelled = self._travelled("BENCH-TRAVELLED", TRANSFERS)

    def _large(self):
        self._two_generations(PASTES - 100, SAUCES - 900)
        self.far_travelled = self._travelled("BENCH-FAR", MANY_TRANSFERS)
        self.raw = self._widely_used()

    def _two_generations(self, pastes, sauces):
        """Each raw lot goes into 6 lots of paste, each of these into 18 lots of sauce.

        :return: one of the raw lots
        """
        history, prefix = self.history, f"BENCH-{pastes}"
        raws = history.lots(history.raw, pastes // 2, f"{prefix}-RAW")
        self._move("received", history.raw, raws, quantity=6)
        paste_lots = history.lots(history.paste, pastes, f"{prefix}-PASTE")
        self._make(history.paste, paste_lots, history.raw, raws, parts=3, quantity=18, day=20)
        sauce_lots = history.lots(history.made, sauces, f"{prefix}-SAUCE")
        self._make(history.made, sauce_lots, history.paste, paste_lots, parts=2, day=40)
        self._move("shipped", history.made, sauce_lots, day=60)
        self.lots += len(raws) + pastes + sauces
        return self.env["stock.lot"].browse(raws[len(raws) // 2])

    def _move(self, name, product, lots, **options):
        return self.history.movements(self.patterns[name, product], lots, **options)

    def _make(self, product, lots, component, component_lots, parts, quantity=1, day=20):
        """Make each lot from one of each of several lots, in an order of its own.

        :param int day: later than that on which these lots came in
        """
        history, number = self.history, len(component_lots)
        orders = history.orders(product, len(lots))
        documents = orders and ("production_id", orders)
        made = self._move("made", product, lots, orders=documents, quantity=quantity, day=day)
        for part in range(parts):
            chosen = [
                component_lots[(index + part * number // parts) % number]
                for index in range(len(lots))
            ]
            documents = orders and ("raw_material_production_id", orders)
            used = self._move("used", component, chosen, orders=documents, day=day)
            history.link(used, made)

    def _travelled(self, name, transfers):
        """:return: the delivery of a lot that went to and fro"""
        history, house = self.history, self.history.warehouse
        lot = history.lot(history.raw, name)
        history.transfer(house.in_type_id, history.vendors, history.stock, lot)
        line = history.transfer(house.int_type_id, history.stock, history.shelf, lot)
        history.movements(line, [lot.id], each=transfers, reverse_every=2)
        history.transfer(house.int_type_id, history.shelf, history.stock, lot)
        self.lots += 1
        return history.transfer(house.out_type_id, history.stock, history.customers, lot).picking_id

    def _widely_used(self):
        """:return: a raw lot that went into many finished lots, each delivered several times"""
        history = self.history
        raw = history.lot(history.raw, "BENCH-RAW")
        self._move("received", history.raw, [raw.id], quantity=ORDERS)
        finished = history.lots(history.made, ORDERS, "BENCH-MADE")
        self._make(history.made, finished, history.raw, [raw.id], 1, quantity=DELIVERIES_EACH)
        self._move("shipped", history.made, finished, each=DELIVERIES_EACH, day=40)
        self.lots += ORDERS + 1
        return raw

    def count(self):
        return self.env["stock.move.line"].search_count([("state", "=", "done")])
