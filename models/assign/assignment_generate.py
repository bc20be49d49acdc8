"""Lots and serial numbers counted up from a first one."""

import math
import re

from odoo import api, models
from odoo.exceptions import UserError

from .traceability_assignment import PROPOSED

AT_ONCE = 1000
REVERSED = re.compile(r"([^0-9]*)([0-9]+)(.*)", re.DOTALL)  # from the end: no way to go back
LONGEST = 255


def count_up(first):
    """Count up the last digits in a number: prefix, suffix and zeros before stay.

    :param str first: the first number; without digits, as in core, counting starts with 0
    :return: iterator of (number, whether it is longer than the first)
    """
    prefix, digits, suffix = split_number(first)
    number = int(digits)
    while True:
        counted = str(number).zfill(len(digits))
        yield f"{prefix}{counted}{suffix}", len(counted) > len(digits)
        number += 1


def split_number(name):
    """Give what stands before the last digits of a number, these, and what follows them."""
    found = REVERSED.fullmatch(name[::-1]) or REVERSED.fullmatch(f"0{name[::-1]}")
    suffix, digits, prefix = (part[::-1] for part in found.groups())
    return prefix, digits, suffix


class TraceabilityAssignment(models.AbstractModel):
    _inherit = "traceability.assignment"

    # -- proposals --------------------------------------------------------------------------------
    @api.private
    def propose_first(self, move, names=()):
        """:param names: numbers that are in the list already
        :return: the next free number for the product of a move, or an empty text"""
        product = move.product_id
        sequence = self._sequence(product)
        names = [name for name in names if name and len(name) <= LONGEST]
        latest = max(names, key=_natural) if names else self._latest_name(move)
        if sequence and not names:
            first = self._next_of(sequence)
        elif latest and len(latest) <= LONGEST:
            _latest, first = self._take(count_up(latest), 2)
        else:
            default = self._default_sequence()
            first = self._next_of(default) if default else ""
        first = next(self._free_names(product, first, 1, names))[0] if first else ""
        strict = move.company_id.is_strict()
        pattern = product.get_lot_name_pattern() if strict else None
        fits = first and not self.env["traceability.guard"].find_name_problem(first, pattern)
        return first if fits else ""

    def _sequence(self, product):
        """Give the sequence set for a product, or else for its category, if any.

        Core gives every product one and the same sequence, which tells nothing about it.
        """
        # Superuser: whoever receives goods uses sequences without managing them.
        own = product.sudo().lot_sequence_id
        if own and own != self._default_sequence():
            return own
        return product.categ_id._lot_sequence()

    def _default_sequence(self):
        sequence = self.env.ref("stock.sequence_production_lots", raise_if_not_found=False)
        # Superuser: as the sequence of a product or category.
        return (sequence or self.env["ir.sequence"]).sudo()

    @staticmethod
    def _next_of(sequence):
        return sequence.get_next_char(sequence._get_current_sequence().number_next_actual)

    def _latest_name(self, move):
        # Superuser: the latest number may be of a company that the user does not see.
        lots = self.env["stock.lot"].sudo()
        latest = lots.search([("product_id", "=", move.product_id.id)], order="id desc", limit=1)
        typed = move.move_line_ids.filtered("lot_name").mapped("lot_name")
        return max(typed, key=_natural) if typed else latest.name

    @staticmethod
    def _take(counted, count):
        return [name for (name, _longer), _index in zip(counted, range(count), strict=False)]

    # -- counting up ------------------------------------------------------------------------------
    @api.private
    def shares(self, move, missing, size):
        """Share what is missing among lots.

        :param move: ``stock.move``
        :param float missing: quantity without number, in the product's own unit
        :param float size: of each lot; the last one gets what is left
        :return: list of quantities
        :raise UserError: when a lot would hold nothing, or there would be too many
        """
        unit = move.product_id.uom_id
        if unit.compare(size, 0) <= 0:
            raise UserError(
                self.env._(
                    "%(product)s: enter the quantity per lot.",
                    product=move.product_id.display_name,
                )
            )
        if unit.compare(missing, size) <= 0:
            return [missing if unit.compare(missing, 0) > 0 else size]
        count = math.ceil(unit.round(missing) / size - 1e-9)
        self.check_size(count)
        return [size] * (count - 1) + [unit.round(missing - size * (count - 1))]

    @api.private
    def generate(self, move, first, count, names=(), is_proposal=False):
        """Count numbers up, those that exist left out.

        :param move: ``stock.move`` that they are for
        :param str first: the first number
        :param int count: how many
        :param names: numbers in the list already, left out too
        :param bool is_proposal: whether the first one is :meth:`propose_first`'s, and not typed
        :return: list of rows
        :raise UserError: when the first number cannot be used, or there are too many
        """
        guard = self.env["traceability.guard"]
        first = guard.clean_name(first or "")
        problem = guard.find_name_problem(first, None)
        if problem or count <= 0:
            problem = problem or self.env._("enter how many to generate, at least 1.")
            raise UserError(
                self.env._(
                    "%(product)s, %(problem)s",
                    product=move.product_id.display_name,
                    problem=problem,
                )
            )
        self.check_size(count)
        free = self._free_names(move.product_id, first, count, names)
        note = {"note": PROPOSED} if is_proposal else {}
        return [
            {"move_id": move.id, "name": name, "quantity": 1.0}
            | (note or ({"note": "rollover"} if longer else {}))
            for name, longer in free
        ]

    def _free_names(self, product, first, count, names=()):
        """Iterate over (name, whether it is longer than the first) of free numbers."""
        counted, left, known = count_up(first), count, set(names)
        while left:
            batch = [pair for pair, _i in zip(counted, range(max(left, AT_ONCE)), strict=False)]
            taken = known | self._taken_names(product, [name for name, _longer in batch])
            for name, longer in batch:
                if left and name not in taken:
                    left -= 1
                    yield name, longer

    def _taken_names(self, product, names):
        """Give those names that a lot of the product has, or a line that will make one."""
        # Superuser: a number taken in a company that the user does not see is taken all the same.
        lines = self.env["stock.move.line"].sudo()
        typed = lines.search_fetch(
            [
                ("product_id", "=", product.id),
                ("lot_name", "in", names),
                ("state", "not in", ("done", "cancel")),
            ],
            ["lot_name"],
            order="id",
        )
        lots = self.named_lots(product, names)
        return set(typed.mapped("lot_name")) | {name for _product, name in lots}

    def _advance_sequences(self, moves, rows):
        """Let sequences go on after the numbers that were assigned from them."""
        for product in moves.product_id:
            sequence = self._sequence(product) or self._default_sequence()
            if not sequence:
                continue
            ids = set(moves.filtered(lambda move, product=product: move.product_id == product).ids)
            prefix, suffix = sequence._get_prefix_suffix()
            form = re.compile(
                f"{re.escape(prefix)}([0-9]{{{sequence.padding},18}}){re.escape(suffix)}"
            )
            used = [
                int(found[1])
                for row in rows
                if row["move_id"] in ids
                and row["state"] == "new"
                and (found := form.fullmatch(row["name"]))
            ]
            current = sequence._get_current_sequence()
            after = max(used, default=0) + sequence.number_increment
            # A number typed far ahead is no step of the sequence: only what follows on counts.
            if current.number_next_actual in used and after > current.number_next_actual:
                current.number_next_actual = after


def _natural(name):
    """Give a key by which A2 comes before A10."""
    prefix, digits, suffix = split_number(name)
    return prefix, int(digits), suffix
