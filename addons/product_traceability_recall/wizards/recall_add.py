"""Bad lots are found by what is known of them: a number, a period, a vendor, a document."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools.sql import escape_psql

from odoo.addons.product_traceability.tools.dates import company_zone, end_of_day, start_of_day
from odoo.addons.product_traceability.tools.listing import first_names

SOURCES = ("supplier", "production", "inventory")
MOST_LOTS = 20_000


class RecallAdd(models.TransientModel):
    _name = "traceability.recall.add"
    _description = "Find Bad Lots"

    recall_id = fields.Many2one("traceability.recall", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="recall_id.company_id")
    numbers = fields.Text(
        "Lot/Serial Numbers", help="Type, paste or scan them, one a line. GS1 codes are read, too."
    )
    product_id = fields.Many2one(
        "product.product", domain="[('tracking', '!=', 'none')]", check_company=True
    )
    date_from = fields.Date("Received or Made From")
    date_to = fields.Date("Until")
    partner_id = fields.Many2one("res.partner", "Vendor")
    vendor_lot_name = fields.Char("Vendor's Lot/Serial Number")
    document = fields.Char(
        help="Number of a transfer, purchase, sales or manufacturing order: its lots."
    )
    lot_ids = fields.Many2many(
        "stock.lot",
        string="Lots Found",
        compute="_compute_lot_ids",
        store=True,
        readonly=False,
        help="Remove those that are not bad.",
    )
    problem = fields.Text(compute="_compute_lot_ids", store=True)

    @api.depends(
        *("numbers", "product_id", "date_from", "date_to", "partner_id", "vendor_lot_name"),
        "document",
    )
    def _compute_lot_ids(self):
        for wizard in self:
            typed = wizard._read_numbers()
            found = wizard._find_lots(typed) if wizard._is_asked() else wizard.lot_ids.browse()
            wizard.problem = wizard._say_problem(typed, found)
            # What is cut is not to be taken for all.
            wizard.lot_ids = found[:0] if len(found) > MOST_LOTS else found

    def _say_problem(self, typed, found):
        """:return: str, why not all that was asked for is among the lots; False where it is"""
        if len(found) > MOST_LOTS:
            return self.env._(
                "More than %(count)s lots match. Narrow the search, and add them in several steps.",
                count=MOST_LOTS,
            )
        names = set(found.mapped("name"))
        missing = [line for line, known, _product in typed if names.isdisjoint(known)]
        if not missing:
            return False
        return self.env._("Not found: %(names)s", names=first_names(self.env, missing))

    def _is_asked(self):
        """:return: bool, whether enough is known to look for: a product alone is all its lots"""
        texts = (self.numbers, self.document, self.vendor_lot_name)
        narrowed = self.product_id and (self.date_from or self.date_to or self.partner_id)
        return bool(narrowed or any((text or "").strip() for text in texts))

    def _find_lots(self, typed):
        lots = self.env["stock.lot"]
        domain = Domain("company_id", "in", [False, self.company_id.id])
        if self.product_id:
            domain &= Domain("product_id", "=", self.product_id.id)
        if typed:
            domain &= Domain.OR(
                Domain("name", "in", names)
                & (Domain("product_id", "=", product.id) if product else Domain.TRUE)
                for _line, names, product in typed
            )
        if name := (self.vendor_lot_name or "").strip():
            domain &= Domain("vendor_lot_name", "=ilike", escape_psql(name))
        moved = self._domain_of_movements()
        if not moved.is_true():
            lines = self.env["stock.move.line"]
            domain &= Domain("id", "in", lines._search(moved).subselect("lot_id"))
        return lots.search(domain, limit=MOST_LOTS + 1)

    def _read_numbers(self):
        """:return: list of (line that was typed, names it may stand for, product or None)"""
        scan = self.env["traceability.scan"].with_company(self.company_id)
        typed = []
        for line in filter(None, map(str.strip, (self.numbers or "").splitlines())):
            parsed = scan.parse(line)
            names = [line, parsed["name"]] if parsed else []
            is_gs1 = parsed and parsed["is_gs1"]
            product = scan.find_product(parsed, self.company_id)[0] if is_gs1 else None
            typed.append((line, names, product))
        return typed

    def _domain_of_movements(self):
        """:return: Domain of the movements that name the lots; TRUE where none are asked for"""
        domain = Domain.TRUE
        zone = company_zone(self.company_id)
        if self.date_from:
            domain &= Domain("date", ">=", start_of_day(self.date_from, zone))
        if self.date_to:
            domain &= Domain("date", "<=", end_of_day(self.date_to, zone))
        if self.date_from or self.date_to:
            domain &= Domain("location_id.usage", "in", SOURCES)
        if self.partner_id:
            domain &= Domain("location_id.usage", "=", "supplier") & (
                Domain("picking_id.partner_id", "child_of", self.partner_id.id)
                | Domain("move_id.partner_id", "child_of", self.partner_id.id)
            )
        if number := (self.document or "").strip():
            domain &= (
                Domain("reference", "=ilike", escape_psql(number))
                | Domain("picking_id.origin", "=ilike", escape_psql(number))
                | Domain("move_id.origin", "=ilike", escape_psql(number))
            )
        if domain.is_true():
            return domain
        return domain & Domain("state", "=", "done") & Domain("lot_id", "!=", False)

    def action_add(self):
        """Add the lots that were found to the case.

        :raise UserError: where none was found
        """
        self.ensure_one()
        if not self.lot_ids:
            raise UserError(
                self.env._("No lots were found. Enter a lot/serial number, or a product and more.")
            )
        self.recall_id.lot_ids = [Command.link(lot.id) for lot in self.lot_ids]
        return {"type": "ir.actions.act_window_close"}
