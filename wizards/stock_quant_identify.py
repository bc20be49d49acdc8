from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.checked_rows import list_rows
from ..tools.dates import dates_are_on
from ..tools.notices import CLOSE, notify_done
from ..tools.quantity_words import say_number


class StockQuantIdentify(models.TransientModel):
    _name = "stock.quant.identify"
    _description = "Identify Stock Without Lots"

    quant_ids = fields.Many2many("stock.quant", string="Stock", required=True, readonly=True)
    product_id = fields.Many2one("product.product", compute="_compute_stock")
    tracking = fields.Selection(related="product_id.tracking")
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    use_expiration_date = fields.Boolean(compute="_compute_use_expiration_date")
    available = fields.Float(
        "Without Lot/Serial Number", compute="_compute_stock", digits="Product Unit"
    )
    quantity = fields.Float(
        "To Identify",
        compute="_compute_quantity",
        store=True,
        readonly=False,
        digits="Product Unit",
        help="How many of these units to identify now. The others stay in the list.",
    )
    mode = fields.Selection(
        [
            ("generate", "Count up from a first lot/serial number"),
            ("list", "Type, scan or paste lot/serial numbers"),
            ("single", "One lot for all"),
        ],
        "How",
        compute="_compute_mode",
        store=True,
        readonly=False,
        required=True,
    )
    first_number = fields.Char(
        "First Lot/Serial Number",
        compute="_compute_proposal",
        store=True,
        readonly=False,
        help="The others are counted up from it. Those that exist already are skipped.",
    )
    units_per_lot = fields.Float(
        "Quantity per Lot",
        default=1,
        digits="Product Unit",
        help="The last lot gets the remainder.",
    )
    numbers = fields.Text(
        "Lot/Serial Numbers",
        help="One lot or serial number a row, or columns pasted from a spreadsheet: lot/serial"
        " number, quantity, expiration date, best before date, internal reference. With a header"
        " row, the columns may be in any order. A lot that exists already gets the units added.",
    )
    warnings = fields.Text(compute="_compute_warnings")
    accept_warnings = fields.Boolean()
    progress = fields.Char(compute="_compute_progress")
    lot_name = fields.Char(
        "Lot Number",
        compute="_compute_proposal",
        store=True,
        readonly=False,
        help="A lot that exists already gets the units added.",
    )
    expiration_date = fields.Datetime(
        help="For new lots for which the list has none. Empty: today plus the days set on the"
        " product."
    )
    use_date = fields.Datetime(
        "Best Before Date",
        help="Empty: calculated from the expiration date.",
    )
    removal_date = fields.Datetime(help="Empty: calculated from the expiration date.")
    alert_date = fields.Datetime(help="Empty: calculated from the expiration date.")

    @api.depends("product_id.use_expiration_date")
    def _compute_use_expiration_date(self):
        on = dates_are_on(self.env)
        for wizard in self:
            wizard.use_expiration_date = on and wizard.product_id.use_expiration_date

    @api.depends("quant_ids")
    def _compute_stock(self):
        for wizard in self:
            wizard.product_id = wizard.quant_ids.product_id[:1]
            wizard.available = sum(wizard.quant_ids.mapped("quantity"))

    @api.depends("quant_ids")
    def _compute_quantity(self):
        for wizard in self:
            wizard.quantity = wizard.available

    @api.depends("quant_ids")
    def _compute_mode(self):
        for wizard in self:
            wizard.mode = "single" if wizard.tracking == "lot" else "generate"

    @api.depends("quant_ids")
    def _compute_proposal(self):
        for wizard in self:
            proposed = wizard.quant_ids and self._assignment().propose_first(wizard._move())
            wizard.first_number = wizard.lot_name = proposed or False

    @api.depends("numbers", "quantity", "mode")
    def _compute_progress(self):
        for wizard in self:
            try:
                rows = wizard._typed_rows()
            except UserError:  # told when the list is identified, not while it is typed
                rows = []
            unsaid = 1 if wizard.tracking == "serial" else 0
            entered = sum(unsaid if row["quantity"] is None else row["quantity"] for row in rows)
            wizard.progress = self.env._(
                "%(entered)s of %(quantity)s",
                entered=say_number(self.env, entered),
                quantity=say_number(self.env, wizard.quantity),
            )

    @api.depends("mode", "numbers", "quantity", "first_number", "units_per_lot", "lot_name")
    def _compute_warnings(self):
        for wizard in self:
            try:
                rows = wizard._assignment().check_rows(wizard._move(), wizard._rows())
            except UserError:  # told when the list is identified, not while it is typed
                rows = []
            doubted = [row for row in rows if row["severity"] == "warning"]
            # With an error there is nothing to accept.
            is_wrong = any(row["severity"] == "error" for row in rows)
            wizard.warnings = not is_wrong and list_rows(self.env, doubted, lambda row: None)

    def action_identify(self):
        """Identify the stock by the list.

        :return: the action that says what was done
        :raise UserError: see :meth:`stock.quant.identify`
        """
        self.ensure_one()
        if self.tracking == "serial" and self.quantity != int(self.quantity):
            raise UserError(
                self.env._(
                    "%(product)s: a serial number identifies one whole unit; got %(quantity)s."
                    " Correct the stock first, or identify less.",
                    product=self.product_id.display_name,
                    quantity=say_number(self.env, self.quantity),
                )
            )
        if self.product_uom_id.compare(self.quantity, 0) <= 0:
            raise UserError(
                self.env._(
                    "%(product)s: enter how many units to identify.",
                    product=self.product_id.display_name,
                )
            )
        moves = self.quant_ids.identify(
            self._rows(), self.quantity, self._lot_values(), self.accept_warnings
        )
        return notify_done(self._tell(moves.move_line_ids.lot_id), then=CLOSE)

    def _tell(self, lots):
        """Say what was identified by which lots."""
        names = lots.sorted("id").mapped("name")
        words = {
            "product": self.product_id.display_name,
            "quantity": self.env["traceability.guard"].format_quantity(
                self.quantity, self.product_uom_id
            ),
            "count": len(names),
            "first": names[0],
            "last": names[-1],
        }
        if len(names) == 1:
            return self.env._("%(product)s: %(quantity)s identified as %(first)s.", **words)
        return self.env._(
            "%(product)s: %(quantity)s identified by %(count)s lot/serial numbers, %(first)s to"
            " %(last)s.",
            **words,
        )

    def _assignment(self):
        return self.env["traceability.assignment"]

    def _move(self):
        return self.quant_ids._origin.move_to_identify(self.quantity)

    def _rows(self):
        """Give the rows, as *Assign Serial Numbers* has them."""
        if self.mode == "list":
            return self._typed_rows()
        if self.mode == "single":
            name = self.env["traceability.guard"].clean_name(self.lot_name or "")
            quantity = 1 if self.tracking == "serial" else self.quantity
            return [{"name": name, "quantity": quantity}]
        return self._generated_rows()

    def _typed_rows(self):
        move = self._move()
        return self._assignment().parse_text(self.numbers or "", move, move)

    def _generated_rows(self):
        assignment, move = self._assignment(), self._move()
        size = 1.0 if self.tracking == "serial" else self.units_per_lot
        shares = assignment.shares(move, self.quantity, size)
        rows = assignment.generate(move, self.first_number, len(shares))
        return [row | {"quantity": share} for row, share in zip(rows, shares, strict=True)]

    def _lot_values(self):
        """Give the dates that were entered."""
        names = ("expiration_date", "use_date", "removal_date", "alert_date")
        if not self.use_expiration_date:
            return {}
        return {name: self[name] for name in names if self[name]}
