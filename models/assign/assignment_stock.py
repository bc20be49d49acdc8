"""Lots and serial numbers chosen from what is in stock: what is reserved first, ranges."""

from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.dates import dates_are_on, local_day, warehouse_zone
from .assignment_generate import split_number
from .traceability_assignment import RESERVED

LONGEST_RANGE = 100_000
MOST_LOTS = 5_000


class TraceabilityAssignment(models.AbstractModel):
    _inherit = "traceability.assignment"

    @api.private
    def propose_stock(self, move, quantity, names=()):
        """Choose what a reservation would take, in the same order.

        :param move: ``stock.move`` that takes goods out of stock
        :param float quantity: how much, in the product's own unit
        :param names: numbers in the list already, left out
        :return: list of rows, as many as the stock that nobody else reserved allows
        """
        unit, rows, left = move.product_id.uom_id, {}, quantity
        too_old = self.env["traceability.guard"].get_date_rule(move) or (lambda date: None)
        own = {}
        for line in move.move_line_ids:
            key = (line.lot_id, line.location_id, line.package_id, line.owner_id)
            own[key] = own.get(key, 0) + line.quantity_product_uom
        for quant in self._stock_of(move):
            if unit.compare(left, 0) <= 0:
                break
            key = (quant.lot_id, quant.location_id, quant.package_id, quant.owner_id)
            free = quant.quantity - quant.reserved_quantity + own.get(key, 0)
            part = min(left, free)
            lot = quant.lot_id
            if lot.name in names or unit.compare(part, 0) <= 0 or too_old(lot.expiration_date):
                continue
            rows[lot] = rows.get(lot, 0) + part
            left -= part
        return [
            {"move_id": move.id, "name": lot.name, "quantity": unit.round(share)}
            for lot, share in rows.items()
        ]

    def _stock_of(self, move):
        """Give the quants that a move may take from, in the order in which it should."""
        quants = self.env["stock.quant"]._gather(move.product_id, move.location_id)
        return quants.filtered(
            lambda quant: quant.lot_id and not quant.lot_id.is_on_hold and quant.quantity > 0
        )

    @api.private
    def reserved_lines(self, move):
        """Give ``stock.move.line`` of lots that give way to others chosen: reserved or assigned."""
        return move.move_line_ids.filtered(
            lambda line: line.lot_id and (line.is_assigned or not line.picked)
        )

    @api.private
    def reserved_rows(self, moves):
        """Give rows, checked, for the lots that are reserved for moves.

        What there is something to say of, such as that it is expired, is not among them.
        """
        rows = []
        for move in moves.filtered(lambda move: not move._should_bypass_reservation()):
            shares = defaultdict(float)
            for line in self.reserved_lines(move):
                if not line.lot_id.is_on_hold:
                    shares[line.lot_id] += line.quantity_product_uom
            unit = move.product_id.uom_id
            rows += [
                {
                    "move_id": move.id,
                    "name": lot.name,
                    "quantity": unit.round(share),
                    "note": RESERVED,
                }
                for lot, share in shares.items()
                if unit.compare(share, 0) > 0
            ]
        return [row for row in self.check_rows(moves, rows) if row["severity"] == "ok"]

    @api.private
    def lots_to_take(self, move, search=""):
        """Tell of the lots that a move can take, in the order in which it should.

        :param move: ``stock.move`` that takes goods out of stock
        :param str search: a part of the lots' names
        :return: list of dicts, with the lot's ``id`` and ``name``; ``quantity`` and ``free``, in
            the product's unit, the latter without what others reserved; ``picked`` for the move
            already; ``locations``, in words;
            ``date`` (ISO text or None) on which it expires or, where products have no such dates,
            came in; ``problem`` that there is with it, in words
        """
        has_dates = dates_are_on(self.env) and move.product_id.use_expiration_date
        rule = self.env["traceability.guard"].get_date_rule(move) or (lambda date: None)
        zone = warehouse_zone(move.picking_type_id)
        own, picked = defaultdict(float), defaultdict(float)
        reserving = set(self.reserved_lines(move).ids)
        for line in move.move_line_ids:
            (own if line.id in reserving else picked)[line.lot_id] += line.quantity_product_uom
        found = defaultdict(list)
        for quant in self._first_stock_of(move, search):
            found[quant.lot_id].append(quant)
        unit, lots = move.product_id.uom_id, []
        for lot, quants in found.items():
            quantity = sum(quant.quantity for quant in quants)
            reserved = sum(quant.reserved_quantity for quant in quants)
            problem = self.env._("On hold") if lot.is_on_hold else rule(lot.expiration_date)
            moment = lot.expiration_date if has_dates else min(quant.in_date for quant in quants)
            lots.append(
                {
                    "id": lot.id,
                    "name": lot.name,
                    "quantity": unit.round(quantity),
                    "free": unit.round(quantity - reserved + own[lot]),
                    "picked": unit.round(picked[lot]),
                    "locations": ", ".join(
                        dict.fromkeys(quant.location_id.display_name for quant in quants)
                    ),
                    "date": moment and local_day(moment, zone).isoformat(),
                    "problem": problem or "",
                }
            )
        return lots

    def _first_stock_of(self, move, search):
        """As :meth:`_stock_of`, of lots with names like that; where there are very many, those
        that come first as far as the database can tell.
        """
        quants = self.env["stock.quant"]
        # Not core's domain to reserve by, which leaves out what is on hold.
        domain = Domain("product_id", "=", move.product_id.id) & Domain("lot_id", "!=", False)
        domain &= Domain("location_id", "child_of", move.location_id.id)
        domain &= Domain("quantity", ">", 0)
        place = move.location_dest_id
        takes_held = place.usage == "inventory" or place.is_in_quarantine()
        if not takes_held:
            domain &= Domain("lot_id.is_on_hold", "=", False)
        if search:
            domain &= Domain("lot_id.name", "ilike", search)
        is_plain = not search and not takes_held
        if is_plain and quants.search_count(domain, limit=MOST_LOTS + 1) <= MOST_LOTS:
            return self._stock_of(move)
        strategy = quants._get_removal_strategy(move.product_id, move.location_id)
        order = quants._get_removal_strategy_order(strategy) or None
        first = quants.search(domain & Domain("lot_id.reserve_first", "=", True), order=order)
        return first | quants.search(domain, order=order, limit=MOST_LOTS)

    @api.private
    def expand_ranges(self, rows, moves):
        """Replace ranges such as ``SN001-SN100`` by the numbers between that are in stock.

        :param list rows: as :meth:`parse_text` gives them
        :param moves: ``stock.move``; ranges are for those that take goods out of stock
        :return: (list of rows, number of those in the ranges that are not in stock)
        :raise UserError: for a range too long to be meant
        """
        by_id = {move.id: move for move in moves}
        expanded, absent = [], 0
        ranges = {
            row["row"]: (prefix, low, high, suffix)
            for row in rows
            if row["move_id"] in by_id
            and not by_id[row["move_id"]]._should_bypass_reservation()
            and (found := _range(row["name"]))
            for prefix, low, high, suffix in [found]
        }
        stock = self._names_in_stock(by_id, rows) if ranges else {}
        for row in rows:
            names = stock.get(row["move_id"], {})
            if row["row"] not in ranges or row["name"] in names:
                expanded.append(row)
                continue
            prefix, low, high, suffix = ranges[row["row"]]
            if int(high) - int(low) >= LONGEST_RANGE:
                raise UserError(
                    self.env._(
                        "%(range)s: this range is too long. Split it.", range=row["name"][:80]
                    )
                )
            inside = [
                name
                for number in range(int(low), int(high) + 1)
                if (name := f"{prefix}{str(number).zfill(len(low))}{suffix}") in names
            ]
            absent += int(high) - int(low) + 1 - len(inside)
            if not inside:
                expanded.append(row)
            for name in inside:
                share = row["quantity"] if row["quantity"] is not None else names[name]
                expanded.append({**row, "name": name, "quantity": share})
        return expanded, absent

    def _names_in_stock(self, by_id, rows):
        """Give {move id: {name: quantity where the move takes it from}}."""
        stock = {}
        for id_ in {row["move_id"] for row in rows} & by_id.keys():
            names = stock[id_] = {}
            for quant in self._stock_of(by_id[id_]):
                names[quant.lot_id.name] = names.get(quant.lot_id.name, 0) + quant.quantity
        return stock


def _range(text):
    """Give the prefix, first digits, last digits and suffix of a range of numbers, or None."""
    if len(text) > 520:
        return None
    for sign in ("...", "..", "\u2026", "\u2013", " - ", "-"):
        for index in _positions(text, sign):
            low, high = text[:index].strip(), text[index + len(sign) :].strip()
            if not low or not high or not any(c in "0123456789" for c in low):
                continue
            (prefix, first, suffix), (same, last, end) = split_number(low), split_number(high)
            # SN001-100 is as clear as SN001-SN100.
            is_same = (same, end) in ((prefix, suffix), ("", suffix))
            if is_same and len(first) <= len(last) < 19 and int(first) <= int(last):
                return prefix, first, last, suffix
    return None


def _positions(text, sign):
    index = text.find(sign)
    while index >= 0:
        yield index
        index = text.find(sign, index + 1)
