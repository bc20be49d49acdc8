"""Lots on hold: they may not move on until an Inventory manager releases them (rule 8)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools.trust import is_trusted, trusted

HOLD_FIELDS = frozenset(["hold_reason", "hold_since", "hold_user_id", "is_on_hold"])


class StockLot(models.Model):
    _inherit = "stock.lot"

    is_on_hold = fields.Boolean(
        "On Hold",
        readonly=True,
        copy=False,
        tracking=True,
        help="Not reserved, shipped or used until released; it may go to quarantine or to scrap.",
    )
    hold_reason = fields.Char("Reason of Hold", readonly=True, copy=False, tracking=True)
    hold_since = fields.Datetime("On Hold Since", readonly=True, copy=False)
    hold_user_id = fields.Many2one("res.users", "Put on Hold By", readonly=True, copy=False)

    _is_on_hold_idx = models.Index("(id) WHERE is_on_hold")

    @api.model_create_multi
    def create(self, vals_list):
        context = self.env.context
        defaults = {
            name: context[f"default_{name}"] for name in HOLD_FIELDS if f"default_{name}" in context
        }
        for vals in vals_list:
            self._check_hold_fields(defaults | vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_hold_fields(vals)
        return super().write(vals)

    def _check_hold_fields(self, vals):
        names = HOLD_FIELDS & vals.keys()
        if not names or is_trusted(self.env):
            return
        if any(vals[name] for name in names) or self.filtered("is_on_hold"):
            raise UserError(
                self.env._(
                    "A hold is set and lifted by the buttons Hold and Release, with a reason."
                )
            )

    def action_hold(self):
        """:return: the action that asks for the reason"""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "product_traceability.action_stock_lot_hold"
        )
        return action | {"context": {"default_lot_ids": self.ids}}

    def hold(self, reason):
        """Put lots on hold; what was reserved of them is free at once.

        :param str reason: why, shown wherever the lot is refused
        :raise UserError: without a reason
        """
        reason = reason.strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Say why these lots are put on hold."))
        self.check_access("write")
        held = self.filtered("is_on_hold")
        trusted(held).write({"hold_reason": reason})
        trusted(self - held).write(
            {
                "is_on_hold": True,
                "hold_reason": reason,
                "hold_since": fields.Datetime.now(),
                "hold_user_id": self.env.uid,
            }
        )
        pickings = self.env["traceability.guard"].free_reservations(self)
        self._log_hold(self.env._("Put on hold: %(reason)s", reason=reason))
        for picking in pickings:
            picking.message_post(
                body=self.env._(
                    "No longer reserved, for they were put on hold: %(lots)s",
                    lots=", ".join(self.mapped("display_name")),
                )
            )

    def release(self):
        """Let lots move on.

        :raise AccessError: for anyone but an Inventory manager
        """
        if not self.env.su and not self.env.user.has_group("stock.group_stock_manager"):
            raise AccessError(
                self.env._("Only an Inventory manager releases lots from hold; ask one.")
            )
        held = self.filtered("is_on_hold")
        trusted(held).write(
            {"is_on_hold": False, "hold_reason": False, "hold_since": False, "hold_user_id": False}
        )
        held._log_hold(self.env._("Released from hold"))

    def _log_hold(self, text):
        self._message_log_batch(bodies=dict.fromkeys(self.ids, text))


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def _get_gather_domain(
        self, product_id, location_id, lot_id=None, package_id=None, owner_id=None, strict=False
    ):
        """Find no lots on hold when goods are looked for; strict is a quant that is known."""
        domain = super()._get_gather_domain(
            product_id, location_id, lot_id, package_id, owner_id, strict
        )
        if strict or product_id.tracking == "none" or not self._is_strict_at(location_id):
            return domain
        return domain & (Domain("lot_id", "=", False) | Domain("lot_id.is_on_hold", "=", False))

    def _get_reserve_quantity(
        self, product_id, location_id, quantity, uom_id=None, lot_id=None, *args, **kwargs
    ):
        # The next step of a route reserves the very lot that arrived, not what is found.
        if lot_id and lot_id.sudo().is_on_hold and quantity > 0 and self._is_strict_at(location_id):
            return []
        return super()._get_reserve_quantity(
            product_id, location_id, quantity, uom_id, lot_id, *args, **kwargs
        )

    def _is_strict_at(self, location):
        return (location.sudo().company_id or self.env.company.sudo()).strict_traceability


class StockLocation(models.Model):
    _inherit = "stock.location"

    is_quarantine = fields.Boolean(
        "Quarantine",
        help="Lots on hold may be moved here and to the locations inside it.",
    )

    def _is_in_quarantine(self):
        """:return: whether this location, or one that it lies in, is a quarantine location"""
        self.ensure_one()
        # Superuser: the path upwards may lead through locations that the user does not see.
        above = self.sudo().parent_path.split("/")[:-1]
        return any(self.sudo().browse(int(part)).is_quarantine for part in above)
