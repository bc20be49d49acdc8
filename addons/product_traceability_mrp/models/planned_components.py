"""An order uses each tracked component of its plan, or another in place of it (rule 6)."""

from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def write(self, vals):
        if not vals.get("bom_id", True):
            self.env["traceability.guard"].check_plan_kept(self.filtered("bom_id"))
        return super().write(vals)

    def _post_inventory(self, cancel_backorder=False):
        result = super()._post_inventory(cancel_backorder=cancel_backorder)
        self.env["traceability.guard"].check_components_used(self)
        return result


class StockMove(models.Model):
    _inherit = "stock.move"

    def write(self, vals):
        if not vals.get("bom_line_id", True):
            planned = self.filtered("bom_line_id").raw_material_production_id
            self.env["traceability.guard"].check_plan_kept(planned)
        return super().write(vals)
