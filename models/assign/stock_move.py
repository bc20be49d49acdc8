"""Moves of transfers and orders get their lots and serial numbers, all at once."""

from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import clean_context

from ...tools.listing import first_lines
from .stock_move_line import PLACES


class StockMove(models.Model):
    _inherit = "stock.move"

    def action_assign_serials(self):
        """Open *Assign Serial Numbers* on these moves.

        :return: the action that opens the wizard
        :raise UserError: when none of them is open and of a tracked product
        """
        return self._action_assign_numbers()

    def _action_assign_numbers(self, rows=None):
        """Open *Assign Serial Numbers* on these moves.

        :param list rows: to begin with, as :mod:`.traceability_assignment` describes them
        :return: the action that opens the wizard
        :raise UserError: when none of the moves is open and of a tracked product
        """
        moves = self.env["traceability.assignment"].open_moves(self)
        if not moves:
            raise UserError(
                self.env._(
                    "Nothing to assign: there are no tracked products here, or the document is a"
                    " draft, done or cancelled."
                )
            )
        wizard = self.env["stock.lot.assign"].create({"move_ids": moves.ids})
        if rows:
            wizard.add_rows(rows)
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability.action_stock_lot_assign"
        )
        return action | {"res_id": wizard.id, "context": {}}

    def assign_pasted(self, text):
        """Record a list pasted into the lots of this move, if nothing is wrong with it.

        :param str text: one lot or serial number a row, or columns as from a spreadsheet
        :return: False when it is recorded, else the action that opens the wizard with the list
        :raise UserError: when the text is no list, or the move is not open
        """
        self.ensure_one()
        action = self._action_assign_numbers()
        wizard = self.env["stock.lot.assign"].browse(action["res_id"])
        wizard.add_text(text)
        if not wizard.error_count and not wizard.warning_count:
            wizard.action_assign()
            return False
        return action

    # -- recording ------------------------------------------------------------------------------
    def _assign_numbers(self, rows, taken=()):
        """Record lots and serial numbers on moves that are not done yet, all or none.

        Lines that have a lot, or the name of one, stay; a row that such a line tells already is
        not recorded again, so the same rows can be given twice. The other lines of a move that
        gets rows are filled, and those left over go: what has a number is what was counted.

        As core's own *Generate* does, a number that does not exist stays a name on its line until
        the transfer is done, but where the operation type has *Use Existing* on: there the lot is
        made now. The caller has checked the rows; the guard judges them when the move is done.

        :param list rows: a dict a number: ``move_id``; ``lot_id`` (int, or None when it does not
            exist); ``lot_name``; ``quantity`` (float, in the product's own unit); ``lot_values``
            (dict of ``stock.lot._assignable_fields``, only what was given; a lot that exists gets
            what it lacks); ``location_id``, ``location_dest_id``, ``package_id``,
            ``result_package_id``, ``owner_id`` (int, or None: as core chooses)
        :param taken: ``stock.move.line`` that stand for other rows: they tell none of these
        :return: ``stock.move.line`` of the rows, in their order
        :raise UserError: when a move is done or cancelled
        :raise KeyError: for a row of another move
        """
        # The defaults of a wizard's context are not those of the lots and lines made here.
        moves = self.with_env(self.env(context=clean_context(self.env.context))).with_prefetch()
        moves.check_not_done()
        rows = [
            {"lot_values": {}, **row, "index": index}
            | {name: row.get(name) or None for name in PLACES}
            for index, row in enumerate(rows)
        ]
        lines, todo, taken = {}, {}, {line.id for line in taken}
        for move, rows_of_move in moves._grouped_rows(rows):
            recorded, todo[move] = move._recorded_rows(rows_of_move, taken)
            lines |= recorded
        moves._find_lots([row for rows_of_move in todo.values() for row in rows_of_move])
        lines |= moves._record_rows(todo)
        return self.env["stock.move.line"].concat(*(lines[index] for index in sorted(lines)))

    @api.private
    def check_not_done(self):
        closed = self.filtered(lambda move: move.state in ("done", "cancel"))
        if closed:
            raise UserError(
                self.env._(
                    "Lots and serial numbers cannot be assigned to what is done or cancelled."
                    " Nothing was changed. Close this window and look at the document again:\n"
                    "%(moves)s",
                    moves=first_lines(
                        self.env,
                        [
                            f"{move.reference or ''}, {move.product_id.display_name}"
                            for move in closed
                        ],
                    ),
                )
            )

    @api.private
    def lines_named(self, names):
        """Find the lines with these lots or serial numbers, and read no others.

        :param names: of lots, or as typed on lines
        :return: ``stock.move.line``
        """
        names = list(names)
        return self.env["stock.move.line"].search(
            Domain("move_id", "in", self.ids)
            & (
                Domain("lot_id.name", "in", names)
                | (Domain("lot_id", "=", False) & Domain("lot_name", "in", names))
            )
        )

    def _recorded_rows(self, rows, taken=()):
        """Tell rows that the move's lines tell already from those to record.

        :param taken: ids of lines that tell other rows
        :return: {index of a row: its lines}, [row]
        """
        recorded, todo = {}, []
        known = defaultdict(self.move_line_ids.browse)
        for line in self.lines_named(row["lot_name"] for row in rows):
            if line.id not in taken:
                known[line.lot_id.name or line.lot_name] |= line
        for row in rows:
            name = row["lot_name"]
            if name in known and (same := known[name]._standing_for(row)):
                recorded[row["index"]] = same
                known[name] -= same
            else:
                todo.append(row)
        return recorded, todo

    # -- lots -----------------------------------------------------------------------------------
    def _find_lots(self, rows):
        """Give each row its lot where there is one, or where its move makes them at once."""
        lots = self.env["stock.lot"]
        for move, rows_of_move in self._grouped_rows(rows):
            nameless = [row for row in rows_of_move if not row["lot_id"]]
            if nameless and move._makes_lots_now():
                by_name = move.with_company(move.company_id).lots_of_names(nameless)
                for row in nameless:
                    row["lot_id"] = by_name[row["lot_name"]].id
        for row in rows:
            if row["lot_id"] and row["lot_values"]:
                lots.browse(row["lot_id"]).fill_assigned_values(row["lot_values"])

    @api.private
    def lots_of_names(self, rows):
        """Give {name: lot}, as core's _create_lot_ids_from_move_line_vals, but with values."""
        product, lots = self.product_id, self.env["stock.lot"]
        known = lots.search_fetch(
            Domain("product_id", "=", product.id)
            & Domain("company_id", "in", (self.company_id.id, False))
            & Domain("name", "in", [row["lot_name"] for row in rows]),
            ["name"],
        )
        by_name = {lot.name: lot for lot in known}
        missing = {row["lot_name"]: row for row in rows if row["lot_name"] not in by_name}
        values_list = [
            {"name": name, "product_id": product.id}
            | product.completed_lot_values(row["lot_values"])
            for name, row in missing.items()
        ]
        return by_name | dict(zip(missing, lots.create(values_list), strict=True))

    def _grouped_rows(self, rows):
        """Give [(move, [row])] of those moves that have rows, in their order here."""
        by_move = {move.id: [] for move in self}
        for row in rows:
            by_move[row["move_id"]].append(row)
        return [(move, by_move[move.id]) for move in self if by_move[move.id]]

    def _makes_lots_now(self):
        """As core, which asks mrp_subcontracting's moves so only when it generates numbers."""
        force = "is_subcontract" in self._fields and self.is_subcontract
        return self.with_context(force_lot_m2o=force)._can_create_lot()

    # -- lines ----------------------------------------------------------------------------------
    def _record_rows(self, todo):
        """Fill the lines without number, delete those left over and make those missing.

        :param dict todo: {move: [row]}
        :return: {index of a row: its line}
        """
        fill, new, spare = [], [], self.env["stock.move.line"]
        for move, rows in todo.items():
            if not rows:
                continue
            empty = self.env["stock.move.line"].search(
                Domain("move_id", "=", move.id)
                & Domain("lot_id", "=", False)
                & Domain("lot_name", "in", (False, "")),
                order="id",
            )
            # What reserves stock without lot is not filled but freed: the lot lies elsewhere.
            fillable = empty if move._should_bypass_reservation() else empty.browse()
            fill += list(zip(fillable, rows, strict=False))
            spare |= empty[len(rows) :] if fillable else empty
            new += rows[len(fillable) :]
        spare.unlink()
        lines = [line for line, _row in fill]
        self.env["stock.move.line"].concat(*lines)._fill_numbers([row for _line, row in fill])
        rows = self._placed_rows(new)
        created = self.env["stock.move.line"].create(self._new_line_values(rows))
        pairs = fill + list(zip(created, rows, strict=True))
        found = defaultdict(self.env["stock.move.line"].browse)
        for line, row in pairs:
            found[row["index"]] |= line
        return found

    def _placed_rows(self, rows):
        """Tell where goods that must be reserved lie: in the quants of their lot, oldest first.

        :return: [row], those of lots that lie in several quants split
        """
        placed = []
        for move, rows_of_move in self._grouped_rows(rows):
            if move._should_bypass_reservation():
                placed += rows_of_move
                continue
            # Superuser, as in core: what is reserved for other users' transfers counts.
            quants = self.env["stock.quant"].sudo()
            order = quants._get_removal_strategy_order(
                quants._get_removal_strategy(move.product_id, move.location_id)
            )
            by_lot = defaultdict(list)
            for quant in quants.search(
                Domain("lot_id", "in", [row["lot_id"] for row in rows_of_move if row["lot_id"]])
                & Domain("location_id", "child_of", move.location_id.id)
                & Domain("quantity", ">", 0),
                order=order or None,
            ):
                by_lot[quant.lot_id.id].append([quant, quant.quantity - quant.reserved_quantity])
            for row in rows_of_move:
                placed += move._split_row(row, by_lot[row["lot_id"]])
        return placed

    def _split_row(self, row, free):
        """Give [row] by the quants that it takes from; what is free becomes less."""
        unit, left, parts = self.product_id.uom_id, row["quantity"], []
        fitting = [
            (quant, share)
            for quant, share in ((entry[0], entry) for entry in free)
            if all(
                row[name] in (None, quant[name].id)
                for name in ("location_id", "package_id", "owner_id")
            )
        ]
        for quant, entry in fitting:
            part = min(left, entry[1])
            if unit.compare(part, 0) > 0:
                parts.append(row | {"quantity": part} | _places_of(quant))
                entry[1] -= part
                left -= part
        if unit.compare(left, 0) > 0:
            # Reserved by others, who give it up when this is done, as core does for a lot chosen.
            where = _places_of(fitting[0][0]) if fitting else {}
            parts.append(row | {"quantity": left} | where)
        return parts

    def _new_line_values(self, rows):
        """Give [values] of new lines for rows, as core's Generate makes them."""
        values_list = []
        for move, rows_of_move in self._grouped_rows(rows):
            base = move._prepare_move_line_vals()
            taken = defaultdict(float)
            plain = move._putaway_is_plain()
            for row in rows_of_move:
                place = row["location_dest_id"] or plain
                if not place:
                    place = move.location_dest_id._get_putaway_strategy(
                        move.product_id, quantity=row["quantity"], additional_qty=taken
                    ).id
                taken[place] += row["quantity"]
                values_list.append(base | move._row_values(row) | {"location_dest_id": place})
        return values_list

    def _putaway_is_plain(self):
        """Give the id of the place where all goes when no rule is asked, else False."""
        place = self.location_dest_id._check_access_putaway()
        if place.putaway_rule_ids or place.usage == "view":
            return False
        return self.location_dest_id.id

    def _row_values(self, row):
        """Give the values of the line that a row stands for, of what was given."""
        values = {name: row[name] for name in PLACES if row[name] is not None}
        values["quantity"] = row["quantity"]
        values["product_uom_id"] = self.product_id.uom_id.id
        if row["lot_id"]:
            return values | {"lot_id": row["lot_id"]}
        given = dict(row["lot_values"])
        if given.get("expiration_date"):
            values["expiration_date"] = given.pop("expiration_date")
        if given:
            values["lot_values"] = self.env["stock.lot"]._assigned_to_json(given)
        return values | {"lot_name": row["lot_name"]}


def _places_of(quant):
    return {
        "location_id": quant.location_id.id,
        "package_id": quant.package_id.id or None,
        "owner_id": quant.owner_id.id or None,
    }
