from odoo import api, models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    @api.model
    def get_existing_lots(self, company_id, config_id, product_id):
        """Offer the till no lots that it may not sell: on hold, expired or too near to it."""
        offered = super().get_existing_lots(company_id, config_id, product_id)
        # Superuser: a cashier may see no lots; core answers what it found as superuser, too.
        env = self.env(su=True)
        operation = env["pos.config"].browse(config_id).picking_type_id
        if not operation.company_id.strict_traceability:
            return offered
        lots = env["stock.lot"].browse([lot["id"] for lot in offered])
        stopped = lots.filtered(
            lambda lot: lot.is_on_hold or self.env["traceability.guard"].is_too_old(lot, operation)
        )
        return [lot for lot in offered if lot["id"] not in stopped._ids]
