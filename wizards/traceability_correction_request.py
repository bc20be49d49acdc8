from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import format_datetime

from ..tools.listing import how_many_more
from ..tools.locations import HELD

# The preview stays readable; what is left out is counted.
SHOWN = 100


class TraceabilityCorrectionRequest(models.TransientModel):
    """Asks what was recorded wrongly, shows what will change, and hands over to the records."""

    _name = "traceability.correction.request"
    _description = "Correct the Record"

    kind = fields.Selection(
        [
            ("lot", "Wrong lot or serial number"),
            ("swap", "Lots or serial numbers swapped"),
            ("name", "Typo in a lot/serial number"),
            ("quantity", "Quantity of a receipt too high"),
            ("date", "Wrong effective date of a transfer"),
            ("origin", "Wrong vendor's lot number or production date"),
        ],
        string="What is wrong",
        default="lot",
        required=True,
    )
    reason = fields.Text("Why", required=True)
    follow = fields.Boolean(
        "Correct the following movements too",
        default=True,
        help="If the products moved on under the wrong lot/serial number, those movements get the"
        " correct one too.",
    )
    line_ids = fields.One2many("traceability.correction.request.line", "request_id")
    lot_ids = fields.Many2many("stock.lot", compute="_compute_lot_ids")
    lot_id = fields.Many2one("stock.lot", "Lot/Serial Number", domain="[('id', 'in', lot_ids)]")
    # Who types faster than the server tells the product of the first lot is offered all lots.
    other_lot_id = fields.Many2one(
        "stock.lot",
        "Swap With",
        domain="[('id', 'in', lot_ids), ('id', '!=', lot_id), ('product_id', '=?', product_id)]",
    )
    can_swap = fields.Boolean(compute="_compute_lot_ids")
    product_id = fields.Many2one(related="lot_id.product_id")
    new_name = fields.Char("Correct Lot/Serial Number")
    new_vendor_lot_name = fields.Char(
        "Correct Vendor's Lot Number", compute="_compute_new_origin", store=True, readonly=False
    )
    new_production_date = fields.Date(
        "Correct Production Date", compute="_compute_new_origin", store=True, readonly=False
    )
    picking_ids = fields.Many2many("stock.picking", compute="_compute_lot_ids")
    picking_id = fields.Many2one("stock.picking", "Transfer", domain="[('id', 'in', picking_ids)]")
    old_date = fields.Datetime(related="picking_id.date_done", string="Recorded Date")
    new_date = fields.Datetime("Correct Date")
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    can_apply = fields.Boolean(compute="_compute_preview")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "line_ids" in fields:
            records = self._opened_on()
            lines = records.find_correctable_lines()
            values["line_ids"] = [Command.create({"move_line_id": line.id}) for line in lines]
            if len(lines.lot_id) == 1:
                values["lot_id"] = lines.lot_id.id
            if len(lines.picking_id) == 1:
                values["picking_id"] = lines.picking_id.id
        return values

    def _opened_on(self):
        """:return: the records that the wizard was opened on
        :raise UserError: when they are none that can be corrected
        """
        model = self.env.context.get("active_model")
        ids = self.env.context.get("active_ids") or [self.env.context.get("active_id")]
        correctable = self.env.registry["traceability.correctable"]
        if model not in self.env or not issubclass(self.env.registry[model], correctable):
            raise UserError(self.env._("Open this on transfers, orders or lots."))
        records = self.env[model].browse(filter(None, ids)).exists()
        records.check_access("read")
        if not records.find_correctable_lines():
            raise UserError(
                self.env._(
                    "There are no completed movements here that you can correct. You can correct"
                    " what you recorded yourself until the products move again. Ask an Inventory"
                    " manager to correct the rest."
                )
            )
        return records

    @api.depends("line_ids.move_line_id")
    def _compute_lot_ids(self):
        for request in self:
            lots = request.line_ids.move_line_id.lot_id
            request.lot_ids = lots
            request.picking_ids = request.line_ids.move_line_id.picking_id
            request.can_swap = len(lots) > len(lots.product_id)

    @api.depends("lot_id")
    def _compute_new_origin(self):
        for request in self:
            request.new_vendor_lot_name = request.lot_id.vendor_lot_name
            request.new_production_date = request.lot_id.production_date

    @api.depends(
        *("kind", "follow", "lot_id", "other_lot_id", "new_name", "picking_id", "new_date"),
        *("new_vendor_lot_name", "new_production_date"),
        *("line_ids.new_lot_id", "line_ids.new_quantity"),
    )
    def _compute_preview(self):
        for request in self:
            values = request._preview_values()
            request.can_apply = values.get("ready", False)
            request.preview = self.env["ir.qweb"]._render(
                "product_traceability.correction_preview", values
            )

    def _preview_values(self):
        """Tell what the preview's template shows."""
        try:
            if self.kind == "name":
                return self._preview_name()
            if self.kind == "date":
                return self._preview_date()
            if self.kind == "origin":
                return self._preview_origin()
            plan = self._plan()
        except (UserError, AccessError) as error:
            return {"problems": str(error).splitlines()}
        if not plan:
            return {}
        return {
            "lines": plan.lines[:SHOWN],
            "more": how_many_more(self.env, len(plan.lines) - SHOWN),
            "plan": plan,
            "effects": self._effects(plan)[:SHOWN],
            "problems": plan.problems,
            "ready": not plan.problems,
            "format_quantity": self.env["traceability.guard"].format_quantity,
        }

    def _plan(self):
        """Give the plan of what is asked for, None when it is nothing yet."""
        lines = self.env["stock.move.line"]
        if self.kind == "quantity":
            quantities = self._quantities_by_line()
            return lines.plan_quantities(quantities) if quantities else None
        lots = self._lots_by_line()
        return lines.plan_correction(lots, self.follow) if lots else None

    def _preview_date(self):
        if not (self.picking_id and self.new_date) or self.new_date == self.old_date:
            return {}
        if problems := self.picking_id.find_date_problems(self.new_date):
            return {"problems": problems}
        return {
            "dated": self.picking_id,
            "old_date": format_datetime(self.env, self.old_date),
            "new_date": format_datetime(self.env, self.new_date),
            "ready": True,
        }

    def _preview_name(self):
        lot, name = self.lot_id, (self.new_name or "").strip()
        if not (lot and name):
            return {}
        problem = lot.find_new_name_problem(name)
        if problem:
            return {"problems": [problem]}
        return {"renamed": lot, "new_name": name, "ready": True}

    def _new_origin(self):
        return {
            "vendor_lot_name": (self.new_vendor_lot_name or "").strip(),
            "production_date": self.new_production_date,
        }

    def _preview_origin(self):
        lot = self.lot_id
        changed = lot.find_origin_changes(self._new_origin()) if lot else {}
        rows = [
            (lot._fields[name]._description_string(self.env), lot[name] or "—", value or "—")
            for name, value in changed.items()
        ]
        return {"said_anew": lot, "values": rows, "ready": True} if rows else {}

    def _effects(self, plan):
        """Give [(location, product, lot, quantity before, after)] of what is held."""
        format_quantity = self.env["traceability.guard"].format_quantity
        return sorted(
            (
                key.label,
                key.product.display_name,
                key.lot.name or "",
                format_quantity(plan.quantity_now(key), key.product.uom_id),
                format_quantity(plan.quantity_now(key) + gain, key.product.uom_id),
            )
            for key, gain in plan.deltas.items()
            if key.location.usage in HELD
        )

    def _lots_by_line(self):
        """Give {done move line: right lot} of what is asked for."""
        if self.kind == "swap":
            pair = {self.lot_id: self.other_lot_id, self.other_lot_id: self.lot_id}
            if not (self.lot_id and self.other_lot_id):
                return {}
            lines = self.line_ids.move_line_id
            return {line: pair[line.lot_id] for line in lines if line.lot_id in pair}
        return {
            row.move_line_id: row.new_lot_id
            for row in self.line_ids
            if row.new_lot_id and row.new_lot_id != row.lot_id
        }

    def _quantities_by_line(self):
        """Give {done move line: right quantity} of what is asked for."""
        return {
            row.move_line_id: row.new_quantity
            for row in self.line_ids
            if row.is_receipt and row.product_uom_id.compare(row.new_quantity, row.quantity)
        }

    def action_apply(self):
        """Make the correction. :return: the client action that closes the dialog"""
        self.ensure_one()
        if self.kind in ("name", "swap", "origin") and not self.lot_id:
            raise UserError(self.env._("Select the lot/serial number that is wrong."))
        if self.kind == "date" and not self.picking_id:
            raise UserError(self.env._("Select the transfer whose date is wrong."))
        lines = self.env["stock.move.line"]
        if self.kind == "name":
            self.lot_id.correct_name(self.new_name, self.reason)
        elif self.kind == "origin":
            self.lot_id.correct_origin(self._new_origin(), self.reason)
        elif self.kind == "date":
            self.picking_id.correct_date(self.new_date, self.reason)
        elif self.kind == "quantity":
            lines.correct_quantities(self._quantities_by_line(), self.reason)
        else:
            lines.correct_lots(self._lots_by_line(), self.reason, self.follow)
        return {"type": "ir.actions.act_window_close"}


