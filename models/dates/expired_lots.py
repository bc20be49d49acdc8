"""Expired and short-dated lots meet the policy of the operation type (rule 8)."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.dates import DAYS, dates_are_on

BLOCKING = ("outgoing", "mrp_operation")


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
        help="What to do with lots that are expired or have less than the required shelf life left."
        " A lot can be used until the end of its expiration date, in the time zone of the"
        " warehouse.",
    )
    minimum_shelf_life = fields.Integer(
        tracking=True,
        help="How many more days lots must be usable when they leave, or come from a vendor. A"
        " customer can require more.",
    )

    _minimum_shelf_life = models.Constraint(
        "CHECK(minimum_shelf_life >= 0)", "The minimum shelf life cannot be negative."
    )

    @api.depends("code")
    def _compute_expired_lots_policy(self):
        for operation in self:
            operation.expired_lots_policy = "block" if operation.code in BLOCKING else "allow"


class ResPartner(models.Model):
    _inherit = "res.partner"

    minimum_shelf_life = fields.Integer(
        help="How many more days lots must be usable when they leave for this customer. The"
        " operation type can require more.",
    )

    _minimum_shelf_life = models.Constraint(
        "CHECK(minimum_shelf_life >= 0)", "The minimum shelf life cannot be negative."
    )


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def write(self, vals):
        if not vals.get("partner_id", True):
            self._check_keeps_customer()
        return super().write(vals)

    def _check_keeps_customer(self):
        """Refuse to empty a contact that asks for a shelf life, which nobody would owe any more."""
        # Superuser: what a customer asks for holds for who may not read contacts, too.
        asking = self.sudo().filtered(
            lambda picking: (
                picking.company_id.strict_traceability
                and picking.state not in ("done", "cancel")
                and (picking.partner_id | picking.partner_id.commercial_partner_id).filtered(
                    "minimum_shelf_life"
                )
            )
        )
        self.env["traceability.guard"].refuse(
            self.env._(
                "The customer requires a minimum shelf life, so the transfer needs its contact:"
            ),
            [
                self.env._(
                    "%(transfer)s: select the contact that gets the products instead of"
                    " %(customer)s.",
                    transfer=picking.name,
                    customer=picking.partner_id.display_name,
                )
                for picking in asking
            ],
        )

    def _check_expired_lots(self):
        """Ask where the operation type says so; core asks of every transfer."""
        if not dates_are_on(self.env):
            return self.browse()
        strict = self.filtered("company_id.strict_traceability")
        to_ask = super(StockPicking, self - strict)._check_expired_lots()
        expired = super(StockPicking, strict)._check_expired_lots()
        # A removal date is none where the product has its dates switched off.
        expired = expired.filtered(
            lambda picking: any(picking.move_line_ids.lot_id.mapped("use_expiration_date"))
        )
        guard = self.env["traceability.guard"]
        for picking in strict:
            lines = picking.move_line_ids.filtered("picked") or picking.move_line_ids
            if guard.find_date_problems(lines, "warn") or (
                picking in expired
                and guard.filter_by_way(lines, lambda line: guard.asks_of_dates(line, "warn"))
            ):
                to_ask |= picking
        return to_ask

    def _action_generate_expired_wizard(self):
        action = super()._action_generate_expired_wizard()
        problems = self.env["traceability.guard"].find_date_problems(self.move_line_ids, "warn")
        lots = self.env["stock.lot"].union(*(line.lot_id for line, _problem in problems))
        [(command, zero, found)] = action["context"]["default_lot_ids"]
        action["context"]["default_lot_ids"] = [(command, zero, list({*found, *lots.ids}))]
        return action


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.constrains("use_expiration_date", *DAYS)
    def _check_date_offsets(self):
        check_date_offsets(self)


class ProductCategory(models.Model):
    _inherit = "product.category"

    @api.constrains("use_expiration_date", *DAYS)
    def _check_date_offsets(self):
        check_date_offsets(self)


def check_date_offsets(records):
    """Refuse days that make no sense, of products or categories."""
    for record in records:
        company = ("company_id" in record._fields and record.company_id) or record.env.company
        problems = _date_offset_problems(record) if company.is_strict() else []
        if problems:
            raise ValidationError("\n".join([record.display_name, *problems]))


def _date_offset_problems(record):
    """Say what is wrong with the days of the dates."""
    env = record.env
    names = {name: record._fields[name]._description_string(env) for name in DAYS}
    problems = [
        env._("- %(date)s: the number of days cannot be negative.", date=names[name])
        for name in DAYS
        if record[name] < 0
    ]
    if not record.use_expiration_date:
        return problems
    return problems + [
        env._(
            "- %(date)s: %(days)s days before the expiration date would be before the receipt."
            " Enter at most %(life)s.",
            date=names[name],
            days=record[name],
            life=record.expiration_time,
        )
        for name in DAYS[1:]
        if record[name] > record.expiration_time > 0
    ]
