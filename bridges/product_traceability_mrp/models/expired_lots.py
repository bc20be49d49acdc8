from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def pre_button_mark_done(self):
        """Ask about expired components only where the operation type says so; core always asks."""
        unasked = all(
            order.company_id.strict_traceability
            and order.picking_type_id.expired_lots_policy != "warn"
            for order in self
        )
        orders = self.with_context(skip_expired=True) if unasked else self
        return super(MrpProduction, orders).pre_button_mark_done()
