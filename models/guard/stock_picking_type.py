from odoo import api, fields, models

# What an operation of each kind may do with lots when nobody says otherwise: (create, existing).
DEFAULTS = {"incoming": (True, False), "outgoing": (False, True), "internal": (False, True)}


class StockPickingType(models.Model):
    _name = "stock.picking.type"
    _inherit = ["stock.picking.type", "mail.thread"]

    use_create_lots = fields.Boolean(tracking=True)
    use_existing_lots = fields.Boolean(tracking=True)
    lots_optional = fields.Boolean(
        tracking=True,
        help="Tracked products can be moved without a lot/serial number. Traces show this as a"
        " gap that a manager allowed.",
    )
    over_demand_allowed = fields.Boolean(
        "More Than Demand",
        tracking=True,
        help="Assign Serial Numbers accepts more lot/serial numbers than the demand, after a"
        " warning. Otherwise it refuses them.",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        return values | {
            name: value for name, value in self._lot_defaults(values).items() if name in fields
        }

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._lot_defaults(vals) | vals for vals in vals_list])

    def write(self, vals):
        self.env["traceability.guard"].check_operation_type_write(self, vals)
        return super().write(vals)

    @api.depends("code")
    def _compute_use_create_lots(self):
        result = super()._compute_use_create_lots()
        self._set_lot_default("use_create_lots")
        return result

    @api.depends("code")
    def _compute_use_existing_lots(self):
        result = super()._compute_use_existing_lots()
        self._set_lot_default("use_existing_lots")
        return result

    def _set_lot_default(self, name):
        for operation in self:
            defaults = self._lot_defaults({"code": operation.code})
            if name in defaults:
                operation[name] = defaults[name]

    @api.model
    def _lot_defaults(self, values):
        """Give the two boxes of a new operation type of that code and company, if any."""
        company = self.env["res.company"].browse(values.get("company_id")) or self.env.company
        if values.get("code") not in DEFAULTS or not company.is_strict():
            return {}
        create, existing = DEFAULTS[values["code"]]
        return {"use_create_lots": create, "use_existing_lots": existing}
