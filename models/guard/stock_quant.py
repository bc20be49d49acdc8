from odoo import api, models
from odoo.fields import Domain

from ...tools.trust import trusted
from .guard_quants import FINAL_OF_QUANT

# Goods that go back to a vendor may be on hold. Only code can pass this very object.
HELD_KEY = "traceability_takes_held"
BACK = object()


class StockQuant(models.Model):
    _inherit = "stock.quant"

    @api.model_create_multi
    def create(self, vals_list):
        self.env["traceability.guard"].check_quant_create(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self.env["traceability.guard"].check_quant_write(self, vals)
        return super().write(vals)

    def unlink(self):
        self.env["traceability.guard"].check_quant_unlink(self)
        return super().unlink()

    @api.model
    def _update_available_quantity(self, product_id, location_id, *args, **kwargs):
        # The one method by which core lets moves change quants; RPC cannot call it.
        moving = trusted(self, *FINAL_OF_QUANT, any_records=True)
        return super(StockQuant, moving)._update_available_quantity(
            product_id, location_id, *args, **kwargs
        )

    def _get_gather_domain(
        self, product_id, location_id, lot_id=None, package_id=None, owner_id=None, strict=False
    ):
        """Find no lots on hold when goods are looked for; strict is a quant that is known."""
        domain = super()._get_gather_domain(
            product_id, location_id, lot_id, package_id, owner_id, strict
        )
        if strict or product_id.tracking == "none" or not self.is_strict_at(location_id):
            return domain
        return domain & (Domain("lot_id", "=", False) | Domain("lot_id.is_on_hold", "=", False))

    def _get_reserve_quantity(
        self, product_id, location_id, quantity, uom_id=None, lot_id=None, *args, **kwargs
    ):
        # The next step of a route reserves the very lot that arrived, not what is found. Superuser:
        # a lot is on hold, whoever may read it.
        held = lot_id and lot_id.sudo().is_on_hold and self.env.context.get(HELD_KEY) is not BACK
        if held and quantity > 0 and self.is_strict_at(location_id):
            return []
        return super()._get_reserve_quantity(
            product_id, location_id, quantity, uom_id, lot_id, *args, **kwargs
        )

    @api.private
    def is_strict_at(self, location):
        # Superuser: a location may lie where the user may take goods, but not look.
        return (location.sudo().company_id or self.env.company).is_strict()
