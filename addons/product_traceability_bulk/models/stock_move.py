"""What core asks or writes for each of thousands of moves, or of lines, is done once for all."""

from collections import defaultdict

from odoo import models
from odoo.fields import Command, Domain

from ..tools import known_overrides
from ..tools.company import is_company_consistent
from ..tools.many_values import MANY, note_written

# What a move has computed before it is created, and by which method of core.
PRECOMPUTED = {
    "product_uom": "_compute_product_uom",
    "location_id": "_compute_location_id",
    "location_dest_id": "_compute_location_dest_id",
    "packaging_uom_id": "_compute_packaging_uom_id",
}
# None of these looks at them.
NOT_READ = ("move_line_ids", "product_uom_qty")
UNVALUED_KEY = "traceability_not_valued_by_hand"


class NotByHand(frozenset):
    """Ids of moves that nobody gave a value; no RPC call can put any in a context."""


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "traceability.created.at.once"]

    def _check_company(self, fnames=None):
        known = known_overrides.only_known(self, "_check_company")
        if known and is_company_consistent(self, fnames):
            return None
        return super()._check_company(fnames)  # names what offends

    # -- created at once ------------------------------------------------------------------------
    def _add_precomputed_values(self, vals_list):
        # The ORM makes a new record of each move, with its lines, to compute in what unit it is
        # packed.
        names = {name for name, field in self._fields.items() if field.precompute}
        known = names <= PRECOMPUTED.keys() and known_overrides.only_known(
            self, "_add_precomputed_values", *PRECOMPUTED.values()
        )
        if not known:
            return super()._add_precomputed_values(vals_list)
        groups = defaultdict(list)
        for vals in vals_list:
            groups[self._get_precomputed_from(vals)].append(vals)
        apart = groups.pop(None, [])
        firsts = {key: dict(key) for key in groups}
        super()._add_precomputed_values([*apart, *firsts.values()])
        for key, first in firsts.items():
            added = {name: first[name] for name in first.keys() - dict(key).keys()}
            for vals in groups[key]:
                vals.update(added)
        return None

    @staticmethod
    def _get_precomputed_from(vals):
        """:return: the values that others may be computed from, or None where some are no ids"""
        key = tuple((name, value) for name, value in vals.items() if name not in NOT_READ)
        plain = not any(isinstance(value, list | tuple | dict | set) for _name, value in key)
        return key if plain else None

    # -- one search for moves that are alike ----------------------------------------------------
    def _update_orderpoints(self):
        return super(
            StockMove,
            self._one_of_each(
                "_update_orderpoints", "product_id", "location_id", "location_dest_id"
            ),
        )._update_orderpoints()

    def _trigger_assign(self):
        return super(
            StockMove,
            self._one_of_each("_trigger_assign", "product_id", "location_dest_id", "reference_ids"),
        )._trigger_assign()

    def _one_of_each(self, method, *names):
        """:return: one of all moves that have the same values, which core searches by"""
        if len(self) < 2 or not known_overrides.only_known(self, method):
            return self
        found = {tuple(move[name] for name in names): move for move in reversed(self)}
        return self.browse(move.id for move in reversed(found.values()))

    # -- one write for all lines ----------------------------------------------------------------
    def _inverse_picked(self):
        self.env["stock.move.line"].make_gathered()
        if len(self) < 2 or not known_overrides.only_known(self, "_inverse_picked"):
            return super()._inverse_picked()
        for picked, moves in self.grouped("picked").items():
            moves.move_line_ids.picked = picked
        if hasattr(self, "_create_analytic_move"):  # of stock_account
            self.sudo()._create_analytic_move()
        return None

    def _set_lot_ids(self):
        known = known_overrides.only_known(self, "_set_lot_ids")
        at_once = self.filtered(lambda move: known and move._only_gets_serials())
        for move in at_once:
            move._set_serials_at_once()
        return super(StockMove, self - at_once)._set_lot_ids()

    def _only_gets_serials(self):
        """:return: whether core would do no more than give serial numbers to lines without any"""
        lines, unit = self.move_line_ids, self.product_id.uom_id
        return (
            self.product_id.tracking == "serial"
            and not self.picking_id  # whose lines are picked as they get a lot
            and 1 < len(self.lot_ids) <= len(lines)
            and not lines.lot_id
            and all(
                line.quantity == 1
                and line.product_uom_id == unit
                and line.is_plainly_written("lot_id")
                for line in lines
            )
        )

    def _set_serials_at_once(self):
        """As core, which writes the lines one by one; the last is, for what a write sets off."""
        lots = self.lot_ids
        lines = self.move_line_ids[: len(lots)]
        last = {
            "lot_id": lots[-1].id,
            "product_uom_id": self.product_id.uom_id.id,
            "quantity": 1,
        }
        lines[:-1].write_each("lot_id", lots.ids[:-1])
        self.write({"move_line_ids": [Command.update(lines[-1].id, last)]})

    # -- what moves are worth, in stock_account -------------------------------------------------
    def _get_in_move_lines(self, lot=None):
        if self._values_alike("_get_in_move_lines"):
            return self._get_valued_lines(lot, (False, True))
        return super()._get_in_move_lines(lot)

    def _get_out_move_lines(self, lot=None):
        if self._values_alike("_get_out_move_lines"):
            return self._get_valued_lines(lot, (True, False))
        return super()._get_out_move_lines(lot)

    def _values_alike(self, method):
        """:return: whether lines are many, and those of the same locations count alike"""
        lines = self.move_line_ids
        return (
            len(lines) >= MANY
            and known_overrides.only_known(self, method)
            and known_overrides.only_known(lines, "_should_exclude_for_valuation")
            and known_overrides.only_known(lines.location_id, "_should_be_valued")
        )

    def _get_valued_lines(self, lot, valued):
        """Pick lines as core does, which asks each of its locations again. What leaves it copies
        for each line more, in a time that grows with the square of their number.

        :param valued: whether the stock of the source is valued, and that of the target
        """
        judged = {}

        def is_picked(line):
            if not line.picked or (lot and line.lot_id != lot):
                return False
            source, target = line.location_id, line.location_dest_id
            way = source._ids, target._ids, line.owner_id._ids, line.company_id._ids
            if way not in judged:
                of_ways = source._should_be_valued(), target._should_be_valued()
                judged[way] = of_ways == valued and not line._should_exclude_for_valuation()
            return judged[way]

        return self.move_line_ids.filtered(is_picked)

    def _set_value(self, *args, **kwargs):
        if len(self) < MANY or not known_overrides.only_known(
            self, "_set_value", "_get_manual_value", "write"
        ):
            return super()._set_value(*args, **kwargs)
        # Superuser, as core, which searches for each.
        by_hand = Domain("move_id", "in", self.ids)
        values = self.env["product.value"].sudo().search(by_hand)
        unvalued = NotByHand(set(self.ids) - set(values.move_id.ids))
        moves = self.with_context(**{UNVALUED_KEY: unvalued})
        plain = moves._valued_plainly()
        plain.check_access("write")
        # Core writes the value of each; a protected field only takes it.
        with self.env.protecting([self._fields["value"]], plain):
            super(StockMove, moves)._set_value(*args, **kwargs)
        note_written(plain, ["value"])
        return None

    def _valued_plainly(self):
        """:return: the moves of whose value that of no other comes, and a write of which sets off
        nothing more: a repair sells what it adds
        """
        of_repair = "repair_id" in self._fields
        plain = {
            product.id: product.cost_method == "standard" and not product.lot_valuated
            for product in self.product_id
        }
        return self.filtered(
            lambda move: plain[move.product_id.id] and not (of_repair and move.repair_id)
        )

    def _get_manual_value(self, *args, **kwargs):
        unvalued = self.env.context.get(UNVALUED_KEY)
        if isinstance(unvalued, NotByHand) and self.id in unvalued:
            return {"value": 0, "quantity": 0, "description": False}
        return super()._get_manual_value(*args, **kwargs)
