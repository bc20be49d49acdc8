"""The guard's rule 3 for what comes back: it was there, and it comes back once."""

from collections import defaultdict

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.locations import OURS
from .guard_movement import LAST_KEY


class TraceabilityGuard(models.AbstractModel):
    _inherit = "traceability.guard"

    # -- returns of a transfer ----------------------------------------------------------------
    def _check_returned(self, lines):
        """Refuse units that were not in the transfer that is returned, or came back already."""
        back = self.filter_by_way(
            lines.filtered("lot_id"),
            lambda line: (
                line.move_id.picking_id
                and line.move_id.origin_returned_move_id.state == "done"
                and not self._is_exchange(line)
            ),
        )
        if not back:
            return
        sent = self._sum_by_lot(back.move_id.origin_returned_move_id.move_line_ids)
        done = self._sum_returned(back)
        gone_on = self._find_gone_on(back)
        problems = []
        for (origin, lot), returned in back.grouped(
            lambda line: (line.move_id.origin_returned_move_id, line.lot_id)
        ).items():
            left = sent[origin, lot] - done[origin, lot]
            quantity = sum(returned.mapped("quantity_product_uom"))
            # What left without its lot may come back with it.
            left += sent[origin, lot.browse()]
            if lot in gone_on or lot.product_id.uom_id.compare(quantity, left) > 0:
                told = self._explain_returned(origin, sent[origin, lot])
                problems.append((returned[:1], *told))
        self.refuse(self.env._("Only what was sent can be returned."), self.tell_alike(problems))

    def _is_exchange(self, line):
        """Tell whether a line returns a return: what a vendor sends, or a customer gets, in
        exchange may be another unit. The other rules judge it.
        """
        source = self.get_source_usage(line)
        return source == "supplier" or (
            source in OURS and self.get_target_usage(line) == "customer"
        )

    @staticmethod
    def _sum_by_lot(lines, move_of=lambda line: line.move_id):
        total = defaultdict(float)
        for line in lines.filtered(lambda line: line.state == "done"):
            total[move_of(line), line.lot_id] += line.quantity_product_uom
        return total

    def _sum_returned(self, lines):
        """Give {(returned move, lot): quantity} that came back by other lines."""
        others = lines.move_id.origin_returned_move_id.returned_move_ids.move_line_ids - lines
        return self._sum_by_lot(others, lambda line: line.move_id.origin_returned_move_id)

    def _find_gone_on(self, lines):
        """Give the serial numbers outside that a later transfer has brought there."""
        lines = lines.filtered(
            lambda line: line.product_id.tracking == "serial" and line.location_id.usage not in OURS
        )
        last = self._find_last_lines(lines.lot_id, lines)
        expected = {move: move | move.origin_returned_move_id for move in lines.move_id}
        return lines.filtered(
            lambda line: last.get(line.lot_id, line).move_id not in expected[line.move_id]
        ).lot_id

    def _explain_returned(self, origin, sent):
        """Tell why one lot, and why several, cannot be returned so, in words."""
        words = {"transfer": origin.reference or ""}
        if not sent:
            return (
                self.env._(
                    "was not in %(transfer)s. Return it from the transfer that it left with.",
                    **words,
                ),
                self.env._(
                    "were not in %(transfer)s. Return them from the transfers that they left with.",
                    **words,
                ),
            )
        return (
            self.env._(
                "more than is left to return of %(transfer)s. It has come back already, or left"
                " again with another transfer: then return it from that transfer.",
                **words,
            ),
            self.env._(
                "more than is left to return of %(transfer)s. They have come back already, or left"
                " again with other transfers: then return them from those transfers.",
                **words,
            ),
        )

    # -- what is outside ----------------------------------------------------------------------
    def _check_was_there(self, lines):
        """Refuse to take more of a lot from customers, scrap or products than went there.

        Scrap and inventory loss share a usage: what is counted takes from there what it finds. So
        do what is made and what is taken out of products: what is made never went there.
        """
        comes_back = {
            "customer": lambda line: True,
            "inventory": lambda line: not self._is_count(line),
            "production": lambda line: self._is_taken_out(line.move_id),
        }
        back = self.filter_by_way(
            lines.filtered("lot_id"),
            lambda line: (
                line.location_dest_id.usage != line.location_id.usage
                and line.location_id.usage in comes_back
                and comes_back[line.location_id.usage](line)
            ),
        )
        for usage, coming in back.grouped(lambda line: line.location_id.usage).items():
            self._check_went_to(usage, coming)

    @staticmethod
    def _is_count(line):
        """What a transfer brings is not counted, whatever a client says of it."""
        return line.is_inventory and not line.move_id.picking_id

    def _check_went_to(self, usage, lines):
        taken_from = Domain("location_id.usage", "=", usage)
        if usage == "production":
            taken_from &= Domain("move_id", "any", self._trace_taken_out())
        went = self._sum_moved(lines, Domain("location_dest_id.usage", "=", usage), usage)
        came = self._sum_moved(lines, taken_from, usage)
        problems = []
        for lot, taken in lines.grouped("lot_id").items():
            quantity = sum(taken.mapped("quantity_product_uom"))
            left = went.get(lot, 0) - came.get(lot, 0)
            unit = lot.product_id.uom_id
            if (
                unit.compare(quantity, left) > 0
                and (went.get(lot) or usage == "inventory")
                and unit.compare(quantity, left + self._count_without_lot(taken)) > 0
            ):
                problems.append(
                    self.env._(
                        "%(line)s: %(quantity)s cannot come from %(location)s, where"
                        " %(left)s of it are left. Enter the lot/serial number and the quantity"
                        " that really came.",
                        line=self.describe(taken[:1]),
                        quantity=self.format_quantity(quantity, unit),
                        left=self.format_quantity(max(0, left), unit),
                        location=taken[:1].location_id.display_name,
                    )
                )
        heading = self.env._("More cannot come back than was sent.")
        if usage == "production":
            heading = self.env._("More cannot be taken out than was put in.")
        self.refuse(heading, problems)

    def _sum_moved(self, lines, domain, usage):
        """Give {lot: quantity} that other lines of the domain moved."""
        domain &= Domain("lot_id", "in", lines.lot_id.ids) & Domain("id", "not in", lines.ids)
        if usage == "inventory":
            domain &= Domain("move_id.is_inventory", "=", False)
        return dict(self.group_done(domain, ["lot_id"], ["quantity_product_uom:sum"]))

    def _count_without_lot(self, lines):
        """Count the units outside that left without their lot, and may come back with it."""
        # Superuser: units are outside, whoever may see them.
        [(quantity,)] = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                Domain("product_id", "=", lines.product_id.id)
                & Domain("location_id", "in", lines.location_id.ids)
                & Domain("lot_id", "=", False)
                & Domain("quantity", ">", 0),
                aggregates=["quantity:sum"],
            )
        )
        return quantity

    # -- what is built in ---------------------------------------------------------------------
    def _check_not_built_in(self, lines):
        """Rule 3: a serial number that was built in is inside that unit until it is taken out."""
        coming = self.filter_by_way(
            lines.filtered("lot_id"),
            lambda line: (
                line.product_id.tracking == "serial"
                and (
                    line.location_id.usage not in OURS or line.location_id == line.location_dest_id
                )
            ),
        )
        built_in = self._find_built_in(coming.lot_id, coming)
        inside = coming.filtered(lambda line: line.lot_id in built_in)
        taken_out = coming.browse().union(
            *(
                lines
                for (_move, into), lines in inside.grouped(
                    lambda line: (line.move_id, built_in[line.lot_id].move_id)
                ).items()
                if self._take_out(lines, into)
            )
        )
        self.refuse(
            self.env._("A serial number is one unit in one location."),
            self.tell_alike(
                (
                    line,
                    self.env._(
                        "was built into a product by %(document)s. Take it out by a repair or an"
                        " unbuild order of that product, or enter another serial number.",
                        document=built_in[line.lot_id].reference or "",
                    ),
                    self.env._(
                        "were built into products by %(document)s. Take them out by repairs or"
                        " unbuild orders of those products, or enter other serial numbers.",
                        document=built_in[line.lot_id].reference or "",
                    ),
                )
                for line in inside - taken_out
            ),
        )

    def _find_built_in(self, lots, lines):
        """Give {lot: the line that put it into a product}, of those that are inside one still."""
        last = self._find_last_lines(lots, lines)
        return {lot: line for lot, line in last.items() if self._trace_builds_in(line)}

    def _take_out(self, lines, into):
        """Tell whether lines of a move take units out of the product that they were built into.

        :param into: the move that put them there
        """
        move = lines.move_id
        if not self._is_taken_out(move):
            return False
        opened = self._trace_opened_lots(move)
        inside, seen = self._trace_made_lots(into), self.env["stock.lot"]
        if not inside:
            return True  # of what has no lot, nobody knows which it is
        while inside - seen:  # and what that was built into
            seen |= inside
            moves = (held.move_id for held in self._find_built_in(inside, lines).values())
            inside = inside.union(*(self._trace_made_lots(move) for move in moves))
        return bool(opened & seen)

    def _trace_builds_in(self, line):
        """Tell whether a line put its goods into a product. Addons exclude what takes apart."""
        return line.location_dest_id.usage == "production"

    def _is_taken_out(self, move):
        return bool(move.filtered_domain(self._trace_taken_out()))

    def _trace_taken_out(self):
        """Give the domain of moves that take goods out of a product. Addons add their documents."""
        return Domain.FALSE

    def _trace_opened_lots(self, move):
        """Give the lots that the document takes apart. Addons add theirs."""
        return self.env["stock.lot"]

    def _find_last_lines(self, lots, lines):
        """Give {lot: its last completed line}, the given lines left out.

        Within :meth:`keeping_ways` they are searched once for all rules that ask.
        """
        kept = self.env.cr.precommit.data.get(LAST_KEY, {})
        key = lots._ids, lines._ids
        if key not in kept:
            kept[key] = self._search_last_lines(lots, lines)
        return kept[key]

    def _search_last_lines(self, lots, lines):
        if not lots:
            return {}
        # Superuser: what a lot went through binds it for everybody.
        done = self.env["stock.move.line"].sudo()
        domain = Domain("lot_id", "in", lots.ids) & Domain("id", "not in", lines.ids)
        domain &= Domain("quantity", ">", 0) & Domain("state", "=", "done")
        query = done._search(domain)
        lot, date, id_ = (
            done._field_to_sql(done._table, name, query) for name in ("lot_id", "date", "id")
        )
        query.order = SQL("%s, %s DESC, %s DESC", lot, date, id_)
        rows = self.env.execute_query(query.select(SQL("DISTINCT ON (%s) %s, %s", lot, lot, id_)))
        last = done.browse(line_id for _lot_id, line_id in rows)
        # What the rules look at; all else of a line takes longer.
        last.fetch(["move_id", "location_id", "location_dest_id"])
        found = lots.browse(lot_id for lot_id, _line_id in rows)
        return dict(zip(found, last, strict=True))
