import base64
import binascii
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.assign.traceability_assignment import LISTED_DATES, MAX_ROWS, RESERVED
from ..tools.dates import dates_are_on
from ..tools.listing import first_names
from ..tools.number_text import shown
from ..tools.quantity_words import say_number

PAGE = 80
LONGEST_PAGE = 1000
# What every row has once it was checked.
CHECKED = {"row", "move_id", "name", "quantity", "severity", "state"}


class StockLotAssign(models.TransientModel):
    _name = "stock.lot.assign"
    _description = "Assign Serial Numbers"

    move_ids = fields.Many2many("stock.move", string="Lines", required=True, readonly=True)
    move_id = fields.Many2one(
        "stock.move",
        "Product",
        compute="_compute_move_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', move_ids)]",
        help="The product that the lots or serial numbers are for, unless the list has a product"
        " column.",
    )
    is_summary = fields.Boolean(readonly=True, help="All products were gone through.")
    product_id = fields.Many2one(related="move_id.product_id", string="Tracked Product")
    tracking = fields.Selection(related="product_id.tracking")
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    move_count = fields.Integer(compute="_compute_overview")
    is_first = fields.Boolean(compute="_compute_overview")
    overview = fields.Json(compute="_compute_overview")
    demand = fields.Float(compute="_compute_overview", digits="Product Unit")
    missing = fields.Float(compute="_compute_overview", digits="Product Unit")
    takes_stock = fields.Boolean(compute="_compute_overview")
    has_dates = fields.Boolean(compute="_compute_overview")
    source = fields.Selection(
        [
            ("generate", "Generate"),
            ("stock", "Existing Lots"),
            ("paste", "Paste"),
            ("file", "File"),
        ],
        compute="_compute_proposal",
        store=True,
        readonly=False,
    )
    first_number = fields.Char(
        "First SN",
        compute="_compute_proposal",
        store=True,
        readonly=False,
        help="The others are counted up from it. Those that exist already are skipped.",
    )
    count = fields.Integer("Number of SN", compute="_compute_proposal", store=True, readonly=False)
    units_per_lot = fields.Float(
        "Quantity per Lot",
        compute="_compute_proposal",
        store=True,
        readonly=False,
        digits="Product Unit",
        help="In the unit of the product. The last lot gets the remainder.",
    )
    text = fields.Text(
        "Lot/Serial Number Name",
        help="One lot or serial number a row, or columns pasted from a spreadsheet, in the order"
        " that the empty field shows. With a header row, the columns may be in any order.",
    )
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    # Never in the view: thousands of rows stay on the server, and a page of them is asked for.
    rows = fields.Json(readonly=True)
    # Of the product that is shown; the totals are of the whole list.
    summary = fields.Json(compute="_compute_overview")
    row_count = fields.Integer(compute="_compute_overview")
    error_count = fields.Integer(compute="_compute_overview")
    warning_count = fields.Integer(compute="_compute_overview")
    total_count = fields.Integer(compute="_compute_overview")
    total_errors = fields.Integer(compute="_compute_overview")
    total_warnings = fields.Integer(compute="_compute_overview")
    notice = fields.Char(readonly=True)
    accept_warnings = fields.Boolean()

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards.filtered(lambda wizard: not wizard.rows):
            if rows := wizard._assignment().reserved_rows(wizard._steps()):
                wizard.rows = rows
        return wizards

    # -- what there is to do ----------------------------------------------------------------------
    def _steps(self):
        """Give the moves in the order they are gone through: what comes in or is made first."""
        return self.move_ids.sorted(lambda move: not move._should_bypass_reservation())

    @api.depends("move_ids")
    def _compute_move_id(self):
        for wizard in self:
            steps = wizard._steps()
            missing = steps.filtered(wizard._assignment().missing_quantity)
            wizard.move_id = (missing or steps)[:1]

    @api.depends("move_ids", "move_id", "rows")
    def _compute_overview(self):
        dates = dates_are_on(self.env)
        for wizard in self:
            steps, rows = wizard._steps(), wizard._checked_rows()
            by_move = {move.id: [] for move in steps}
            for row in rows:
                by_move.get(row["move_id"], []).append(row)
            wizard.move_count = len(steps)
            wizard.is_first = wizard.move_id == steps[:1]
            wizard.overview = [wizard._overview_of(move, by_move[move.id]) for move in steps]
            wizard.total_count = len(rows)
            wizard.total_errors = _count(rows, "error")
            wizard.total_warnings = _count(rows, "warning")
            own = by_move.get(wizard.move_id.id, [])
            wizard.row_count = len(own)
            wizard.error_count = _count(own, "error")
            wizard.warning_count = _count(own, "warning")
            states = Counter((row["severity"], row["state"]) for row in own)
            wizard.summary = [[*state, count] for state, count in states.items()]
            wizard.demand = wizard.move_id.product_qty
            wizard.missing = wizard._missing(wizard.move_id, own)
            wizard.takes_stock = wizard.move_id and not wizard.move_id._should_bypass_reservation()
            wizard.has_dates = dates and wizard.move_id.product_id.use_expiration_date

    def _overview_of(self, move, rows):
        """Give what the summary says of a product: a dict."""
        return {
            "id": move.id,
            "product": move.product_id.display_name,
            "unit": move.product_id.uom_id.name,
            "demand": move.product_qty,
            "listed": sum(_quantities(rows)),
            "missing": self._missing(move, rows),
            "count": len(rows),
            "errors": _count(rows, "error"),
            "warnings": _count(rows, "warning"),
        }

    def _missing(self, move, rows):
        """Give the quantity that has no lot or serial number, on the move or in its rows."""
        if not move:
            return 0.0
        names = {row["name"] for row in rows if row["severity"] != "error"}
        left = self._assignment().missing_quantity(move, names) - sum(_quantities(rows))
        return max(0.0, move.product_id.uom_id.round(left))

    @api.depends("move_id", "rows")
    def _compute_proposal(self):
        for wizard in self:
            if not wizard.move_id:
                wizard.source = wizard.source or "paste"
                continue
            if not wizard.source or wizard._origin.move_id != wizard.move_id:
                wizard.source = wizard._usual_source(wizard.move_id)
            wizard.first_number = False if wizard.takes_stock else wizard._propose_first()
            wizard.units_per_lot = wizard.missing
            wizard.count = int(wizard.missing) if wizard.tracking == "serial" else 1

    def _usual_source(self, move):
        if not move._should_bypass_reservation():
            return "stock"
        operation = move.picking_type_id
        return "generate" if not operation or operation.use_create_lots else "paste"

    def _propose_first(self):
        """Give the number that follows those of the product, in the list or elsewhere."""
        names = {row["name"] for row in self._rows_of(self.move_id)}
        return self._assignment().propose_first(self.move_id, names)

    # -- one product after the other --------------------------------------------------------------
    def action_next(self):
        """Go on to the next product, or to the summary after the last one.

        What was typed and not checked yet is checked first; with an error in it, it stays here.
        """
        self.ensure_one()
        if (self.text or "").strip():
            self.action_read_text()
            if self.error_count:
                return
        ids = self._steps().ids
        following = ids[ids.index(self.move_id.id) + 1 :] if self.move_id.id in ids else ids
        self.go_to(following[0] if following else False)

    def action_back(self):
        """Go back to the product before, or from the summary to the last one."""
        self.ensure_one()
        ids = self._steps().ids
        before = ids if self.is_summary else ids[: ids.index(self.move_id.id)]
        self.go_to((before or ids)[-1])

    def go_to(self, move_id):
        """Show a product of the document, or the summary.

        :param int move_id: of the ``stock.move``, or False for the summary
        """
        self.ensure_one()
        move = self.move_ids.filtered(lambda move: move.id == move_id)
        if not move:
            self.is_summary = True
            return
        self.write({"move_id": move.id, "is_summary": False, "notice": False})
        self.source = self._usual_source(move)

    # -- sources ----------------------------------------------------------------------------------
    def _assignment(self):
        return self.env["traceability.assignment"]

    def _checked_rows(self):
        """Give the list, a copy each time; of what a client forged, nothing."""
        rows = self.rows if isinstance(self.rows, list) else []
        return [row for row in rows if isinstance(row, dict) and row.keys() >= CHECKED]

    def _rows_of(self, move):
        return [row for row in self._checked_rows() if row["move_id"] == move.id]

    def action_generate(self):
        """Add lots or serial numbers counted up from the first one."""
        self._check_move()
        names = {row["name"] for row in self._checked_rows()}
        assignment, move = self._assignment(), self.move_id
        if self.tracking == "serial":
            shares = [1.0] * min(max(self.count, 0), MAX_ROWS + 1)
        else:
            shares = assignment.shares(move, self.missing, self.units_per_lot)
        is_proposal = (self.first_number or "").strip() == self._propose_first()
        rows = assignment.generate(move, self.first_number, len(shares), names, is_proposal)
        self.add_rows([{**row, "quantity": share} for row, share in zip(rows, shares, strict=True)])

    def action_read_text(self):
        """Add the list that was typed."""
        self.add_text(self.text or "")
        self.text = False

    def add_text(self, text):
        """Add a list.

        :param str text: one lot or serial number a row, or columns as from a spreadsheet
        :raise UserError: when it is no list, or an empty one
        """
        self._check_move()
        self._add_read(self._assignment().parse_text(text, self.move_ids, self.move_id))

    def action_read_file(self):
        """Add the list in a CSV file or workbook."""
        self._check_move()
        try:
            content = base64.b64decode(self.file or b"", validate=True)
        except binascii.Error:
            content = b""
        rows = self._assignment().parse_file(
            content, self.file_name or "", self.move_ids, self.move_id
        )
        self._add_read(rows)
        self.file = self.file_name = False

    def _add_read(self, rows):
        if not rows:
            raise UserError(self.env._("There are no lots or serial numbers in this list."))
        has_dates = any({*LISTED_DATES}.intersection((*row, *row.get("bad", ()))) for row in rows)
        rows, absent = self._assignment().expand_ranges(rows, self.move_ids)
        self.add_rows(rows)
        notices = [self._notice_of_others(rows), self._notice_of_duplicates(self._checked_rows())]
        if absent:
            notices.append(
                self.env._("One lot/serial number of the ranges is not in stock and was left out.")
                if absent == 1
                else self.env._(
                    "%(count)s lot/serial numbers of the ranges are not in stock and were left"
                    " out.",
                    count=absent,
                )
            )
        if has_dates and not dates_are_on(self.env):
            notices.append(
                self.env._("Expiration dates are switched off. Those in the list were left out.")
            )
        self.notice = " ".join(filter(None, notices)) or False

    def _notice_of_duplicates(self, rows):
        """Name what is in the list more than once: it is counted once."""
        names = dict.fromkeys(row["name"] for row in rows if row["state"] == "duplicate")
        if not names:
            return ""
        return self.env._(
            "More than once in the list, and counted once: %(lots)s.",
            lots=first_names(self.env, [shown(name) for name in names]),
        )

    def _notice_of_others(self, rows):
        """Tell for which other products of the document a list has rows."""
        ids = {row["move_id"] for row in rows} - {self.move_id.id}
        others = self._steps().filtered(lambda move: move.id in ids).product_id - self.product_id
        if not others:
            return ""
        names = others.mapped("display_name")
        return self.env._(
            "The list also has rows for %(products)s.", products=first_names(self.env, names)
        )

    def action_propose_stock(self):
        """Add lots in stock, in the order of the reservation, as far as they are missing."""
        self._check_move()
        names = {row["name"] for row in self._checked_rows()}
        rows = self._assignment().propose_stock(self.move_id, self.missing, names)
        if not rows:
            raise UserError(
                self.env._(
                    "%(product)s: no more lots are available in %(location)s, or none are missing.",
                    product=self.product_id.display_name,
                    location=self.move_id.location_id.display_name,
                )
            )
        self._set_rows(self._assignment().add_rows(self._checked_rows(), rows))

    def _check_move(self):
        self.ensure_one()
        if not self.move_id or self.move_id not in self.move_ids:
            raise UserError(self.env._("Select the product that the list is for."))

    # -- the list ---------------------------------------------------------------------------------
    def add_rows(self, rows):
        """Put rows at the end of the list and check it.

        :param list rows: dicts as :mod:`..models.assign.traceability_assignment` describes them
        :raise UserError: when they are no rows, or too many
        """
        self.ensure_one()
        assignment = self._assignment()
        rows = assignment.raw_rows(rows)
        kept = self._rows_chosen({row["move_id"] for row in rows})
        rows = assignment.spread(self._steps(), kept, rows)
        self._set_rows(assignment.add_rows(kept, rows))

    def _rows_chosen(self, move_ids):
        """Give the list without what is ticked for moves only because it is reserved.

        What is reserved gives way to what is chosen; what there is room for stays reserved.
        """
        return [
            row
            for row in self._checked_rows()
            if row["move_id"] not in move_ids or row.get("note") != RESERVED
        ]

    def remove_rows(self, rows):
        """Take rows out of the list.

        :param list rows: as :meth:`get_rows` tells them; one that is gone already, as by a double
            click, takes no other along
        """
        self.ensure_one()
        gone = {_key(row) for row in rows}
        self._set_rows([row for row in self._checked_rows() if _key(row) not in gone])

    def action_remove_errors(self):
        """Take the rows of the product that cannot be assigned out of the list."""
        self.ensure_one()
        here = self._is_here()
        self._set_rows(
            [row for row in self._checked_rows() if row["severity"] != "error" or not here(row)]
        )

    def action_clear(self):
        """Empty the list of the product."""
        self.ensure_one()
        here = self._is_here()
        self._set_rows([row for row in self._checked_rows() if not here(row)])

    def _is_here(self):
        """Give a function that tells whether a row is shown, or belongs to no product at all."""
        others = set(self.move_ids.ids) - {self.move_id.id}
        return lambda row: row["move_id"] not in others

    def _set_rows(self, rows):
        rows = self._assignment().check_rows(self.move_ids, rows)
        self.write({"rows": rows, "accept_warnings": False, "notice": False})

    def get_rows(self, offset=0, limit=PAGE, severity=None):
        """Read a page of the product's list.

        :param int offset: how many rows to pass over
        :param int limit: how many to return, at most 1,000
        :param str severity: ``problem`` for warnings and errors only
        :return: {"total": how many there are, "rows": list of dicts}
        """
        self.ensure_one()
        here = self._is_here()
        rows = [
            row
            for row in self._checked_rows()
            if here(row) and (not severity or row["severity"] != "ok")
        ]
        page = rows[max(0, offset) : max(0, offset) + min(limit, LONGEST_PAGE)]
        return {"total": len(rows), "rows": page}

    # -- lots in stock ----------------------------------------------------------------------------
    def get_stock(self, search="", offset=0, limit=PAGE):
        """Read a page of the lots that the product can be taken from, first those to take first.

        :param str search: a part of their names
        :param int offset: how many lots to pass over
        :param int limit: how many to return, at most 1,000
        :return: {"total": how many there are, "lots": list of dicts as of
            ``traceability.assignment.lots_to_take``, each with its row in the list or None}
        """
        self.ensure_one()
        lots = self._assignment().lots_to_take(self.move_id, search)
        rows = {row["name"]: row for row in self._rows_of(self.move_id)}
        page = lots[max(0, offset) : max(0, offset) + min(limit, LONGEST_PAGE)]
        return {
            "total": len(lots),
            "lots": [{**lot, "row": rows.get(lot["name"])} for lot in page],
        }

    def tick_lot(self, lot_id, quantity=None):
        """Take a lot in stock into the list, with another quantity, or out of it.

        :param int lot_id: of the lot
        :param float quantity: in the product's unit, 0 to take it out; None for what is missing of
            it, as far as there is
        """
        self._check_move()
        known = self.env["stock.lot"].browse(lot_id).exists()
        lots = self._assignment().lots_to_take(self.move_id, known.name)
        lot = next((lot for lot in lots if lot["id"] == lot_id), None)
        if not lot:
            raise UserError(
                self.env._(
                    "%(product)s: this lot/serial number is not in %(location)s any more. Close the"
                    " window and open it again.",
                    product=self.product_id.display_name,
                    location=self.move_id.location_id.display_name,
                )
            )
        if quantity is None:
            there = max(lot["free"], 0) or lot["quantity"]
            quantity = min(there, self.missing or there)
        key = self.move_id.id, lot["name"]
        rows = [row for row in self._checked_rows() if (row["move_id"], row["name"]) != key]
        if quantity:
            row = {"move_id": self.move_id.id, "name": lot["name"], "quantity": quantity}
            rows = self._assignment().add_rows(rows, [row])
        self._set_rows(rows)

    # -- writing ----------------------------------------------------------------------------------
    def action_assign(self):
        """Record the list on the lines of the moves, all or none; twice is the same as once.

        :return: the action that closes the wizard
        :raise UserError: naming the rows that cannot be recorded
        """
        self._assign()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("Assigned"),
                "message": first_names(self.env, self._told()),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _assign(self):
        self.ensure_one()
        if (self.text or "").strip():  # typed, and not checked yet
            self.action_read_text()
        return self._assignment().assign(self.move_ids, self.rows or [], self.accept_warnings)

    def _told(self):
        """Give a phrase a product of what was assigned."""
        lines = []
        for entry, move in zip(self.overview, self._steps(), strict=True):
            words = {"product": entry["product"], "count": entry["count"]}
            words |= {"quantity": say_number(self.env, entry["listed"]), "unit": entry["unit"]}
            if not entry["count"]:
                continue
            if move.product_id.tracking == "serial":
                line = (
                    self.env._("%(product)s: one serial number", **words)
                    if entry["count"] == 1
                    else self.env._("%(product)s: %(count)s serial numbers", **words)
                )
            else:
                line = (
                    self.env._("%(product)s: one lot (%(quantity)s %(unit)s)", **words)
                    if entry["count"] == 1
                    else self.env._("%(product)s: %(count)s lots (%(quantity)s %(unit)s)", **words)
                )
            lines.append(line)
        return lines

    # -- scanning ---------------------------------------------------------------------------------
    def scan(self, text, product_id=None, accept=False):
        """Put what was scanned into the list, if it can be assigned.

        :param str text: see :meth:`traceability.scan.parse`
        :param int product_id: of the last answer, for a number that could be of several products
        :param bool accept: of no use here; a list's warnings are accepted as a whole
        :return: a dict as of :meth:`stock.picking.scan`
        :raise UserError: when it cannot be assigned; the list stays as it is then
        """
        self.ensure_one()
        product = self.env["product.product"].browse(product_id or ()).exists()
        match = self.env["traceability.scan"].match(
            self.move_ids, text, product, self.move_id.product_id
        )
        move = self._move_for_scan(match)
        if self.is_summary or move != self.move_id:
            self.go_to(move.id)
        if not match["name"]:
            return self._scan_answer("product", match, self.env._("Scan the lot or serial number."))
        row = self._list_scanned(move, match)
        if row["severity"] == "error":
            raise UserError(self.env["traceability.scan"].add_subject(match, row["message"]))
        kind = "warning" if row["severity"] == "warning" else "done"
        return self._scan_answer(kind, match, row["message"] or self._scan_progress(match))

    def _move_for_scan(self, match):
        """Pick the move of a product that a scan is for."""
        listed = {}
        for row in self._rows_chosen(match["moves"].ids):
            listed[row["move_id"]] = listed.get(row["move_id"], 0) + (row["quantity"] or 0)
        missing = self._assignment().missing_quantity
        unit = match["product"].uom_id
        wanting = match["moves"].filtered(
            lambda move: unit.compare(missing(move), listed.get(move.id, 0)) > 0
        )
        return (wanting or match["moves"])[:1]

    def _list_scanned(self, move, match):
        """Add a row for what was scanned, or its quantity to the row of its lot.

        :return: the row, checked
        """
        name, rows = match["name"], self._rows_chosen(move.ids)
        quantity = match["quantity"] or move.scanned_quantity(name)
        same = [row for row in rows if (row["move_id"], row["name"]) == (move.id, name)]
        if same and match["product"].tracking == "lot":
            total = (same[0]["quantity"] or 0) + quantity
            rows[rows.index(same[0])] = same[0] | {"quantity": total}
            number = same[0]["row"]
        else:
            row = {"move_id": move.id, "name": name, "quantity": quantity, **match["values"]}
            rows = self._assignment().add_rows(rows, [row])
            number = rows[-1]["row"]
        self._set_rows(rows)
        return next(row for row in self.rows if (row["move_id"], row["row"]) == (move.id, number))

    def _scan_progress(self, match):
        ids = match["moves"].ids
        listed = sum(row["quantity"] or 0 for row in self.rows if row["move_id"] in ids)
        return self.env._(
            "%(listed)s of %(demand)s %(unit)s",
            listed=say_number(self.env, listed),
            demand=say_number(self.env, sum(match["moves"].mapped("product_qty"))),
            unit=match["product"].uom_id.name,
        )

    def _scan_answer(self, kind, match, message):
        return {
            "kind": kind,
            "message": self.env["traceability.scan"].add_subject(match, message),
            "product_id": match["product"].id,
            "is_complete": False,
        }

    # -- labels -----------------------------------------------------------------------------------
    def action_assign_and_print(self):
        """As :meth:`action_assign`, and then choose the layout of labels for what was assigned.

        :return: the action that opens core's label wizard
        """
        lines = self._assign()
        # What was ticked because it is reserved has a label from when it came.
        chosen = {
            (row["move_id"], row["name"])
            for row in self._checked_rows()
            if row.get("note") != RESERVED
        }
        if chosen:
            lines = lines.filtered(
                lambda line: (line.move_id.id, line.lot_id.name or line.lot_name) in chosen
            )
        # A label is a lot's; core makes lots of names only when the transfer is done.
        lines.filtered(lambda line: not line.lot_id)._create_and_assign_production_lot()
        return {
            "name": self.env._("Choose Labels Layout"),
            "type": "ir.actions.act_window",
            "res_model": "lot.label.layout",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_move_line_ids": [Command.set(lines.ids)],
                "default_made_lots": self._made_lots(),
            },
        }

    def _made_lots(self):
        """Give [[lot id, units]] of the list's lots that an order keeps until it is done."""
        names = {row["name"] for row in self._checked_rows()}
        told = self._assignment().lots_without_lines(self.move_ids)
        unit = self.env.ref("uom.product_uom_unit")
        # As core's wizard does with lines: what is weighed or measured has one label.
        return [
            [lot.id, int(quantity) if lot.product_uom_id._has_common_reference(unit) else 1]
            for _move, lot, quantity in told
            if lot.name in names
        ]


def _key(row):
    """Give what a row is known by, wherever it stands: a range has many rows of one number."""
    return row["move_id"], row["row"], row["name"]


def _count(rows, severity):
    return sum(row["severity"] == severity for row in rows)


def _quantities(rows):
    """Give the quantities of the rows that can be assigned."""
    return [row["quantity"] or 0 for row in rows if row["severity"] != "error"]
