from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.dates import dates_are_on

AT_ONCE = 1000


class StockQuantIdentify(models.TransientModel):
    _name = "stock.quant.identify"
    _description = "Identify Stock Without Lots"

    quant_ids = fields.Many2many("stock.quant", string="Stock", required=True, readonly=True)
    product_id = fields.Many2one("product.product", compute="_compute_stock")
    tracking = fields.Selection(related="product_id.tracking")
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    use_expiration_date = fields.Boolean(compute="_compute_use_expiration_date")
    available = fields.Float("Without Number", compute="_compute_stock", digits="Product Unit")
    quantity = fields.Float(
        "To Identify",
        compute="_compute_quantity",
        store=True,
        readonly=False,
        digits="Product Unit",
        help="How many of these units get a number now; the others stay in the list.",
    )
    mode = fields.Selection(
        [
            ("generate", "Count up from a first number"),
            ("list", "Type, scan or paste the numbers"),
            ("single", "One lot for all"),
        ],
        "How",
        compute="_compute_mode",
        store=True,
        readonly=False,
        required=True,
    )
    first_number = fields.Char(
        help="The others follow it by counting up; numbers that exist are skipped."
    )
    units_per_lot = fields.Float(
        "Units in a Lot",
        default=1,
        digits="Product Unit",
        help="The last lot gets what is left.",
    )
    numbers = fields.Text(
        help="One number a line. For lots, a tab and a quantity may follow; without, it is 1. The"
        " number of a lot that exists adds units to it.",
    )
    progress = fields.Char(compute="_compute_progress")
    lot_name = fields.Char("Lot Number", help="The number of a lot that exists adds units to it.")
    expiration_date = fields.Datetime(
        help="Of every new lot. Empty: counted from today by the product's own number of days."
    )
    use_date = fields.Datetime("Best Before Date", help="Empty: as the product says.")
    removal_date = fields.Datetime(help="Empty: as the product says.")
    alert_date = fields.Datetime(help="Empty: as the product says.")

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

    @api.depends("numbers", "quantity", "mode")
    def _compute_progress(self):
        for wizard in self:
            entered = sum(share or 0 for _name, share in wizard._typed_numbers())
            wizard.progress = self.env._(
                "%(entered)s of %(quantity)s",
                entered=f"{entered:g}",
                quantity=f"{wizard.quantity:g}",
            )

    def action_identify(self):
        """:return: the action that closes the wizard
        :raise UserError: see :meth:`stock.quant.identify`
        """
        self.ensure_one()
        if self.tracking == "serial" and self.quantity != int(self.quantity):
            raise UserError(
                self.env._(
                    "%(product)s: serial numbers are for whole units, and %(quantity)s is none."
                    " Correct the stock first, or identify fewer.",
                    product=self.product_id.display_name,
                    quantity=f"{self.quantity:g}",
                )
            )
        if self.product_uom_id.compare(self.quantity, 0) <= 0:
            raise UserError(
                self.env._(
                    "%(product)s: say how many units to identify.",
                    product=self.product_id.display_name,
                )
            )
        self.quant_ids.identify(self._numbers(), self.quantity, self._lot_values())
        return {"type": "ir.actions.act_window_close"}

    def _numbers(self):
        """:return: [(name, quantity)]"""
        clean = self.env["traceability.guard"].clean_name
        if self.mode == "list":
            return self._typed_numbers()
        if self.mode == "single":
            return [(clean(self.lot_name or ""), 1 if self.tracking == "serial" else self.quantity)]
        return self._generated_numbers(clean(self.first_number or ""))

    def _typed_numbers(self):
        """:return: [(name, quantity or None when it is none)], a row each"""
        rows = (self.numbers or "").rstrip().splitlines()
        return [self._parse_row(row) for row in rows]

    def _parse_row(self, row):
        name, tab, share = row.partition("\t")
        if not tab or not share.strip():
            return name.strip(), 1.0
        try:
            return name.strip(), float(share.strip().replace(",", "."))
        except ValueError:
            return name.strip(), None

    def _generated_numbers(self, first):
        if not first:
            raise UserError(
                self.env._(
                    "%(product)s: enter the first number.", product=self.product_id.display_name
                )
            )
        size = 1.0 if self.tracking == "serial" else self.units_per_lot
        compare = self.product_uom_id.compare
        if compare(size, 0) <= 0:
            raise UserError(
                self.env._(
                    "%(product)s: say how many units a lot holds.",
                    product=self.product_id.display_name,
                )
            )
        shares, left = [], self.quantity
        while compare(left, 0) > 0:
            shares.append(min(size, left))
            left = self.product_uom_id.round(left - size)
        return list(zip(self._free_names(first, len(shares)), shares, strict=True))

    def _free_names(self, first, count):
        """:return: that many names counted up from the first, those that exist left out"""
        # Superuser: a number taken in a company that the user does not see is taken all the same.
        lots = self.env["stock.lot"].sudo()
        free = []
        while len(free) < count:
            values = lots.generate_lot_names(first, max(count - len(free), AT_ONCE) + 1)
            *names, first = [value["lot_name"] for value in values]
            taken = lots.search_fetch(
                Domain("product_id", "=", self.product_id.id) & Domain("name", "in", names),
                ["name"],
            )
            taken = set(taken.mapped("name"))
            free += [name for name in names if name not in taken]
        return free[:count]

    def _lot_values(self):
        """:return: the dates that were entered"""
        names = ("expiration_date", "use_date", "removal_date", "alert_date")
        if not self.use_expiration_date:
            return {}
        return {name: self[name] for name in names if self[name]}
