import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.assign.traceability_assignment import LISTED_DATES, MAX_ROWS
from ..tools.dates import dates_are_on

PAGE = 80
LONGEST_PAGE = 1000


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
    move_count = fields.Integer(compute="_compute_move")
    product_id = fields.Many2one(related="move_id.product_id", string="Tracked Product")
    tracking = fields.Selection(related="product_id.tracking")
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    demand = fields.Float(compute="_compute_move", digits="Product Unit")
    missing = fields.Float(compute="_compute_move", digits="Product Unit")
    takes_stock = fields.Boolean(compute="_compute_move")
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
    summary = fields.Json(readonly=True)
    row_count = fields.Integer(readonly=True)
    error_count = fields.Integer(readonly=True)
    warning_count = fields.Integer(readonly=True)
    notice = fields.Char(readonly=True)
    accept_warnings = fields.Boolean()

    # -- proposals --------------------------------------------------------------------------------
    @api.depends("move_ids")
    def _compute_move_id(self):
        for wizard in self:
            missing = wizard.move_ids.filtered(wizard._assignment().missing_quantity)
            wizard.move_id = (missing or wizard.move_ids)[:1]

    @api.depends("move_id", "row_count")
    def _compute_move(self):
        for wizard in self:
            move = wizard.move_id
            wizard.move_count = len(wizard.move_ids)
            wizard.demand = move.product_qty
            wizard.takes_stock = move and not move._should_bypass_reservation()
            listed = sum(row["quantity"] or 0 for row in wizard._rows_of_move())
            names = {row["name"] for row in wizard._rows_of_move()}
            missing = wizard._assignment().missing_quantity(move, names) if move else 0
            wizard.missing = max(0, missing - listed)

    @api.depends("move_id", "row_count")
    def _compute_proposal(self):
        for wizard in self:
            if not wizard.move_id:
                wizard.source = wizard.source or "paste"
                continue
            operation = wizard.move_id.picking_type_id
            makes = operation.use_create_lots if operation else True
            if not wizard.source or wizard._origin.move_id != wizard.move_id:
                default = "generate" if makes else "paste"
                wizard.source = "stock" if wizard.takes_stock else default
            names = {row["name"] for row in wizard._rows_of_move()}
            wizard.first_number = wizard._assignment().propose_first(wizard.move_id, names)
            wizard.units_per_lot = wizard.missing
            wizard.count = int(wizard.missing) if wizard.tracking == "serial" else 1

    def _assignment(self):
        return self.env["traceability.assignment"]

    def _rows_of_move(self):
        return [row for row in self.rows or [] if row["move_id"] == self.move_id.id]

    # -- sources ----------------------------------------------------------------------------------
    def action_generate(self):
        """Add lots or serial numbers counted up from the first one."""
        self._check_move()
        names = {row["name"] for row in self.rows or []}
        assignment, move = self._assignment(), self.move_id
        if self.tracking == "serial":
            shares = [1.0] * min(max(self.count, 0), MAX_ROWS + 1)
        else:
            shares = assignment.shares(move, self.missing, self.units_per_lot)
        rows = assignment.generate(move, self.first_number, len(shares), names)
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
        if absent:
            self.notice = (
                self.env._("One lot/serial number of the ranges is not in stock and was left out.")
                if absent == 1
                else self.env._(
                    "%(count)s lot/serial numbers of the ranges are not in stock and were left"
                    " out.",
                    count=absent,
                )
            )
        elif has_dates and not dates_are_on(self.env):
            self.notice = self.env._(
                "Expiration dates are switched off. Those in the list were left out."
            )

    def action_propose_stock(self):
        """Add lots in stock, in the order of the reservation, as far as they are missing."""
        self._check_move()
        names = {row["name"] for row in self.rows or []}
        rows = self._assignment().propose_stock(self.move_id, self.missing, names)
        if not rows:
            raise UserError(
                self.env._(
                    "%(product)s: no more lots are available in %(location)s, or none are missing.",
                    product=self.product_id.display_name,
                    location=self.move_id.location_id.display_name,
                )
            )
        self.add_rows(rows)

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
        self._set_rows(assignment.add_rows(self.rows or [], assignment.raw_rows(rows)))

    def remove_rows(self, positions):
        """Take rows out of the list.

        :param list positions: of the rows in the list, as :meth:`get_rows` tells them
        """
        self.ensure_one()
        rows = enumerate(self.rows or [])
        self._set_rows([row for index, row in rows if index not in positions])

    def action_remove_errors(self):
        """Take the rows that cannot be assigned out of the list."""
        self.ensure_one()
        self._set_rows([row for row in self.rows or [] if row["severity"] != "error"])

    def action_clear(self):
        """Empty the list."""
        self.ensure_one()
        self._set_rows([])

    def _set_rows(self, rows):
        rows = self._assignment().check_rows(self.move_ids, rows)
        states = {}
        for row in rows:
            key = row["severity"], row["state"]
            states[key] = states.get(key, 0) + 1
        self.write(
            {
                "rows": rows,
                "row_count": len(rows),
                "error_count": sum(row["severity"] == "error" for row in rows),
                "warning_count": sum(row["severity"] == "warning" for row in rows),
                "accept_warnings": False,
                "notice": False,
                "summary": [[*key, count] for key, count in states.items()],
            }
        )

    def get_rows(self, offset=0, limit=PAGE, severity=None):
        """Read a page of the list.

        :param int offset: how many rows to pass over
        :param int limit: how many to return, at most 1,000
        :param str severity: ``problem`` for warnings and errors only
        :return: {"total": how many there are, "several": whether they are for several lines,
            "rows": list of dicts}
        """
        self.ensure_one()
        rows = [
            (index, row)
            for index, row in enumerate(self.rows or [])
            if not severity or row["severity"] != "ok"
        ]
        page = rows[max(0, offset) : max(0, offset) + min(limit, LONGEST_PAGE)]
        products = {move.id: move.product_id.display_name for move in self.move_ids}
        return {
            "total": len(rows),
            "several": len({row["move_id"] for row in self.rows or []}) > 1,
            "rows": [
                {**row, "position": index, "product": products.get(row["move_id"], "")}
                for index, row in page
            ],
        }

    # -- writing ----------------------------------------------------------------------------------
    def action_assign(self):
        """Record the list on the lines of the moves, all or none; twice is the same as once.

        :return: the action that closes the wizard
        :raise UserError: naming the rows that cannot be recorded
        """
        self._assign()
        return {"type": "ir.actions.act_window_close"}

    def _assign(self):
        self.ensure_one()
        return self._assignment().assign(self.move_ids, self.rows or [], self.accept_warnings)

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
        if not match["name"]:
            self.move_id = move
            return self._scan_answer("product", match, self.env._("Scan the lot or serial number."))
        row = self._list_scanned(move, match)
        if row["severity"] == "error":
            raise UserError(self.env["traceability.scan"].add_subject(match, row["message"]))
        kind = "warning" if row["severity"] == "warning" else "done"
        return self._scan_answer(kind, match, row["message"] or self._scan_progress(match))

    def _move_for_scan(self, match):
        """Pick the move of a product that a scan is for."""
        listed = {}
        for row in self.rows or []:
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
        name, rows = match["name"], list(self.rows or [])
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
        return next(row for row in self.rows if row["row"] == number)

    def _scan_progress(self, match):
        ids = match["moves"].ids
        listed = sum(row["quantity"] or 0 for row in self.rows if row["move_id"] in ids)
        return self.env._(
            "%(listed)s of %(demand)s %(unit)s",
            listed=f"{listed:g}",
            demand=f"{sum(match['moves'].mapped('product_qty')):g}",
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
        names = {row["name"] for row in self.rows or []}
        told = self._assignment().lots_without_lines(self.move_ids)
        unit = self.env.ref("uom.product_uom_unit")
        # As core's wizard does with lines: what is weighed or measured has one label.
        return [
            [lot.id, int(quantity) if lot.product_uom_id._has_common_reference(unit) else 1]
            for _move, lot, quantity in told
            if lot.name in names
        ]


class LotLabelLayout(models.TransientModel):
    _inherit = "lot.label.layout"

    # What orders make has no lines before it is done: [[lot id, units]].
    made_lots = fields.Json()

    def process(self):
        action = super().process()
        if not self.made_lots:
            return action
        by_unit = self.label_quantity == "units"
        made = [
            lot_id
            for lot_id, units in self.made_lots
            for _label in range(max(1, units) if by_unit else 1)
        ]
        # Without lines, core names no record; the context's are those of the screen before.
        known = action["context"]["active_ids"] if self.move_line_ids.lot_id else []
        return action | {"context": {**action["context"], "active_ids": [*known, *made]}}
