"""What a correction of lots does to the stock, worked out whole before anything is written."""

from collections import defaultdict

from odoo.fields import Datetime, Domain
from odoo.tools import format_date, groupby

from ...tools.locations import HELD, OURS

# Where corrected goods are followed from; what left for a vendor or was scrapped is out of sight.
FOLLOWED = (*HELD, "production")


def source(line):
    """:return: what identifies the stock that a line takes from, but for the lot"""
    return line.location_id, line.package_id, line.owner_id


def target(line):
    """:return: what identifies the stock that a line adds to, but for the lot"""
    return line.location_dest_id, line.result_package_id, line.owner_id


class CorrectionPlan:
    """The done lines of the lots concerned, played twice: as recorded, and as they should be.

    ``lots`` holds the answer, {line id: right lot}, and ``wrong`` the lots recorded so far;
    ``asked`` are the lines that were asked for, the others follow from them; ``problems`` says
    why it cannot be done, and is empty when it can.
    Nothing is written here.
    """

    def __init__(self, lots_by_line, follow=True):
        """
        :param dict lots_by_line: {done line: right lot}, in superuser mode, only real changes,
            each lot one of the line's product
        :param bool follow: correct also what the goods did afterwards under the wrong lot
        """
        self.lines = next(iter(lots_by_line)).browse(line.id for line in lots_by_line)
        self.env = self.lines.env
        self.lots = {line.id: lot for line, lot in lots_by_line.items()}
        self.asked = frozenset(self.lots)
        self.problems = []
        self._recorded = defaultdict(lambda: defaultdict(float))  # lot: {place: quantity}
        self._corrected = defaultdict(lambda: defaultdict(float))
        self._arrived = defaultdict(list)  # (wrong lot, place): [[right lot, quantity], ...]
        self._stayed = ()  # of one instant: recorded and corrected {(lot, place): quantity}
        self._fed_by = set()  # (wrong lot, move) of what is corrected
        self._told = set()
        for _date, lines in groupby(self._history(), key=lambda line: line.date):
            self._play(list(lines), follow)
        followed = [line_id for line_id in self.lots if line_id not in self.asked]
        self.lines = (self.lines | self.lines.browse(followed)).sorted(_when)
        self.wrong = {line.id: line.lot_id for line in self.lines}
        self.deltas = self._deltas()
        self.quants = self._quants()
        self._check_quants()

    # -- what happened ------------------------------------------------------------------------
    def all_lots(self):
        """:return: every lot that loses or gains a movement"""
        right = self.env["stock.lot"].union(*self.lots.values())
        return right | self.lines.lot_id

    def _history(self):
        domain = Domain("lot_id", "in", self.all_lots().ids)
        lotless = self.lines.filtered(lambda line: not line.lot_id)
        if lotless:
            domain |= Domain("lot_id", "=", False) & Domain(
                "product_id", "in", lotless.product_id.ids
            )
        lines = self.lines.search(domain & Domain("state", "=", "done"))
        return lines.filtered("product_id.is_storable").sorted(_when)

    def _play(self, lines, follow):
        """Play what was done at one instant, and then look whether the stock still holds."""
        self._stayed = (defaultdict(float), defaultdict(float))
        for line in lines:
            if follow and line.id not in self.lots:
                self._follow(line)
            self._book(line)
        for line in sorted(lines, key=lambda line: line.id not in self.asked):
            for lot in {line.lot_id, self.lots.get(line.id, line.lot_id)}:
                self._check_stock(lot, source(line), lines)
                self._check_stock(lot, target(line), lines)
                self._check_serial(lot, line)

    def _book(self, line):
        quantity, right = line.quantity_product_uom, self.lots.get(line.id, line.lot_id)
        for ledger, lot in ((self._recorded, line.lot_id), (self._corrected, right)):
            ledger[lot][source(line)] -= quantity
            ledger[lot][target(line)] += quantity
        if source(line) == target(line):
            # What is repaired where it lies leaves no trace in the sums, and had to be there.
            self._stayed[0][line.lot_id, source(line)] += quantity
            self._stayed[1][right, source(line)] += quantity
        if line.id in self.lots and line.lot_id and line.location_dest_id.usage in FOLLOWED:
            self._arrived[line.lot_id, target(line)].append([right, quantity])
            self._fed_by.add((line.lot_id, line.move_id))

    # -- what follows -------------------------------------------------------------------------
    def _follow(self, line):
        """Correct a later line too when it took what came here under the wrong lot.

        It did when otherwise more of that lot had left the place than was there, or when it is
        the return, or the next step, of a corrected movement of that very serial number.
        """
        arrived = self._arrived.get((line.lot_id, source(line)), [])
        if not arrived or not (self._falls_short(line) or self._is_fed(line)):
            return
        for batch in arrived:
            if line.product_uom_id.compare(batch[1], line.quantity_product_uom) >= 0:
                batch[1] -= line.quantity_product_uom
                self.lots[line.id] = batch[0]
                return

    def _falls_short(self, line):
        left, place = line.quantity_product_uom, source(line)
        recorded = self._recorded[line.lot_id][place] - left
        corrected = self._corrected[line.lot_id][place] - left
        return line.product_id.uom_id.compare(corrected, min(0, recorded)) < 0

    def _is_fed(self, line):
        before = line.move_id.move_orig_ids | line.move_id.origin_returned_move_id
        return line.product_id.tracking == "serial" and any(
            (line.lot_id, move) in self._fed_by for move in before
        )

    # -- whether it can be --------------------------------------------------------------------
    def _check_stock(self, lot, place, lines):
        """No place gives more of a lot than it holds; what was wrong before may stay as wrong."""
        recorded = self._recorded[lot][place] - self._stayed[0][lot, place]
        corrected = self._corrected[lot][place] - self._stayed[1][lot, place]
        uom = lines[0].product_id.uom_id
        if place[0].usage not in HELD or uom.compare(corrected, min(0, recorded)) >= 0:
            return
        if (lot, place) in self._told:
            return
        self._told.add((lot, place))
        takes = [line for line in lines if self._right(line) == lot and source(line) == place]
        line = min(takes or lines, key=lambda line: line.id not in self.asked)
        words = self._words(line, lot, place)
        if line.id in self.asked:
            problem = self.env._(
                "%(document)s, %(product)s: %(lot)s was not in %(place)s on %(date)s, so it cannot"
                " have been taken from there. Choose a number that was, or swap the two.",
                **words,
            )
        else:
            problem = self.env._(
                "%(document)s, %(product)s: %(lot)s would no longer be in %(place)s on %(date)s,"
                " when this took it from there. Correct this movement too, or swap the two"
                " numbers.",
                **words,
            )
        self.problems.append(problem)

    def _check_serial(self, lot, line):
        """A serial number is one unit in one place at any time."""
        if line.product_id.tracking != "serial" or not lot:
            return
        if any(told == lot for told, _place in self._told):
            return
        held = [place for place, count in self._corrected[lot].items() if _is_held(place, count)]
        count = _held(self._corrected[lot])
        if count > max(1, _held(self._recorded[lot])):
            self._told.add((lot, held[0]))
            words = self._words(line, lot, held[0])
            words["place"] = ", ".join(place[0].display_name for place in held)
            self.problems.append(
                self.env._(
                    "%(document)s, %(product)s: %(lot)s would be there more than once on %(date)s,"
                    " in %(place)s. Choose another number, or swap the two.",
                    **words,
                )
            )

    def _right(self, line):
        return self.lots.get(line.id, line.lot_id)

    def _words(self, line, lot, place):
        return {
            "document": line.reference or line.move_id.reference or "",
            "product": line.product_id.display_name,
            "lot": lot.name or self.env._("stock without lot"),
            "place": " · ".join(record.display_name for record in place if record),
            "date": format_date(self.env, Datetime.context_timestamp(line, line.date)),
        }

    # -- today's stock ------------------------------------------------------------------------
    def _deltas(self):
        """:return: {(product, lot, place): what it gains}, without what comes to nothing"""
        deltas = defaultdict(float)
        for line in self.lines.filtered("product_id.is_storable"):
            product, quantity = line.product_id, line.quantity_product_uom
            for lot, sign in ((self.lots[line.id], 1), (line.lot_id, -1)):
                deltas[product, lot, source(line)] -= sign * quantity
                deltas[product, lot, target(line)] += sign * quantity
        return {key: gain for key, gain in deltas.items() if not key[0].uom_id.is_zero(gain)}

    def _quants(self):
        """:return: {(product, lot, place): quants}, of what changes"""
        quants = defaultdict(self.env["stock.quant"].browse)
        found = self.env["stock.quant"].search(
            Domain("product_id", "in", self.lines.product_id.ids)
            & Domain("location_id", "in", [place[0].id for _product, _lot, place in self.deltas])
            & Domain("lot_id", "in", [*self.all_lots().ids, False])
        )
        for quant in found:
            place = (quant.location_id, quant.package_id, quant.owner_id)
            quants[quant.product_id, quant.lot_id, place] |= quant
        return quants

    def quantity_now(self, key):
        """:return: what the stock holds today of a (product, lot, place)"""
        return sum(self.quants[key].mapped("quantity")) if key in self.quants else 0.0

    def _check_quants(self):
        """Today's stock must allow it: nothing below zero, nothing that is picked already."""
        picked = self._picked()
        for key, gain in self.deltas.items():
            product, lot, place = key
            now = self.quantity_now(key)
            if gain > 0 or place[0].usage not in OURS:
                continue
            words = {
                "product": product.display_name,
                "lot": lot.name or self.env._("stock without lot"),
                "place": " · ".join(record.display_name for record in place if record),
            }
            if product.uom_id.compare(now + gain, min(0, now)) < 0:
                if (lot, place) not in self._told:
                    self.problems.append(
                        self.env._(
                            "%(product)s, %(lot)s: there is not enough of it in %(place)s today."
                            " Count it there first.",
                            **words,
                        )
                    )
            elif product.uom_id.compare(now + gain, picked[key][0]) < 0:
                words["document"] = ", ".join(picked[key][1])
                self.problems.append(
                    self.env._(
                        "%(product)s, %(lot)s: %(document)s has picked it in %(place)s. Validate"
                        " or unpick that first.",
                        **words,
                    )
                )

    def _picked(self):
        """:return: {(product, lot, place): (quantity, documents)} of lines picked and not done"""
        lines = self.lines.search(
            Domain("product_id", "in", self.lines.product_id.ids)
            & Domain("lot_id", "in", [*self.all_lots().ids, False])
            & Domain("state", "not in", ("draft", "done", "cancel"))
            & Domain("picked", "=", True)
        )
        picked = defaultdict(lambda: (0.0, set()))
        for line in lines:
            quantity, documents = picked[line.product_id, line.lot_id, source(line)]
            picked[line.product_id, line.lot_id, source(line)] = (
                quantity + line.quantity_product_uom,
                documents | {line.reference or line.product_id.display_name},
            )
        return picked


def _when(line):
    return line.date, line.id


def _is_held(place, quantity):
    return place[0].usage in HELD and quantity > 0


def _held(places):
    return sum(quantity for place, quantity in places.items() if _is_held(place, quantity))