class TraceabilityCorrectionRequestLine(models.TransientModel):
    _name = "traceability.correction.request.line"
    _description = "Movement to Correct"

    request_id = fields.Many2one(
        "traceability.correction.request", required=True, ondelete="cascade"
    )
    move_line_id = fields.Many2one("stock.move.line", "Movement", required=True, ondelete="cascade")
    reference = fields.Char(related="move_line_id.reference", string="Document")
    date = fields.Datetime(related="move_line_id.date")
    product_id = fields.Many2one(related="move_line_id.product_id")
    lot_id = fields.Many2one(related="move_line_id.lot_id", string="Recorded Lot/Serial Number")
    quantity = fields.Float(related="move_line_id.quantity")
    product_uom_id = fields.Many2one(related="move_line_id.product_uom_id")
    location_id = fields.Many2one(related="move_line_id.location_id")
    location_dest_id = fields.Many2one(related="move_line_id.location_dest_id")
    company_id = fields.Many2one(related="move_line_id.company_id")
    is_receipt = fields.Boolean(compute="_compute_source_id")
    new_quantity = fields.Float(
        "Correct Quantity",
        digits="Product Unit",
        compute="_compute_new_quantity",
        store=True,
        readonly=False,
    )
    # The location that the products must have been in; none where they came from outside.
    source_id = fields.Many2one("stock.location", compute="_compute_source_id")
    new_lot_id = fields.Many2one(
        "stock.lot",
        "Correct Lot/Serial Number",
        domain="[('product_id', '=', product_id), ('company_id', 'in', [company_id, False]),"
        " ('id', '!=', lot_id), ('was_in_id', '=?', source_id)]",
    )

    @api.depends("move_line_id")
    def _compute_source_id(self):
        for row in self:
            location = row.location_id
            row.source_id = location if location.usage in HELD else False
            row.is_receipt = row.move_line_id.is_receipt_line()

    @api.depends("move_line_id")
    def _compute_new_quantity(self):
        for row in self:
            row.new_quantity = row.quantity
