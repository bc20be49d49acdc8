"""What is known of the moves, lots and stock that a list of numbers is about, read all at once."""

import math
from collections import defaultdict
from functools import cached_property

from odoo.fields import Domain

from ...tools.locations import OURS
from ...tools.number_text import of_names

CLOSED = ("done", "cancel")


class Lookup:
    """A few queries over all rows; the rules of the check only look things up here.

    :param env: of the user who checks
    :param moves: ``stock.move``
    :param list rows: raw
    :param bool are_totals: see ``check_rows``
    """

    def __init__(self, env, moves, rows, are_totals=False):
        self.env = env
        self.are_totals = are_totals
        # A move that is not stored, which stands for goods without a document, is number 0.
        self.moves = {move.id or 0: move for move in moves}
        self.rows = [row for row in rows if row["move_id"] in self.moves]
        self.nobody = env["res.company"]
        # Plain values: reading a field ten thousand times takes longer than all queries.
        self.product_id = {move.id: move.product_id.id for move in moves}
        self.is_serial = {move.id: move.product_id.tracking == "serial" for move in moves}
        self.has_dates = {move.id: move.product_id.use_expiration_date for move in moves}
        self.demand = {move.id: move.product_qty for move in moves}
        self.takes_stock = {move.id: not move._should_bypass_reservation() for move in moves}
        self.date_rules = {move.id: env["traceability.guard"].get_date_rule(move) for move in moves}
        names = {row["name"] for row in self.rows if row["name"]}
        products = moves.product_id
        self.lots = env["traceability.assignment"].named_lots(products, names)
        self.patterns = {
            product.id: product.get_lot_name_pattern() if moves.company_id.is_strict() else None
            for product in products
        }
        self.seen, self.totals, self.assigned = {}, defaultdict(float), {}
        self.foreign = self._foreign(products, names)
        self._read_lines(moves)
        self._read_stock()
        self.elsewhere = self._read_elsewhere(moves, names)
        self._read_places(moves)
        self._count()

    # -- read -------------------------------------------------------------------------------------
    def _foreign(self, products, names):
        """Give {name: another product that the user may see and that has it}."""
        unknown = names - {name for _product, name in self.lots}
        found = self.env["stock.lot"].search_fetch(
            Domain("product_id", "not in", products.ids) & of_names(unknown),
            ["name", "product_id"],
            order="id",
        )
        foreign = {lot.name: lot.product_id.display_name for lot in found}
        for row in self.rows:  # or of another line of the same transfer
            own = self.moves[row["move_id"]].product_id
            for product in products - own:
                if (product.id, row["name"]) in self.lots:
                    foreign[row["name"]] = product.display_name
        return foreign

    def _read_lines(self, moves):
        """What the moves' own lines have already."""
        self.own, self.own_stock = defaultdict(list), defaultdict(float)
        self.on_lines = defaultdict(float)
        for line in moves.lines_named({row["name"] for row in self.rows if row["name"]}):
            name = line.lot_id.name or line.lot_name
            self.own[line.move_id.id, name].append(line.quantity_product_uom)
            self.on_lines[line.move_id.id, name] += line.quantity_product_uom
            self.own_stock[line.lot_id.id, line.location_id.id] += line.quantity_product_uom

        elsewhere = self.env["traceability.assignment"].lots_without_lines(moves)
        for move, lot, quantity in elsewhere:
            self.own[move.id, lot.name].append(quantity)

    def _read_stock(self):
        lots = [lot.id for same in self.lots.values() for lot in same]
        # Superuser: a number lies in one place, whoever may see that place.
        groups = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                Domain("lot_id", "in", lots) & Domain("quantity", ">", 0),
                ["lot_id", "location_id"],
                ["quantity:sum", "reserved_quantity:sum"],
            )
        )
        self.quants = defaultdict(list)
        for lot, *place in groups:
            self.quants[lot.id].append(tuple(place))
        guard = self.env["traceability.guard"]
        none = self.env["stock.move.line"]
        # Superuser: as the stock above, so the history.
        self.history = guard.read_history(self.env["stock.lot"].sudo().browse(lots), none)

    def _read_elsewhere(self, moves, names):
        """Give {(product id, name): document} of numbers that other open moves bring in."""
        # Superuser: a number is given once, whoever may see where.
        lines = (
            self.env["stock.move.line"]
            .sudo()
            .search_fetch(
                Domain("product_id", "in", moves.product_id.ids)
                & Domain("state", "not in", CLOSED)
                & Domain("move_id", "not in", moves.ids)
                & Domain("location_id.usage", "not in", OURS)
                & (
                    Domain("lot_name", "in", list(names)) | Domain("lot_id.name", "in", list(names))
                ),
                ["product_id", "lot_name", "lot_id", "reference"],
                order="id",
            )
        )
        return {
            (line.product_id.id, line.lot_id.name or line.lot_name): line.reference or "?"
            for line in lines
        }

    def _read_places(self, moves):
        texts = {row["location"] for row in self.rows if row.get("location")}
        places = self.env["stock.location"].search(
            Domain("id", "child_of", moves.location_dest_id.ids)
            & Domain("usage", "!=", "view")
            & Domain.OR(
                [(name, "in", list(texts))] for name in ("name", "complete_name", "barcode")
            )
        )
        self.found_places = defaultdict(list)
        for place in places:
            for text in {place.name, place.complete_name, place.barcode} - {False}:
                self.found_places[text].append(place)
        names = {row["package"] for row in self.rows if row.get("package")}
        packages = self.env["stock.package"].search(Domain("name", "in", list(names)))
        self.packages = {package.name: package for package in packages}

    def _count(self):
        """How much of each move has no number, but for what the list is about."""
        assignment = self.env["traceability.assignment"]
        unsaid, said, named = defaultdict(int), defaultdict(float), defaultdict(set)
        counted = set()
        for row in self.rows:
            move = self.moves[row["move_id"]]
            quantity, key = row["quantity"], self.key(move, row)
            is_bad = "quantity" in row.get("bad", {}) or not math.isfinite(quantity or 0)
            if not is_bad and key not in counted:
                counted.add(key)
                unsaid[move.id] += quantity is None
                said[move.id] += quantity or 0
            if self.are_totals or self.is_assigned(move, row):
                named[move.id].add(row["name"])
        self.missing = {
            move.id: assignment.missing_quantity(move, named[move.id])
            for move in self.moves.values()
        }
        self.rest = {
            id_: self.missing[id_] - said[id_] for id_, count in unsaid.items() if count == 1
        }

    # -- look up ----------------------------------------------------------------------------------
    def quantity(self, move, row):
        """Give the quantity of a row; if it has none, one unit or what is missing for one lot."""
        if row["quantity"] is not None or "quantity" in row.get("bad", {}):
            return row["quantity"]
        if self.is_serial[move.id]:
            return 1.0
        rest = self.rest.get(move.id, 0)
        return rest if move.product_id.uom_id.compare(rest, 0) > 0 else None

    def found(self, move, row):
        """Give the ids of what the row names."""
        place = self.location(move, row["location"]) if row.get("location") else None
        package = self.packages.get(row.get("package"))
        lot = self.lot(move, row)
        ids = {"lot_id": lot, "location_dest_id": place, "result_package_id": package}
        found = {name: record.id for name, record in ids.items() if record}
        return found | ({"assigned": True} if self.is_assigned(move, row) else {})

    def lot(self, move, row):
        """Give the lot of a row's number that the move may use, or an empty one."""
        lots = self.lots.get((self.product_id[move.id], row["name"]), ())
        fitting = (lot for lot in lots if lot.company_id in (move.company_id, self.nobody))
        return next(fitting, self.env["stock.lot"])

    def holds(self, move, row):
        """Tell whether the guard lets no lot on hold go where the row says."""
        place = self.location(move, row.get("location")) or move.location_dest_id
        return place.usage != "inventory" and not place.is_in_quarantine()

    def remember(self, move, row):
        self.seen.setdefault(self.key(move, row), row["row"])
        if row["quantity"] and math.isfinite(row["quantity"]):
            self.totals[move.id] += row["quantity"]

    def key(self, move, row):
        """Give what may be in the list once; a lot may go to several places."""
        if self.is_serial[move.id]:
            return self.product_id[move.id], row["name"]
        return move.id, row["name"], row.get("location"), row.get("package")

    def is_assigned(self, move, row):
        """Tell whether a line of the move, that no row before stands for, says the same."""
        own = self.own.get((move.id, row["name"]))
        if own is None or self.is_serial[move.id]:
            return own is not None
        if row["quantity"] is None:
            return False
        key = self.key(move, row)
        if key not in self.assigned:
            self.assigned[key] = _use_up(own, row["quantity"], move.product_id.uom_id)
        return self.assigned[key]

    def changes(self, move, row, lot):
        """Tell whether a row changes its lot: an earlier list brought it, and it has not moved."""
        return not self.are_totals and lot.id not in self.history and self.is_assigned(move, row)

    def takes(self, move):
        """Tell whether the move takes goods that are in stock."""
        return self.takes_stock[move.id]

    def creates(self, move):
        operation = move.picking_type_id
        return operation.use_create_lots if operation else True

    def places(self, lot, usages):
        """Give [(location, quantity, reserved quantity)] where the lot is."""
        return [entry for entry in self.quants[lot.id] if entry[0].usage in usages]

    def is_inside(self, place, outer):
        # Superuser: what is seen may lie in a location that is not.
        return place.parent_path.startswith(outer.sudo().parent_path)

    def stock(self, move, lot):
        """Give how much of a lot is where the move takes it, and how much others reserved."""
        there = reserved = 0.0
        for place, quantity, held in self.quants[lot.id]:
            if self.is_inside(place, move.location_id):
                there += quantity
                reserved += held - self.own_stock[lot.id, place.id]
        return there, max(0.0, reserved)

    def takes_only_new(self, move, lot):
        """Tell whether the guard will refuse the lot, for it has been used before."""
        if move.is_inventory:  # what is counted: a unit with a number that moved is another one
            return self.is_serial[move.id] and lot.id in self.history
        return (move.id, lot.id) in self.refused

    @cached_property
    def refused(self):
        """{(move id, lot id)} that the guard will refuse, judged for all rows at once."""
        pairs = {
            (self.moves[row["move_id"]], lot)
            for row in self.rows
            for lot in self.lots.get((self.moves[row["move_id"]].product_id.id, row["name"]), ())
            if lot.id in self.history
        }
        # Superuser, as the guard that judges them.
        lines = self.env["stock.move.line"].sudo()
        lines = lines.concat(
            *(
                lines.new(
                    {
                        "move_id": move.id,
                        "picking_id": move.picking_id.id,
                        "product_id": move.product_id.id,
                        "location_id": move.location_id.id,
                        "location_dest_id": move.location_dest_id.id,
                        "lot_id": lot.id,
                    }
                )
                for move, lot in pairs
                if move.company_id.is_strict()
            )
        )
        guard = self.env["traceability.guard"]
        used = lines.filtered(guard.takes_only_new)
        used -= guard.filter_returning(used, self.history)
        return {(line.move_id.id, line.lot_id.id) for line in used}

    def location(self, move, text):
        return next(
            (
                place
                for place in self.found_places.get(text, ())
                if self.is_inside(place, move.location_dest_id)
            ),
            None,
        )

    def fits_package(self, move, package):
        return self.is_inside(package.location_id, move.location_dest_id)


def _use_up(quantities, quantity, unit):
    """Take a quantity, or several that are as much together, out of a list.

    :return: whether it was there
    """
    for index, own in enumerate(quantities):
        if not unit.compare(quantity, own):
            del quantities[index]
            return True
    is_all = bool(quantities) and not unit.compare(quantity, sum(quantities))
    if is_all:
        quantities.clear()
    return is_all
