"""Expired and short-dated lots meet the policy of the operation type (rule 8)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

BLOCKING = ("outgoing", "mrp_operation")
OFFSETS = ("expiration_time", "use_time", "removal_time", "alert_time")


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    expired_lots_policy = fields.Selection(
        [("allow", "Allow"), ("warn", "Ask"), ("block", "Block")],
        "Expired Lots",
        compute="_compute_expired_lots_policy",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
        help="What happens to lots that are expired, or not good for as long as they must be. A lot"
        " is good until the end of its expiration day where the warehouse is.",
    )
    minimum_shelf_life = fields.Integer(
        tracking=True,
        help="For how many days lots must still be good when they leave. A customer may ask for"
        " more.",
    )

    _minimum_shelf_life = models.Constraint(
        "CHECK(minimum_shelf_life >= 0)", "The minimum shelf life is not a negative number of days."
    )

    @api.depends("code")
    def _compute_expired_lots_policy(self):
        for operation in self:
            operation.expired_lots_policy = "block" if operation.code in BLOCKING else "allow"


class ResPartner(models.Model):
    _inherit = "res.partner"

    minimum_shelf_life = fields.Integer(
        help="For how many days lots must still be good when they leave for this customer. Where"
        " the operation type asks for more, that counts.",
    )

    _minimum_shelf_life = models.Constraint(
        "CHECK(minimum_shelf_life >= 0)", "The minimum shelf life is not a negative number of days."
    )


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _check_expired_lots(self):
        """Ask where the operation type says so; core asks of every transfer."""
        strict = self.filtered("company_id.strict_traceability")
        to_ask = super(StockPicking, self - strict)._check_expired_lots()
        expired = super(StockPicking, strict)._check_expired_lots()
        guard = self.env["traceability.guard"]
        for picking in strict:
            policy = picking.picking_type_id.expired_lots_policy
            lines = picking.move_line_ids.filtered("picked") or picking.move_line_ids
            if policy == "warn" and (picking in expired or guard.date_problems(lines, "warn")):
                to_ask |= picking
        return to_ask

    def _action_generate_expired_wizard(self):
        action = super()._action_generate_expired_wizard()
        problems = self.env["traceability.guard"].date_problems(self.move_line_ids, "warn")
        lots = [line.lot_id.id for line, _problem in problems]
        [(command, zero, found)] = action["context"]["default_lot_ids"]
        action["context"]["default_lot_ids"] = [(command, zero, list({*found, *lots}))]
        return action


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.constrains("use_expiration_date", *OFFSETS)
    def _check_date_offsets(self):
        for product in self:
            company = (product.company_id or self.env.company).sudo()
            problems = product._date_offset_problems() if company.strict_traceability else []
            if problems:
                raise ValidationError("\n".join([product.display_name, *problems]))

    def _date_offset_problems(self):
        """:return: what is wrong with the days of the product's dates, in words"""
        names = {name: self._fields[name]._description_string(self.env) for name in OFFSETS}
        problems = [
            self.env._("- %(date)s: the number of days cannot be negative.", date=names[name])
            for name in OFFSETS
            if self[name] < 0
        ]
        if not self.use_expiration_date:
            return problems
        return problems + [
            self.env._(
                "- %(date)s: %(days)s days before expiration lies before the receipt, for the"
                " product expires %(life)s days after it.",
                date=names[name],
                days=self[name],
                life=self.expiration_time,
            )
            for name in OFFSETS[1:]
            if self[name] > self.expiration_time >= 0
        ]
