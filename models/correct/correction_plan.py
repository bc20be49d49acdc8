"""What a correction of lots does to the stock, worked out whole before anything is written."""

from collections import defaultdict

from odoo.fields import Datetime, Domain
from odoo.tools import format_date, groupby

from ...tools.listing import first_names
from ...tools.locations import HELD, OURS, QuantKey

# Where corrected goods are followed from; what left for a vendor or was scrapped is out of sight.
FOLLOWED = (*HELD, "production")


class CorrectionPlan:
    """The done lines of the lots concerned, played twice: as recorded, and as they should be.

    ``quantities`` holds what lines should have moved, {line id: quantity in the product's unit}.
    ``lots`` holds the answer, {line id: right lot}, and ``wrong`` the lots recorded so far;
    ``asked`` are the lines that were asked for, the others follow from them; ``problems`` says
    why it cannot be done, and is empty when it can.
    Nothing is written here.
    """

    def __init__(self, lots_by_line, follow=True, quantities=None):
        """
        :param dict lots_by_line: {done line: right lot}, in superuser mode, only real changes,
            each lot one of the line's product
        :param bool follow: correct also what the goods did afterwards under the wrong lot
        :param dict quantities: {line id: right quantity}, of lines that keep their lot; then
            nothing follows
        """
        self.quantities = quantities or {}
        self.lines = next(iter(lots_by_line)).browse(line.id for line in lots_by_line)
        self.env = self.lines.env
        self.lots = {line.id: lot for line, lot in lots_by_line.items()}
        self.asked = frozenset(self.lots)
        self.problems = []
        self._recorded = defaultdict(lambda: defaultdict(float))  # lot: {QuantKey: quantity}
        self._corrected = defaultdict(lambda: defaultdict(float))
        self._arrived = defaultdict(list)  # QuantKey of a wrong lot: [[right lot, quantity], ...]
        self._stayed = ()  # of one instant: recorded and corrected {QuantKey with lot: quantity}
        self._fed_by = set()  # (wrong lot, move) of what is corrected
        self._reported = set()  # (lot, QuantKey) that a problem names
        for _date, lines in groupby(self._read_history(), key=lambda line: line.date):
            self._play(list(lines), follow)
        followed = [line_id for line_id in self.lots if line_id not in self.asked]
        self.lines = (self.lines | self.lines.browse(followed)).sorted(_when)
        self.wrong = {line.id: line.lot_id for line in self.lines}
        self.quantities_before = {line.id: line.quantity for line in self.lines}
        self.deltas = self._work_out_deltas()
        self.quants = self._read_quants()
        self._check_quants()

    # -- what happened ------------------------------------------------------------------------
    def all_lots(self):
        """Give every lot that loses or gains a movement."""
        right = self.env["stock.lot"].union(*self.lots.values())
        return right | self.lines.lot_id

    def _read_history(self):
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
                self._check_stock(lot, QuantKey.source_of(line), lines)
                self._check_stock(lot, QuantKey.target_of(line), lines)
                self._check_serial(lot, line)

    def _book(self, line):
        quantity, right = line.quantity_product_uom, self.lots.get(line.id, line.lot_id)
        for ledger, lot, moved in (
            (self._recorded, line.lot_id, quantity),
            (self._corrected, right, self._right_quantity_of(line)),
        ):
            ledger[lot][QuantKey.source_of(line)] -= moved
            ledger[lot][QuantKey.target_of(line)] += moved
        if QuantKey.source_of(line) == QuantKey.target_of(line):
            # What is repaired where it lies leaves no trace in the sums, and had to be there.
            self._stayed[0][QuantKey.source_of(line, lot=line.lot_id)] += quantity
            self._stayed[1][QuantKey.source_of(line, lot=right)] += quantity
        if line.id in self.lots and line.location_dest_id.usage in FOLLOWED:
            self._arrived[QuantKey.target_of(line, lot=line.lot_id)].append([right, quantity])
            self._fed_by.add((line.lot_id, line.move_id))

    # -- what follows -------------------------------------------------------------------------
    def _follow(self, line):
        """Correct a later line too when it took what came here under the wrong lot.

        It did when otherwise more of that lot had left the place than was there, or when it is
        the return, or the next step, of a corrected movement of that very serial number.
        """
        arrived = self._arrived.get(QuantKey.source_of(line, lot=line.lot_id), [])
        if not arrived or not (self._falls_short(line) or self._is_fed(line)):
            return
        for batch in arrived:
            if line.product_uom_id.compare(batch[1], line.quantity_product_uom) >= 0:
                batch[1] -= line.quantity_product_uom
                self.lots[line.id] = batch[0]
                return

    def _falls_short(self, line):
        taken, key = line.quantity_product_uom, QuantKey.source_of(line)
        recorded = self._recorded[line.lot_id][key] - taken
        corrected = self._corrected[line.lot_id][key] - taken
        return line.product_id.uom_id.compare(corrected, min(0, recorded)) < 0

    def _is_fed(self, line):
        before = line.move_id.move_orig_ids | line.move_id.origin_returned_move_id
        return line.product_id.tracking == "serial" and any(
            (line.lot_id, move) in self._fed_by for move in before
        )

    # -- whether it can be --------------------------------------------------------------------
    def _check_stock(self, lot, key, lines):
        """No location gives more of a lot than it holds; what was wrong may stay as wrong.

        :param QuantKey key: without lot
        """
        of_lot = key._replace(lot=lot)
        recorded = self._recorded[lot][key] - self._stayed[0][of_lot]
        corrected = self._corrected[lot][key] - self._stayed[1][of_lot]
        uom = lines[0].product_id.uom_id
        if key.location.usage not in HELD or uom.compare(corrected, min(0, recorded)) >= 0:
            return
        if (lot, key) in self._reported:
            return
        self._reported.add((lot, key))
        takes = [
            line
            for line in lines
            if self._right_lot_of(line) == lot and QuantKey.source_of(line) == key
        ]
        line = min(takes or lines, key=lambda line: line.id not in self.asked)
        words = self._words_for(line, lot, key)
        if self.quantities:
            problem = self.env._(
                "%(document)s, %(product)s: more of %(lot)s left %(location)s on %(date)s than"
                " would have been there. Correct or return that first.",
                **words,
            )
        elif line.id in self.asked:
            problem = self.env._(
                "%(document)s, %(product)s: %(lot)s was not in %(location)s on %(date)s, so it"
                " cannot have been taken from there. Select a lot/serial number that was, or"
                " swap the two.",
                **words,
            )
        else:
            problem = self.env._(
                "%(document)s, %(product)s: %(lot)s would no longer be in %(location)s on"
                " %(date)s, when this movement took it from there. Correct this movement too, or"
                " swap the two lot/serial numbers.",
                **words,
            )
        self.problems.append(problem)

    def _check_serial(self, lot, line):
        """A serial number is one unit in one place at any time."""
        if line.product_id.tracking != "serial" or not lot:
            return
        if any(reported == lot for reported, _key in self._reported):
            return
        held = [key for key, count in self._corrected[lot].items() if _is_held(key, count)]
        if _count_held(self._corrected[lot]) > max(1, _count_held(self._recorded[lot])):
            self._reported.add((lot, held[0]))
            words = self._words_for(line, lot, held[0])
            words["location"] = ", ".join(key.location.display_name for key in held)
            self.problems.append(
                self.env._(
                    "%(document)s, %(product)s: %(lot)s would be there more than once on"
                    " %(date)s: %(location)s. Select another lot/serial number, or swap the two.",
                    **words,
                )
            )

    def _right_quantity_of(self, line):
        return self.quantities.get(line.id, line.quantity_product_uom)

    def _right_lot_of(self, line):
        return self.lots.get(line.id, line.lot_id)

    def _words_for(self, line, lot, key):
        return {
            "document": line.reference or line.move_id.reference or "",
            "product": line.product_id.display_name,
            "lot": lot.name or self.env._("unidentified stock"),
            "location": key.label,
            "date": format_date(self.env, Datetime.context_timestamp(line, line.date)),
        }

    # -- today's stock ------------------------------------------------------------------------
    def _work_out_deltas(self):
        """Give {:class:`QuantKey` with product and lot: what it gains}, without what comes to
        nothing."""
        deltas = defaultdict(float)
        for line in self.lines.filtered("product_id.is_storable"):
            product, quantity = line.product_id, line.quantity_product_uom
            right = self._right_quantity_of(line)
            for lot, moved in ((self.lots[line.id], right), (line.lot_id, -quantity)):
                deltas[QuantKey.source_of(line, product=product, lot=lot)] -= moved
                deltas[QuantKey.target_of(line, product=product, lot=lot)] += moved
        self._give_back(deltas)
        return {key: gain for key, gain in deltas.items() if not key.product.uom_id.is_zero(gain)}

    def _give_back(self, deltas):
        """Let stock without lots have back what Odoo took of it for a lot that was not recorded
        there, as far as the corrected movements say that it was.

        :param deltas: what :meth:`_work_out_deltas` has so far; changed
        """
        unidentified = self.env["stock.lot"]
        took = {key: key._replace(lot=unidentified) for key, gain in deltas.items() if gain > 0}
        took = {key: origin for key, origin in took.items() if deltas.get(origin, 0) < 0}
        differing = self.env["stock.quant"].find_differences([*took, *took.values()])
        left = defaultdict(float, {key: stock - moved for key, (stock, moved) in differing.items()})
        for key, origin in took.items():
            back = max(min(left[key], -left[origin], deltas[key], -deltas[origin]), 0)
            deltas[key] -= back
            deltas[origin] += back
            left[origin] += back

    def _read_quants(self):
        """Give {:class:`QuantKey` with product and lot: quants}, of what changes."""
        quants = defaultdict(self.env["stock.quant"].browse)
        found = self.env["stock.quant"].search(
            Domain("product_id", "in", self.lines.product_id.ids)
            & Domain("location_id", "in", [key.location.id for key in self.deltas])
            & Domain("lot_id", "in", [*self.all_lots().ids, False])
        )
        for quant in found:
            quants[QuantKey.of_quant(quant)] |= quant
        return quants

    def quantity_now(self, key):
        """Tell what the stock holds today of a :class:`QuantKey`."""
        return sum(self.quants[key].mapped("quantity")) if key in self.quants else 0.0

    def _check_quants(self):
        """Today's stock must allow it: nothing below zero, nothing that is picked already."""
        picked = self._read_picked()
        for key, gain in self.deltas.items():
            product, lot, now = key.product, key.lot, self.quantity_now(key)
            if gain > 0 or key.location.usage not in OURS:
                continue
            words = {
                "product": product.display_name,
                "lot": lot.name or self.env._("unidentified stock"),
                "location": key.label,
            }
            if product.uom_id.compare(now + gain, min(0, now)) < 0:
                if (lot, key._replace(product=None, lot=None)) not in self._reported:
                    self.problems.append(
                        self.env._(
                            "%(product)s, %(lot)s: not enough of it in %(location)s today. Count"
                            " the stock there first.",
                            **words,
                        )
                    )
            elif product.uom_id.compare(now + gain, picked[key][0]) < 0:
                words["document"] = first_names(self.env, sorted(picked[key][1]))
                self.problems.append(
                    self.env._(
                        "%(product)s, %(lot)s: already picked in %(location)s by %(document)s."
                        " Validate or unpick that first.",
                        **words,
                    )
                )

    def _read_picked(self):
        """Give {QuantKey with product and lot: (quantity, documents)} of what is picked."""
        lines = self.lines.search(
            Domain("product_id", "in", self.lines.product_id.ids)
            & Domain("lot_id", "in", [*self.all_lots().ids, False])
            & Domain("state", "not in", ("draft", "done", "cancel"))
            & Domain("picked", "=", True)
        )
        picked = defaultdict(lambda: (0.0, set()))
        for line in lines:
            key = QuantKey.source_of(line, product=line.product_id, lot=line.lot_id)
            quantity, documents = picked[key]
            picked[key] = (
                quantity + line.quantity_product_uom,
                documents | {line.reference or line.product_id.display_name},
            )
        return picked


def _when(line):
    return line.date, line.id


def _is_held(key, quantity):
    return key.location.usage in HELD and quantity > 0


def _count_held(stock):
    return sum(quantity for key, quantity in stock.items() if _is_held(key, quantity))
